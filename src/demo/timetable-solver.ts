import type { Bell } from '../school-start/school-year.ts';
import type { Random } from './random.ts';

/** One lesson a week of one class, with all who teach it at once (the two halves of a class: two teachers). */
export interface Activity {
  classIndex: number;
  subject: string;
  teachers: readonly number[];
  /** Where it must be; otherwise anywhere. */
  fixed?: Cell;
}

export interface Cell {
  weekday: number;
  period: number;
}

export interface Task {
  activities: readonly Activity[];
  /** The grade of each class. */
  grades: readonly number[];
  teacherCount: number;
  bells: readonly Bell[];
}

const DAYS = 5;
const UNIT_MINUTES = 5;
const FIRST_MINUTE = 8 * 60;
const UNITS = 120;
const MOST_STEPS = 400_000;
const SAME_SUBJECT_TWICE_A_DAY = 3;
const TABU_STEPS = 12;
/** Days that are longer by a lesson where the hours do not divide by five: Monday and Thursday have extras. */
const LONGER_DAYS = [2, 3, 5, 4, 1];

/**
 * Places each activity on a weekday and a period so that every class has its lessons one after the other from the
 * first period on and no teacher is in two places at once, by the clock (the bells differ by grade). It begins with
 * a deal of each class's lessons over its week and then swaps two lessons of a class as long as somebody clashes.
 * The same task and chance give the same timetable. Throws where none is found.
 */
export function solveTimetable(task: Task, chance: Random): Cell[] {
  const week = new Week(task, chance);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const clashing = week.clashing();
    if (clashing.length === 0) return week.tidied();
    week.mend(chance.pick(clashing), step);
  }
  throw new Error('No timetable without clashes was found');
}

interface Span {
  day: number;
  from: number;
  to: number;
}

class Week {
  readonly cells: Cell[];
  private readonly task: Task;
  private readonly chance: Random;
  private readonly spans: ReadonlyMap<string, Span>;
  private readonly byClass: number[][];
  private readonly busy: Uint8Array;
  private readonly subjectsOfDay = new Map<string, number>();
  private readonly movedAt: Int32Array;

  constructor(task: Task, chance: Random) {
    this.task = task;
    this.chance = chance;
    this.spans = spansOf(task.bells);
    this.byClass = task.grades.map((_, index) =>
      task.activities.flatMap((one, number) => (one.classIndex === index ? [number] : [])),
    );
    this.busy = new Uint8Array(task.teacherCount * DAYS * UNITS);
    this.movedAt = new Int32Array(task.activities.length).fill(-TABU_STEPS);
    this.cells = task.activities.map((one) => one.fixed ?? { weekday: 0, period: 0 });
    for (const numbers of this.byClass) this.deal(numbers);
    for (const number of task.activities.keys()) {
      this.occupy(number, this.cell(number), 1);
      this.countSubject(number, this.cell(number).weekday, 1);
    }
  }

  /** The activities whose teachers are elsewhere at the same time, fixed ones left out. */
  clashing(): number[] {
    const found: number[] = [];
    for (const [number, one] of this.task.activities.entries()) {
      if (!one.fixed && this.overlap(number, this.cell(number), 2) > 0) found.push(number);
    }
    return found;
  }

  /** Swaps an activity with the one of its class that leaves the fewest clashes. */
  mend(number: number, step: number): void {
    const one = this.activity(number);
    const home = this.cell(number);
    let best = Number.POSITIVE_INFINITY;
    let partners: number[] = [];
    this.occupy(number, home, -1);
    for (const other of this.byClass[one.classIndex] ?? []) {
      if (other === number || this.activity(other).fixed || step - (this.movedAt[other] ?? 0) < TABU_STEPS)
        continue;
      const { clashes, twice } = this.costOfSwap(number, home, other);
      const cost = clashes + SAME_SUBJECT_TWICE_A_DAY * twice;
      if (cost < best) {
        best = cost;
        partners = [];
      }
      if (cost === best) partners.push(other);
    }
    this.occupy(number, home, 1);
    if (partners.length > 0) this.swap(number, this.chance.pick(partners), step);
  }

  /** By how much a swap changes the time spent in two places, and the subjects that a class has twice a day. */
  private costOfSwap(number: number, home: Cell, other: number): { clashes: number; twice: number } {
    const away = this.cell(other);
    this.occupy(other, away, -1);
    const clashes =
      this.overlap(number, away, 1) +
      this.overlap(other, home, 1) -
      this.overlap(number, home, 1) -
      this.overlap(other, away, 1);
    this.occupy(other, away, 1);
    const isSame = this.activity(number).subject === this.activity(other).subject;
    if (home.weekday === away.weekday || isSame) return { clashes, twice: 0 };
    const twice =
      this.subjectCount(number, away.weekday) +
      this.subjectCount(other, home.weekday) -
      (this.subjectCount(number, home.weekday) - 1) -
      (this.subjectCount(other, away.weekday) - 1);
    return { clashes, twice };
  }

  /** The cells, once lessons of a subject that a class has twice a day are on days of their own where they can be. */
  tidied(): Cell[] {
    for (const number of this.task.activities.keys()) {
      const home = this.cell(number);
      if (this.activity(number).fixed || this.subjectCount(number, home.weekday) < 2) continue;
      this.occupy(number, home, -1);
      const partner = (this.byClass[this.activity(number).classIndex] ?? []).find((other) => {
        if (other === number || this.activity(other).fixed) return false;
        const { clashes, twice } = this.costOfSwap(number, home, other);
        return clashes === 0 && twice < 0;
      });
      this.occupy(number, home, 1);
      if (partner !== undefined) this.swap(number, partner, 0);
    }
    return this.cells;
  }

  private swap(number: number, other: number, step: number): void {
    const home = this.cell(number);
    const away = this.cell(other);
    for (const [moved, from, to] of [
      [number, home, away],
      [other, away, home],
    ] as const) {
      this.occupy(moved, from, -1);
      this.occupy(moved, to, 1);
      this.countSubject(moved, from.weekday, -1);
      this.countSubject(moved, to.weekday, 1);
      this.cells[moved] = to;
      this.movedAt[moved] = step;
    }
  }

  /** Deals a class's lessons over the week, those of one subject to days apart. */
  private deal(numbers: readonly number[]): void {
    const free = this.freeCells(numbers);
    const days = this.chance.shuffled([1, 2, 3, 4, 5]);
    const loose = numbers.filter((number) => !this.activity(number).fixed);
    for (const number of loose) {
      const subject = this.activity(number).subject;
      const taken = new Set(
        loose.flatMap((other) =>
          this.activity(other).subject === subject ? [this.cell(other).weekday] : [],
        ),
      );
      const fullest = [...days].sort((a, b) => (free.get(b)?.length ?? 0) - (free.get(a)?.length ?? 0));
      const day = fullest.find((weekday) => !taken.has(weekday) && (free.get(weekday)?.length ?? 0) > 0);
      const cells = free.get(day ?? fullest[0] ?? 1) ?? [];
      const cell = cells.splice(this.chance.between(0, cells.length - 1), 1)[0];
      if (!cell) throw new Error('A class has more lessons than its week has room for');
      this.cells[number] = cell;
    }
  }

  private freeCells(numbers: readonly number[]): Map<number, Cell[]> {
    const fixed = numbers.flatMap((number) => this.activity(number).fixed ?? []);
    const hours = numbers.length - fixed.length;
    const free = new Map<number, Cell[]>();
    for (let weekday = 1; weekday <= DAYS; weekday += 1) {
      const extra = LONGER_DAYS.indexOf(weekday) < hours % DAYS ? 1 : 0;
      const cells: Cell[] = [];
      for (let period = 1; cells.length < Math.floor(hours / DAYS) + extra; period += 1) {
        if (!fixed.some((cell) => cell.weekday === weekday && cell.period === period))
          cells.push({ weekday, period });
      }
      free.set(weekday, cells);
    }
    return free;
  }

  private activity(number: number): Activity {
    const found = this.task.activities[number];
    if (!found) throw new Error(`No activity ${number}`);
    return found;
  }

  private cell(number: number): Cell {
    const found = this.cells[number];
    if (!found) throw new Error(`No cell of activity ${number}`);
    return found;
  }

  private span(number: number, cell: Cell): Span {
    const grade = this.task.grades[this.activity(number).classIndex];
    const found = this.spans.get(`${grade} ${cell.weekday} ${cell.period}`);
    if (!found) throw new Error(`No bell for grade ${grade}, weekday ${cell.weekday}, period ${cell.period}`);
    return found;
  }

  private occupy(number: number, cell: Cell, by: 1 | -1): void {
    const { day, from, to } = this.span(number, cell);
    for (const teacher of this.activity(number).teachers) {
      const start = (teacher * DAYS + day) * UNITS;
      for (let unit = start + from; unit < start + to; unit += 1)
        this.busy[unit] = (this.busy[unit] ?? 0) + by;
    }
  }

  /** For how many units of time a teacher of the activity is busy at least `times` times in that cell. */
  private overlap(number: number, cell: Cell, times: number): number {
    const { day, from, to } = this.span(number, cell);
    let units = 0;
    for (const teacher of this.activity(number).teachers) {
      const start = (teacher * DAYS + day) * UNITS;
      for (let unit = start + from; unit < start + to; unit += 1)
        if ((this.busy[unit] ?? 0) >= times) units += 1;
    }
    return units;
  }

  private subjectKey(number: number, weekday: number): string {
    const one = this.activity(number);
    return `${one.classIndex} ${weekday} ${one.subject}`;
  }

  private subjectCount(number: number, weekday: number): number {
    return this.subjectsOfDay.get(this.subjectKey(number, weekday)) ?? 0;
  }

  private countSubject(number: number, weekday: number, by: 1 | -1): void {
    this.subjectsOfDay.set(this.subjectKey(number, weekday), this.subjectCount(number, weekday) + by);
  }
}

function spansOf(bells: readonly Bell[]): Map<string, Span> {
  return new Map(
    bells.map((bell) => [
      `${bell.grade} ${bell.weekday} ${bell.period}`,
      { day: bell.weekday - 1, from: unitOf(bell.startsAt), to: unitOf(bell.endsAt) },
    ]),
  );
}

function unitOf(time: string): number {
  const { hour, minute } = Temporal.PlainTime.from(time);
  return Math.floor((hour * 60 + minute - FIRST_MINUTE) / UNIT_MINUTES);
}

/** How many lessons the class has on Thursdays besides an extra one at the end. */
export function lessonsOnThursday(hours: number): number {
  return Math.floor(hours / DAYS) + (LONGER_DAYS.indexOf(4) < hours % DAYS ? 1 : 0);
}

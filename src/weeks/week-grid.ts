import type { CalendarDayRow } from '../timetable/calendar-queries.ts';
import { type ChangeLine, toChangeLines } from '../timetable/change-lines.ts';
import { changesOf } from '../timetable/lesson-changes.ts';
import { type LessonItem, type LessonReader, toLessonItem, toVacatedItem } from '../timetable/lesson-item.ts';
import type { LessonRow } from '../timetable/lesson-rows.ts';
import {
  counted,
  dayOfMonth,
  dayShort,
  nb,
  timeRange,
  weekdayBrief,
  weekdayName,
  weekdayNumber,
} from '../web/dates.ts';

/** weeks/_grid.ejs: a week of lessons, in columns where there is room, a day at a time on phones. */
export interface WeekGrid {
  title: string;
  /** The bells at the left. */
  axis: readonly { period: string; starts: string; ends: string; row: string }[];
  days: readonly WeekDay[];
  hasLessons: boolean;
  /** Whether several lessons stand at one bell somewhere: print makes room for them. */
  isDense: boolean;
}

export interface WeekDay {
  /** mon … sun: what the style sheet knows the days by. */
  code: string;
  /** «Понедельник», «Пн» */
  name: string;
  brief: string;
  dayOfMonth: string;
  date: string;
  isToday: boolean;
  /** Which day phones show first. */
  isChosen: boolean;
  hasChanges: boolean;
  /** «по расписанию вторника», «День народного единства», «Каникулы»; null on ordinary days. */
  note: string | null;
  /** What stands in the place of lessons on a day without; null where there are lessons. */
  empty: string | null;
  cells: readonly WeekCell[];
}

/** All that is at one bell of one day; none is a gap between lessons. */
export interface WeekCell {
  period: string;
  row: string;
  lessons: readonly LessonItem[];
}

const codes = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const LAST_ROW = 31;

interface GridOptions {
  title: string;
  daysPerWeek: number;
  /** The day that phones show first; null: today, or the first with lessons. */
  chosenDay: string | null;
  reader: LessonReader;
}

/** A week of lessons as a grid. @param calendar Monday to Sunday */
export function toWeekGrid(
  rows: readonly LessonRow[],
  calendar: readonly CalendarDayRow[],
  options: GridOptions,
): WeekGrid {
  const { reader } = options;
  const placed = placeLessons(rows, calendar, reader);
  const shown = calendar.filter(
    (day) =>
      weekdayNumber(day.day) <= options.daysPerWeek || placed.byDay.has(day.day) || day.kind === 'moved',
  );
  const axis = axisOf(placed.bells);
  const rowsByPeriod = new Map(axis.map((bell) => [bell.period, bell]));
  const chosen = chooseDay(shown, placed.byDay, options);
  const days = shown.map((day) => toDay(day, placed.byDay.get(day.day) ?? [], rowsByPeriod, reader, chosen));
  return {
    title: options.title,
    axis,
    days,
    hasLessons: placed.byDay.size > 0,
    isDense: days.some((day) => day.cells.some((cell) => cell.lessons.length > 1)),
  };
}

interface Placed {
  byDay: Map<string, LessonItem[]>;
  /** Times of the lessons of each period. */
  bells: Map<string, string[]>;
}

/** Each lesson on its day; one that was moved also where it should have been, struck through. */
function placeLessons(
  rows: readonly LessonRow[],
  calendar: readonly CalendarDayRow[],
  reader: LessonReader,
): Placed {
  const days = new Set(calendar.map((day) => day.day));
  const byDay = new Map<string, LessonItem[]>();
  const bells = new Map<string, string[]>();
  const put = (day: string | null, item: LessonItem | null) => {
    if (day === null || item === null || !days.has(day)) return;
    byDay.set(day, [...(byDay.get(day) ?? []), item]);
  };
  for (const row of inOrderOfPeople(rows, reader)) {
    put(row.day, toLessonItem(row, reader));
    put(row.planned_day, toVacatedItem(row, reader));
    const period = String(row.period);
    bells.set(period, [...(bells.get(period) ?? []), timeRange(row.starts, row.ends)]);
  }
  return { byDay, bells };
}

/** Where several people's lessons stand in one cell, one's own come first, then each child's in the same order. */
function inOrderOfPeople(rows: readonly LessonRow[], { names }: LessonReader): readonly LessonRow[] {
  if (names === null) return rows;
  const places = new Map([...names.keys()].map((one, place) => [one, place]));
  const placeOf = (row: LessonRow) =>
    row.is_taught ? -1 : Math.min(...row.student_ids.map((one) => places.get(one) ?? 0));
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The bells from the first to the last that is used, each with the time that most of its lessons have. */
function axisOf(bells: ReadonlyMap<string, readonly string[]>): WeekGrid['axis'] {
  const numbers = [...bells.keys()].map(Number);
  if (numbers.length === 0) return [];
  const first = Math.min(...numbers);
  const last = Math.max(...numbers);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const period = String(first + i);
    const [starts = '', ends = ''] = commonest(bells.get(period) ?? []).split('–');
    return { period, starts, ends, row: `row-${Math.min(i + 1, LAST_ROW)}` };
  });
}

function commonest(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = '';
  for (const [value, count] of counts) if (count > (counts.get(best) ?? 0)) best = value;
  return best;
}

function toDay(
  day: CalendarDayRow,
  items: readonly LessonItem[],
  bells: ReadonlyMap<string, WeekGrid['axis'][number]>,
  reader: LessonReader,
  chosen: string | null,
): WeekDay {
  const name = weekdayName(day.day);
  return {
    code: codes[weekdayNumber(day.day) - 1] ?? 'mon',
    name: name.charAt(0).toUpperCase() + name.slice(1),
    brief: weekdayBrief(day.day),
    dayOfMonth: dayOfMonth(day.day),
    date: dayShort(day.day),
    isToday: day.day === reader.today,
    isChosen: day.day === chosen,
    hasChanges: items.some((item) => /is-(cancel|moved|sub|room|online|given)/.test(item.classes)),
    note: noteOf(day),
    empty: items.length > 0 ? null : (restSaid(day) ?? 'Уроков нет'),
    cells: toCells(items, bells),
  };
}

/** One cell a bell from the day's first lesson to its last, gaps included. */
function toCells(
  items: readonly LessonItem[],
  bells: ReadonlyMap<string, WeekGrid['axis'][number]>,
): WeekCell[] {
  const numbers = items.map((item) => Number(item.period));
  if (numbers.length === 0) return [];
  const first = Math.min(...numbers);
  const count = Math.max(...numbers) - first + 1;
  return Array.from({ length: count }, (_, i) => {
    const period = String(first + i);
    const bell = bells.get(period);
    const lessons = items
      .filter((item) => item.period === period)
      .map((item, place, all) => ({
        ...item,
        showsTime: item.showsTime && (item.starts !== bell?.starts || item.ends !== bell.ends),
        // Parts of a class have one subject at one bell: print names it once
        classes: all[place - 1]?.subject === item.subject ? `${item.classes} is-same` : item.classes,
      }));
    return { period, row: bell?.row ?? 'row-1', lessons };
  });
}

function chooseDay(
  days: readonly CalendarDayRow[],
  byDay: ReadonlyMap<string, unknown>,
  { chosenDay, reader }: GridOptions,
): string | null {
  const wanted = chosenDay ?? reader.today;
  if (days.some((day) => day.day === wanted)) return wanted;
  return days.find((day) => byDay.has(day.day))?.day ?? days[0]?.day ?? null;
}

const followed = [
  'понедельника',
  'вторника',
  'среды',
  'четверга',
  'пятницы',
  'субботы',
  'воскресенья',
] as const;

function noteOf(day: CalendarDayRow): string | null {
  if (day.kind === 'moved') return nb(`по расписанию ${followed[(day.follows_weekday ?? 1) - 1] ?? ''}`);
  return null;
}

/** What is said of days outside every school year. */
export const OUT_OF_YEAR = 'Вне учебного года';

/** Why a day has no lessons: «День народного единства», «Каникулы»; null on a day that could have some. */
export function restSaid(day: CalendarDayRow): string | null {
  if (day.kind === 'off') return nb(day.name === '' ? 'Выходной' : day.name);
  if (!day.is_in_year) return OUT_OF_YEAR;
  if (day.term_name === null) return weekdayNumber(day.day) > 5 ? 'Выходной' : 'Каникулы';
  return null;
}

/** weeks/_changes.ejs */
export interface WeekChanges {
  title: string;
  lines: readonly ChangeLine[];
}

/**
 * What differs from the timetable in lessons that are not over, in the order of time; null where nothing does.
 */
export function toWeekChanges(rows: readonly LessonRow[], reader: LessonReader): WeekChanges | null {
  const found = rows
    .filter((row) => row.day > reader.today || (row.day === reader.today && row.ends > reader.now.time))
    .flatMap((row) => {
      const who = row.student_ids.flatMap((one) => reader.names?.get(one) ?? []).join(', ');
      return changesOf(row, reader.today).map(({ kind, sentence }) => ({
        row,
        who,
        kind,
        sentence,
        when: null,
      }));
    });
  if (found.length === 0) return null;
  const title = `${counted(found.length, 'изменение', 'изменения', 'изменений')} на этой неделе`;
  return { title, lines: toChangeLines(found, reader.today) };
}

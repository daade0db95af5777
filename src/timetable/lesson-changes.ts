import { dayLong, relativeDayLong, shortName } from '../web/dates.ts';
import type { LessonRow } from './lesson-rows.ts';
import { type Named, periodSaid, roomSaid, teachersSaid } from './lesson-words.ts';

/** In what a lesson differs from the timetable, most weighty first. */
export type LessonChangeKind = 'cancelled' | 'moved' | 'substituted' | 'room' | 'online';

export interface LessonChange {
  kind: LessonChangeKind;
  /** Beside the lesson itself: «Замена, было: Мельник О. Г.» */
  tag: string;
  /** In a list, after the subject and the time: «ведёт Сидоров А. В. вместо Мельник О. Г.» */
  sentence: string;
}

/**
 * In what a lesson differs from its place in the timetable. A cancelled lesson says nothing more: where and by
 * whom it would have been no longer matters.
 * @param today the school's local day, for the words
 */
export function changesOf(row: LessonRow, today: string): LessonChange[] {
  if (row.status === 'cancelled') {
    const reason = row.cancelled_reason === '' ? '' : `: ${row.cancelled_reason}`;
    return [{ kind: 'cancelled', tag: `Отменён${reason}`, sentence: `урок отменён${reason}` }];
  }
  const changes: (LessonChange | null)[] = [
    movedChange(row, today),
    substitution(row),
    roomChange(row),
    online(row),
  ];
  return changes.filter((change) => change !== null);
}

/** Whether the lesson stands at another day or bell than in the timetable. */
export function isMoved(row: Pick<LessonRow, 'day' | 'period' | 'planned_day' | 'planned_period'>): boolean {
  return row.planned_day !== null && (row.planned_day !== row.day || row.planned_period !== row.period);
}

/** Beside the place that a moved lesson left: «Перенос, теперь: пятница, 27 ноября, 5-й урок». */
export function movedAwayTag(row: LessonRow): string {
  return `Перенос, теперь: ${dayLong(row.day)}, ${periodSaid(row.period)}`;
}

function movedChange(row: LessonRow, today: string): LessonChange | null {
  if (!isMoved(row)) return null;
  const period = periodSaid(row.planned_period ?? row.period);
  const sentence = (was: string) => `урок перенесён, было: ${was}`;
  const from = row.planned_day;
  if (from === null || from === row.day) {
    return { kind: 'moved', tag: `Перенос, было: ${period}`, sentence: sentence(period) };
  }
  // A tag is printed with its week: the day by name, not «завтра»
  const tag = `Перенос, было: ${dayLong(from)}, ${period}`;
  return { kind: 'moved', tag, sentence: sentence(`${relativeDayLong(from, today)}, ${period}`) };
}

function substitution(row: LessonRow): LessonChange | null {
  const substitutes = row.teachers.filter((teacher) => teacher.replaces !== null);
  if (substitutes.length === 0) return null;
  const replaced = substitutes.flatMap((teacher) => (teacher.replaces === null ? [] : [teacher.replaces]));
  const was = teachersSaid(uniqueNames(replaced)) ?? '';
  return {
    kind: 'substituted',
    tag: `Замена, было: ${was}`,
    sentence: `ведёт ${teachersSaid(substitutes) ?? ''}, было: ${was}`,
  };
}

function roomChange(row: LessonRow): LessonChange | null {
  if (row.format === 'online' || row.planned_room === null || row.planned_room === row.room) return null;
  const was = roomSaid(row.planned_room) ?? 'не указан';
  const now = roomSaid(row.room) ?? 'кабинет не указан';
  return { kind: 'room', tag: `Кабинет, было: ${was}`, sentence: `${now}, было: ${was}` };
}

function online(row: LessonRow): LessonChange | null {
  if (row.format !== 'online') return null;
  const service = row.service_name ?? '';
  return {
    kind: 'online',
    tag: service === '' ? 'Онлайн' : `Онлайн: ${service}`,
    sentence: service === '' ? 'пройдёт онлайн' : `пройдёт онлайн, ${service}`,
  };
}

function uniqueNames(people: readonly Named[]): Named[] {
  const seen = new Set<string>();
  return people.filter((one) => {
    const name = shortName(one.family_name, one.given_name, one.patronymic);
    return !seen.has(name) && seen.add(name);
  });
}

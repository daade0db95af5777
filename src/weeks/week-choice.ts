import type { CalendarDayRow } from '../timetable/calendar-queries.ts';
import { addDays, addWeeks, dayRange, daysOfWeek, mondayOf, weekdayNumber, weekOf } from '../web/dates.ts';
import type { WeekNav } from './pages.ts';

/**
 * The week that is shown unless another is asked for: today's, or on a weekend without lessons the coming one.
 * @param todayRow what the calendar says of today; undefined where it was not asked
 */
export function usualWeek(
  today: string,
  todayRow: Pick<CalendarDayRow, 'kind'> | undefined,
  daysPerWeek: number,
): string {
  const isWeekend = weekdayNumber(today) > daysPerWeek && todayRow?.kind !== 'moved';
  return isWeekend ? addWeeks(weekOf(today), 1) : weekOf(today);
}

/** The days of which the calendar is asked: the asked week, or today's week and the next. */
export function daysAsked(asked: string | undefined, today: string): { from: string; to: string } {
  const monday = asked === undefined ? null : mondayOf(asked);
  if (monday !== null) return { from: monday, to: addDays(monday, 6) };
  const first = daysOfWeek(today)[0] ?? today;
  return { from: first, to: addDays(first, 13) };
}

/** Links to the weeks around. @param link makes the address of a week; undefined: the usual one */
export function toWeekNav(
  week: string,
  usual: string,
  today: string,
  daysPerWeek: number,
  link: (week: string | undefined) => string,
): WeekNav {
  const range = (of: string) => {
    const monday = mondayOf(of) ?? today;
    return dayRange(monday, addDays(monday, Math.max(4, daysPerWeek - 1)));
  };
  const previous = addWeeks(week, -1);
  const next = addWeeks(week, 1);
  const thisWeek = weekOf(today);
  const words = new Map([
    [addWeeks(thisWeek, -1), 'прошлая неделя'],
    [thisWeek, 'эта неделя'],
    [addWeeks(thisWeek, 1), 'следующая неделя'],
  ]);
  return {
    range: range(week),
    word: words.get(week) ?? null,
    previous: { href: link(previous === usual ? undefined : previous), text: range(previous) },
    next: { href: link(next === usual ? undefined : next), text: range(next) },
    current: week === usual ? null : link(undefined),
  };
}

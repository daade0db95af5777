import { weekdayNumber } from '../web/dates.ts';

/** Within so many school days a question is answered (clause 3.1). */
const ANSWER_DAYS = 2;

/** Local hour of the last counted day at which whoever has the question is reminded. */
const REMINDER_HOUR = 14;

/** What the school's calendar says of a day: the columns of timetable/calendar-queries that count here. */
export interface CalendarDay {
  /** Local day, '2026-11-24'. */
  day: string;
  kind: 'off' | 'moved' | null;
  /** Null in holidays and outside the school year. */
  term_name: string | null;
}

/**
 * Whether lessons are held on a day: it lies in a term, is no day off, and is of the school's week, or was moved into
 * it (a Saturday on which the lessons of a Monday are held).
 * @param daysPerWeek 5 or 6, from Monday on
 */
export function isSchoolDay(day: CalendarDay, daysPerWeek: number): boolean {
  if (day.term_name === null || day.kind === 'off') return false;
  return day.kind === 'moved' || weekdayNumber(day.day) <= daysPerWeek;
}

/** A question's wait, in local days. */
export interface Wait {
  /** On which it began to wait. */
  since: string;
  /** On which the teacher is away and nobody stands in for them in the question's course: they do not count. */
  awayDays: readonly string[];
}

export interface AnswerDue {
  /** The last day on which the answer is in time, «ответят до …»; null where the calendar does not reach so far. */
  lastDay: string | null;
  /** How many counted days after `since` have begun: 0 on the day itself, 2 on the second school day. */
  waitsDays: number;
  /** Whether all the days for an answer have passed entirely. */
  isOverdue: boolean;
}

/**
 * Until when a question that waits is to be answered (always true 6): the second day that counts after the day on
 * which it began to wait. School days count, except those on which nobody is there to answer.
 * @param schoolDays local days on which lessons are held, ascending; none before `wait.since` is needed
 * @param today local day
 */
export function answerDue(wait: Wait, schoolDays: readonly string[], today: string): AnswerDue {
  const away = new Set(wait.awayDays);
  const counted = schoolDays.filter((day) => day > wait.since && !away.has(day));
  const lastDay = counted[ANSWER_DAYS - 1] ?? null;
  return {
    lastDay,
    waitsDays: counted.filter((day) => day <= today).length,
    isOverdue: lastDay !== null && today > lastDay,
  };
}

/**
 * Whether whoever has a question should be reminded by now: from 14:00 of the last day for an answer on.
 * @param local the school's local day and time, '14:00'
 */
export function isReminderDue(
  due: Pick<AnswerDue, 'lastDay'>,
  local: { day: string; time: string },
): boolean {
  if (due.lastDay === null || local.day < due.lastDay) return false;
  return local.day > due.lastDay || Number(local.time.slice(0, 2)) >= REMINDER_HOUR;
}

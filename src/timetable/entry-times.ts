import { minutesOf, timeOfMinutes } from '../web/dates.ts';

/** The school's settings: entry opens before the start and closes after the end. */
export interface EntryMinutes {
  entryOpensMinutes: number;
  entryClosesMinutes: number;
}

/** A local day and time of day: { day: '2026-11-24', time: '10:25' }. */
export interface LocalMoment {
  day: string;
  time: string;
}

export interface EntryTimes {
  /** Local time at which entry opens, '10:15'. */
  opens: string;
  state: 'early' | 'open' | 'over';
}

/**
 * When one may enter an online lesson (always true 4), in the school's local time: for showing it. Who may, and
 * at which instant exactly, is decided when somebody presses.
 * @param lesson its local day, and local times such as '10:25'
 */
export function entryTimes(
  lesson: { day: string; starts: string; ends: string },
  settings: EntryMinutes,
  now: LocalMoment,
): EntryTimes {
  const opens = minutesOf(lesson.starts) - settings.entryOpensMinutes;
  const closes = minutesOf(lesson.ends) + settings.entryClosesMinutes;
  return { opens: timeOfMinutes(Math.max(0, opens)), state: stateOf(lesson.day, opens, closes, now) };
}

function stateOf(day: string, opens: number, closes: number, now: LocalMoment): EntryTimes['state'] {
  if (day !== now.day) return day > now.day ? 'early' : 'over';
  const minute = minutesOf(now.time);
  if (minute < opens) return 'early';
  return minute < closes ? 'open' : 'over';
}

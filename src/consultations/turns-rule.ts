import { minutesOf, timeOfMinutes } from '../web/dates.ts';

/** One turn of a day, in local times: { starts: '17:00', ends: '17:15' }. */
export interface TurnTimes {
  starts: string;
  ends: string;
}

/** A turn on its day. */
export interface TurnOfDay extends TurnTimes {
  day: string;
}

/**
 * The turns between two local times, one right after the other; what is left at the end and is shorter than a turn is
 * nobody's.
 * @param minutes how long a turn lasts
 */
export function turnsBetween(starts: string, ends: string, minutes: number): TurnTimes[] {
  const first = minutesOf(starts);
  const count = Math.max(0, Math.floor((minutesOf(ends) - first) / minutes));
  return Array.from({ length: count }, (_, n) => ({
    starts: timeOfMinutes(first + n * minutes),
    ends: timeOfMinutes(first + (n + 1) * minutes),
  }));
}

/** The same turns on each of the days. */
export function turnsOnDays(days: readonly string[], turns: readonly TurnTimes[]): TurnOfDay[] {
  return days.flatMap((day) => turns.map((turn) => ({ day, ...turn })));
}

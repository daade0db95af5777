import { addDays, daysBetween } from '../web/dates.ts';

/** So many days before the last one whoever has not answered is reminded. */
const DAYS_BEFORE = 3;

/**
 * The days on which those who have not answered are reminded, ascending: halfway, and three days before the end. A
 * survey of a few days has one reminder, the day after it opened; one of a single day has none. Two reminders are at
 * least two days apart.
 * @param opensOn first local day @param closesOn last local day
 */
export function reminderDays(opensOn: string, closesOn: string): string[] {
  const length = daysBetween(opensOn, closesOn);
  if (length < 1) return [];
  const end = length > DAYS_BEFORE ? addDays(closesOn, -DAYS_BEFORE) : addDays(opensOn, 1);
  const half = addDays(opensOn, Math.floor(length / 2));
  return half > opensOn && daysBetween(half, end) >= 2 ? [half, end] : [end];
}

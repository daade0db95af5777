/**
 * The day that is offered for a new timetable: the next Monday where one is in force already, tomorrow where it is
 * the school's first; within the school year.
 */
export function offeredDay(
  today: string,
  year: { starts_on: string; ends_on: string },
  hasVersions: boolean,
): string {
  const now = Temporal.PlainDate.from(today);
  const offered = now.add({ days: hasVersions ? 8 - now.dayOfWeek : 1 }).toString();
  if (offered < year.starts_on) return year.starts_on;
  if (offered > year.ends_on) return year.ends_on;
  return offered;
}

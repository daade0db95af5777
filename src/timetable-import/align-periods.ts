/** A period of a timetable and when it starts, 'HH:MM'. */
export interface TimedPeriod {
  number: number;
  startsAt: string;
}

/**
 * Which period of the new timetable each period of the old one is, when both were numbered by tables of times.
 * A school that puts two short periods before noon renumbers all that follow; a lesson at 13:00 is then still the
 * lesson at 13:00. Where at least half of the old times are found in the new table, periods are the same by their
 * time, and an old one whose time is gone has no period (it is absent from the answer). Otherwise the times
 * themselves moved (a shift of five minutes), and numbers tell. Without times on one side, numbers tell.
 */
export function alignPeriods(
  before: readonly TimedPeriod[],
  after: readonly TimedPeriod[],
): ReadonlyMap<number, number> {
  const byNumber = new Map(before.map(({ number }) => [number, number]));
  if (before.length === 0 || after.length === 0) return byNumber;
  const numberAt = new Map(after.map((period) => [period.startsAt, period.number]));
  const byTime = new Map<number, number>();
  for (const period of before) {
    const number = numberAt.get(period.startsAt);
    if (number !== undefined) byTime.set(period.number, number);
  }
  return byTime.size * 2 >= before.length ? byTime : byNumber;
}

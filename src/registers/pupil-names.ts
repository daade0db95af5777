import type { PupilRow } from './roster-queries.ts';

/** «Орлова Дарья», by pupil; with the patronymic where two are called the same. */
export function pupilNames(pupils: readonly PupilRow[]): ReadonlyMap<number, string> {
  const brief = pupils.map((row) => `${row.family_name} ${row.given_name}`);
  const counts = new Map<string, number>();
  for (const name of brief) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    pupils.map((row, i) => {
      const name = brief[i] ?? '';
      return [row.student_id, (counts.get(name) ?? 0) > 1 ? `${name} ${row.patronymic}`.trim() : name];
    }),
  );
}

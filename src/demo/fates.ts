import type { LessonsByDay } from './pick-lessons.ts';

/**
 * How a pupil who is being lost takes part for some time: not at all without a word, not at all and never signed in,
 * ill and announced so, without internet, present and silent, or away from physics alone.
 */
export type FateKind = 'away' | 'never' | 'ill' | 'no_internet' | 'silent' | 'no_physics';

export interface Fate {
  student_id: number;
  kind: FateKind;
  starts_on: string;
  ends_on: string;
}

/** Steps are school days before today. */
const CAST_FATES: readonly { login: string; kind: FateKind; from: number; to: number }[] = [
  { login: 'nikita', kind: 'away', from: 12, to: 0 },
  { login: 'kirill', kind: 'away', from: 40, to: 24 },
  { login: 'timur', kind: 'no_internet', from: 9, to: 0 },
];

/** In a large school: the fate of one pupil in each class whose number leaves `rest` when divided by `every`. */
const FATES_BY_CLASS: readonly { kind: FateKind; every: number; rest: number; from: number; to: number }[] = [
  { kind: 'never', every: 6, rest: 0, from: 250, to: 0 },
  { kind: 'no_internet', every: 9, rest: 2, from: 11, to: 0 },
  { kind: 'silent', every: 7, rest: 3, from: 60, to: 0 },
  { kind: 'ill', every: 8, rest: 1, from: 9, to: 0 },
  { kind: 'away', every: 9, rest: 7, from: 10, to: 0 },
  { kind: 'away', every: 11, rest: 4, from: 45, to: 26 },
];

/** Classes where one pupil misses physics alone. */
export const NO_PHYSICS: readonly string[] = ['7Б', '8А', '9Б'];
const NO_PHYSICS_FROM = 30;

/** The pupils who are being lost, or were; the same for the same school and day. */
export function planFates({ plan }: LessonsByDay, isSmall: boolean): Fate[] {
  const { rows, cast, calendar, today } = plan;
  const dayBefore = (steps: number) =>
    steps === 0 ? today : (calendar.schoolDay(today, -steps) ?? calendar.startsOn);
  const taken = new Set(cast.values());
  const inactive = new Set(rows.account.filter((one) => one.password === null).map((one) => one.person_id));
  const fates: Fate[] = [];
  const add = (studentId: number | undefined, kind: FateKind, from: number, to: number) => {
    if (studentId === undefined) return;
    taken.add(studentId);
    fates.push({ student_id: studentId, kind, starts_on: dayBefore(from), ends_on: dayBefore(to) });
  };
  for (const { login, kind, from, to } of CAST_FATES) add(cast.get(login), kind, from, to);
  const pupils = Map.groupBy(
    rows.enrolment.filter((one) => one.ends_on === null),
    (one) => one.class_id,
  );
  for (const one of rows.class) {
    const free = (pupils.get(one.id) ?? []).map((row) => row.student_id).filter((id) => !taken.has(id));
    const signsIn = free.filter((id) => !inactive.has(id));
    if (NO_PHYSICS.includes(`${one.grade}${one.letter}`)) {
      add(signsIn[3], 'no_physics', NO_PHYSICS_FROM, 0);
    }
    if (isSmall) continue;
    for (const { kind, every, rest, from, to } of FATES_BY_CLASS) {
      if (one.id % every !== rest) continue;
      const from0 = kind === 'never' ? free.filter((id) => inactive.has(id)) : signsIn.slice(5);
      add(
        from0.find((id) => !taken.has(id)),
        kind,
        from,
        to,
      );
    }
  }
  return fates;
}

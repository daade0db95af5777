import { nameKey } from '../people/name-key.ts';
import { alignPeriods, type TimedPeriod } from './align-periods.ts';
import type { Week } from './imported-timetable.ts';
import { type ComparedCourse, pairCourses, subjectAndGroup, teacherKey } from './pair-courses.ts';

export interface ComparedSlot {
  courseId: string;
  weekday: number;
  period: number;
  week: Week;
  room: string;
}

/** A timetable as it is compared: the one in force, or an imported one with the portal's names put in. */
export interface ComparedTimetable {
  classes: readonly string[];
  teachers: readonly string[];
  subjects: readonly string[];
  courses: readonly ComparedCourse[];
  slots: readonly ComparedSlot[];
  /** Times that the periods are numbered by; empty where numbers alone tell. */
  periods: readonly TimedPeriod[];
}

export interface Names {
  added: readonly string[];
  gone: readonly string[];
}

export interface TimetableComparison {
  classes: Names;
  teachers: Names;
  subjects: Names;
  courses: {
    added: readonly ComparedCourse[];
    gone: readonly ComparedCourse[];
    changed: readonly { before: ComparedCourse; after: ComparedCourse }[];
    kept: number;
  };
  slots: {
    added: readonly { course: ComparedCourse; slot: ComparedSlot }[];
    removed: readonly { course: ComparedCourse; slot: ComparedSlot }[];
    /** The same place, another room or week. */
    changed: readonly { course: ComparedCourse; before: ComparedSlot; after: ComparedSlot }[];
    kept: number;
  };
}

/**
 * What changes from the timetable in force to a new one. Slots are matched by course (see `pairCourses`), weekday
 * and period (see `alignPeriods`), those of the same week first. A first timetable is compared with an empty one.
 */
export function compareTimetables(before: ComparedTimetable, after: ComparedTimetable): TimetableComparison {
  const pairs = pairCourses(before.courses, after.courses);
  const paired = after.courses.flatMap((course) => {
    const match = pairs.get(course.id);
    return match === undefined ? [] : [{ before: match, after: course }];
  });
  const changed = paired.filter(
    ({ before: old, after: now }) =>
      subjectAndGroup(old) !== subjectAndGroup(now) || teacherKey(old) !== teacherKey(now),
  );
  const taken = new Set(paired.map((pair) => pair.before.id));
  return {
    classes: compareNames(before.classes, after.classes),
    teachers: compareNames(before.teachers, after.teachers),
    subjects: compareNames(before.subjects, after.subjects),
    courses: {
      added: after.courses.filter((course) => !pairs.has(course.id)),
      gone: before.courses.filter((course) => !taken.has(course.id)),
      changed,
      kept: paired.length - changed.length,
    },
    slots: compareSlots(before, after, pairs),
  };
}

/** True where applying the new timetable would change nothing in courses, places, rooms and weeks. */
export function changesNothing(comparison: TimetableComparison): boolean {
  const { courses, slots } = comparison;
  return [courses.added, courses.gone, courses.changed, slots.added, slots.removed, slots.changed].every(
    (list) => list.length === 0,
  );
}

function compareNames(before: readonly string[], after: readonly string[]): Names {
  const old = new Set(before.map(nameKey));
  const now = new Set(after.map(nameKey));
  return {
    added: after.filter((name) => !old.has(nameKey(name))),
    gone: before.filter((name) => !now.has(nameKey(name))),
  };
}

function compareSlots(
  before: ComparedTimetable,
  after: ComparedTimetable,
  pairs: ReadonlyMap<string, ComparedCourse>,
): TimetableComparison['slots'] {
  const aligned = alignPeriods(before.periods, after.periods);
  const left = new Map<string, ComparedSlot[]>();
  for (const slot of before.slots) {
    const period = aligned.size === 0 ? slot.period : aligned.get(slot.period);
    const key = `${slot.courseId}/${slot.weekday}/${period ?? 'none'}`;
    left.set(key, [...(left.get(key) ?? []), slot]);
  }
  const take = (slot: ComparedSlot, sameWeek: boolean): ComparedSlot | undefined => {
    const key = `${pairs.get(slot.courseId)?.id ?? ''}/${slot.weekday}/${slot.period}`;
    const there = left.get(key) ?? [];
    const found = there.find((old) => !sameWeek || old.week === slot.week);
    if (found !== undefined)
      left.set(
        key,
        there.filter((old) => old !== found),
      );
    return found;
  };
  const matches = new Map<ComparedSlot, ComparedSlot>();
  for (const sameWeek of [true, false]) {
    for (const slot of after.slots) {
      const old = matches.has(slot) ? undefined : take(slot, sameWeek);
      if (old !== undefined) matches.set(slot, old);
    }
  }
  const courseOf = byId([...before.courses, ...after.courses]);
  const changed = [...matches].filter(([now, old]) => now.room !== old.room || now.week !== old.week);
  const named = (slot: ComparedSlot) => {
    const course = courseOf.get(slot.courseId);
    return course === undefined ? [] : [{ course, slot }];
  };
  return {
    added: after.slots.filter((slot) => !matches.has(slot)).flatMap(named),
    removed: [...left.values()].flat().flatMap(named),
    changed: changed.flatMap(([now, old]) => {
      const course = courseOf.get(now.courseId);
      return course === undefined ? [] : [{ course, before: old, after: now }];
    }),
    kept: matches.size - changed.length,
  };
}

function byId(courses: readonly ComparedCourse[]): ReadonlyMap<string, ComparedCourse> {
  return new Map(courses.map((course) => [course.id, course]));
}

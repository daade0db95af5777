import { nameKey } from '../people/name-key.ts';

/** A course as two timetables are compared by: names, not numbers of one database. */
export interface ComparedCourse {
  /** The caller's own key. */
  id: string;
  externalId: string | null;
  subject: string;
  /** Who sits in it, in words that are equal for equal groups. */
  group: string;
  teachers: readonly string[];
  /** How people call it: «7А · Алгебра». */
  label: string;
}

/**
 * Which course of the new timetable is which of the old: by external id; else by subject, group and teachers;
 * else by subject and group where only one is left on each side (its teachers changed). Each is taken once. The
 * answer maps ids of `after` to courses of `before`.
 */
export function pairCourses(
  before: readonly ComparedCourse[],
  after: readonly ComparedCourse[],
): ReadonlyMap<string, ComparedCourse> {
  const pairs = new Map<string, ComparedCourse>();
  const taken = new Set<string>();
  const pass = (keyOf: (course: ComparedCourse) => string | null, onlyIfAlone: boolean) => {
    const free = group(before, (course) => (taken.has(course.id) ? null : keyOf(course)));
    const waiting = group(after, (course) => (pairs.has(course.id) ? null : keyOf(course)));
    for (const [key, courses] of waiting) {
      const there = free.get(key) ?? [];
      if (onlyIfAlone && (courses.length > 1 || there.length > 1)) continue;
      courses.forEach((course, place) => {
        const match = there[place];
        if (match === undefined) return;
        pairs.set(course.id, match);
        taken.add(match.id);
      });
    }
  };
  pass((course) => course.externalId, false);
  pass((course) => `${subjectAndGroup(course)}/${teacherKey(course)}`, false);
  pass(subjectAndGroup, true);
  return pairs;
}

/** Equal for the same teachers in any order. */
export function teacherKey(course: ComparedCourse): string {
  return course.teachers.map(nameKey).sort().join('+');
}

/** Equal for the same subject taught to the same group. */
export function subjectAndGroup(course: ComparedCourse): string {
  return `${nameKey(course.subject)}/${nameKey(course.group)}`;
}

function group(
  courses: readonly ComparedCourse[],
  keyOf: (course: ComparedCourse) => string | null,
): Map<string, ComparedCourse[]> {
  const groups = new Map<string, ComparedCourse[]>();
  for (const course of courses) {
    const key = keyOf(course);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), course]);
  }
  return groups;
}

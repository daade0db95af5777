import { alignPeriods } from './align-periods.ts';
import { type BellPlace, type BellPlan, chooseBells } from './choose-bells.ts';
import {
  type ComparedTimetable,
  changesNothing,
  compareTimetables,
  type TimetableComparison,
} from './compare.ts';
import type { ImportedGroup, ImportedSlot, ImportedTimetable, Problem } from './imported-timetable.ts';
import { type Portal, versionBefore } from './load-portal.ts';
import { type Choices, type Match, type Matches, matchWithPortal } from './match.ts';
import { type ComparedCourse, pairCourses, subjectAndGroup, teacherKey } from './pair-courses.ts';
import { planProblems } from './plan-problems.ts';

/** A course of the file, and what becomes of it. */
export interface CoursePlan {
  /** The file's lesson id. */
  id: string;
  subjectId: string;
  groupKey: string;
  teacherIds: readonly string[];
  /** The portal's course that it is; null: it is made. */
  courseId: number | null;
  /** A course with another subject or group that this new one continues: its lessons and channels go over. */
  continues: number | null;
  teachersChange: boolean;
}

/** All that applying a file from a day on would do; nothing is written yet. */
export interface ImportPlan {
  from: string;
  yearId: number;
  yearEnds: string;
  /** The version whose place is taken; null: the first. */
  before: Portal['versions'][number] | null;
  /** A version that begins later: no timetable can be put before it. */
  later: Portal['versions'][number] | null;
  matches: Matches;
  /** The portal's groups by the file's keys; absent: they are made. */
  groups: ReadonlyMap<string, number>;
  courses: readonly CoursePlan[];
  slots: readonly ImportedSlot[];
  bells: BellPlan;
  /** Old and new numbers of periods where the file's times renumber them; null: numbers tell. */
  periods: readonly { before: number; after: number }[] | null;
  comparison: TimetableComparison;
  problems: readonly Problem[];
  changesNothing: boolean;
  canApply: boolean;
}

/** What applying a file from the day `from` on would do. Pure. */
export function buildPlan(
  timetable: ImportedTimetable,
  portal: Portal,
  choices: Choices,
  { from, today }: { from: string; today: string },
): ImportPlan {
  const matches = matchWithPortal(timetable, portal, choices);
  const groups = matchGroups(timetable.groups, matches, portal);
  const before = versionBefore(portal.versions, from);
  const bells = chooseBells(
    placesOf(timetable, matches, portal),
    portal.bells.map((bell) => ({ ...bell, startsAt: bell.starts_at, endsAt: bell.ends_at })),
    timetable.periods,
    before?.periods ?? [],
    choices.bells,
  );
  const old = timetableInForce(portal, bells.by === 'file' ? (before?.periods ?? []) : []);
  const now = timetableOfFile(
    timetable,
    matches,
    groups,
    portal,
    bells.by === 'file' ? timetable.periods : [],
  );
  const comparison = withoutIdleCourses(compareTimetables(old, now), old);
  const problems = planProblems({ timetable, portal, matches, groups, bells, from, today, before });
  const nothing = before !== null && changesNothing(comparison) && bells.written.length === 0;
  const later = portal.versions.find((version) => version.starts_on > from) ?? null;
  return {
    from,
    yearId: portal.year.id,
    yearEnds: portal.year.ends_on,
    before,
    later,
    matches,
    groups,
    courses: planCourses(timetable, old, now),
    slots: timetable.slots,
    bells,
    periods: renumbered(old, now),
    comparison,
    problems,
    changesNothing: nothing,
    canApply: later === null && problems.every((problem) => problem.severity !== 'error'),
  };
}

/** By the key of an earlier import; else a group of the same classes, and for parts of classes the same name. */
function matchGroups(
  groups: readonly ImportedGroup[],
  matches: Matches,
  portal: Portal,
): Map<string, number> {
  const byExternalId = new Map(portal.groups.map((group) => [group.external_id, group]));
  const byMembers = new Map<string, number>();
  for (const group of portal.groups) {
    const key = membersKey(
      group.name,
      group.members.map((member) => ({ id: member.class_id, isWhole: member.is_whole })),
    );
    if (group.members.length > 0 && !byMembers.has(key)) byMembers.set(key, group.id);
  }
  const found = new Map<string, number>();
  for (const group of groups) {
    const members = portalMembers(group, matches);
    if (members === null) continue;
    const same = byExternalId.get(group.key);
    const isSame =
      same !== undefined && classesKey(same.members.map((one) => one.class_id)) === classesKey(members);
    const id = isSame ? same.id : byMembers.get(membersKey(group.name, members));
    if (id !== undefined) found.set(group.key, id);
  }
  return found;
}

/** The portal's classes of a group, each once (the file may have one class twice); null where one is to be made. */
function portalMembers(group: ImportedGroup, matches: Matches): { id: number; isWhole: boolean }[] | null {
  const members = new Map<number, boolean>();
  for (const member of group.members) {
    const match = matches.classes.get(member.classId);
    if (match?.kind !== 'known') return null;
    members.set(match.id, member.isWhole || (members.get(match.id) ?? false));
  }
  return [...members].map(([id, isWhole]) => ({ id, isWhole }));
}

function classesKey(members: readonly (number | { id: number })[]): string {
  return members
    .map((member) => (typeof member === 'number' ? member : member.id))
    .sort((a, b) => a - b)
    .join('+');
}

function membersKey(name: string, members: readonly { id: number; isWhole: boolean }[]): string {
  const sorted = members.map((member) => `${member.id}${member.isWhole ? '' : '*'}`).sort();
  const isWhole = members.every((member) => member.isWhole);
  return isWhole ? sorted.join('+') : `${sorted.join('+')}/${name.toLowerCase()}`;
}

/** Each slot as the place that a bell must ring for: by the lowest grade of the group's classes. */
function placesOf(timetable: ImportedTimetable, matches: Matches, portal: Portal): BellPlace[] {
  const portalGrades = new Map(portal.classes.map((one) => [one.id, one.grade]));
  const gradeOf = new Map(
    timetable.classes.map((one) => {
      const match = matches.classes.get(one.id);
      return [one.id, match?.kind === 'known' ? (portalGrades.get(match.id) ?? 0) : one.grade];
    }),
  );
  const gradeOfGroup = new Map(
    timetable.groups.map((group) => {
      const grades = group.members
        .map((member) => gradeOf.get(member.classId) ?? 0)
        .filter((grade) => grade > 0);
      return [group.key, grades.length === 0 ? 0 : Math.min(...grades)];
    }),
  );
  const gradeOfCourse = new Map(
    timetable.courses.map((course) => [course.id, gradeOfGroup.get(course.groupKey) ?? 0]),
  );
  return timetable.slots.map(({ courseId, weekday, period }) => ({
    grade: gradeOfCourse.get(courseId) ?? 0,
    weekday,
    period,
  }));
}

function timetableInForce(portal: Portal, periods: ComparedTimetable['periods']): ComparedTimetable {
  const placed = new Set(portal.slots.map((slot) => slot.course_id));
  const inForce = portal.courses.filter((course) => placed.has(course.id));
  const classOfGroup = new Map(
    portal.groups.map((group) => [group.id, group.members.map((m) => m.class_id)]),
  );
  const used = new Set(inForce.flatMap((course) => classOfGroup.get(course.group_id) ?? []));
  const teachers = new Set(inForce.flatMap((course) => course.teacher_ids));
  return {
    classes: portal.classes.filter((one) => used.has(one.id)).map((one) => one.name),
    teachers: portal.people.filter((one) => teachers.has(one.id)).map(personName),
    subjects: [...new Set(inForce.map((course) => course.subject_name))],
    courses: portal.courses.map((course) => ({
      id: `c${course.id}`,
      externalId: course.external_id,
      subject: course.subject_name,
      group: `g${course.group_id}`,
      teachers: course.teacher_ids.map((personId) => `p${personId}`),
      label: `${course.group_name} · ${course.subject_name}`,
    })),
    slots: portal.slots.map((slot) => ({ ...slot, courseId: `c${slot.course_id}` })),
    periods,
  };
}

function timetableOfFile(
  timetable: ImportedTimetable,
  matches: Matches,
  groups: ReadonlyMap<string, number>,
  portal: Portal,
  periods: ComparedTimetable['periods'],
): ComparedTimetable {
  const people = new Map(portal.people.map((one) => [one.id, one]));
  const portalSubjects = new Map(portal.subjects.map((one) => [one.id, one.name]));
  const portalClasses = new Map(portal.classes.map((one) => [one.id, one.name]));
  const named = (names: ReadonlyMap<number, string>, match: Match | undefined, fileName: string) =>
    match?.kind === 'known' ? (names.get(match.id) ?? fileName) : fileName;
  const subjects = new Map(
    timetable.subjects.map((one) => [one.id, named(portalSubjects, matches.subjects.get(one.id), one.name)]),
  );
  const groupNames = new Map(timetable.groups.map((group) => [group.key, group.name]));
  const personKey = (id: string) => {
    const match = matches.teachers.get(id);
    return match?.kind === 'known' ? `p${match.id}` : `new ${id}`;
  };
  return {
    classes: timetable.classes.map((one) => named(portalClasses, matches.classes.get(one.id), one.name)),
    teachers: timetable.teachers.map((one) => {
      const match = matches.teachers.get(one.id);
      const person = match?.kind === 'known' ? people.get(match.id) : undefined;
      return person === undefined ? one.name : personName(person);
    }),
    subjects: [...subjects.values()],
    courses: timetable.courses.map((course) => ({
      id: course.id,
      externalId: course.id,
      subject: subjects.get(course.subjectId) ?? '',
      group: groups.has(course.groupKey) ? `g${groups.get(course.groupKey)}` : `new ${course.groupKey}`,
      teachers: course.teacherIds.map(personKey),
      label: `${groupNames.get(course.groupKey) ?? ''} · ${subjects.get(course.subjectId) ?? ''}`,
    })),
    slots: timetable.slots,
    periods,
  };
}

function planCourses(
  timetable: ImportedTimetable,
  old: ComparedTimetable,
  now: ComparedTimetable,
): CoursePlan[] {
  const pairs = pairCourses(old.courses, now.courses);
  const compared = new Map(now.courses.map((course) => [course.id, course]));
  return timetable.courses.map(({ id, subjectId, groupKey, teacherIds }) => {
    const match = pairs.get(id);
    const own = compared.get(id);
    const isSame =
      match !== undefined && own !== undefined && subjectAndGroup(match) === subjectAndGroup(own);
    return {
      id,
      subjectId,
      groupKey,
      teacherIds,
      courseId: isSame ? numberOf(match) : null,
      continues: match !== undefined && !isSame ? numberOf(match) : null,
      teachersChange: match === undefined || own === undefined || teacherKey(match) !== teacherKey(own),
    };
  });
}

function numberOf(course: ComparedCourse): number {
  return Number(course.id.slice(1));
}

/** Courses that stood in no slot before and stand in none now are no news. */
function withoutIdleCourses(comparison: TimetableComparison, old: ComparedTimetable): TimetableComparison {
  const placed = new Set(old.slots.map((slot) => slot.courseId));
  const { courses } = comparison;
  return {
    ...comparison,
    courses: { ...courses, gone: courses.gone.filter((course) => placed.has(course.id)) },
  };
}

function renumbered(old: ComparedTimetable, now: ComparedTimetable): ImportPlan['periods'] {
  const pairs = [...alignPeriods(old.periods, now.periods)].map(([before, after]) => ({ before, after }));
  const isSame = pairs.length === old.periods.length && pairs.every(({ before, after }) => before === after);
  return isSame ? null : pairs;
}

function personName(person: Portal['people'][number]): string {
  return [person.family_name, person.given_name, person.patronymic].filter((part) => part !== '').join(' ');
}

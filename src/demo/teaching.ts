import {
  type Department,
  departmentOf,
  HORIZONS,
  hoursOf,
  type Split,
  SUBJECTS,
  splitOf,
  TALK,
} from './curriculum.ts';
import { type ClassSpec, classNameOf, type TeacherSpec } from './staff.ts';
import { type Activity, lessonsOnThursday } from './timetable-solver.ts';

/** A subject taught to a class or to a part of it by one teacher. */
export interface CourseSpec {
  classIndex: number;
  subjectIndex: number;
  split: Split;
  /** Which part of a split class: the first or the second. */
  part: 0 | 1;
  teacher: number;
  hours: number;
}

/** What the cast teaches, so that the small school and the large one have it alike. */
const CAST_CLASSES = ['7А', '7Б'];
const TALK_CELL = { weekday: 1, period: 1 };
const THURSDAY = 4;

interface Bundle {
  classIndex: number;
  department: Department;
  part: 0 | 1;
  hours: number;
}

/**
 * Who teaches what to whom: a class has one teacher of a department (two where it is split), its leader first and the
 * cast where it belongs; the rest goes to whoever of the department has the fewest hours.
 */
export function planTeaching(classes: readonly ClassSpec[], staff: readonly TeacherSpec[]): CourseSpec[] {
  const teacherOf = shareOut(classes, staff);
  return classes.flatMap(({ grade }, classIndex) =>
    SUBJECTS.flatMap((subject, subjectIndex) => {
      const hours = hoursOf(subject, grade);
      if (hours === 0) return [];
      const split = splitOf(subject, grade);
      const department = departmentOf(subject, grade);
      const parts: (0 | 1)[] = split === 'whole' ? [0] : [0, 1];
      return parts.map((part): CourseSpec => {
        const leader = staff.findIndex((one) => one.leads === classIndex);
        const teacher = department === 'class' ? leader : teacherOf(classIndex, department, part);
        return { classIndex, subjectIndex, split, part, teacher, hours };
      });
    }),
  );
}

function shareOut(classes: readonly ClassSpec[], staff: readonly TeacherSpec[]) {
  const load = staff.map(() => 0);
  const taken = new Map<string, number>();
  const key = (one: Omit<Bundle, 'hours'>) => `${one.classIndex} ${one.department} ${one.part}`;
  const give = (bundle: Bundle, teacher: number) => {
    taken.set(key(bundle), teacher);
    load[teacher] = (load[teacher] ?? 0) + bundle.hours;
  };
  const bundles = bundlesOf(classes);
  for (const bundle of bundles) {
    const chosen = chosenFor(bundle, classes, staff);
    if (chosen >= 0) give(bundle, chosen);
  }
  for (const bundle of bundles.filter((one) => !taken.has(key(one))).sort((a, b) => b.hours - a.hours)) {
    const otherPart = taken.get(key({ ...bundle, part: bundle.part === 0 ? 1 : 0 }));
    const candidates = staff.flatMap((one, index) =>
      one.department === bundle.department && index !== otherPart ? [index] : [],
    );
    const first = candidates[0];
    if (first === undefined) throw new Error(`Nobody teaches ${bundle.department}`);
    give(
      bundle,
      candidates.reduce((a, b) => ((load[b] ?? 0) < (load[a] ?? 0) ? b : a), first),
    );
  }
  return (classIndex: number, department: Department, part: 0 | 1): number => {
    const found = taken.get(key({ classIndex, department, part }));
    if (found === undefined) throw new Error(`Nobody teaches ${department} to class ${classIndex}`);
    return found;
  };
}

/** The teacher for whom the first part of a bundle is meant: the class's leader, or somebody of the cast; else -1. */
function chosenFor(bundle: Bundle, classes: readonly ClassSpec[], staff: readonly TeacherSpec[]): number {
  const one = classes[bundle.classIndex];
  if (bundle.part !== 0 || !one) return -1;
  const ofCast = CAST_CLASSES.includes(classNameOf(one));
  return staff.findIndex(
    (teacher) =>
      teacher.department === bundle.department &&
      (teacher.leads === bundle.classIndex || (ofCast && teacher.castLogin !== null)),
  );
}

function bundlesOf(classes: readonly ClassSpec[]): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const [classIndex, { grade }] of classes.entries()) {
    for (const subject of SUBJECTS) {
      const department = departmentOf(subject, grade);
      const hours = hoursOf(subject, grade);
      if (department === 'class' || hours === 0) continue;
      const parts: (0 | 1)[] = splitOf(subject, grade) === 'whole' ? [0] : [0, 1];
      for (const part of parts) {
        const key = `${classIndex} ${department} ${part}`;
        const bundle = bundles.get(key) ?? { classIndex, department, part, hours: 0 };
        bundle.hours += hours;
        bundles.set(key, bundle);
      }
    }
  }
  return [...bundles.values()];
}

/** The lessons of a week, each with the courses that are held in it (two where a class is split). */
export function weeklyLessons(
  classes: readonly ClassSpec[],
  courses: readonly CourseSpec[],
): (Activity & { courses: number[] })[] {
  const together = new Map<string, number[]>();
  for (const [index, course] of courses.entries()) {
    const key = `${course.classIndex} ${course.subjectIndex}`;
    together.set(key, [...(together.get(key) ?? []), index]);
  }
  const hoursOfClass = classes.map((_, classIndex) => compulsoryHours(courses, classIndex));
  return [...together.values()].flatMap((indexes) => {
    const taught = indexes.flatMap((index) => courses[index] ?? []);
    const first = taught[0];
    if (!first) return [];
    const subject = SUBJECTS[first.subjectIndex]?.name ?? '';
    const activity = {
      classIndex: first.classIndex,
      subject,
      teachers: taught.map((course) => course.teacher),
      courses: indexes,
    };
    const fixed = fixedCell(subject, hoursOfClass[first.classIndex] ?? 0);
    return Array.from({ length: first.hours }, () => (fixed ? { ...activity, fixed } : { ...activity }));
  });
}

function fixedCell(subject: string, hours: number) {
  if (subject === TALK) return TALK_CELL;
  if (subject === HORIZONS) return { weekday: THURSDAY, period: lessonsOnThursday(hours) + 1 };
  return undefined;
}

function compulsoryHours(courses: readonly CourseSpec[], classIndex: number): number {
  return courses
    .filter((course) => course.classIndex === classIndex && course.part === 0)
    .filter((course) => ![TALK, HORIZONS].includes(SUBJECTS[course.subjectIndex]?.name ?? ''))
    .reduce((sum, course) => sum + course.hours, 0);
}

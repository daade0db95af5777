import { CAST } from './cast.ts';
import {
  type Department,
  departmentOf,
  hoursOf,
  roomOf,
  SPLIT_DEPARTMENTS,
  SUBJECTS,
  splitOf,
} from './curriculum.ts';
import type { Sex } from './names.ts';

export interface ClassSpec {
  grade: number;
  letter: string;
  /** How many pupils. */
  size: number;
}

/** A teacher's place in the school, before somebody is put into it. */
export interface TeacherSpec {
  department: Department;
  room: string;
  sex: Sex;
  /** The login of the member of the cast who holds the place; null for others. */
  castLogin: string | null;
  /** The index of the class that this teacher leads; null for none. */
  leads: number | null;
}

const CAST_DEPARTMENTS: readonly { login: string; department: Department }[] = [
  { login: 'kovaleva', department: 'maths' },
  { login: 'orlova', department: 'russian' },
  { login: 'sidorov', department: 'physics' },
  { login: 'petrova', department: 'class' },
];

/** Which departments have men more often than not; elsewhere a teacher in seven is a man. */
const MENS: readonly Department[] = ['sport', 'craft', 'safety', 'informatics'];
const EVERY_SEVENTH = 7;

/** '7А'. */
export function classNameOf(one: { grade: number; letter: string }): string {
  return `${one.grade}${one.letter}`;
}

/** Lessons a week that each department gives, halves of classes counted apart; grades 1 to 4's own teachers left out. */
function hoursByDepartment(classes: readonly ClassSpec[]): Map<Department, number> {
  const hours = new Map<Department, number>();
  for (const { grade } of classes) {
    for (const subject of SUBJECTS) {
      const department = departmentOf(subject, grade);
      if (department === 'class') continue;
      const parts = splitOf(subject, grade) === 'whole' ? 1 : 2;
      hours.set(department, (hours.get(department) ?? 0) + hoursOf(subject, grade) * parts);
    }
  }
  return hours;
}

/**
 * The teachers of a school: one for each class of grades 1 to 4, and `teacherCount` in all (or the fewest that will
 * do, where it is null), the others by the departments' hours. Every class has a leader; the cast has its places.
 */
export function planStaff(classes: readonly ClassSpec[], teacherCount: number | null): TeacherSpec[] {
  const primary = classes.flatMap((one, index) => (one.grade <= 4 ? [index] : []));
  const rest = teacherCount === null ? null : teacherCount - primary.length;
  const counts = countByDepartment(hoursByDepartment(classes), rest);
  const staff: TeacherSpec[] = primary.map((classIndex, index) => ({
    department: 'class',
    room: roomOf('class', index),
    sex: 'f',
    castLogin: castLeaderOf(classes[classIndex]),
    leads: classIndex,
  }));
  for (const [department, count] of counts) {
    const castLogin = CAST_DEPARTMENTS.find((one) => one.department === department)?.login ?? null;
    for (let index = 0; index < count; index += 1) {
      const isMan = MENS.includes(department) ? index % 2 === 1 : index % EVERY_SEVENTH === EVERY_SEVENTH - 1;
      staff.push({
        department,
        room: roomOf(department, index),
        sex: isMan ? 'm' : 'f',
        castLogin: index === 0 ? castLogin : null,
        leads: null,
      });
    }
  }
  chooseLeaders(classes, staff);
  return staff;
}

function castLeaderOf(one: ClassSpec | undefined): string | null {
  return CAST.find((member) => one !== undefined && member.leads === classNameOf(one))?.login ?? null;
}

/** Shares `total` teachers among the departments by their hours, the largest remainders first. */
function countByDepartment(
  hours: ReadonlyMap<Department, number>,
  total: number | null,
): Map<Department, number> {
  const least = (department: Department) => (SPLIT_DEPARTMENTS.includes(department) ? 2 : 1);
  const counts = new Map(
    [...hours].filter(([, all]) => all > 0).map(([department]) => [department, least(department)]),
  );
  let left = (total ?? 0) - [...counts.values()].reduce((sum, count) => sum + count, 0);
  while (left > 0) {
    const load = (department: Department) => (hours.get(department) ?? 0) / (counts.get(department) ?? 1);
    const busiest = [...counts.keys()].reduce((a, b) => (load(b) > load(a) ? b : a));
    counts.set(busiest, (counts.get(busiest) ?? 0) + 1);
    left -= 1;
  }
  return counts;
}

/** Gives each class of grade 5 and up a leader who teaches it, the departments in turn. */
function chooseLeaders(classes: readonly ClassSpec[], staff: readonly TeacherSpec[]): void {
  const turns = inTurns(staff.filter((one) => one.department !== 'class' && one.castLogin === null));
  for (const [index, one] of classes.entries()) {
    if (one.grade <= 4) continue;
    const castLogin = castLeaderOf(one);
    const leader = castLogin
      ? staff.find((teacher) => teacher.castLogin === castLogin)
      : turns.find((teacher) => teacher.leads === null && teaches(teacher.department, one.grade));
    if (!leader) throw new Error(`Nobody is left to lead ${classNameOf(one)}`);
    leader.leads = index;
  }
}

function teaches(department: Department, grade: number): boolean {
  return SUBJECTS.some(
    (subject) => departmentOf(subject, grade) === department && hoursOf(subject, grade) > 0,
  );
}

/** The first teachers of all departments, then the second ones, and so on. */
function inTurns(staff: readonly TeacherSpec[]): TeacherSpec[] {
  const places = staff.map((teacher, index) => ({
    teacher,
    place: staff.slice(0, index).filter((other) => other.department === teacher.department).length,
  }));
  return places.sort((a, b) => a.place - b.place).map((entry) => entry.teacher);
}

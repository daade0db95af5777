import { usualBells } from '../school-start/school-year.ts';
import { type DemoCalendar, demoCalendar } from './calendar.ts';
import { SUBJECTS } from './curriculum.ts';
import { loadFamilyNames } from './names.ts';
import { type PeoplePlan, planPeople } from './plan-people.ts';
import { type Random, random } from './random.ts';
import { noRows, type SchoolRows } from './school-rows.ts';
import { type ClassSpec, classNameOf, planStaff, type TeacherSpec } from './staff.ts';
import { type CourseSpec, planTeaching, weeklyLessons } from './teaching.ts';
import { solveTimetable } from './timetable-solver.ts';

export interface SchoolTask {
  classes: readonly ClassSpec[];
  /** How many teachers; null: the fewest that will do. */
  teacherCount: number | null;
  seed: number;
  today: string;
}

/** A whole school, ready to be written. */
export interface SchoolPlan {
  today: string;
  calendar: DemoCalendar;
  rows: SchoolRows;
  /** Person ids by login of the cast. */
  cast: Map<string, number>;
  chance: Random;
}

/** Makes a school of these classes; the same task gives the same school. */
export async function planSchool(task: SchoolTask): Promise<SchoolPlan> {
  const { classes, today } = task;
  const chance = random(task.seed);
  const calendar = demoCalendar(today);
  const firstYear = Number(calendar.name.slice(0, 4));
  const familyNames = await loadFamilyNames();
  const staff = planStaff(classes, task.teacherCount);
  const courses = planTeaching(classes, staff);
  const rows = noRows();
  const people = planPeople(rows, { classes, staff, calendar, today, firstYear, familyNames, chance });
  addClasses(rows, classes, staff, people);
  addCourses(rows, classes, courses, people, calendar);
  addSlots(rows, classes, staff, courses, chance);
  return { today, calendar, rows, cast: people.cast, chance };
}

function addClasses(
  rows: SchoolRows,
  classes: readonly ClassSpec[],
  staff: readonly TeacherSpec[],
  people: PeoplePlan,
): void {
  for (const [index, one] of classes.entries()) {
    const leader = people.teachers[staff.findIndex((teacher) => teacher.leads === index)];
    if (leader === undefined) throw new Error(`Nobody leads ${classNameOf(one)}`);
    rows.class.push({ id: index + 1, grade: one.grade, letter: one.letter, class_teacher_id: leader });
  }
}

const PART_NAMES = {
  whole: ['', ''],
  halves: ['1-я подгруппа', '2-я подгруппа'],
  boys_and_girls: ['мальчики', 'девочки'],
} as const;

/** Subjects, and courses with the groups that they are taught to: the class, or a part of it. */
function addCourses(
  rows: SchoolRows,
  classes: readonly ClassSpec[],
  courses: readonly CourseSpec[],
  people: PeoplePlan,
  calendar: DemoCalendar,
): void {
  rows.subject.push(
    ...SUBJECTS.map((one, index) => ({ id: index + 1, name: one.name, short_name: one.shortName })),
  );
  const groups = new Map<string, number>();
  for (const course of courses) {
    const key = `${course.classIndex} ${course.split} ${course.part}`;
    const groupId = groups.get(key) ?? addGroup(rows, classes, course, people, calendar);
    groups.set(key, groupId);
    const id = rows.course.length + 1;
    rows.course.push({ id, subject_id: course.subjectIndex + 1, group_id: groupId });
    rows.course_teacher.push({ course_id: id, person_id: people.teachers[course.teacher] ?? 0 });
  }
}

function addGroup(
  rows: SchoolRows,
  classes: readonly ClassSpec[],
  course: CourseSpec,
  people: PeoplePlan,
  calendar: DemoCalendar,
): number {
  const { classIndex, split, part } = course;
  const one = classes[classIndex];
  if (!one) throw new Error(`No class ${classIndex}`);
  const id = rows.study_group.length + 1;
  const isWhole = split === 'whole';
  const name = isWhole ? classNameOf(one) : `${classNameOf(one)}, ${PART_NAMES[split][part]}`;
  rows.study_group.push({ id, name });
  rows.study_group_class.push({ group_id: id, class_id: classIndex + 1, is_whole: isWhole });
  if (isWhole) return id;
  const pupils = people.pupils[classIndex] ?? [];
  const half = Math.ceil(pupils.length / 2);
  const members = pupils.filter((pupil, index) =>
    split === 'halves' ? (part === 0) === index < half : (part === 0) === (pupil.sex === 'm'),
  );
  for (const member of members) {
    rows.study_group_member.push({
      group_id: id,
      student_id: member.id,
      starts_on: calendar.startsOn,
      ends_on: null,
    });
  }
  return id;
}

function addSlots(
  rows: SchoolRows,
  classes: readonly ClassSpec[],
  staff: readonly TeacherSpec[],
  courses: readonly CourseSpec[],
  chance: Random,
): void {
  const activities = weeklyLessons(classes, courses);
  const task = {
    activities,
    grades: classes.map((one) => one.grade),
    teacherCount: staff.length,
    bells: usualBells(5),
  };
  const cells = solveTimetable(task, chance);
  for (const [index, activity] of activities.entries()) {
    const cell = cells[index];
    if (!cell) throw new Error(`Lesson ${index} has no place`);
    for (const course of activity.courses) {
      rows.timetable_slot.push({
        id: rows.timetable_slot.length + 1,
        course_id: course + 1,
        ...cell,
        room: staff[courses[course]?.teacher ?? -1]?.room ?? '',
      });
    }
  }
}

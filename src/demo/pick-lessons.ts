import { HORIZONS, SUBJECTS, TALK } from './curriculum.ts';
import type { SchoolPlan } from './plan-school.ts';
import type { SlotRow } from './school-rows.ts';
import { classNameOf } from './staff.ts';

/** A lesson of the plan: a slot on a day, with what its notice needs. */
export interface PlannedLesson {
  day: string;
  slot: SlotRow;
  subject: string;
  classId: number;
  className: string;
  teacherId: number;
}

/** Which lessons of the cast are online: the day is counted in school days from today. */
const CAST_ONLINE: readonly { className: string; step: number; teacher: string }[] = [
  { className: '7А', step: -1, teacher: 'kovaleva' },
  { className: '7Б', step: -1, teacher: 'orlova' },
  { className: '3Б', step: -1, teacher: 'petrova' },
  { className: '7А', step: 0, teacher: 'kovaleva' },
  { className: '7Б', step: 0, teacher: 'sidorov' },
  { className: '3Б', step: 0, teacher: 'petrova' },
  { className: '7А', step: 1, teacher: 'orlova' },
  { className: '7А', step: 2, teacher: 'kovaleva' },
  { className: '7Б', step: 2, teacher: 'kovaleva' },
  { className: '3Б', step: 3, teacher: 'petrova' },
];

const NOT_ONLINE = [
  TALK,
  HORIZONS,
  'Физическая культура',
  'Труд (технология)',
  'Музыка',
  'Изобразительное искусство',
];
const FIRST_STEP = -4;
const LAST_STEP = 4;
const ONLINE_A_DAY = 22;

/** The lessons of the plan by day, for choosing among them. */
export class LessonsByDay {
  private readonly plan: SchoolPlan;
  private readonly courses: ReadonlyMap<number, Omit<PlannedLesson, 'day' | 'slot'>>;

  constructor(plan: SchoolPlan) {
    this.plan = plan;
    const { rows } = plan;
    const teachers = new Map(rows.course_teacher.map((one) => [one.course_id, one.person_id]));
    const classOfGroup = new Map(rows.study_group_class.map((one) => [one.group_id, one.class_id]));
    this.courses = new Map(
      rows.course.map((course) => {
        const classId = classOfGroup.get(course.group_id) ?? 0;
        const one = rows.class[classId - 1];
        return [
          course.id,
          {
            subject: SUBJECTS[course.subject_id - 1]?.name ?? '',
            classId,
            className: one ? classNameOf(one) : '',
            teacherId: teachers.get(course.id) ?? 0,
          },
        ];
      }),
    );
  }

  /** The day `step` school days from today; 0 is today. */
  day(step: number): string | null {
    return step === 0 ? this.plan.today : this.plan.calendar.schoolDay(this.plan.today, step);
  }

  /** All lessons of a day in the order of their periods. */
  of(day: string): PlannedLesson[] {
    const weekday = this.plan.calendar.weekdayOf(day);
    return this.plan.rows.timetable_slot
      .filter((slot) => slot.weekday === weekday)
      .sort((a, b) => a.period - b.period || a.id - b.id)
      .flatMap((slot) => {
        const course = this.courses.get(slot.course_id);
        return course ? [{ ...course, day, slot }] : [];
      });
  }
}

/** The lessons to be held online: those of the cast, and in a large school some more each day. */
export function pickOnlineLessons(
  plan: SchoolPlan,
  lessons: LessonsByDay,
  isSmall: boolean,
): PlannedLesson[] {
  const picked: PlannedLesson[] = [];
  for (const { className, step, teacher } of CAST_ONLINE) {
    const day = lessons.day(step);
    if (day === null) continue;
    const teacherId = plan.cast.get(teacher);
    const ofClass = lessons.of(day).filter((one) => one.className === className && mayBeOnline(one));
    const chosen = ofClass.find((one) => one.teacherId === teacherId) ?? ofClass.at(1);
    if (chosen && !isPicked(picked, chosen)) picked.push(chosen);
  }
  if (isSmall) return picked;
  const ofCast = new Set(plan.cast.values());
  for (let step = FIRST_STEP; step <= LAST_STEP; step += 1) {
    const day = lessons.day(step);
    if (day === null) continue;
    const others = lessons.of(day).filter((one) => mayBeOnline(one) && !ofCast.has(one.teacherId));
    const taken = new Set<number>();
    for (const one of plan.chance.shuffled(others)) {
      if (taken.size >= ONLINE_A_DAY) break;
      if (taken.has(one.classId) || isPicked(picked, one)) continue;
      taken.add(one.classId);
      picked.push(one);
    }
  }
  return picked;
}

function mayBeOnline(one: PlannedLesson): boolean {
  return !NOT_ONLINE.includes(one.subject);
}

function isPicked(picked: readonly PlannedLesson[], one: PlannedLesson): boolean {
  return picked.some((other) => other.day === one.day && other.slot.id === one.slot.id);
}

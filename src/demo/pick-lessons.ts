import { type Bell, usualBells } from '../school-start/school-year.ts';
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
  isWholeClass: boolean;
  groupName: string;
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
  readonly plan: SchoolPlan;
  readonly timeZone: string;
  /** The person ids of the cast. */
  readonly castIds: ReadonlySet<number>;
  private readonly courses: ReadonlyMap<number, Omit<PlannedLesson, 'day' | 'slot'>>;
  private readonly days = new Map<string, PlannedLesson[]>();
  private readonly bells: ReadonlyMap<string, Bell>;

  constructor(plan: SchoolPlan, timeZone: string) {
    this.plan = plan;
    this.timeZone = timeZone;
    this.castIds = new Set(plan.cast.values());
    this.bells = new Map(usualBells(5).map((bell) => [`${bell.grade} ${bell.weekday} ${bell.period}`, bell]));
    const { rows } = plan;
    const teachers = new Map(rows.course_teacher.map((one) => [one.course_id, one.person_id]));
    const classes = new Map(rows.study_group_class.map((one) => [one.group_id, one]));
    this.courses = new Map(
      rows.course.map((course) => {
        const part = classes.get(course.group_id);
        const one = rows.class[(part?.class_id ?? 0) - 1];
        return [
          course.id,
          {
            subject: SUBJECTS[course.subject_id - 1]?.name ?? '',
            classId: one?.id ?? 0,
            className: one ? classNameOf(one) : '',
            isWholeClass: part?.is_whole ?? false,
            groupName: rows.study_group[course.group_id - 1]?.name ?? '',
            teacherId: teachers.get(course.id) ?? 0,
          },
        ];
      }),
    );
  }

  /** All lessons of the day `step` school days from today (0), in the order of their periods; none outside the year. */
  ofStep(step: number): PlannedLesson[] {
    const day = step === 0 ? this.plan.today : this.plan.calendar.schoolDay(this.plan.today, step);
    if (day === null) return [];
    const known = this.days.get(day);
    if (known) return known;
    const weekday = this.plan.calendar.weekdayOf(day);
    const lessons = this.plan.rows.timetable_slot
      .filter((slot) => slot.weekday === weekday)
      .sort((a, b) => a.period - b.period || a.id - b.id)
      .flatMap((slot) => {
        const course = this.courses.get(slot.course_id);
        return course ? [{ ...course, day, slot }] : [];
      });
    this.days.set(day, lessons);
    return lessons;
  }

  /** When the lesson begins and ends by the bells of its class; elsewhere than in the timetable with `at`. */
  times(
    one: PlannedLesson,
    at?: { day: string; period: number },
  ): { starts: Temporal.Instant; ends: Temporal.Instant } {
    const { day, period } = at ?? { day: one.day, period: one.slot.period };
    const grade = this.plan.rows.class[one.classId - 1]?.grade;
    const bell = this.bells.get(`${grade} ${this.plan.calendar.weekdayOf(day)} ${period}`);
    if (!bell) throw new Error(`No bell for ${one.className}, period ${period}`);
    const moment = (time: string) =>
      Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: this.timeZone, plainTime: time }).toInstant();
    return { starts: moment(bell.startsAt), ends: moment(bell.endsAt) };
  }

  /** A moment as the school's clock shows it, '10:25'. */
  clock(moment: Temporal.Instant): string {
    return moment.toZonedDateTimeISO(this.timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
  }
}

/** The lesson as the words of notices ask for it. */
export function wordsOf(one: PlannedLesson, lessons: LessonsByDay) {
  const { starts, ends } = lessons.times(one);
  const grade = lessons.plan.rows.class[one.classId - 1]?.grade ?? 0;
  const teacher = lessons.plan.rows.person[one.teacherId - 1];
  return {
    subject: one.subject,
    day: one.day,
    start_time: lessons.clock(starts),
    end_time: lessons.clock(ends),
    group_name: one.groupName,
    classes: [{ id: one.classId, name: one.className, grade, is_whole: one.isWholeClass }],
    teachers: teacher ? [{ ...teacher, replaces: null, replaces_id: null }] : [],
  };
}

/** The lessons to be held online: those of the cast, and in a large school some more each day. */
export function pickOnlineLessons(lessons: LessonsByDay, isSmall: boolean): PlannedLesson[] {
  const { plan } = lessons;
  const picked: PlannedLesson[] = [];
  for (const { className, step, teacher } of CAST_ONLINE) {
    const teacherId = plan.cast.get(teacher);
    const ofClass = lessons.ofStep(step).filter((one) => one.className === className && mayBeOnline(one));
    const chosen = ofClass.find((one) => one.teacherId === teacherId) ?? ofClass.at(1);
    if (chosen && !picked.includes(chosen)) picked.push(chosen);
  }
  if (isSmall) return picked;
  for (let step = FIRST_STEP; step <= LAST_STEP; step += 1) {
    const others = lessons
      .ofStep(step)
      .filter((one) => mayBeOnline(one) && !lessons.castIds.has(one.teacherId));
    const taken = new Set<number>();
    for (const one of plan.chance.shuffled(others)) {
      if (taken.size >= ONLINE_A_DAY) break;
      if (taken.has(one.classId) || picked.includes(one)) continue;
      taken.add(one.classId);
      picked.push(one);
    }
  }
  return picked;
}

/** Whether lessons of this subject are held online at all. */
export function mayBeOnline(one: PlannedLesson): boolean {
  return !NOT_ONLINE.includes(one.subject);
}

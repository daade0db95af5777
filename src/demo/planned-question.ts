import { SUBJECTS } from './curriculum.ts';
import type { LessonsByDay } from './pick-lessons.ts';

/** Something written in a question of the demo. */
export interface Said {
  kind: 'question' | 'reply' | 'answer' | 'ask_back';
  by: number;
  at: Temporal.Instant;
  body: string;
  isRead: boolean;
}

export interface PlannedQuestion {
  studentId: number;
  askedBy: number;
  topic: 'material' | 'organisation';
  /** Of a course or, with null, of the class. */
  courseId: number | null;
  classId: number | null;
  teacherId: number;
  said: readonly Said[];
  isClosed?: boolean;
  /** The first message has a photo. */
  hasPhoto?: boolean;
  /** As it is shown to the class; null: it was not published. */
  published?: { question: string; answer: string } | null;
  /** Whom it was asked first. */
  handedFrom?: number;
}

/** A moment of a school day before today; null where the year has not so many days. */
export function momentBefore(lessons: LessonsByDay, steps: number, time: string): Temporal.Instant | null {
  const { calendar, today } = lessons.plan;
  const day = calendar.schoolDay(today, -steps);
  return day === null ? null : momentOf(lessons, day, time);
}

/** A local moment. */
export function momentOf({ timeZone }: LessonsByDay, day: string, time: string): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }).toInstant();
}

/** The course that a teacher teaches in a class: of this subject where there is one. */
export function courseOf(lessons: LessonsByDay, teacherId: number, classId: number, subject: string): number {
  const { rows } = lessons.plan;
  const taught = new Set(
    rows.course_teacher.filter((one) => one.person_id === teacherId).map((one) => one.course_id),
  );
  const groups = new Set(
    rows.study_group_class
      .filter((one) => one.class_id === classId && one.is_whole)
      .map((one) => one.group_id),
  );
  const courses = rows.course.filter((one) => taught.has(one.id) && groups.has(one.group_id));
  const ofSubject = courses.find((one) => SUBJECTS[one.subject_id - 1]?.name.startsWith(subject));
  return (ofSubject ?? courses[0])?.id ?? 0;
}

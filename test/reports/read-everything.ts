import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const lessonsOf = z.object({
  id: z.number(),
  course_id: z.number(),
  subject_id: z.number(),
  group_id: z.number(),
  service_id: z.number().nullable(),
  day: z.string(),
  starts: z.number(),
  ends: z.number(),
  teachers: z.array(z.number()),
  reason: z.string().nullable(),
  filled_day: z.string().nullable(),
});
const marksOf = z.object({
  lesson_id: z.number(),
  student_id: z.number(),
  attendance: z.string(),
  minutes_late: z.number().nullable(),
  activity: z.number().nullable(),
});
const classesOf = z.object({ id: z.number(), grade: z.number(), group_ids: z.array(z.number()) });
const enrolmentsOf = z.object({
  student_id: z.number(),
  class_id: z.number(),
  starts_on: z.string(),
  ends_on: z.string(),
});
const limitsOf = z.object({
  grade_from: z.number(),
  grade_to: z.number(),
  minutes: z.number(),
  valid_from: z.string(),
  valid_to: z.string(),
});

export type Lesson = z.infer<typeof lessonsOf>;
export type MarkOf = z.infer<typeof marksOf> & { lesson: Lesson; class_id: number | null };

export interface Everything {
  lessons: Lesson[];
  /** The classes of each lesson: of its group, and of the pupils marked in it. */
  lessonClasses: Map<number, Set<number>>;
  marks: MarkOf[];
  classes: z.infer<typeof classesOf>[];
  limits: z.infer<typeof limitsOf>[];
}

/** All online lessons that are over at 10:00 of 24 November 2026 and were not cancelled, with all that hangs on them. */
export async function readEverything(db: Db): Promise<Everything> {
  const lessons = await db.rows(
    lessonsOf,
    sql`
      select l.id, l.course_id, c.subject_id, c.group_id, l.service_id, l.day,
        extract(epoch from l.starts_at)::int as starts, extract(epoch from l.ends_at)::int as ends,
        array(select person_id from lesson_teacher t where t.lesson_id = l.id) as teachers,
        r.not_held_reason as reason, to_char(r.filled_at at time zone 'Europe/Kaliningrad', 'YYYY-MM-DD') as filled_day
      from lesson l join course c on c.id = l.course_id left join register r on r.lesson_id = l.id
      where l.format = 'online' and l.status in ('planned', 'held') and l.ends_at <= '2026-11-24T08:00:00Z'`,
  );
  const marks = await db.rows(
    marksOf,
    sql`select lesson_id, student_id, attendance, minutes_late, activity from mark`,
  );
  const enrolments = await db.rows(
    enrolmentsOf,
    sql`select student_id, class_id, starts_on::text, coalesce(ends_on::text, '9999') as ends_on from enrolment`,
  );
  const classes = await db.rows(
    classesOf,
    sql`select k.id, k.grade, array(select group_id from study_group_class g where g.class_id = k.id) as group_ids from class k`,
  );
  const limits = await db.rows(
    limitsOf,
    sql`
      select grade_from, grade_to, minutes, valid_from::text, coalesce(valid_to::text, '9999') as valid_to
      from health_limit where kind = 'day_screen_minutes'`,
  );
  const byId = new Map(lessons.map((lesson) => [lesson.id, lesson]));
  const found: MarkOf[] = [];
  for (const mark of marks) {
    const lesson = byId.get(mark.lesson_id);
    if (lesson === undefined) continue;
    let classId: number | null = null;
    for (const one of enrolments)
      if (one.student_id === mark.student_id && one.starts_on <= lesson.day && lesson.day <= one.ends_on)
        classId = one.class_id;
    found.push({ ...mark, lesson, class_id: classId });
  }
  const lessonClasses = new Map<number, Set<number>>();
  for (const lesson of lessons) {
    const ofGroup = classes.filter((one) => one.group_ids.includes(lesson.group_id));
    lessonClasses.set(lesson.id, new Set(ofGroup.map((one) => one.id)));
  }
  for (const mark of found) if (mark.class_id !== null) lessonClasses.get(mark.lesson_id)?.add(mark.class_id);
  return { lessons, lessonClasses, marks: found, classes, limits };
}

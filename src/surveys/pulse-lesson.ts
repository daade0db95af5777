import sql from 'sql-template-tag';
import * as z from 'zod';
import { isStaff } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Finder } from '../web/route.ts';

const LessonRow = z.object({
  id,
  format: z.string(),
  status: z.string(),
  day,
  ends_at: instant,
  own_students: z.array(id),
  course_id: id,
  service_id: id.nullable(),
  /** Null where the course has pupils of several grades. */
  grade: z.number().nullable(),
});
export type ToldLesson = z.infer<typeof LessonRow>;

/** A lesson as its page shows it: staff see all, pupils and guardians their own. */
export const lessonToTellOf: Finder<ToldLesson, { lessonId: number }> = async ({ db, actor, params }) => {
  const own = [
    ...(actor.roles.has('student') ? [actor.personId] : []),
    ...actor.children.map((child) => child.id),
  ];
  const row = await db.maybeRow(
    LessonRow,
    sql`
      select l.id, l.format, l.status, l.day, l.ends_at, l.course_id, l.service_id,
        array(
          select m.student_id from group_student m
          where m.group_id = c.group_id and m.student_id = any(${own}::bigint[])
            and m.starts_on <= l.day and (m.ends_on is null or m.ends_on >= l.day)
        ) as own_students,
        (
          select case when min(k.grade) = max(k.grade) then min(k.grade) end
          from study_group_class w join class k on k.id = w.class_id where w.group_id = c.group_id
        ) as grade
      from lesson l join course c on c.id = l.course_id
      where l.id = ${params.lessonId}
    `,
  );
  return row !== null && (isStaff(actor) || row.own_students.length > 0) ? row : null;
};

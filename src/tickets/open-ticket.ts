import sql from 'sql-template-tag';
import * as z from 'zod';
import { type Actor, isStaff } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const LessonRow = z.object({
  id,
  format: z.string(),
  status: z.string(),
  day,
  starts_at: instant,
  service_id: id.nullable(),
  own_students: z.array(id),
});
export type CalledLesson = z.infer<typeof LessonRow>;

/** A lesson as whoever calls for help sees it: pupils of its day and their guardians of today; staff see all. */
export async function findCalledLesson(db: Db, lessonId: number, actor: Actor): Promise<CalledLesson | null> {
  const own = [
    ...(actor.roles.has('student') ? [actor.personId] : []),
    ...actor.children.map((child) => child.id),
  ];
  const row = await db.maybeRow(
    LessonRow,
    sql`
      select l.id, l.format, l.status, l.day, l.starts_at, l.service_id,
        array(
          select m.student_id from group_student m
          where m.group_id = c.group_id and m.student_id = any(${own}::bigint[])
            and m.starts_on <= l.day and (m.ends_on is null or m.ends_on >= l.day)
        ) as own_students
      from lesson l join course c on c.id = l.course_id
      where l.id = ${lessonId}
    `,
  );
  return row !== null && (isStaff(actor) || row.own_students.length > 0) ? row : null;
}

export interface Call {
  lesson: Pick<CalledLesson, 'id' | 'service_id'>;
  studentId: number;
  by: number;
  at: Temporal.Instant;
  words: string;
  userAgent: string;
}

const Opened = z.object({ id });

/**
 * Opens the ticket «не могу войти» for a pupil of a lesson, with all that the portal knows by itself: the service, the
 * browser, how often the entry was refused before. One a lesson and pupil.
 * @returns the ticket's number; null where there is one already
 */
export async function openTicket(tx: Db, call: Call): Promise<number | null> {
  const opened = await tx.maybeRow(
    Opened,
    sql`
      insert into ticket (kind, opened_by, opened_at, student_id, lesson_id, service_id, words, details)
      select 'lesson_entry', ${call.by}, ${call.at}, ${call.studentId}, ${call.lesson.id}, ${call.lesson.service_id},
        ${call.words}, jsonb_build_object('user_agent', ${call.userAgent}::text, 'refused_entries', (
          select count(*) from entry
          where lesson_id = ${call.lesson.id} and student_id = ${call.studentId} and outcome = 'refused'))
      on conflict (lesson_id, student_id) where kind = 'lesson_entry' do nothing
      returning id
    `,
  );
  return opened?.id ?? null;
}

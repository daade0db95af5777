import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const Id = z.object({ id: z.number() });

/** The course in which a teacher teaches a class, by the class's name. */
export async function courseOf(db: Db, login: string, className: string): Promise<number> {
  const found = await db.row(
    Id,
    sql`
      select c.id from course c join course_teacher t on t.course_id = c.id join account a on a.person_id = t.person_id
      join study_group_class w on w.group_id = c.group_id join class k on k.id = w.class_id
      where a.login = ${login} and k.name = ${className} order by w.is_whole desc, c.id limit 1
    `,
  );
  return found.id;
}

interface Asked {
  student: string;
  /** The guardian who asks for the pupil; the pupil unless told. */
  by?: string;
  teacher: string;
  courseId?: number;
  /** Instead of a course: the class whose teacher is asked. */
  className?: string;
  /** When; the clock's moment of the small school unless told. */
  at?: string;
  words?: string;
}

/** A question that waits. */
export async function asked(db: Db, given: Asked): Promise<number> {
  const at = given.at ?? '2026-11-24T07:00:00Z';
  const question = await db.row(
    Id,
    sql`
      insert into question (student_id, asked_by, asked_at, topic, course_id, class_id, teacher_id, waiting_since)
      select s.person_id, b.person_id, ${at}, 'material', ${given.courseId ?? null}::bigint,
        (select id from class where name = ${given.className ?? ''}), t.person_id, ${at}
      from account s, account b, account t
      where s.login = ${given.student} and b.login = ${given.by ?? given.student} and t.login = ${given.teacher}
      returning id
    `,
  );
  await db.run(sql`
    insert into question_message (question_id, author_id, side, kind, body, at)
    select q.id, q.asked_by, 'family', 'question', ${given.words ?? 'Как складывать дроби?'}, ${at}
    from question q where q.id = ${question.id}
  `);
  return question.id;
}

/** The small school has no question but those of the test. */
export async function withoutQuestions(db: Db): Promise<void> {
  for (const statement of [
    sql`delete from question_reminder`,
    sql`delete from question_handover`,
    sql`delete from complaint`,
    sql`delete from published_answer`,
    sql`delete from message_attachment`,
    sql`delete from question_message`,
    sql`delete from question`,
    sql`delete from answer_template`,
  ])
    await db.run(statement);
}

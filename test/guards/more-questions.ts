import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { asked, courseOf } from '../questions/asked.ts';

const Message = z.object({ id: z.number() });

/**
 * Two questions: what Соня asked kovaleva, and what Миша, who is young, asked petrova and was answered. Messages by the
 * same names: Соня's own, and petrova's answer.
 */
export async function questionSamples(db: Db): Promise<Record<string, Record<string, string>>> {
  const sonyas = await asked(db, {
    student: 'sonya',
    teacher: 'kovaleva',
    courseId: await courseOf(db, 'kovaleva', '7А'),
    words: 'Как складывать дроби с разными знаменателями?',
  });
  const mishas = await asked(db, {
    student: 'misha',
    teacher: 'petrova',
    courseId: await courseOf(db, 'petrova', '3Б'),
    at: '2026-11-23T07:00:00Z',
    words: 'Что задали по чтению?',
  });
  const answer = await db.row(
    Message,
    sql`
      insert into question_message (question_id, author_id, side, kind, body, at)
      select q.id, q.teacher_id, 'school', 'answer', 'Страница 40, рассказ до конца.', '2026-11-23T12:00:00Z'
      from question q where q.id = ${mishas} returning id
    `,
  );
  await db.run(
    sql`update question set state = 'answered', waiting_since = null, version = 2 where id = ${mishas}`,
  );
  const own = await db.row(Message, sql`select id from question_message where question_id = ${sonyas}`);
  return {
    questionId: { Соня: String(sonyas), Миша: String(mishas), absent: '999999' },
    messageId: { Соня: String(own.id), Миша: String(answer.id), absent: '999999' },
  };
}

/** As many questions again, and twice the messages in each. */
export async function doubleQuestions(db: Db): Promise<void> {
  await db.run(sql`
    insert into question_message (question_id, author_id, side, kind, body, at)
    select question_id, author_id, side, kind, body, at from question_message`);
  await db.run(sql`
    with copied as (
      insert into question (student_id, asked_by, asked_at, topic, course_id, class_id, lesson_id, teacher_id, state,
        waiting_since)
      select student_id, asked_by, asked_at + interval '1 minute', topic, course_id, class_id, lesson_id, teacher_id,
        state, waiting_since
      from question returning id, asked_by, asked_at
    )
    insert into question_message (question_id, author_id, side, kind, body, at)
    select id, asked_by, 'family', 'question', 'И ещё один вопрос', asked_at from copied`);
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { courseOf } from '../questions/asked.ts';

const Id = z.object({ id: z.number() });

/**
 * What petrova published of Миша's question, kovaleva's template, and a course of each class: kovaleva's in 7А and 7Б,
 * petrova's in 3Б.
 */
export async function answerSamples(
  db: Db,
  questions: Record<string, Record<string, string>>,
): Promise<Record<string, Record<string, string>>> {
  const courses = {
    '7А': await courseOf(db, 'kovaleva', '7А'),
    '7Б': await courseOf(db, 'kovaleva', '7Б'),
    '3Б': await courseOf(db, 'petrova', '3Б'),
  };
  const published = await db.row(
    Id,
    sql`
      insert into published_answer (course_id, question_id, answer_id, question, answer, published_by, published_at)
      select ${courses['3Б']}, m.question_id, m.id, 'Что задали по чтению?', m.body, m.author_id, m.at
      from question_message m where m.id = ${questions.messageId?.Миша ?? ''} returning id
    `,
  );
  const template = await db.row(
    Id,
    sql`
      insert into answer_template (person_id, title, body)
      select person_id, 'Про дроби', 'Вспомните общий знаменатель.' from account where login = 'kovaleva' returning id
    `,
  );
  return {
    answerId: { Миша: String(published.id), absent: '999999' },
    templateId: { Ковалёва: String(template.id), absent: '999999' },
    courseId: {
      '7А': String(courses['7А']),
      '7Б': String(courses['7Б']),
      '3Б': String(courses['3Б']),
      absent: '999999',
    },
  };
}

/** As many published answers and templates again. */
export async function doubleAnswers(db: Db): Promise<void> {
  await db.run(sql`
    insert into published_answer (course_id, class_id, question, answer, published_by, published_at)
    select course_id, class_id, question, answer, published_by, published_at from published_answer`);
  await db.run(sql`
    insert into answer_template (person_id, title, body)
    select person_id, title || ' (2)', body from answer_template`);
}

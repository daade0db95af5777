import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type MessageKind, sideOfKind, stateAfter } from './message-rule.ts';

export interface NewMessage {
  kind: Exclude<MessageKind, 'question'>;
  body: string;
  authorId: number;
  at: Temporal.Instant;
}

const WrittenRow = z.object({ question_id: id, message_id: id });
export type Written = z.output<typeof WrittenRow>;

/**
 * Writes one message into questions, whose turn then changes: by `stateAfter`; a family's words leave a question that
 * waits already as old as it is. Whoever writes has read what the other side wrote. Who may write was judged before.
 * @param seen questions by number, each with the version that the writer saw
 * @returns what was written; a question that somebody wrote into meanwhile is not among it, and nothing happened to it
 */
export function writeMessages(
  tx: Db,
  seen: readonly { id: number; version: number }[],
  message: NewMessage,
): Promise<Written[]> {
  const state = stateAfter(message.kind);
  const side = sideOfKind(message.kind);
  return tx.rows(
    WrittenRow,
    sql`
      with seen as (
        select s.id, s.version from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as s(id bigint, version integer)
      ), turned as (
        update question q set state = ${state}, version = q.version + 1,
          waiting_since = case when ${state} = 'waiting' then coalesce(q.waiting_since, ${message.at}) end
        from seen s where q.id = s.id and q.version = s.version
        returning q.id
      ), has_read as (
        update question_message m set read_at = ${message.at}
        from turned t where m.question_id = t.id and m.side <> ${side} and m.read_at is null
      )
      insert into question_message (question_id, author_id, side, kind, body, at)
      select t.id, ${message.authorId}::bigint, ${side}, ${message.kind}, ${message.body}, ${message.at}::timestamptz
      from turned t
      returning question_id, id as message_id
    `,
  );
}

/** Ends a question. @returns false where somebody wrote into it meanwhile, or it is closed already */
export async function closeQuestion(tx: Db, seen: { id: number; version: number }): Promise<boolean> {
  const done = await tx.run(sql`
    update question set state = 'closed', waiting_since = null, version = version + 1
    where id = ${seen.id} and version = ${seen.version} and state <> 'closed'
  `);
  return done === 1;
}

/** Marks what the other side wrote as read; what was read stays read at its first time. */
export async function markMessagesRead(
  tx: Db,
  questionId: number,
  bySide: 'family' | 'school',
  at: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    update question_message set read_at = ${at}
    where question_id = ${questionId} and side <> ${bySide} and read_at is null
  `);
}

const Added = z.object({ id });

export interface NewQuestion {
  studentId: number;
  askedBy: number;
  topic: 'material' | 'organisation';
  courseId: number | null;
  classId: number | null;
  lessonId: number | null;
  teacherId: number;
  body: string;
  at: Temporal.Instant;
}

/** Writes a new question with its first message; the way to the teacher was judged before. */
export async function addQuestion(
  tx: Db,
  asked: NewQuestion,
): Promise<{ questionId: number; messageId: number }> {
  const question = await tx.row(
    Added,
    sql`
      insert into question (student_id, asked_by, asked_at, topic, course_id, class_id, lesson_id, teacher_id, waiting_since)
      values (${asked.studentId}, ${asked.askedBy}, ${asked.at}, ${asked.topic}, ${asked.courseId}, ${asked.classId},
        ${asked.lessonId}, ${asked.teacherId}, ${asked.at})
      returning id
    `,
  );
  const message = await tx.row(
    Added,
    sql`
      insert into question_message (question_id, author_id, side, kind, body, at)
      values (${question.id}, ${asked.askedBy}, 'family', 'question', ${asked.body}, ${asked.at})
      returning id
    `,
  );
  return { questionId: question.id, messageId: message.id };
}

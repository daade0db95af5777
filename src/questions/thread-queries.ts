import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { PersonShape, personColumn } from './person-shape.ts';

/** A moment within JSON. */
const moment = z.string().transform((text) => Temporal.Instant.from(text));

const MessageShape = z.object({
  id,
  author_id: id,
  author: PersonShape,
  side: z.enum(['family', 'school']),
  kind: z.enum(['question', 'reply', 'answer', 'ask_back']),
  body: z.string(),
  at: moment,
  read_at: moment.nullable(),
  withdrawn_at: moment.nullable(),
  /** Whether a complaint about it is open, and whether it is by whoever reads. */
  has_open_complaint: z.boolean(),
  has_own_complaint: z.boolean(),
  files: z.array(
    z.object({
      message_id: id,
      id,
      kind: z.enum(['image', 'pdf']),
      name: z.string(),
      byte_size: z.number(),
      width: z.number().nullable(),
      height: z.number().nullable(),
    }),
  ),
});
export type ThreadMessage = z.output<typeof MessageShape>;

const HandoverShape = z.object({ id, from: PersonShape, to: PersonShape, at: moment, words: z.string() });
export type ThreadHandover = z.output<typeof HandoverShape>;

const ThreadRow = z.object({ messages: z.array(MessageShape), handovers: z.array(HandoverShape) });
export type ThreadRow = z.output<typeof ThreadRow>;

/**
 * All that was written in a question, oldest first, and to whom it was handed: one statement. A message that was
 * withdrawn has neither words nor files; while a complaint about it is open, the files are there for the coordinator.
 * @param reader who reads, and whether as the coordinator
 */
export function loadThread(
  db: Db,
  questionId: number,
  reader: { personId: number; isCoordinator: boolean },
): Promise<ThreadRow> {
  return db.row(
    ThreadRow,
    sql`
      with message as (
        select m.id, m.author_id,
          ${personColumn(sql`p`)} as author,
          m.side, m.kind, m.body, m.at, m.read_at, m.withdrawn_at,
          exists (select from complaint c where c.message_id = m.id and c.state = 'open') as has_open_complaint,
          exists (select from complaint c where c.message_id = m.id and c.made_by = ${reader.personId})
            as has_own_complaint,
          coalesce((
            select jsonb_agg(jsonb_build_object('message_id', m.id, 'id', a.id, 'kind', a.kind, 'name', a.name,
              'byte_size', a.byte_size, 'width', a.width, 'height', a.height) order by a.id)
            from message_attachment o join attachment a on a.id = o.attachment_id
            where o.message_id = m.id and (m.withdrawn_at is null or ${reader.isCoordinator}::boolean)
          ), '[]') as files
        from question_message m join person p on p.id = m.author_id
        where m.question_id = ${questionId}
      ), handover as (
        select h.id, ${personColumn(sql`f`)} as "from", ${personColumn(sql`t`)} as "to", h.at, h.words
        from question_handover h join person f on f.id = h.from_id join person t on t.id = h.to_id
        where h.question_id = ${questionId}
      )
      select
        coalesce((select jsonb_agg(to_jsonb(m) order by m.id) from message m), '[]') as messages,
        coalesce((select jsonb_agg(to_jsonb(h) order by h.id) from handover h), '[]') as handovers
    `,
  );
}

const AuthoredRow = z.object({
  id,
  question_id: id,
  side: z.enum(['family', 'school']),
  kind: z.enum(['question', 'reply', 'answer', 'ask_back']),
  is_withdrawn: z.boolean(),
});
export type AuthoredMessage = z.output<typeof AuthoredRow>;

/** A message that this person wrote; null where it is another's or not there. */
export function findAuthored(db: Db, messageId: number, authorId: number): Promise<AuthoredMessage | null> {
  return db.maybeRow(
    AuthoredRow,
    sql`
      select id, question_id, side, kind, withdrawn_at is not null as is_withdrawn
      from question_message where id = ${messageId} and author_id = ${authorId}
    `,
  );
}

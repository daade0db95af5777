import sql from 'sql-template-tag';
import * as z from 'zod';
import { removeAttachments } from '../attachments/keep-files.ts';
import { instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { questionStates } from './find.ts';
import { stateOfRemaining } from './message-rule.ts';

const StateRow = z.object({ state: z.enum(questionStates), waiting_since: instant.nullable() });
const RemainingRow = z.object({
  side: z.enum(['family', 'school']),
  kind: z.enum(['question', 'reply', 'answer', 'ask_back']),
  at: instant,
});

/**
 * Takes a message back: its words are gone and its files too, save those that an open complaint needs; its place stays.
 * The question then stands as what is left says, and an answer that was published with it is no longer shown.
 * @returns false where it was withdrawn already
 */
export async function withdrawMessage(
  tx: Db,
  message: { id: number; question_id: number },
  at: Temporal.Instant,
): Promise<boolean> {
  // whoever writes into the question waits for this, and this for them
  const before = await tx.row(
    StateRow,
    sql`select state, waiting_since from question where id = ${message.question_id} for update`,
  );
  const done = await tx.run(sql`
    update question_message set body = '', withdrawn_at = ${at} where id = ${message.id} and withdrawn_at is null
  `);
  if (done === 0) return false;
  await removeAttachments(tx, message.id);
  await tx.run(sql`
    update published_answer set withdrawn_at = ${at}, version = version + 1
    where question_id = ${message.question_id} and answer_id = ${message.id} and withdrawn_at is null
  `);
  const left = await tx.rows(
    RemainingRow,
    sql`
      select side, kind, at from question_message
      where question_id = ${message.question_id} and withdrawn_at is null order by id
    `,
  );
  const after = stateOfRemaining(left, before.state);
  const waitingSince = after.state === before.state ? before.waiting_since : after.waitingSince;
  await tx.run(sql`
    update question set state = ${after.state}, waiting_since = ${waitingSince}, version = version + 1
    where id = ${message.question_id}
  `);
  return true;
}

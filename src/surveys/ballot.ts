import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type AnswerKeys, answerToken, ofSurvey } from '../feedback/answer-token.ts';
import { keyId, type Seal, withBallot } from './ballot-box.ts';
import { askedRoles } from './scale.ts';

/** One answer as it lies in a box: whose it is, no further than the role; when is nowhere. */
export const Ballot = z.object({
  role: z.enum(askedRoles),
  /** By the order of the statements: 1 to 5, or 0. */
  choices: z.array(z.number().int().min(0).max(5)),
  /** By the number of the open question; what was left empty is not there. */
  texts: z.array(z.object({ item: id, body: z.string() })),
});
export type Ballot = z.output<typeof Ballot>;

/** The seal of a class's box; classId null: the box of the teachers. */
export function boxSeal(keys: Pick<AnswerKeys, 'box'>, surveyId: number, classId: number | null): Seal {
  return { key: keys.box, label: `survey ${surveyId}, class ${classId ?? 'none'}` };
}

export interface Answer {
  surveyId: number;
  personId: number;
  /** The child that a guardian answers about. */
  studentId: number | null;
  classId: number | null;
  /** The school's local day. */
  today: string;
  ballot: Ballot;
}

const Open = z.object({ id });
const Box = z.object({ sealed: z.instanceof(Buffer) });

/**
 * Takes an answer, in a transaction of its own that writes nothing else: a token, and the box of the class. Whoever
 * answers holds the box of their class and no other; closing waits for those who are under way.
 * @returns closed: nothing was written; again: they have answered before, and this answer is nowhere
 */
export async function takeAnswer(
  tx: Db,
  answer: Answer,
  keys: AnswerKeys,
): Promise<'taken' | 'again' | 'closed'> {
  const { surveyId, personId, studentId, classId, ballot } = answer;
  const open = await tx.maybeRow(
    Open,
    sql`
      select id from survey
      where id = ${surveyId} and state = 'open' and opened_at is not null and closes_on >= ${answer.today}
      for share
    `,
  );
  if (open === null) return 'closed';
  const token = answerToken(keys, ofSurvey(surveyId), personId, studentId);
  const isFirst = await tx.run(
    sql`insert into survey_token (survey_id, token) values (${surveyId}, ${token}) on conflict do nothing`,
  );
  if (isFirst === 0) return 'again';
  const box = boxSeal(keys, surveyId, classId);
  const sealed = await lockBox(tx, surveyId, classId, keyId(keys.box));
  const filled = withBallot(Ballot, sealed.length === 0 ? null : sealed, ballot, box);
  await tx.run(
    sql`update survey_box set sealed = ${filled} where ${isBox(surveyId, classId, keyId(keys.box))}`,
  );
  return 'taken';
}

/** The class's box, held until the transaction ends; a new one is empty. */
async function lockBox(tx: Db, surveyId: number, classId: number | null, key: Buffer): Promise<Buffer> {
  const held = sql`select sealed from survey_box where ${isBox(surveyId, classId, key)} for update`;
  const box = await tx.maybeRow(Box, held);
  if (box !== null) return box.sealed;
  await tx.run(sql`
    insert into survey_box (survey_id, class_id, key_id, sealed) values (${surveyId}, ${classId}, ${key}, '')
    on conflict do nothing
  `);
  return (await tx.row(Box, held)).sealed;
}

function isBox(surveyId: number, classId: number | null, key: Buffer) {
  return sql`survey_id = ${surveyId} and class_id is not distinct from ${classId}::bigint and key_id = ${key}`;
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { AnswerKeys } from '../feedback/answer-token.ts';
import { pulseToken } from '../feedback/pulse.ts';
import { keyId, type Seal, withBallot } from './ballot-box.ts';

const choice = z.number().int().min(1).max(3);

/** How a lesson went, as it lies in the box of its course: neither whose it is nor of which lesson or day. */
export const PulseBallot = z.object({
  /** Null where the course has pupils of several grades. */
  grade: z.number().nullable(),
  serviceId: id.nullable(),
  connection: choice,
  clarity: choice,
  pace: choice,
});
export type PulseBallot = z.output<typeof PulseBallot>;

/** The seal of the box of a course in a week. */
export function pulseSeal(keys: Pick<AnswerKeys, 'box'>, week: string, courseId: number): Seal {
  return { key: keys.box, label: `pulse ${week}, course ${courseId}` };
}

const Box = z.object({ sealed: z.instanceof(Buffer) });

/**
 * Puts an answer into the box of the course and week, in a transaction of its own that writes nothing else. At most
 * one a pupil and week, whoever pressed: of a second one nothing is kept.
 * @param answer week: its Monday
 * @returns whether it was taken; false where it was told this week already
 */
export async function takePulse(
  tx: Db,
  answer: { week: string; courseId: number; studentId: number; ballot: PulseBallot },
  keys: AnswerKeys,
): Promise<boolean> {
  const { week, courseId, studentId, ballot } = answer;
  const token = pulseToken(keys, week, studentId);
  const isFirst = await tx.run(
    sql`insert into pulse_token (week, token) values (${week}, ${token}) on conflict do nothing`,
  );
  if (isFirst === 0) return false;
  const key = keyId(keys.box);
  await tx.run(sql`
    insert into pulse_box (week, course_id, key_id, sealed) values (${week}, ${courseId}, ${key}, '') on conflict do nothing
  `);
  const isBox = sql`week = ${week} and course_id = ${courseId} and key_id = ${key}`;
  const { sealed } = await tx.row(Box, sql`select sealed from pulse_box where ${isBox} for update`);
  const before = sealed.length === 0 ? null : sealed;
  const filled = withBallot(PulseBallot, before, ballot, pulseSeal(keys, week, courseId));
  await tx.run(sql`update pulse_box set sealed = ${filled} where ${isBox}`);
  return true;
}

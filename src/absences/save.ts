import sql from 'sql-template-tag';
import * as z from 'zod';
import type { AbsenceReason } from '../attendance/absence-words.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

export interface AbsenceFacts {
  from: string;
  to: string;
  /** Lessons of one day by their numbers; null: all lessons of the days. */
  periods: readonly number[] | null;
  reason: AbsenceReason;
  words: string;
}

const Added = z.object({ id });

/** Writes a new absence; the days and the right to the pupil were judged before. */
export async function addAbsence(
  tx: Db,
  facts: AbsenceFacts,
  by: { studentId: number; personId: number; at: Temporal.Instant },
): Promise<number> {
  const added = await tx.row(
    Added,
    sql`
      insert into absence (student_id, starts_on, ends_on, periods, reason, words, announced_by, announced_at)
      values (${by.studentId}, ${facts.from}, ${facts.to}, ${facts.periods}, ${facts.reason}, ${facts.words},
        ${by.personId}, ${by.at})
      returning id
    `,
  );
  return added.id;
}

/** An absence as it was seen: each act below writes nothing and answers false where somebody was first. */
export interface Seen {
  id: number;
  version: number;
}

/** Other days, another reason: it is to be decided again. */
export async function changeAbsence(tx: Db, seen: Seen, facts: AbsenceFacts): Promise<boolean> {
  const done = await tx.run(sql`
    update absence set starts_on = ${facts.from}, ends_on = ${facts.to}, periods = ${facts.periods},
      reason = ${facts.reason}, words = ${facts.words}, state = 'announced', question = '', answer = '',
      decided_by = null, decided_at = null, version = version + 1
    where id = ${seen.id} and version = ${seen.version} and state <> 'withdrawn'
  `);
  return done === 1;
}

export async function withdrawAbsence(tx: Db, seen: Seen): Promise<boolean> {
  const done = await tx.run(sql`
    update absence set state = 'withdrawn', version = version + 1
    where id = ${seen.id} and version = ${seen.version} and state <> 'withdrawn'
  `);
  return done === 1;
}

/** Confirms an absence; one that is confirmed already keeps who decided and when. */
export async function confirmAbsence(
  tx: Db,
  seen: Seen,
  by: { personId: number; at: Temporal.Instant },
): Promise<boolean> {
  const done = await tx.run(sql`
    update absence set
      decided_by = case when state = 'confirmed' then decided_by else ${by.personId} end,
      decided_at = case when state = 'confirmed' then decided_at else ${by.at} end,
      state = 'confirmed', version = version + 1
    where id = ${seen.id} and version = ${seen.version} and state <> 'withdrawn'
  `);
  return done === 1;
}

export async function askAbout(
  tx: Db,
  seen: Seen,
  question: string,
  by: { personId: number; at: Temporal.Instant },
): Promise<boolean> {
  const done = await tx.run(sql`
    update absence set state = 'asked', question = ${question}, answer = '', decided_by = ${by.personId},
      decided_at = ${by.at}, version = version + 1
    where id = ${seen.id} and version = ${seen.version} and state in ('announced', 'asked')
  `);
  return done === 1;
}

/** Answers the question: whoever asked decides again. */
export async function answerQuestion(tx: Db, seen: Seen, answer: string): Promise<boolean> {
  const done = await tx.run(sql`
    update absence set state = 'announced', answer = ${answer}, version = version + 1
    where id = ${seen.id} and version = ${seen.version} and state = 'asked'
  `);
  return done === 1;
}

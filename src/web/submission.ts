import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import { Refusal } from './errors.ts';
import type { FormBody } from './form.ts';
import type { Reply } from './reply.ts';

const Earlier = z.object({ location: z.string(), person_id: z.number().nullable() });

/**
 * Claims a form's key in the act's transaction. A second act with the same key waits for the first to end.
 * @returns null where the key was free; otherwise where the first act led
 */
export async function claimSubmission(
  tx: Db,
  key: string,
  personId: number | null,
  at: Temporal.Instant,
): Promise<string | null> {
  const claimed = await tx.run(
    sql`insert into submission (key, person_id, at) values (${key}, ${personId}, ${at}) on conflict (key) do nothing`,
  );
  if (claimed === 1) return null;
  const earlier = await tx.row(Earlier, sql`select location, person_id from submission where key = ${key}`);
  if (earlier.person_id !== personId)
    throw new Refusal(403, 'Эта форма открыта под другим именем. Откройте страницу заново.');
  return earlier.location;
}

/** Keeps where the act led; a form that was refused may be sent again, so its key is free again. */
export async function settleSubmission(tx: Db, key: string, reply: Reply): Promise<void> {
  if (reply.kind === 'redirect')
    await tx.run(sql`update submission set location = ${reply.url} where key = ${key}`);
  else await tx.run(sql`delete from submission where key = ${key}`);
}

/** The key that a form carries, or null where it carries none. */
export function submissionKey(body: FormBody): string | null {
  const parsed = z.uuid().safeParse(body._key);
  return parsed.success ? parsed.data : null;
}

/** Where an earlier act with this key led this person; null where there was none. For acts that open their own transaction. */
export async function placeOfSubmission(
  db: Db,
  key: string | null,
  personId: number,
): Promise<string | null> {
  if (key === null) return null;
  const earlier = await db.maybeRow(
    Earlier,
    sql`select location, person_id from submission where key = ${key} and person_id = ${personId}`,
  );
  return earlier?.location ?? null;
}

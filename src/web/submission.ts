import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import { Refusal } from './errors.ts';
import type { FormBody } from './form.ts';
import type { Reply } from './reply.ts';

/** A form as it was sent: the key of the page that it stood on, and where it went (a page may hold several). */
export interface SubmittedForm {
  key: string;
  path: string;
}

const Earlier = z.object({ location: z.string(), person_id: z.number().nullable() });

/**
 * Claims a form's key in the act's transaction. A second act with the same key waits for the first to end.
 * @returns null where the key was free; otherwise where the first act led
 */
export async function claimSubmission(
  tx: Db,
  form: SubmittedForm,
  personId: number | null,
  at: Temporal.Instant,
): Promise<string | null> {
  const claimed = await tx.run(
    sql`insert into submission (key, path, person_id, at) values (${form.key}, ${form.path}, ${personId}, ${at})
        on conflict (key, path) do nothing`,
  );
  if (claimed === 1) return null;
  const earlier = await tx.row(
    Earlier,
    sql`select location, person_id from submission where key = ${form.key} and path = ${form.path}`,
  );
  if (earlier.person_id !== personId)
    throw new Refusal(403, 'Эта форма открыта под другим именем. Откройте страницу заново.');
  return earlier.location;
}

/** Keeps where the act led; a form that was refused may be sent again, so its key is free again. */
export async function settleSubmission(tx: Db, form: SubmittedForm, reply: Reply): Promise<void> {
  if (reply.kind === 'redirect')
    await tx.run(
      sql`update submission set location = ${reply.url} where key = ${form.key} and path = ${form.path}`,
    );
  else await tx.run(sql`delete from submission where key = ${form.key} and path = ${form.path}`);
}

/** A form by the key that it carries and the path it was sent to; null where it carries no key. */
export function submittedForm(body: FormBody, path: string): SubmittedForm | null {
  const key = z.uuid().safeParse(body._key);
  return key.success ? { key: key.data, path } : null;
}

/** Where an earlier act with this key led this person; null where there was none. For acts that open their own transaction. */
export async function placeOfSubmission(
  db: Db,
  form: SubmittedForm | null,
  personId: number,
): Promise<string | null> {
  if (form === null) return null;
  const earlier = await db.maybeRow(
    Earlier,
    sql`select location, person_id from submission
        where key = ${form.key} and path = ${form.path} and person_id = ${personId}`,
  );
  return earlier?.location ?? null;
}

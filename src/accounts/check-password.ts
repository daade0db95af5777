import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { verifySecret } from './password-hash.ts';

const AccountRow = z.object({ person_id: id, password_hash: z.string().nullable() });

/**
 * Whose login and password these are; null where they are nobody's. An unknown login costs as much time as a
 * known one: a hash is worked out all the same.
 */
export async function checkPassword(db: Db, login: string, password: string): Promise<number | null> {
  const account = await db.maybeRow(
    AccountRow,
    sql`select person_id, password_hash from account where login = ${login.trim().toLowerCase()} and disabled_at is null`,
  );
  const isRight = await verifySecret(account?.password_hash ?? null, password);
  return isRight && account !== null ? account.person_id : null;
}

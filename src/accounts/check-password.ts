import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { hashSecret, needsRehash, verifySecret } from './password-hash.ts';

const AccountRow = z.object({ person_id: id, password_hash: z.string().nullable() });

/** A login as it is looked up, whatever the case and the blanks around it. */
export function loginKey(login: string): string {
  return login.trim().toLowerCase();
}

/**
 * Whose login and password these are; null where they are nobody's. An unknown login, a disabled account and one
 * that was never activated cost as much time as a known one: a hash is worked out all the same. A password that
 * was hashed at an older cost is hashed anew while it is at hand. Throws `Busy`.
 */
export async function checkPassword(db: Db, login: string, password: string): Promise<number | null> {
  const account = await db.maybeRow(
    AccountRow,
    sql`select person_id, password_hash from account where login = ${loginKey(login)} and disabled_at is null`,
  );
  const hash = account?.password_hash ?? null;
  const isRight = await verifySecret(hash, password);
  if (!isRight || account === null || hash === null) return null;
  if (needsRehash(hash)) {
    const renewed = await hashSecret(password);
    await db.run(sql`
      update account set password_hash = ${renewed} where person_id = ${account.person_id} and password_hash = ${hash}
    `);
  }
  return account.person_id;
}

import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import * as z from 'zod';
import { instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import {
  countTry,
  type Decision,
  decideForAccount,
  decideForAddress,
  networkOf,
  strictest,
} from './throttle.ts';

/** What one try counts against. */
export interface TryKeys {
  /** The account asked for, by network, or by device where the device is known. */
  account: string;
  /** The network as a whole; null for known devices, which nobody else's failures hold up. */
  address: string | null;
}

/** What is tried: a password at sign-in, an activation code, the present password on the way to a new one. */
export type TryKind = 'password' | 'code' | 'present';

/**
 * Keys are hashes: the table tells nobody's address and no login that was only typed.
 * @param login as typed, in lower case; counted alike whether there is such an account or not
 * @param device id of a device from which this account was signed in before; null for any other
 */
export function tryKeys(
  kind: TryKind,
  login: string,
  address: string,
  device: string | null = null,
): TryKeys {
  const network = networkOf(address);
  if (device !== null) return { account: hashed(kind, 'device', login, device), address: null };
  return { account: hashed(kind, 'network', login, network), address: hashed('address', network) };
}

function hashed(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

const TallyRow = z.object({ key: z.string(), failures: z.number(), first_at: instant, last_at: instant });

/**
 * Counts a try as failed before it is made, so that a thousand at once are not a thousand tries; `forgiveTry` takes
 * it back when it was right. A try that must wait is not made and not counted.
 */
export function reserveTry(db: Db, keys: TryKeys, now: Temporal.Instant): Promise<Decision> {
  const names = [keys.account, ...(keys.address === null ? [] : [keys.address])];
  return db.transaction(async (tx) => {
    // Locks the rows in one order for everybody, made where they are missing.
    const rows = await tx.rows(
      TallyRow,
      sql`
        insert into throttle (key, failures, first_at, last_at)
        select key, 0, ${now}::timestamptz, ${now}::timestamptz from unnest(${names}::text[]) as key order by key
        on conflict (key) do update set failures = throttle.failures
        returning key, failures, first_at, last_at
      `,
    );
    const tallies = names.map((name) => {
      const row = rows.find(({ key }) => key === name);
      return row ? { failures: row.failures, firstAt: row.first_at, lastAt: row.last_at } : null;
    });
    const [account = null, address = null] = tallies;
    const decision = strictest([decideForAccount(account, now), decideForAddress(address, now)]);
    if (!decision.isAllowed) return decision;
    const counted = tallies.map((tally, at) => countTry(tally, at === 0 ? 'account' : 'address', now));
    await tx.run(sql`
      update throttle t set failures = n.failures, first_at = n.first_at, last_at = n.last_at
      from unnest(${names}::text[], ${counted.map((one) => one.failures)}::integer[],
        ${counted.map((one) => one.firstAt.toString())}::timestamptz[],
        ${counted.map((one) => one.lastAt.toString())}::timestamptz[]) as n(key, failures, first_at, last_at)
      where t.key = n.key
    `);
    return decision;
  });
}

/** The try was right: the account's failures are forgotten, and the address has one fewer. */
export async function forgiveTry(db: Db, keys: TryKeys): Promise<void> {
  await db.run(sql`
    update throttle set failures = case when key = ${keys.account} then 0 else greatest(failures - 1, 0) end
    where key = any(${[keys.account, keys.address].filter((key) => key !== null)}::text[])
  `);
}

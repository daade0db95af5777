import sql from 'sql-template-tag';
import * as z from 'zod';
import { instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

/** How often the worker tells that it lives, in milliseconds. */
export const HEARTBEAT_EVERY = 10_000;
/** A worker that was silent for longer does not work. */
export const LONGEST_SILENCE = Temporal.Duration.from({ seconds: 45 });

const HeartbeatRow = z.object({ at: instant.nullable() });

/** Notes that the worker lives. */
export async function beat(db: Db, name: string, now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    insert into worker_heartbeat (name, at) values (${name}, ${now})
    on conflict (name) do update set at = excluded.at
  `);
}

/** Null where some worker lives; otherwise what is wrong, in words for /readyz. */
export async function workerSilence(db: Db, now: Temporal.Instant): Promise<string | null> {
  const { at } = await db.row(HeartbeatRow, sql`select max(at) as at from worker_heartbeat`);
  if (at === null) return 'no worker has run yet';
  const isAlive = Temporal.Instant.compare(at.add(LONGEST_SILENCE), now) >= 0;
  return isAlive ? null : `the worker has been silent since ${at.round('second')}`;
}

import { hkdfSync } from 'node:crypto';
import type { Logger } from 'pino';
import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from './db/db.ts';
import type { RequestMeter } from './web/request-log.ts';

/** What tells the time; tests set it, the demo and a real school have the machine's. */
export interface Clock {
  now(): Temporal.Instant;
}

/** One school as the process holds it: a database, a clock, a log, and how it is reached. */
export interface School {
  /** Short name in addresses and logs. */
  readonly slug: string;
  readonly name: string;
  /** The host that it is served at; null: every host. */
  readonly host: string | null;
  /** IANA name, such as Europe/Kaliningrad. */
  readonly timeZone: string;
  readonly isDemo: boolean;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** Counts requests for /metrics. */
  readonly meter: RequestMeter;
  /** Signs the session cookie. */
  readonly sessionSecret: string;
  /** A key of 32 bytes for this purpose, drawn from the session secret. */
  readonly secretFor: (purpose: string) => Buffer;
  /** Origin of the portal's own links, without a slash at the end; https here means secure cookies. */
  readonly publicUrl: string;
  /** How many proxies before the portal are trusted to tell the sender's address. */
  readonly trustProxy: number;
}

const SchoolRow = z.object({ name: z.string(), time_zone: z.string(), is_demo: z.boolean() });
export type SchoolRow = z.infer<typeof SchoolRow>;

/** The school that the database holds, or null where it holds none yet. */
export function findSchool(db: Db): Promise<SchoolRow | null> {
  return db.maybeRow(SchoolRow, sql`select name, time_zone, is_demo from school`);
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/**
 * Keys that are drawn from the school's secret, which no database holds: 32 bytes, another for each purpose, the same
 * in every process of the school (HKDF-SHA256, RFC 5869). Another SESSION_SECRET makes other keys.
 */
export function secretsOf(sessionSecret: string): (purpose: string) => Buffer {
  return (purpose) => Buffer.from(hkdfSync('sha256', sessionSecret, '', `zvonok ${purpose}`, 32));
}

/** A school over its database. Throws, in words, where the database holds none. */
export async function openSchool(
  settings: Omit<School, 'name' | 'timeZone' | 'isDemo' | 'secretFor'>,
): Promise<School> {
  const row = await findSchool(settings.db);
  if (row === null) {
    throw new Error('В базе данных ещё нет школы. Создайте её: npm run school:new');
  }
  const secretFor = secretsOf(settings.sessionSecret);
  return { ...settings, name: row.name, timeZone: row.time_zone, isDemo: row.is_demo, secretFor };
}

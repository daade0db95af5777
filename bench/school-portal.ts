/** A portal over one of the bench's own schools, and what both benches of such schools need. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import pg from 'pg';
import { poolDb } from '../src/db/db.ts';
import type { EmbeddedPostgres } from '../src/db/embedded.ts';
import { createPool } from '../src/db/pool.ts';
import { signIn } from './people.ts';
import type { SchoolPortalTask } from './school-portal-process.ts';

export interface Portal {
  url: string;
  connectionString: string;
  cookies: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** Starts a portal over a database, with its clock at a moment, and signs people in. */
export async function openPortal(
  connectionString: string,
  now: string,
  logins: readonly string[],
): Promise<Portal> {
  const child = fork(new URL('school-portal-process.ts', import.meta.url), {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const task: SchoolPortalTask = { connectionString, now };
  child.send(task);
  const [port] = (await once(child, 'message')) as [number]; // school-portal-process.ts sends nothing else
  const url = `http://localhost:${port}`;
  const pool = createPool({ connectionString, max: 1, applicationName: 'zvonok bench' });
  const cookies = await signIn(poolDb(pool), url, { ids: [], logins });
  await pool.end();
  return {
    url,
    connectionString,
    cookies,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Runs with a connection of its own. */
export async function withDb<T>(
  portal: Portal,
  work: (db: ReturnType<typeof poolDb>) => Promise<T>,
): Promise<T> {
  const pool = createPool({
    connectionString: portal.connectionString,
    max: 1,
    applicationName: 'zvonok bench',
  });
  try {
    return await work(poolDb(pool));
  } finally {
    await pool.end();
  }
}

/** Runs as the superuser of the bench's server, in one of its databases. */
export async function asSuperuser(
  postgres: EmbeddedPostgres,
  database: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const url = new URL(postgres.superuserUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** What was given as `--name=VALUE`. */
export function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

export function loadWords(): string {
  return `load of the machine ${loadavg()
    .map((load) => load.toFixed(1))
    .join(', ')}`;
}

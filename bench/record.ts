/**
 * What each page asks of the database and what it answers, taken down from the portal's own application over a
 * pool that writes every statement down, text, name and parameters.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool, QueryConfig } from 'pg';
import { pino } from 'pino';
import { createSchoolApp } from '../src/app.ts';
import { poolDb } from '../src/db/db.ts';
import { createPool } from '../src/db/pool.ts';
import { type Clock, openSchool, systemClock } from '../src/school.ts';
import { ask } from './ask.ts';
import { type BenchPage, headersOf } from './pages.ts';
import { SESSION_SECRET } from './portal-process.ts';

export interface RecordedStatement {
  name: string | undefined;
  text: string;
  values: readonly unknown[];
  /** True where it was issued while the one before it had not answered yet. */
  together: boolean;
}

/** One variant's statements and answer, as the bare handler repeats them. */
export interface Recording {
  statements: RecordedStatement[];
  /** Base64 of the answer's bytes, as they went over the wire. */
  body: string;
  headers: Record<string, string>;
}

/** Records every variant of every page, by page name. The first request of each warms up and is not kept. */
export async function record(
  appUrl: string,
  pages: readonly BenchPage[],
  clock: Clock = systemClock,
): Promise<Map<string, Recording[]>> {
  const pool = createPool({ connectionString: appUrl, max: 10, applicationName: 'zvonok bench recorder' });
  const taken = listenTo(pool);
  const server = createServer(await recordingApp(pool, clock)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is an object
  const recordings = new Map<string, Recording[]>();
  try {
    for (const page of pages) {
      const variants: Recording[] = [];
      for (const variant of page.variants) {
        const url = `http://localhost:${port}${variant.path}`;
        await ask(url, headersOf(variant));
        taken.length = 0;
        const answer = await ask(url, headersOf(variant));
        if (answer.status !== 200) throw new Error(`${page.name}: ${variant.path} answered ${answer.status}`);
        variants.push({
          statements: [...taken],
          body: answer.body.toString('base64'),
          headers: sameHeaders(answer.headers),
        });
      }
      recordings.set(page.name, variants);
    }
  } finally {
    server.close();
    await pool.end();
  }
  return recordings;
}

/** All headers of the answer but those that node itself sets: the twin sends the same bytes, head and body. */
function sameHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && !['date', 'connection', 'keep-alive'].includes(name)) kept[name] = value;
  }
  return kept;
}

async function recordingApp(pool: Pool, clock: Clock) {
  const school = await openSchool({
    slug: 'school',
    host: null,
    db: poolDb(pool),
    log: pino({ level: 'silent' }),
    clock,
    meter: () => undefined,
    sessionSecret: SESSION_SECRET,
    trustProxy: 0,
    publicUrl: 'http://localhost',
  });
  return createSchoolApp(school);
}

function listenTo(pool: Pool): RecordedStatement[] {
  const taken: RecordedStatement[] = [];
  const query = pool.query.bind(pool) as (config: QueryConfig) => Promise<unknown>; // the one form that db.ts uses
  let open = 0;
  const listening = async (config: QueryConfig): Promise<unknown> => {
    const { name, text, values = [] } = config;
    taken.push({ name, text, values, together: open > 0 });
    open += 1;
    try {
      return await query(config);
    } finally {
      open -= 1;
    }
  };
  pool.query = listening as Pool['query']; // the other forms are not used by db.ts
  const connect = pool.connect.bind(pool);
  pool.connect = ((done?: Parameters<typeof connect>[0]) => {
    // Pool.query() itself asks with a callback; who asks without one begins a transaction
    if (done === undefined) throw new Error('A page that is only shown begins no transaction');
    return connect(done);
  }) as Pool['connect']; // both of its forms are answered
  return taken;
}

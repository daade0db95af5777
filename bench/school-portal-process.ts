/** The portal over one of the bench's schools, on a day of that school. Forked by school-portal.ts. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createSchoolApp } from '../src/app.ts';
import { poolDb } from '../src/db/db.ts';
import { createPool } from '../src/db/pool.ts';
import { openSchool } from '../src/school.ts';
import { SESSION_SECRET } from './portal-process.ts';

export interface SchoolPortalTask {
  connectionString: string;
  /** The moment that its clock shows all the time. */
  now: string;
}

const [task] = (await once(process, 'message')) as [SchoolPortalTask]; // school-portal.ts sends nothing else
const pool = createPool({
  connectionString: task.connectionString,
  max: 10,
  applicationName: 'zvonok bench of a school',
});
const school = await openSchool({
  slug: 'school',
  host: null,
  db: poolDb(pool),
  log: pino({ level: 'silent' }),
  clock: { now: () => Temporal.Instant.from(task.now) },
  meter: () => undefined,
  sessionSecret: SESSION_SECRET,
  trustProxy: 0,
  publicUrl: 'http://localhost',
});
const server = createServer(createSchoolApp(school)).listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port); // a TCP server's address is an object
process.once('disconnect', () => process.exit(0));

import { pino } from 'pino';
import sql from 'sql-template-tag';
import type { Db } from '../../src/db/db.ts';
import { type Clock, openSchool, type School } from '../../src/school.ts';
import { type OwnDatabase, ownDatabase, type Template, testDb } from './database.ts';
import { SMALL_SCHOOL_NOW, SMALL_SCHOOL_TIME_ZONE } from './school-template.ts';

/** A clock that stands until it is set. */
export interface TestClock extends Clock {
  /** @param when an instant ('2026-11-24T08:00:00Z') or the school's local time ('2026-11-24T10:15') */
  set(when: string | Temporal.Instant): void;
  advance(by: Temporal.DurationLike): void;
}

export interface TestSchool extends School {
  readonly clock: TestClock;
  /** Lines that the portal logged, as objects. */
  readonly logged: Record<string, unknown>[];
}

export interface TestSchoolOptions {
  template?: Template;
  /** When it is at the start; a Tuesday of the second quarter, at 10:00 in Kaliningrad, unless told. */
  now?: string;
}

const TIME_ZONE = SMALL_SCHOOL_TIME_ZONE;

/** A school in a transaction that is undone when the test ends. For a test or a beforeEach. */
export async function testSchool(options: TestSchoolOptions = {}): Promise<TestSchool> {
  const template = options.template ?? 'empty';
  const db = await testDb(template);
  if (template === 'empty') await insertSchool(db);
  return schoolOver(db, options);
}

/** A school with a database of its own, without the transaction: for races. It goes with the file. */
export async function ownSchool(
  options: TestSchoolOptions = {},
): Promise<TestSchool & { database: OwnDatabase }> {
  const template = options.template ?? 'empty';
  const database = await ownDatabase(template);
  if (template === 'empty') await insertSchool(database.db);
  return { ...(await schoolOver(database.db, options)), database };
}

async function schoolOver(db: Db, options: TestSchoolOptions): Promise<TestSchool> {
  const logged: Record<string, unknown>[] = [];
  const clock = testClock(options.now ?? SMALL_SCHOOL_NOW);
  const log = pino({ level: 'debug' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const settings = { slug: 'school', host: null, publicUrl: 'http://portal.test', trustProxy: 0 };
  const school = await openSchool({
    ...settings,
    db,
    clock,
    log,
    sessionSecret: 'a secret of the tests',
    meter: () => undefined,
  });
  return { ...school, clock, logged };
}

/** A clock that stands at `when` until it is set. */
export function testClock(when: string): TestClock {
  let now = toInstant(when);
  return {
    now: () => now,
    set: (next) => {
      now = typeof next === 'string' ? toInstant(next) : next;
    },
    advance: (by) => {
      now = now.toZonedDateTimeISO(TIME_ZONE).add(by).toInstant();
    },
  };
}

function toInstant(when: string): Temporal.Instant {
  if (/(Z|[+-]\d\d:\d\d)$/.test(when)) return Temporal.Instant.from(when);
  return Temporal.PlainDateTime.from(when).toZonedDateTime(TIME_ZONE).toInstant();
}

async function insertSchool(db: Db): Promise<void> {
  await db.run(sql`
    insert into school (name, short_name, city, time_zone)
    values ('МАОУ СОШ № 11', 'Школа № 11', 'Калининград', ${TIME_ZONE})
  `);
}

import { spawn } from 'node:child_process';
import { pino } from 'pino';
import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { beginSchool, SchoolToBegin } from '../../src/new-school.ts';
import { findSchool, openSchool } from '../../src/school.ts';
import { type OwnDatabase, ownDatabase, testDb } from '../support/database.ts';
import { type TestSchool, testClock } from '../support/school.ts';
import { portal, visitorFrom } from './people.ts';

const PASSWORD = 'ёж несёт три яблока';
const FLAGS = {
  name: 'МАОУ СОШ № 12',
  'short-name': 'СОШ № 12',
  city: 'Светлогорск',
  'time-zone': 'Europe/Kaliningrad',
  order: '17-о',
  'order-date': '2026-09-01',
  family: 'Иваненко',
  given: 'Татьяна',
  patronymic: 'Викторовна',
  login: 'ivanenko',
  'support-phone': '+7 900 000-00-12',
  'support-email': 'help@school12.example',
};
const FACTS = SchoolToBegin.parse({
  ...FLAGS,
  shortName: FLAGS['short-name'],
  timeZone: FLAGS['time-zone'],
  orderDate: FLAGS['order-date'],
  supportPhone: FLAGS['support-phone'],
  supportEmail: FLAGS['support-email'],
  daysPerWeek: '5',
});

/** Runs the command against a database; without a terminal, with `typed` piped in. */
function run(database: OwnDatabase, flags: Record<string, string>, switches: string[] = [], typed = '') {
  const given = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  const child = spawn(process.execPath, ['scripts/school-new.ts', ...given, ...switches], {
    env: {
      ...process.env,
      NODE_ENV: '',
      DATABASE_URL: database.url,
      DATABASE_OWNER_URL: database.ownerUrl,
      PORT: '8080',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(typed);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise<{ code: number | null; said: string }>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, said }));
  });
}

it('a school begins with its order, services, year, bells, limits, and a coordinator who can get in', async () => {
  const db = await testDb('empty');
  const clock = testClock('2026-11-24T10:00');
  const slip = await beginSchool(db, FACTS, clock.now());
  expect(slip.login).toBe('ivanenko');
  expect(slip.expiresAt.since(clock.now()).total('hours')).toBe(48);
  const Counts = z.record(z.string(), z.number());
  const counts = await db.row(
    Counts,
    sql`select (select count(*) from clause) as clauses, (select count(*) from service) as services,
      (select count(*) from service_host) as hosts, (select count(*) from term) as terms,
      (select count(*) from health_limit) as limits, (select count(*) from responsible_person) as responsible,
      (select count(distinct grade) from bell) as grades, (select count(*) from person) as people,
      (select count(*) from school_year where '2026-11-24' between starts_on and ends_on) as years`,
  );
  expect(counts).toMatchObject({ services: 4, terms: 4, grades: 12, people: 1, responsible: 2, years: 1 });
  for (const name of ['clauses', 'hosts', 'limits']) expect(counts[name]).toBeGreaterThan(3);

  const log = pino({ level: 'silent' });
  const settings = {
    slug: 'school',
    host: null,
    publicUrl: 'http://portal.test',
    trustProxy: 0,
    sessionSecret: 'x'.repeat(32),
  };
  const school: TestSchool = {
    ...(await openSchool({ ...settings, db, clock, log, meter: () => undefined })),
    clock,
    logged: [],
  };
  expect(school).toMatchObject({ name: 'МАОУ СОШ № 12', timeZone: 'Europe/Kaliningrad', isDemo: false });
  const one = visitorFrom(portal(school), '203.0.113.7');
  const page = await (await one.open('/activation'))
    .form('/activation')
    .submit({ login: 'ivanenko', code: slip.code });
  const done = await (await page.follow()).form().submit({ password: PASSWORD, repeated: PASSWORD });
  expect(done.location).toBe('/');
  expect((await one.open('/account')).words).toContain('координатор по ИТ');
  await expect(beginSchool(db, FACTS, clock.now())).rejects.toThrow();
});

it('v5.0.0-6.3.2: a fresh database has nobody who could sign in', async () => {
  const db = await testDb('empty');
  const Count = z.object({ count: z.number() });
  expect((await db.row(Count, sql`select count(*) from account`)).count).toBe(0);
  await beginSchool(db, FACTS, testClock('2026-11-24T10:00').now());
  expect((await db.row(Count, sql`select count(*) from account where password_hash is not null`)).count).toBe(
    0,
  );
});

it('npm run school:new: names every fault, makes the school once, and gives the coordinator another code', {
  timeout: 60_000,
}, async () => {
  const database = await ownDatabase('empty');
  const wrong = await run(database, {
    ...FLAGS,
    'time-zone': 'Mars/Olympus',
    'order-date': '2026-02-30',
    'support-email': 'нет',
    given: '',
  });
  expect(wrong.code).toBe(1);
  for (const flag of [
    '--time-zone: такого часового пояса нет',
    '--order-date: нужна дата',
    '--support-email: это не адрес',
    '--given: нужно имя',
  ]) {
    expect(wrong.said).toContain(flag);
  }
  expect(await findSchool(database.db)).toBeNull();
  const unknown = await run(database, { nonsense: 'x' });
  expect(unknown.code).toBe(1);
  expect(unknown.said).toContain('--short-name');

  const made = await run(database, FLAGS);
  expect(made.said).toMatch(
    /Школа создана: МАОУ СОШ № 12\n[\s\S]*http:\/\/localhost:8080\/activation[\s\S]*ivanenko[\s\S]*[A-Z2-9]{5}-[A-Z2-9]{5}/,
  );
  expect(made.code).toBe(0);
  const again = await run(database, FLAGS, ['--replace-demo'], 'УДАЛИТЬ\n');
  expect(again).toMatchObject({ code: 1, said: 'В базе данных уже есть школа: МАОУ СОШ № 12.\n' });
  const renewed = await run(database, { 'new-code': 'Ivanenko' });
  expect(renewed.said).toMatch(/Новый код:[\s\S]*[A-Z2-9]{5}-[A-Z2-9]{5}/);
  expect((await run(database, { 'new-code': 'nobody' })).code).toBe(1);
});

it('npm run school:new -- --replace-demo: takes the demo school away, all of it, when that is confirmed', {
  timeout: 60_000,
}, async () => {
  const database = await ownDatabase('school');
  const Count = z.object({ count: z.number() });
  const people = () => database.db.row(Count, sql`select count(*) from person`);
  const before = await people();
  const refused = await run(database, FLAGS);
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('--replace-demo');
  for (const typed of ['да\n']) {
    expect(await run(database, FLAGS, ['--replace-demo'], typed)).toMatchObject({
      code: 1,
      said: 'Ничего не изменено.\n',
    });
  }
  expect(await people()).toEqual(before);
  const made = await run(database, FLAGS, ['--replace-demo'], 'УДАЛИТЬ\n');
  expect(made.said).toContain('Школа создана');
  expect((await findSchool(database.db))?.is_demo).toBe(false);
  expect(await people()).toEqual({ count: 1 });
  const left = await database.db.row(
    Count,
    sql`select count(*) from audit_event where action <> 'school.begun' and action <> 'account.code_made'`,
  );
  expect(left.count).toBe(0);
  await expect(database.db.run(sql`delete from audit_event`)).rejects.toThrow();
});

import { execFile } from 'node:child_process';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { firstYearOf, usualYear } from '../../src/school-start/school-year.ts';
import { ownSchool, type TestSchool } from '../support/school.ts';

const root = new URL('../../', import.meta.url).pathname;

let school: TestSchool;
let env: NodeJS.ProcessEnv;

// The command has the machine's clock: the school year is the one of this very day.
beforeAll(async () => {
  const own = await ownSchool();
  school = own;
  env = { ...process.env, DATABASE_URL: own.database.url, DATABASE_OWNER_URL: own.database.ownerUrl };
  const year = usualYear(firstYearOf(Temporal.Now.plainDateISO(own.timeZone).toString()), 5);
  await own.db.run(sql`
    with made as (
      insert into school_year (name, starts_on, ends_on) values (${year.name}, ${year.startsOn}, ${year.endsOn})
      returning id)
    insert into term (school_year_id, name, starts_on, ends_on)
    select made.id, t.name, t."startsOn", t."endsOn" from made,
      jsonb_to_recordset(${JSON.stringify(year.terms)}::jsonb) as t(name text, "startsOn" date, "endsOn" date)
  `);
});

function run(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/import-timetable.ts', ...args],
      { cwd: root, env },
      (fault, out, errors) => {
        resolve({ code: fault === null ? 0 : Number(fault.code), out, errors });
      },
    );
  });
}

const fixture = (name: string) => `test/timetable-import/fixtures/${name}`;
const versions = async () =>
  (await school.db.row(z.object({ n: z.number() }), sql`select count(*) as n from timetable_version`)).n;

const Printed = z.object({
  canApply: z.boolean(),
  understood: z.object({ classes: z.number(), teachers: z.number(), courses: z.number(), slots: z.number() }),
  problems: z.array(
    z.object({ severity: z.string(), row: z.number(), words: z.string(), remedy: z.string() }),
  ),
});

test('the command prints the preview, in words and for machines, and writes nothing', async () => {
  const [words, json] = await Promise.all([run(fixture('small.xml')), run(fixture('small.xml'), '--json')]);
  expect([words.code, words.errors]).toEqual([0, '']);
  expect(words.out).toContain('курсов 8; уроков в неделю 13');
  expect(words.out).toContain('Ничего не записано');
  expect(json.code).toBe(0);
  expect(Printed.parse(JSON.parse(json.out))).toMatchObject({
    canApply: true,
    understood: { classes: 3, teachers: 4, courses: 8, slots: 13 },
  });
  expect(await versions()).toBe(0);
}, 30_000);

test('what is refused ends with 1 and the words', async () => {
  const [lossy, bomb, nothing, usage] = await Promise.all([
    run(fixture('missing-references.xml'), '--apply'),
    run(fixture('doctype.xml'), '--json'),
    run(fixture('not-there.xml')),
    run(fixture('small.xml'), '--from', 'завтра'),
  ]);
  expect([lossy.code, bomb.code, nothing.code, usage.code]).toEqual([1, 1, 1, 1]);
  expect(lossy.out).toContain('Применить нельзя');
  expect(JSON.parse(bomb.out)).toEqual({ refused: expect.stringContaining('DOCTYPE') });
  expect(nothing.errors).toContain('не читается');
  expect(usage.errors).toContain('Использование');
  expect(await versions()).toBe(0);
}, 30_000);

test('with --apply it is put into force, once', async () => {
  const first = await run(fixture('small.xml'), '--apply');
  expect([first.code, first.errors]).toEqual([0, '']);
  expect(first.out).toContain('Применено');
  const again = await run(fixture('small.xml'), '--apply');
  expect(again.code).toBe(0);
  expect(again.out).toContain('менять нечего');
  expect(await versions()).toBe(1);
}, 30_000);

import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadActor } from '../../src/access/actor.ts';
import type { FigureCode, FigureValue } from '../../src/attendance/figures.ts';
import type { Db } from '../../src/db/db.ts';
import { loadReport } from '../../src/reports/load-report.ts';
import { type Grouping, groupings, ReportQuery } from '../../src/reports/report-filters.ts';
import type { ReportRow, ReportTable } from '../../src/reports/report-table.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { type Asked, figuresOf, type Onlooker, rowsOf, screenDay, select } from './plain-computation.ts';
import { makeRandomRegisters } from './random-registers.ts';
import { type Everything, readEverything } from './read-everything.ts';

const WHOLE: Asked = { from: '2026-09-01', to: '2026-11-24' };
const Found = z.object({ id: z.number() });

async function oneOf(db: Db, statement: ReturnType<typeof sql>): Promise<number> {
  return (await db.row(Found, statement)).id;
}

/** Filters by name; each is tried with every grouping that it allows. */
async function filterSets(db: Db): Promise<Record<string, Asked>> {
  const classId = await oneOf(db, sql`select id from class where name = '7А'`);
  const other = await oneOf(db, sql`select id from class where name = '7Б'`);
  const joined = await oneOf(
    db,
    sql`select c.id from course c join study_group g on g.id = c.group_id where g.name = '7А+7Б'`,
  );
  const part = await oneOf(
    db,
    sql`select c.id from course c join study_group g on g.id = c.group_id where g.name = '7А, 1-я подгруппа' limit 1`,
  );
  const subject = await oneOf(db, sql`select subject_id as id from course where id = ${joined}`);
  const service = await oneOf(db, sql`select id from service order by id limit 1`);
  const mover = await oneOf(
    db,
    sql`select student_id as id from enrolment where starts_on = '2026-10-12' limit 1`,
  );
  const teacher = await personOf(db, 'kovaleva');
  return {
    everything: WHOLE,
    'a month': { from: '2026-10-05', to: '2026-11-01' },
    'a class': { ...WHOLE, class: classId },
    'the class that pupils came to': { ...WHOLE, class: other },
    'a grade': { ...WHOLE, grade: 7 },
    'a grade and a class of another': { ...WHOLE, grade: 3, class: classId },
    'a course of two classes': { ...WHOLE, course: joined },
    'a part of a class': { ...WHOLE, course: part },
    'a course and one of its classes': { ...WHOLE, course: joined, class: other },
    'a subject': { ...WHOLE, subject },
    'a teacher': { ...WHOLE, teacher },
    'a service in a class': { ...WHOLE, service, class: classId },
    'a pupil who changed class': { ...WHOLE, student: mover },
    'a pupil by subject': { ...WHOLE, student: mover, subject },
  };
}

/** Filters under which classes, parts of them and scopes meet. */
const isIntricate = (name: string) =>
  /^(everything|a class|a grade|a course and one of its classes)$/.test(name);

async function load(at: Stage, login: string, asked: Asked, by: Grouping): Promise<ReportTable | null> {
  const now = at.school.clock.now();
  const actor = await loadActor(at.db, await personOf(at.db, login), '2026-11-24', undefined);
  if (actor === null) throw new Error(`no ${login}`);
  const query = ReportQuery.parse(
    Object.fromEntries(Object.entries({ ...asked, by }).map(([name, value]) => [name, String(value)])),
  );
  const context = { db: at.db, actor, now, today: '2026-11-24', school: { timeZone: 'Europe/Kaliningrad' } };
  return (await loadReport(context, query, { most: 5000 }))?.table ?? null;
}

function byCode(table: ReportTable, row: ReportRow): Partial<Record<FigureCode, FigureValue>> {
  return Object.fromEntries(table.columns.map((column, i) => [column.code, row.values[i]]));
}

function expectFigures(got: Partial<Record<FigureCode, FigureValue>>, expected: Everything, what: string) {
  const computed = figuresOf(expected);
  for (const [code, value] of Object.entries(got)) {
    if (code.startsWith('screen')) continue;
    const other = computed[code as FigureCode]; // the keys of a table's columns are codes
    if (typeof value === 'number' && typeof other === 'number')
      expect(value, `${what}: ${code}`).toBeCloseTo(other, 9);
    else expect(value, `${what}: ${code}`).toBe(other);
  }
}

/** Filters that only part of a teacher's own pupils and colleagues pass. */
const MAY_BE_REFUSED = /part of a class|pupil|teacher/;

/** Compares a report with the plain computation; answers with the number of rows compared. */
async function compare(
  at: Stage,
  all: Everything,
  login: string,
  asked: Asked,
  by: Grouping,
  who: Onlooker,
  name: string,
): Promise<number> {
  const table = await load(at, login, asked, by);
  if (table === null) {
    expect(who).not.toBeNull();
    expect(name).toMatch(MAY_BE_REFUSED);
    return 0;
  }
  if (table.by !== by) return 0;
  const chosen = select(all, asked, who);
  const rows = rowsOf(all, chosen, table.by, asked, who);
  expect(new Set(table.rows.map((row) => row.key))).toEqual(new Set(rows.keys()));
  for (const row of table.rows) {
    const expected = rows.get(row.key);
    if (expected === undefined) throw new Error(`no row ${row.key}`);
    expectFigures(byCode(table, row), expected, `${by} ${row.label}`);
  }
  if (chosen.lessons.length > 0) expectFigures(byCode(table, table.total), chosen, `${by} in all`);
  return table.rows.length;
}

describe('figures of all reports equal a second computation from plain loops', () => {
  it.each([
    [1, () => true],
    [2, isIntricate],
  ])(
    'for the coordinator, by every grouping and several filters (seed %i)',
    { timeout: 120_000 },
    async (seed, isTried) => {
      const at = await stage();
      await makeRandomRegisters(at.db, seed);
      const all = await readEverything(at.db);
      expect(all.lessons.length).toBeGreaterThan(400);
      let rows = 0;
      for (const [name, asked] of Object.entries(await filterSets(at.db)).filter(([each]) => isTried(each)))
        for (const by of groupings) rows += await compare(at, all, 'ivanenko', asked, by, null, name);
      expect(rows).toBeGreaterThan(1000);
    },
  );

  it.each([
    ['kovaleva', () => true],
    ['orlova', isIntricate],
  ])('for %s, who sees own lessons and headed classes', { timeout: 120_000 }, async (login, isTried) => {
    const at = await stage();
    await makeRandomRegisters(at.db, 4);
    const all = await readEverything(at.db);
    const teacher = await personOf(at.db, login);
    const headed = (
      await at.db.rows(Found, sql`select id from class where class_teacher_id = ${teacher}`)
    ).map((one) => one.id);
    let rows = 0;
    for (const [name, asked] of Object.entries(await filterSets(at.db)).filter(([each]) => isTried(each)))
      for (const by of groupings) rows += await compare(at, all, login, asked, by, { teacher, headed }, name);
    expect(rows).toBeGreaterThan(200);
  });

  it('counts screen time minute by minute against the limit of each day', async () => {
    const at = await stage();
    await makeRandomRegisters(at.db, 5);
    const all = await readEverything(at.db);
    const days = new Set(all.lessons.map((lesson) => lesson.day));
    for (const by of ['class', 'grade'] as const) {
      const table = await load(at, 'ivanenko', WHOLE, by);
      if (table === null) throw new Error('refused');
      const expected = new Map<string, { days: number; minutes: number; over: number }>();
      for (const one of all.classes) {
        const key = String(by === 'class' ? one.id : one.grade);
        const sums = expected.get(key) ?? { days: 0, minutes: 0, over: 0 };
        for (const day of days) {
          const found = screenDay(all, one.id, day);
          if (found === null) continue;
          sums.days += 1;
          sums.minutes += found.minutes;
          if (found.minutes > found.allowed) sums.over += 1;
        }
        expected.set(key, sums);
      }
      for (const row of table.rows) {
        const sums = expected.get(row.key);
        expect(row.sums.screen_over, row.label).toBe(sums?.over);
        expect(row.sums.screen_minutes, row.label).toBe(sums?.minutes);
        expect(byCode(table, row).screen_minutes).toBeCloseTo((sums?.minutes ?? 0) / (sums?.days ?? 1), 9);
      }
      expect(table.total.sums.screen_over).toBeGreaterThan(10);
    }
  });
});

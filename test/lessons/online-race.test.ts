import type pg from 'pg';
import sql from 'sql-template-tag';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { lessonOf, type Stage, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { untilSomebodyWaitsFor } from '../support/waiting.ts';

let at: Stage;
let database: Awaited<ReturnType<typeof ownSchool>>['database'];
let other: pg.PoolClient;

beforeAll(async () => {
  const school = await ownSchool({ template: 'school' });
  database = school.database;
  at = stageOf(school);
});

beforeEach(async () => {
  other = await database.pool.connect();
  await other.query('begin');
});
afterEach(() => other.release());

const lessonRow = (lesson: number) =>
  at.db.row(
    z.object({ format: z.string(), status: z.string() }),
    sql`select format, status from lesson where id = ${lesson}`,
  );

it('a lesson that is cancelled while the school goes online stays cancelled, and in school', async () => {
  const lesson = (
    await at.db.row(
      z.object({ id: z.number() }),
      sql`
        select l.id from lesson l join lesson_teacher t on t.lesson_id = l.id join account a on a.person_id = t.person_id
        where a.login = 'kovaleva' and l.day = '2026-11-27' order by l.starts_at limit 1`,
    )
  ).id;
  await at.db.run(sql`
    update lesson set format = 'in_person', service_id = null, link = null, announced_at = null where id = ${lesson}`);
  const ivanenko = await at.as('ivanenko');
  const form = (await ivanenko.open('/online-periods/new')).form('/online-periods');
  const days = { from: '2026-11-27', to: '2026-11-27' };
  const asked = await form.submit({ everybody: 'yes', ...days });
  await other.query(`update lesson set status = 'cancelled', version = version + 1 where id = ${lesson}`);
  const act = asked.form('/online-periods').submit();
  await untilSomebodyWaitsFor(other);
  await other.query('commit');
  expect((await act).status).toBe(303);
  expect(await lessonRow(lesson)).toEqual({ format: 'in_person', status: 'cancelled' });
});

it('a lesson is not set online on a service that is withdrawn in that very moment', async () => {
  const lesson = await lessonOf(at.db, 'kovaleva', '2026-12-02', 3);
  const kovaleva = await at.as('kovaleva');
  const form = (await kovaleva.open(`/lessons/${lesson}/format`)).form(`/lessons/${lesson}/format`);
  await other.query(
    `update service set withdrawn_from = '2026-11-25', version = version + 1 where name = 'Сферум'`,
  );
  const act = form.submit({ source: 'channel' });
  await untilSomebodyWaitsFor(other);
  await other.query('commit');
  expect((await act).status).toBe(422);
  expect((await lessonRow(lesson)).format).toBe('in_person');
});

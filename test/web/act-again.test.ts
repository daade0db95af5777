import sql from 'sql-template-tag';
import { beforeAll, expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { lessonOf, type Stage, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { untilSomebodyWaitsFor } from '../support/waiting.ts';

let at: Stage;
let database: Awaited<ReturnType<typeof ownSchool>>['database'];

beforeAll(async () => {
  const school = await ownSchool({ template: 'school' });
  database = school.database;
  at = stageOf(school);
});

it('an act that PostgreSQL ends because it waited in a circle is done again, once', async () => {
  const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-25', 3);
  const kovaleva = await at.as('kovaleva');
  const page = await kovaleva.open(`/lessons/${lesson}/cancellation`);
  const other = await database.pool.connect();
  try {
    await other.query('begin');
    await other.query(`update lesson_teacher set position = position where lesson_id = ${lesson}`);
    const act = page.form(`/lessons/${lesson}/cancellation`).submit({ reason: 'Болезнь учителя' });
    await untilSomebodyWaitsFor(other);
    // Whoever has waited for a second finds the circle and is ended: that is to be the act
    await other.query(`select pg_sleep(0.4)`);
    await other.query(`select from lesson where id = ${lesson} for update`);
    await other.query('rollback');
    expect((await act).status).toBe(303);
  } finally {
    other.release();
  }
  const changes = await at.db.row(
    Count,
    sql`select count(*) as count from lesson_change where lesson_id = ${lesson} and kind = 'cancelled'`,
  );
  expect(changes.count).toBe(1);
}, 30_000);

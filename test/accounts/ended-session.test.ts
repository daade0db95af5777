import sql from 'sql-template-tag';
import { beforeAll, expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { personOf, type Stage, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { untilSomebodyWaitsFor } from '../support/waiting.ts';

let at: Stage;
let database: Awaited<ReturnType<typeof ownSchool>>['database'];

beforeAll(async () => {
  const school = await ownSchool({ template: 'school' });
  database = school.database;
  at = stageOf(school);
});

it('a session that ends while one of its requests is under way is not brought back by it (v5.0.0-7.4.1)', async () => {
  const sonya = await at.as('sonya');
  const personId = await personOf(at.db, 'sonya');
  const other = await database.pool.connect();
  try {
    await other.query('begin; lock table recipient in exclusive mode');
    const underway = sonya.send('/notices/reading'); // answers with words for the next page: the session is written
    await untilSomebodyWaitsFor(other);
    await at.db.run(sql`delete from session where person_id = ${personId}`);
    await other.query('commit');
    expect((await underway).status).toBe(303);
  } finally {
    other.release();
  }
  const left = await at.db.row(
    Count,
    sql`select count(*) as count from session where person_id = ${personId}`,
  );
  expect(left.count).toBe(0);
  expect((await sonya.open('/account')).location).toMatch(/^\/sign-in/);
});

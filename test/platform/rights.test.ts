import sql, { raw } from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import { testDb } from '../support/database.ts';

describe('the role that the portal runs as (v5.0.0-13.2.2, v5.0.0-16.4.2)', () => {
  it.each([
    ['make a table', 'create table x (a int)'],
    ['make a temporary table', 'create temp table x (a int)'],
    ['make a schema', 'create schema x'],
    ['change a table', 'alter table person add x int'],
    ['drop a table', 'drop table audit_event'],
    ['change the audit log', "update audit_event set action = ''"],
    ['remove from the audit log', 'delete from audit_event'],
    ['empty the audit log', 'truncate audit_event'],
    ['pretend that a migration was done', "insert into schema_migration (name) values ('x')"],
  ])('may not %s', async (_what, statement) => {
    const db = await testDb();
    await expect(db.run(sql`${raw(statement)}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('may add to the audit log and to the job queue', async () => {
    const db = await testDb();
    expect(await db.run(sql`insert into audit_event (action) values ('test.done')`)).toBe(1);
    expect(await db.run(sql`select graphile_worker.add_job('test')`)).toBe(1);
  });
});

import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { ownSchool, testSchool } from '../support/school.ts';

const people = sql`select count(*) as count from person`;

describe('the school that tests begin with', () => {
  it('is the same for every test, whatever the one before did', async () => {
    const before = await testSchool({ template: 'school' });
    expect(before.isDemo).toBe(true);
    expect((await before.db.row(Count, people)).count).toBeGreaterThan(30);
    await before.db.run(sql`delete from delivery`);
    const beside = await ownSchool({ template: 'school' });
    expect((await beside.db.row(Count, sql`select count(*) as count from delivery`)).count).toBeGreaterThan(
      0,
    );
  });

  it('has a clock that stands until it is set', async () => {
    const { clock } = await testSchool({ template: 'school' });
    expect(clock.now().toString()).toBe('2026-11-24T08:00:00Z');
    clock.set('2026-11-25T08:30');
    clock.advance({ minutes: 5 });
    expect(clock.now().toString()).toBe('2026-11-25T06:35:00Z');
  });
});

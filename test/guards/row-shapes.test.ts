import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { day, id } from '../../src/db/columns.ts';
import { testDb } from '../support/database.ts';

/**
 * Guard 6 works in every test (test/support/row-shapes.ts compares each statement's rows with their shape); here
 * is shown that it finds what does not fit, rows or no rows.
 */
const nobody = sql`select id, family_name, left_on from person where id = 0`;

describe('the shape of rows that a statement returns', () => {
  it('passes where it says what the columns are', async () => {
    const db = await testDb();
    const Row = z.object({ id, family_name: z.string(), left_on: day.nullable() });
    expect(await db.rows(Row, nobody)).toEqual([]);
  });

  it.each([
    [
      'a name that is not selected',
      { id, family_name: z.string(), left_on: day.nullable(), phone: z.string() },
    ],
    ['a column that nobody reads', { id, family_name: z.string() }],
    ['another kind of value', { id: z.string(), family_name: z.string(), left_on: day.nullable() }],
    ['no null where the column may be null', { id, family_name: z.string(), left_on: day }],
  ])('is refused with %s', async (_what, shape) => {
    const db = await testDb();
    await expect(db.rows(z.object(shape), nobody)).rejects.toThrow('do not fit their shape');
  });

  it('is compared in transactions, and of statements that change something', async () => {
    const db = await testDb();
    const statement = sql`insert into subject (name) values ('Латынь') returning id, name`;
    const added = db.transaction((tx) => tx.row(z.object({ id }), statement));
    await expect(added).rejects.toThrow('«name» is selected and not in the shape');
  });
});

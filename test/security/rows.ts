import sql, { join, raw } from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

/** Tables that only say who asked, when, and how often. */
const FREE = new Set([
  'audit_event',
  'session',
  'submission',
  'throttle',
  'schema_migration',
  'schema_migration_lock',
]);

const Name = z.object({ name: z.string() });
const Digest = z.object({ digest: z.string().nullable() });

async function tablesOf(db: Db): Promise<string[]> {
  const named = await db.rows(
    Name,
    sql`select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  return named.map((row) => row.name).filter((name) => !FREE.has(name));
}

/** One text for all rows of the portal's tables, those left out that every request may write. */
export async function digestOf(db: Db): Promise<string> {
  const parts = (await tablesOf(db)).map(
    (name) => sql`
      select ${name}::text as name, md5(string_agg(t::text, '|' order by t::text)) as sum from ${raw(`"${name}"`)} t`,
  );
  const found = await db.row(
    Digest,
    sql`select string_agg(coalesce(sum, '-'), ',' order by name) as digest from (${join(parts, ' union all ')}) of_tables`,
  );
  return found.digest ?? '';
}

const Mark = z.object({ mark: z.string() });
const Changed = z.object({ in_table: z.string(), changed: z.record(z.string(), z.unknown()) });

/** A mark, from which `rowsSince` tells what was written. For use in a savepoint: it takes the savepoint's own number. */
export async function markNow(db: Db): Promise<string> {
  const statement = sql`
    insert into throttle (key, failures, first_at, last_at) values ('a mark of the tests', 0, now(), now())
    on conflict (key) do update set failures = 0 returning xmin::text as mark`;
  return (await db.row(Mark, statement)).mark;
}

/** The rows that were inserted or changed since a mark, as they are now. */
export async function rowsSince(
  db: Db,
  mark: string,
): Promise<{ table: string; row: Record<string, unknown> }[]> {
  const parts = (await tablesOf(db)).map(
    (name) => sql`
      select ${name}::text as in_table, to_jsonb(t) as changed from ${raw(`"${name}"`)} t
      where t.xmin::text::bigint >= ${mark}::bigint`,
  );
  const rows = await db.rows(Changed, join(parts, ' union all '));
  return rows.map(({ in_table, changed }) => ({ table: in_table, row: changed }));
}

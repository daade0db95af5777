import type pg from 'pg';

/** A row as somebody with all rights sees it, with what PostgreSQL itself keeps of it. */
export interface DumpedRow {
  table: string;
  /** The transaction that wrote it. */
  xmin: number;
  /** Where it lies: page and place. */
  ctid: readonly [number, number];
  /** Every column; bytes as `\x…`. */
  columns: Readonly<Record<string, unknown>>;
}

/** All that a database holds: every row of every table of every schema, the queue's too, and every sequence. */
export interface Dump {
  rows: readonly DumpedRow[];
  sequences: Readonly<Record<string, number | null>>;
}

/**
 * Takes the whole database.
 * @param client a connection of the role that owns it
 * @param only these tables alone, for a dump that is taken many times
 */
export async function takeDump(client: pg.PoolClient, only?: readonly string[]): Promise<Dump> {
  const tables = await client.query<{ name: string }>(`
    select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`);
  const rows: DumpedRow[] = [];
  for (const { name } of tables.rows) {
    const table = name.replace(/^public\./, '');
    if (only !== undefined && !only.includes(table)) continue;
    const found = await client.query<{ xmin: string; ctid: string; columns: Record<string, unknown> }>(
      `select xmin::text as xmin, ctid::text as ctid, to_jsonb(t) as columns from ${name} t`,
    );
    for (const { xmin, ctid, columns } of found.rows) {
      const [page = 0, place = 0] = ctid.replace(/[()]/g, '').split(',').map(Number);
      rows.push({ table, xmin: Number(xmin), ctid: [page, place], columns });
    }
  }
  const sequences = await client.query<{ name: string; last: string | null }>(
    `select sequencename as name, last_value::text as last from pg_sequences`,
  );
  return {
    rows,
    sequences: Object.fromEntries(
      sequences.rows.map(({ name, last }) => [name, last === null ? null : Number(last)]),
    ),
  };
}

/** The rows of a table in the order in which they lie on the disk. */
export function rowsOf(dump: Dump, table: string): readonly DumpedRow[] {
  return dump.rows
    .filter((row) => row.table === table)
    .sort((a, b) => a.ctid[0] - b.ctid[0] || a.ctid[1] - b.ctid[1]);
}

/** Whether a row names a person: any column that is a person's number. */
export function namesPerson(row: DumpedRow, people: ReadonlySet<number>): boolean {
  return Object.entries(row.columns).some(
    ([name, value]) =>
      /(person|student|guardian|actor|child|by|to)(_id)?$/.test(name) &&
      typeof value === 'number' &&
      people.has(value),
  );
}

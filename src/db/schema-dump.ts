import type pg from 'pg';

/** What belongs to the portal: the public schema, less what extensions own and the list of migrations done. */
const OURS = `n.nspname = 'public' and c.relname not like 'schema_migration%'
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;

interface Column {
  table_name: string;
  name: string;
  type: string;
  is_required: boolean;
  identity: string;
  generated: string;
  expression: string | null;
}

interface Piece {
  /** The table that it stands with; '' for what stands alone. */
  owner: string;
  text: string;
}

/**
 * The schema of a migrated database as SQL, read from the catalogs: tables with columns, defaults and
 * constraints, indexes, triggers, comments, views and functions, each in a fixed order. The same database
 * always gives the same text.
 */
export async function dumpSchema(client: pg.ClientBase): Promise<string> {
  const extensions = await pieces(
    client,
    `select '' as owner, format('create extension %I;', extname) as text from pg_extension
     where extname <> 'plpgsql' order by extname`,
  );
  const functions = await pieces(
    client,
    `select '' as owner, pg_get_functiondef(p.oid) || ';' as text from pg_proc p
     join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
     order by p.proname, pg_get_function_identity_arguments(p.oid)`,
  );
  const views = await pieces(
    client,
    `select c.relname as owner, format(E'create view %I as\\n%s', c.relname, pg_get_viewdef(c.oid)) as text
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'v' and ${OURS} order by c.relname`,
  );
  const tables = await dumpTables(client);
  const parts = [
    '-- Written by `npm run db:schema` from a migrated database; a test compares the two. Do not edit.',
    ...extensions.map((piece) => piece.text),
    ...tables,
    ...views.map((piece) => piece.text),
    ...functions.map((piece) => piece.text.trimEnd().replace(/\s+;$/, ';')),
  ];
  return `${parts.join('\n\n')}\n`;
}

async function dumpTables(client: pg.ClientBase): Promise<string[]> {
  const columns = await readColumns(client);
  const constraints = await pieces(
    client,
    `select c.relname as owner, format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) as text
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype <> 'n' and k.contype <> 't' and ${OURS}
     order by c.relname, array_position(array['p', 'u', 'x', 'c', 'f'], k.contype::text), k.conname`,
  );
  const extras = await readExtras(client);
  const names = [...new Set(columns.map((column) => column.table_name))];
  return names.map((name) => {
    const lines = [
      ...columns.filter((column) => column.table_name === name).map(columnText),
      ...constraints.filter((piece) => piece.owner === name).map((piece) => piece.text),
    ];
    const after = extras.filter((piece) => piece.owner === name).map((piece) => piece.text);
    return [`create table ${name} (\n  ${lines.join(',\n  ')}\n);`, ...after].join('\n');
  });
}

/** Indexes that no constraint brings, triggers, comments. */
function readExtras(client: pg.ClientBase): Promise<Piece[]> {
  return pieces(
    client,
    `select c.relname as owner, 1 as rank, i.relname as name, pg_get_indexdef(i.oid) || ';' as text
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
     join pg_namespace n on n.oid = c.relnamespace
     where not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x')) and ${OURS}
     union all
     select c.relname, 2, t.tgname, pg_get_triggerdef(t.oid) || ';'
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and ${OURS}
     union all
     select c.relname, 3, coalesce(a.attname, ''),
       format('comment on %s is %L;', case when a.attname is null then format('table %I', c.relname)
         else format('column %I.%I', c.relname, a.attname) end, d.description)
     from pg_description d join pg_class c on d.classoid = 'pg_class'::regclass and c.oid = d.objoid and c.relkind = 'r'
     join pg_namespace n on n.oid = c.relnamespace
     left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
     where ${OURS}
     order by owner, rank, name`,
  );
}

async function readColumns(client: pg.ClientBase): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select c.relname as table_name, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as is_required, a.attidentity as identity, a.attgenerated as generated,
       pg_get_expr(d.adbin, d.adrelid) as expression
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and ${OURS}
     order by c.relname, a.attnum`,
  );
  return rows;
}

function columnText(column: Column): string {
  const words = [column.name, column.type];
  if (column.identity !== '')
    words.push(`generated ${column.identity === 'a' ? 'always' : 'by default'} as identity`);
  else if (column.generated !== '') {
    words.push(
      `generated always as (${column.expression}) ${column.generated === 's' ? 'stored' : 'virtual'}`,
    );
  } else if (column.expression !== null) words.push(`default ${column.expression}`);
  if (column.is_required) words.push('not null');
  return words.join(' ');
}

async function pieces(client: pg.ClientBase, statement: string): Promise<Piece[]> {
  return (await client.query<Piece>(statement)).rows;
}

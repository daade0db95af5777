import type { FieldDef, PoolClient } from 'pg';
import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db, Statement } from '../../src/db/db.ts';
import { watchedDb } from './watched-db.ts';

/**
 * Guard 6: what a statement really returns is what its row shape says, column by column: no name too few or too
 * many, of the right kind, and nullable where the table's column is. Every database that a test gets is watched,
 * so each statement of the portal is compared whenever any test issues it, also where it finds no rows.
 */

/** What PostgreSQL said of the columns of a statement's rows. */
export type Field = Pick<FieldDef, 'name' | 'tableID' | 'columnID' | 'dataTypeID'>;

/** Columns that may hold null, as `table.column` of pg_attribute's numbers. */
export type Nullable = ReadonlySet<string>;

const fieldsOfText = new Map<string, readonly Field[]>();
const compared = new Map<string, WeakSet<z.ZodType>>();
let nullable: Promise<Nullable> | undefined;

/** Keeps what the connection tells of the columns of each statement. */
export function keepFields(client: PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown; // its many forms are handed through
  const watched = (...given: unknown[]): unknown => {
    const [first] = given;
    const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '');
    const keep = (result: unknown) => {
      const fields = (result as { fields?: readonly Field[] } | undefined)?.fields;
      if (fields !== undefined) fieldsOfText.set(text, fields);
      return result;
    };
    const last = given.at(-1);
    if (typeof last === 'function')
      return query(...given.slice(0, -1), (fault: unknown, result: unknown) => {
        keep(result);
        last(fault, result);
      });
    const answer = query(...given);
    if (answer instanceof Promise) return answer.then(keep);
    return answer;
  };
  client.query = watched as typeof client.query; // the same forms in and out
}

/** The same database; a statement of the portal whose rows do not fit their shape throws. */
export function withShapesCompared(db: Db): Db {
  return watchedDb(db, (statement, shape) => {
    if (shape === null || isCompared(statement.text, shape) || isTestsOwn()) return undefined;
    return () => compare(db, statement, shape);
  });
}

function isCompared(text: string, shape: z.ZodType): boolean {
  return compared.get(text)?.has(shape) === true;
}

/** Whether a test asks for something itself: it knows which rows it made. The guard's own test is compared. */
function isTestsOwn(): boolean {
  const caller = (new Error().stack ?? '')
    .split('\n')
    .slice(1)
    .find((line) => !/test\/support\/(?:row-shapes|watched-db)\.ts/.test(line));
  return caller !== undefined && /\/test\/(?!guards\/row-shapes)/.test(caller);
}

async function compare(db: Db, { text }: Statement, shape: z.ZodType): Promise<void> {
  compared.set(text, (compared.get(text) ?? new WeakSet()).add(shape));
  const fields = fieldsOfText.get(text);
  if (fields === undefined) return;
  nullable ??= readNullable(db);
  const faults = shapeFaults(shape, fields, await nullable, text);
  if (faults.length > 0)
    throw new Error(`The rows of a statement do not fit their shape: ${faults.join('; ')}\n${text}`);
}

const Column = z.object({ key: z.string() });

async function readNullable(db: Db): Promise<Nullable> {
  const statement = sql`
    select a.attrelid || '.' || a.attnum as key from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and a.attnum > 0 and not a.attnotnull and c.relnamespace = 'public'::regnamespace
      and c.relname not like 'schema\\_migration%' -- knex's own, whose columns never hold null
  `;
  return new Set((await db.rows(Column, statement)).map((row) => row.key));
}

const KINDS: Readonly<Record<number, readonly string[]>> = {
  16: ['boolean'],
  20: ['number'],
  21: ['number'],
  23: ['number'],
  700: ['number'],
  701: ['number'],
  25: ['string', 'enum', 'literal'],
  1043: ['string', 'enum', 'literal'],
  1082: ['string'],
  1083: ['string'],
  1184: ['custom'],
  2950: ['string'],
  1007: ['array'],
  1009: ['array'],
  1016: ['array'],
  1182: ['array'],
};
const ANY_KIND = ['unknown', 'union', 'transform', 'custom'];

/** How the shape of a statement's rows differs from the columns that it returns. */
export function shapeFaults(
  shape: z.ZodType,
  fields: readonly Field[],
  mayBeNull: Nullable,
  text = '',
): string[] {
  if (!(shape instanceof z.ZodObject)) return [];
  const wanted = new Map(Object.entries(shape.shape as Record<string, z.ZodType>)); // a row's shape is made of schemas
  const faults: string[] = [];
  for (const field of fields) {
    const schema = wanted.get(field.name);
    wanted.delete(field.name);
    if (schema === undefined) {
      faults.push(`«${field.name}» is selected and not in the shape`);
      continue;
    }
    const allowed = KINDS[field.dataTypeID];
    const kind = kindOf(schema);
    if (allowed !== undefined && !allowed.includes(kind) && !ANY_KIND.includes(kind))
      faults.push(`«${field.name}» is ${kind} in the shape, and of type ${field.dataTypeID} in the database`);
    const isNullable = mayBeNull.has(`${field.tableID}.${field.columnID}`);
    if (isNullable && !schema.safeParse(null).success && !excludesNull(text, field.name))
      faults.push(`«${field.name}» may be null in the database`);
  }
  for (const name of wanted.keys()) faults.push(`«${name}» is in the shape and not selected`);
  return faults;
}

/** Whether the statement itself leaves out the rows where the column is null, or returns what it has just written. */
function excludesNull(text: string, name: string): boolean {
  if (/\breturning\b/i.test(text)) return true;
  return new RegExp(`\\b${name}\\b\\s+(?:is not null|=|<=|>=|<|>|in\\b|between\\b)`, 'i').test(text);
}

function kindOf(schema: z.ZodType): string {
  const { type, innerType, in: from } = schema.def as { type: string; innerType?: z.ZodType; in?: z.ZodType }; // zod's own description of a schema
  if (innerType !== undefined) return kindOf(innerType);
  return from === undefined ? type : kindOf(from);
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { clientDb, type Db, poolDb } from '../../src/db/db.ts';
import { createPool } from '../../src/db/pool.ts';
import { keepFields, withShapesCompared } from './row-shapes.ts';
import { ensureSchoolTemplate } from './school-template.ts';

/** Which content a test's database begins with: tables alone, or the small demo school. */
export type Template = 'empty' | 'school';

export interface OwnDatabase {
  db: Db;
  pool: pg.Pool;
  /** The address with the portal's role. */
  url: string;
  /** The address with the role that owns the database. */
  ownerUrl: string;
}

const atEndOfTest: (() => Promise<void>)[] = [];
const atEndOfFile: (() => Promise<void>)[] = [];
const shared = new Map<Template, Promise<SharedDatabase>>();

interface SharedDatabase extends OwnDatabase {
  name: string;
  /** Bytes that it took when it was made. */
  size: number;
}

/** What is undone keeps its place on the disk: a database that has grown so much is slow, and is replaced. */
const MOST_GROWTH = 1.15;

/** Undoes what a test did in its transaction; each-file.ts registers it. */
export function endTest(): Promise<void> {
  return runAll(atEndOfTest);
}

/** Removes the databases that a file had for itself, and shared ones that have grown; each-file.ts registers it. */
export async function endFile(): Promise<void> {
  await runAll(atEndOfFile);
  for (const [template, made] of shared) {
    const { name, size, pool } = await made;
    if ((await sizeOf(pool)) <= size * MOST_GROWTH) continue;
    shared.delete(template);
    await drop(name, pool);
  }
}

async function sizeOf(pool: pg.Pool): Promise<number> {
  const found = await pool.query<{ size: number }>('select pg_database_size(current_database()) as size');
  return found.rows[0]?.size ?? 0;
}

async function drop(name: string, pool: pg.Pool): Promise<void> {
  await pool.end();
  await asSuperuser((client) => client.query(`drop database ${name} with (force)`));
}

async function runAll(works: (() => Promise<void>)[]): Promise<void> {
  for (const work of works.splice(0).reverse()) await work();
}

/**
 * The database inside one transaction, which is undone when the test ends: for use in a test or a beforeEach. All
 * tests of a worker share one database, file after file. What two connections do at once needs `ownDatabase`.
 */
export async function testDb(template: Template = 'empty'): Promise<Db> {
  let database = shared.get(template);
  if (database === undefined) {
    database = cloneToShare(template);
    shared.set(template, database);
  }
  const client = await (await database).pool.connect();
  await client.query('begin');
  atEndOfTest.push(async () => {
    await client.query('rollback');
    client.release();
  });
  return withShapesCompared(clientDb(client));
}

async function cloneToShare(template: Template): Promise<SharedDatabase> {
  const name = randomName();
  const made = await clone(name, template, 10);
  return { ...made, name, size: await sizeOf(made.pool) };
}

/** A database of the file's own, with a pool: for races, and for what sees commits. It goes with the file. */
export async function ownDatabase(template: Template = 'empty', connections = 10): Promise<OwnDatabase> {
  const name = randomName();
  const own = await clone(name, template, connections);
  atEndOfFile.push(() => drop(name, own.pool));
  return own;
}

function randomName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

async function clone(name: string, template: Template, connections: number): Promise<OwnDatabase> {
  const cluster = inject('cluster');
  if (template === 'school') await ensureSchoolTemplate(cluster);
  await asSuperuser(async (client) => {
    await client.query(
      `create database ${name} template template_${template} owner zvonok_owner strategy file_copy`,
    );
    // Rights on a database are not copied with it
    await client.query(
      `revoke all on database ${name} from public; grant connect on database ${name} to zvonok_app`,
    );
  });
  const url = cluster.appUrl.replace('DATABASE', name);
  const ownerUrl = cluster.ownerUrl.replace('DATABASE', name);
  const pool = createPool({ connectionString: url, max: connections, applicationName: 'test' });
  pool.on('connect', keepFields);
  return { db: withShapesCompared(poolDb(pool)), pool, url, ownerUrl };
}

async function asSuperuser(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('cluster').superuserUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

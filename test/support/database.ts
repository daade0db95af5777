import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, inject } from 'vitest';
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
const shared = new Map<Template, Promise<OwnDatabase>>();

afterEach(() => runAll(atEndOfTest));
afterAll(() => runAll(atEndOfFile));

async function runAll(works: (() => Promise<void>)[]): Promise<void> {
  for (const work of works.splice(0).reverse()) await work();
}

/**
 * The database inside one transaction, which is undone when the test ends: for use in a test or a beforeEach.
 * All tests of a file share one database. What two connections do at once needs `ownDatabase`.
 */
export async function testDb(template: Template = 'empty'): Promise<Db> {
  let database = shared.get(template);
  if (database === undefined) {
    database = ownDatabase(template);
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

/** A database of the file's own, with a pool: for races, and for what sees commits. It goes with the file. */
export async function ownDatabase(template: Template = 'empty', connections = 10): Promise<OwnDatabase> {
  const cluster = inject('cluster');
  const { superuserUrl, appUrl, ownerUrl } = cluster;
  if (template === 'school') await ensureSchoolTemplate(cluster);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(superuserUrl, async (client) => {
    await client.query(
      `create database ${name} template template_${template} owner zvonok_owner strategy file_copy`,
    );
    // Rights on a database are not copied with it
    await client.query(
      `revoke all on database ${name} from public; grant connect on database ${name} to zvonok_app`,
    );
  });
  const url = appUrl.replace('DATABASE', name);
  const pool = createPool({ connectionString: url, max: connections, applicationName: 'test' });
  pool.on('connect', keepFields);
  atEndOfFile.push(async () => {
    await pool.end();
    await asSuperuser(superuserUrl, (client) => client.query(`drop database ${name} with (force)`));
  });
  return { db: withShapesCompared(poolDb(pool)), pool, url, ownerUrl: ownerUrl.replace('DATABASE', name) };
}

async function asSuperuser(
  connectionString: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

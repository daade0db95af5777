import pg from 'pg';
import { poolDb } from '../../src/db/db.ts';
import { createPool } from '../../src/db/pool.ts';
import type { TestCluster } from './global-setup.ts';

/** The moment that the small school is made for; tests begin here unless they say otherwise. */
export const SMALL_SCHOOL_NOW = '2026-11-24T10:00';
export const SMALL_SCHOOL_TIME_ZONE = 'Europe/Kaliningrad';
const LOCK = 1_149_011;

/** Makes the template with the small demo school, once a run: the first test that asks for it waits. */
export async function ensureSchoolTemplate(cluster: TestCluster): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.superuserUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const found = await client.query("select 1 from pg_database where datname = 'template_school'");
    if (found.rowCount === 0) await makeTemplate(client, cluster);
  } finally {
    await client.end();
  }
}

async function makeTemplate(client: pg.Client, cluster: TestCluster): Promise<void> {
  await client.query('drop database if exists school_in_making');
  await client.query('create database school_in_making template template_empty owner zvonok_owner');
  const pool = createPool({
    connectionString: cluster.appUrl.replace('DATABASE', 'school_in_making'),
    max: 2,
    applicationName: 'test template',
  });
  // Only the test that makes the template needs the generator
  const { loadSmallSchool } = await import('../../src/demo/load.ts');
  const now = Temporal.PlainDateTime.from(SMALL_SCHOOL_NOW).toZonedDateTime(SMALL_SCHOOL_TIME_ZONE);
  await loadSmallSchool(poolDb(pool), { today: now.toPlainDate().toString(), now: now.toInstant() });
  await pool.end();
  const owner = new pg.Client({ connectionString: cluster.ownerUrl.replace('DATABASE', 'school_in_making') });
  await owner.connect();
  await owner.query('analyze');
  await owner.end();
  await client.query('alter database school_in_making rename to template_school');
}

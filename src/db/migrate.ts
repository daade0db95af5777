import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runMigrations } from 'graphile-worker';
import type { Knex } from 'knex';
import pg from 'pg';
import { grantRights } from './rights.ts';

/** Where the migrations are, seen from this file. */
export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../migrations');
const TABLE = 'schema_migration';
/** Held while migrating, so that two processes that start at once do not both migrate. */
const ADVISORY_LOCK = 1_149_005;

interface Migration {
  up(knex: Knex): Promise<void>;
}

export interface MigrateOptions {
  /** The address with the role that owns the database. */
  ownerUrl: string;
  /** The role that the portal runs as; null where it is the owner itself. */
  appRole: string | null;
}

/** The names of the migrations in the folder, in their order. */
export function listMigrations(): string[] {
  return readdirSync(MIGRATIONS_FOLDER)
    .filter((name) => /^\d{14}_[a-z0-9_]+\.ts$/.test(name))
    .sort();
}

/**
 * Brings the database up to date (the portal's tables, the job queue's, the rights of the portal's role) and
 * answers with the migrations that were done. Each runs in a transaction of its own; a lock is waited for 10 s.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const keeper = new pg.Client({ connectionString: options.ownerUrl, application_name: 'zvonok migrate' });
  keeper.on('error', () => undefined);
  await keeper.connect();
  try {
    await keeper.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await refuseForeignSorting(keeper);
    const done = await appliedMigrations(keeper);
    const missing = listMigrations().filter((name) => !done.has(name));
    if (missing.length > 0) await runMissing(options.ownerUrl);
    await runMigrations({ connectionString: options.ownerUrl, maxPoolSize: 2 });
    if (options.appRole !== null) await grantRights(keeper, options.appRole);
    return missing;
  } finally {
    await keeper.end();
  }
}

/** Names must sort as Russian does; a database made with another collation would put «Ёлкин» before «Абрамов». */
async function refuseForeignSorting(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ is_right: boolean }>(
    "select 'Абрамов' < 'Ёлкин' and 'Ёлкин' < 'Жуков' and lower('Ё') = 'ё' as is_right",
  );
  if (rows[0]?.is_right) return;
  throw new Error(
    'База данных неверно сортирует русские имена. Создайте её заново: create database zvonok ' +
      "template template0 encoding 'UTF8' locale_provider icu icu_locale 'ru'",
  );
}

async function appliedMigrations(client: pg.Client): Promise<Set<string>> {
  const { rows: tables } = await client.query('select to_regclass($1) as found', [TABLE]);
  if (tables[0]?.found === null) return new Set();
  // A process killed while migrating leaves knex's own lock; the advisory lock, which we hold, is the true one.
  await client.query(`update ${TABLE}_lock set is_locked = 0 where is_locked <> 0`);
  const { rows } = await client.query<{ name: string }>(`select name from ${TABLE}`);
  return new Set(rows.map((row) => row.name));
}

async function refuseToGoBack(): Promise<never> {
  throw new Error('Migrations only go forward: mend with another migration.');
}

async function runMissing(ownerUrl: string): Promise<void> {
  const { default: knex } = await import('knex');
  const runner = knex({
    client: 'pg',
    connection: {
      connectionString: ownerUrl,
      application_name: 'zvonok migrate',
      options: '-c lock_timeout=10s -c statement_timeout=15min -c client_min_messages=warning',
    },
    pool: { min: 0, max: 2 },
    log: { error: () => undefined, warn: () => undefined },
    migrations: {
      tableName: TABLE,
      migrationSource: {
        getMigrations: async () => listMigrations(),
        getMigrationName: (name: string) => name,
        getMigration: async (name: string) => {
          const file = pathToFileURL(join(MIGRATIONS_FOLDER, basename(name))).href;
          const { up }: Migration = await import(file);
          return { up, down: refuseToGoBack };
        },
      },
    },
  });
  try {
    await runner.migrate.latest();
  } finally {
    await runner.destroy();
  }
}

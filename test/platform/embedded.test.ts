import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedPostgres,
  runningEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/db/embedded.ts';
import { FolderInUse } from '../../src/db/folder-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'zvonok-embedded-'));
const dataDir = join(folder, 'data');
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const warnings: string[] = [];
const log = { info: () => undefined, warn: (words: string) => void warnings.push(words) };
const start = (where = dataDir) => startEmbeddedPostgres({ dataDir: where, log });

async function ask(connectionString: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const serverPid = () => Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

async function using(work: (postgres: EmbeddedPostgres) => Promise<void>): Promise<void> {
  const postgres = await start();
  try {
    await work(postgres);
  } finally {
    await postgres.stop();
  }
}

/** A portal in a process of its own, which can be killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const module = join(import.meta.dirname, '../../src/db/embedded.ts');
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    const log = { info() {}, warn() {} };
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log });
    console.log('ready');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data'); // a pipe, as asked for
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

describe('the built-in PostgreSQL', () => {
  it('keeps its data over a restart, its secrets to its owner, and sorts as Russian does', async () => {
    await using(async ({ urls }) => {
      await ask(urls.owner, 'create table kept as select 11 as number');
      const sorted =
        "select string_agg(x, ' ' order by x) from unnest(array['Жуков', 'Ёлкин', 'Елисеев', 'Яковлев']) x";
      expect(await ask(urls.app, sorted)).toBe('Елисеев Ёлкин Жуков Яковлев');
      expect(await ask(urls.app, "select lower('ЁЖ')")).toBe('ёж');
    });
    expect(statSync(join(dataDir, 'postgres.secret')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(dataDir, 'portal.pid'))).toBe(false);
    await using(async ({ urls }) => expect(await ask(urls.owner, 'select number from kept')).toBe(11));
  });

  it('listens on no port, and takes the two roles for what they are', async () => {
    await using(async ({ urls }) => {
      expect(await ask(urls.app, 'show listen_addresses')).toBe('');
      const rights = `select rolsuper or rolcreatedb or rolcreaterole or rolbypassrls from pg_roles where rolname = current_user`;
      expect(await ask(urls.app, rights)).toBe(false);
      expect(await ask(urls.owner, rights)).toBe(false);
    });
  });

  it('refuses a second portal in the same folder, in words', async () => {
    await using(async () => {
      await expect(start()).rejects.toThrow(FolderInUse);
      await expect(start()).rejects.toThrow(/уже занял другой запущенный портал/);
      expect(runningEmbeddedPostgres(dataDir)?.app).toContain('zvonok_app');
    });
    expect(runningEmbeddedPostgres(dataDir)).toBeNull();
  });

  it('starts after kill -9 of the portal, whose PostgreSQL still runs', async () => {
    const portal = await startElsewhere();
    const left = serverPid();
    await kill(portal);
    expect(() => process.kill(left, 0)).not.toThrow();
    await using(async ({ urls }) => {
      expect(serverPid()).not.toBe(left);
      expect(await ask(urls.owner, 'select number from kept')).toBe(11);
    });
  });

  it('starts after kill -9 of both', async () => {
    const portal = await startElsewhere();
    process.kill(serverPid(), 'SIGKILL');
    await kill(portal);
    await using(async ({ urls }) => expect(await ask(urls.owner, 'select number from kept')).toBe(11));
  });

  it('is started again by itself when it dies under a running portal', async () => {
    await using(async ({ urls }) => {
      const died = serverPid();
      const since = performance.now();
      process.kill(died, 'SIGKILL');
      let answer: unknown;
      while (answer !== 11 && performance.now() - since < 10_000) {
        answer = await ask(urls.owner, 'select number from kept').catch(() => null);
      }
      expect(answer).toBe(11);
      expect(serverPid()).not.toBe(died);
      expect(performance.now() - since).toBeLessThan(5000);
      expect(warnings.join()).toContain('started again');
    });
  });

  it('finds another place for its socket where the path of the folder is too long', async () => {
    const long = join(folder, 'a'.repeat(100));
    mkdirSync(long);
    const postgres = await start(long);
    expect(await ask(postgres.urls.app, 'select 1')).toBe(1);
    await postgres.stop();
  });
});

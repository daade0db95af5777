import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { ownDatabase } from '../support/database.ts';
import { ownSchool } from '../support/school.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Portal {
  child: ChildProcess;
  /** Everything that it has printed so far. */
  printed(): string;
  ended: Promise<number | null>;
}

function startPortal(settings: Record<string, string>, command = [process.execPath, MAIN]): Portal {
  const [program = '', ...words] = command;
  const child = spawn(program, words, {
    cwd: join(import.meta.dirname, '../..'),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', HOST: '127.0.0.1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null); // the event's first argument
  return { child, printed: () => text, ended };
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined, portal: Portal): Promise<T> {
  const end = performance.now() + 18_000;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await wait(20);
  }
  throw new Error(`It did not come to pass. The portal printed:\n${portal.printed()}`);
}

const addressOf = (portal: Portal) =>
  until(() => /http:\/\/[\w.]+:\d+/.exec(portal.printed())?.[0].replace('localhost', '127.0.0.1'), portal);

async function status(address: string): Promise<number> {
  const response = await fetch(address);
  await response.arrayBuffer();
  return response.status;
}

describe('the portal as a process', () => {
  it('names every fault of its settings and does not start', async () => {
    const portal = startPortal({ PORT: 'many', NODE_ENV: 'production' });
    expect(await portal.ended).toBe(1);
    expect(portal.printed()).toMatch(/PORT: [\s\S]*SESSION_SECRET: /);
  });

  it('makes no demo school on a server that DATABASE_URL names, and says what to do', async () => {
    const { url, ownerUrl } = await ownDatabase();
    const portal = startPortal({
      DATABASE_URL: url,
      DATABASE_OWNER_URL: ownerUrl,
      SESSION_SECRET: 's'.repeat(32),
    });
    expect(await portal.ended).toBe(1);
    expect(portal.printed()).toContain('npm run school:new');
  });

  it('answers the request that runs when it is told to stop, takes no other, and ends well', async () => {
    const { database } = await ownSchool();
    const portal = startPortal({
      DATABASE_URL: database.url,
      DATABASE_OWNER_URL: database.ownerUrl,
      SESSION_SECRET: 's'.repeat(32),
    });
    const address = await addressOf(portal);
    await until(async () => ((await status(`${address}/readyz`)) === 200 ? true : undefined), portal);

    const holder = new pg.Client({ connectionString: database.ownerUrl });
    await holder.connect();
    await holder.query('begin; lock table school in access exclusive mode');
    const running = status(`${address}/sign-in`);
    await until(async () => {
      const { rows } = await holder.query('select 1 from pg_locks where not granted');
      return rows.length > 0 ? true : undefined;
    }, portal);
    portal.child.kill('SIGTERM');
    await until(() => (portal.printed().includes('stopping') ? true : undefined), portal);
    await expect(status(`${address}/healthz`)).rejects.toThrow();
    await holder.query('rollback');
    await holder.end();

    expect(await running).toBe(200);
    expect(await portal.ended).toBe(0);
    const lines = portal
      .printed()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const request = lines.map((line) => JSON.parse(line)).find((line) => line.route === '/sign-in');
    expect(request).toMatchObject({
      method: 'GET',
      status: 200,
      id: expect.any(String),
      ms: expect.any(Number),
    });
  });

  it('stops when `npm start` is told to: nothing is left behind', async () => {
    const { database } = await ownSchool();
    const settings = {
      DATABASE_URL: database.url,
      DATABASE_OWNER_URL: database.ownerUrl,
      SESSION_SECRET: 's'.repeat(32),
    };
    const portal = startPortal(settings, ['npm', 'start']);
    const address = await addressOf(portal);
    await until(async () => ((await status(`${address}/healthz`)) === 200 ? true : undefined), portal);
    portal.child.kill('SIGTERM');
    await portal.ended;
    await until(
      () =>
        status(`${address}/healthz`).then(
          () => undefined,
          () => true,
        ),
      portal,
    );
    expect(portal.printed()).toContain('stopping');
  });

  it('takes the server of its own along when it is stopped while that starts', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'zvonok-'));
    try {
      const portal = startPortal({ DATA_DIR: dataDir });
      const mark = join(dataDir, 'postgres', 'postmaster.pid');
      await until(() => (existsSync(mark) ? true : undefined), portal);
      portal.child.kill('SIGTERM');
      expect(await portal.ended).toBe(0);
      expect(existsSync(mark), portal.printed()).toBe(false);
      expect(existsSync(join(dataDir, 'portal.pid'))).toBe(false);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 40_000);
});

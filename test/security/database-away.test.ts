import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { poolDb } from '../../src/db/db.ts';
import { createPool } from '../../src/db/pool.ts';
import { type Ask, askerOf, cookieHeader } from '../support/asker.ts';
import { stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';

/** v5.0.0-16.5.3, 13.1.2: the portal never answers with what it could not check, hangs on nothing, and recovers by itself. */

const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

/** A socket before PostgreSQL that can be taken away and given back. */
async function interruptible(url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'zvonok-gate-'));
  const asked = new URL(url);
  const port = asked.port || asked.searchParams.get('port') || '5432';
  const real = `${asked.searchParams.get('host')}/.s.PGSQL.${port}`;
  const sockets = new Set<Socket>();
  let server = createServer();
  const open = async () => {
    server = createServer((client) => {
      const behind = connect(real);
      for (const socket of [client, behind]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          client.destroy();
          behind.destroy();
        });
      }
      client.pipe(behind).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(`${folder}/.s.PGSQL.${port}`, resolve));
  };
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  await open();
  closers.push(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  asked.searchParams.set('host', folder);
  return { url: asked.href, open, close };
}

async function portalOver(most: number): Promise<{
  ask: Ask;
  cookie: { Cookie: string };
  gate: Awaited<ReturnType<typeof interruptible>>;
  pool: ReturnType<typeof createPool>;
}> {
  const school = await ownSchool({ template: 'school' });
  const gate = await interruptible(school.database.url);
  const pool = createPool({ connectionString: gate.url, max: most, applicationName: 'test away' });
  closers.push(() => pool.end());
  const behind = { ...school, db: poolDb(pool) };
  const at = stageOf(behind, createSchoolApp(behind));
  const cookie = { Cookie: cookieHeader((await at.as('sonya')).cookies()) };
  return { ask: await askerOf(at.app), cookie, gate, pool };
}

describe('a database that is away', () => {
  test('is answered with 503 and Retry-After, never with a page; when it is back, so is the portal', async () => {
    const { ask, cookie, gate } = await portalOver(4);
    const paths = ['/', '/week', '/account', '/notices', '/lessons/1', '/sign-in'];
    expect((await ask('GET', '/week', { headers: cookie })).text).toContain('Расписание');
    await gate.close();
    for (const path of paths.slice(0, -1)) {
      const { status, headers, text } = await ask('GET', path, { headers: cookie });
      expect(status, path).toBe(503);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(text).toContain('временно недоступен');
      expect(text).not.toMatch(/Соня|Софья|Белова/);
    }
    const signing = await ask('POST', '/sign-in', {
      headers: { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'login=sonya&password=parus-oblako-lisa-grom',
    });
    expect([signing.status, signing.headers['set-cookie']]).toEqual([503, undefined]);
    await gate.open();
    expect((await ask('GET', '/week', { headers: cookie })).status).toBe(200);
  });

  test('with no connection free makes nobody wait for ever', async () => {
    const { ask, cookie, pool } = await portalOver(2);
    const held = [await pool.connect(), await pool.connect()];
    const since = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask('GET', '/week', { headers: cookie })),
    );
    expect(performance.now() - since).toBeLessThan(6000);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503, 503]);
    expect(answers.every(({ headers }) => headers['retry-after'] !== undefined)).toBe(true);
    for (const client of held) client.release();
    expect((await ask('GET', '/week', { headers: cookie })).status).toBe(200);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readinessChecks } from '../../src/readiness.ts';
import { healthEndpoints, type ReadinessChecks } from '../../src/web/health.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { testSchool } from '../support/school.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const TOKEN = 'a token of the tests';
const bearer = { Authorization: `Bearer ${TOKEN}` };

async function served(checks: ReadinessChecks, metricsToken: string | null = TOKEN) {
  const { db } = await testSchool();
  const metrics = createMetrics({ totalCount: 3, idleCount: 1, waitingCount: 0 }, db);
  metrics.meter({ method: 'GET', route: '/lessons/:lessonId', status: 200, seconds: 0.02 });
  const health = healthEndpoints({ checks, metrics, metricsToken });
  const server = createServer((request, response) => {
    if (!health(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo; // a TCP server
  return (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
}

describe('/healthz and /readyz', () => {
  it('tell that all is well', async () => {
    const get = await served({ database: async () => null });
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ready', checks: { database: 'ok' } });
  });

  it('name what is wrong, while the process lives', async () => {
    const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    const get = await served({ database: () => Promise.reject(refused), worker: async () => 'silent' });
    const ready = await get('/readyz');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { database: 'ECONNREFUSED', worker: 'silent' } });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('do not wait for a check that hangs', async () => {
    const get = await served({ database: () => new Promise(() => undefined) });
    const since = performance.now();
    expect((await get('/readyz')).status).toBe(503);
    expect(performance.now() - since).toBeLessThan(4000);
  });

  it('are not there for what comes through a proxy, unless it shows the token (v5.0.0-13.4.5)', async () => {
    const get = await served({});
    const outside = { 'X-Forwarded-For': '203.0.113.7' };
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect((await get(path, outside)).status, path).toBe(404);
      expect((await get(path, { ...outside, ...bearer })).status, path).toBe(200);
    }
  });

  it('look at the database, the migrations, the worker and whether the portal is stopping', async () => {
    const school = await testSchool();
    const checks = readinessChecks(school, () => true);
    expect(await checks.database?.()).toBeNull();
    expect(await checks.migrations?.()).toBeNull();
    expect(await checks.worker?.()).toBe('no worker has run yet');
    expect(await checks.process?.()).toBe('stopping');
  });
});

describe('/metrics', () => {
  it('gives its figures for the token alone', async () => {
    const get = await served({});
    expect((await get('/metrics')).status).toBe(404);
    expect((await get('/metrics', { Authorization: 'Bearer another' })).status).toBe(404);
    const text = await (await get('/metrics', bearer)).text();
    expect(text).toContain(
      'zvonok_request_seconds_count{method="GET",route="/lessons/:lessonId",status="200"} 1',
    );
    expect(text).toContain('zvonok_pool_connections{state="idle"} 1');
    expect(text).toContain('zvonok_jobs{state="waiting"} 0');
  });

  it('is closed where no token is set', async () => {
    const get = await served({}, null);
    expect((await get('/metrics', { Authorization: 'Bearer null' })).status).toBe(404);
  });
});

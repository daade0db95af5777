import { describe, expect, it } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { findEnterableChannel } from '../../src/channels/find.ts';
import { findAnyLesson } from '../../src/lessons/queries.ts';
import { routes } from '../../src/routes.ts';
import { allow, anyone, type FindContext, type Route } from '../../src/web/route.ts';
import { askerOf, cookieHeader } from '../support/asker.ts';
import { type Stage, stage } from '../support/cast.ts';
import { access, everybody } from './access.ts';
import { type AccessCheck, checkAccess } from './check-access.ts';
import { sampleObjects } from './samples.ts';

/** Guard 1: every route, everybody of the cast and somebody signed out, the object of each family and an absent one. */

async function prepare(
  at: Stage,
  logins = everybody,
): Promise<Omit<AccessCheck, 'ask' | 'routes' | 'table'>> {
  const cookies = new Map<string, string>();
  for (const login of logins.split(' ')) cookies.set(login, cookieHeader((await at.as(login)).cookies()));
  return { db: at.db, cookies, samples: await sampleObjects(at.db, at.school.clock.now()) };
}

describe('who gets in where', () => {
  it('is as the table says, and each refusal is in the journal (v5.0.0-8.2.1, 8.2.2, 8.3.1, 16.3.2)', {
    timeout: 180_000,
  }, async () => {
    const at = await stage();
    const checked = await checkAccess({
      ...(await prepare(at)),
      ask: await askerOf(at.app),
      routes,
      table: access,
    });
    expect(checked.faults).toEqual([]);
    expect(checked.refusals).toBeGreaterThan(1000);
    expect(checked.requests).toBeGreaterThan(checked.refusals);
  });

  it('names no route that the portal does not have', () => {
    const known = new Set(routes.map((route) => `${route.method.toUpperCase()} ${route.path}`));
    const named = Object.keys(access).map((key) => key.replace(/\?.*/, ''));
    expect(named.filter((key) => !known.has(key))).toEqual([]);
  });

  // A check that cannot fail proves nothing: builds that leak on purpose
  it.each([
    {
      leak: 'the form of a new service is open to anyone',
      key: 'GET /services/new',
      policy: anyone('a leak of this test'),
      found: 'GET /services/new of any as nobody: expected sign in, got in',
    },
    {
      leak: 'the settings ask for a permission that everybody has',
      key: 'GET /settings',
      policy: allow('week:read'),
      found: 'GET /settings of any as sonya: expected 403, got in',
    },
    {
      leak: 'a lesson is not loaded through whoever asks',
      key: 'GET /lessons/:lessonId',
      policy: allow('lesson:read', ({ db, params, actor }: FindContext<{ lessonId: number }>) =>
        findAnyLesson(db, params.lessonId, actor),
      ),
      found: 'GET /lessons/:lessonId of 7Б as sonya: expected 404, got in',
    },
    {
      leak: 'anybody may end a channel',
      key: 'POST /channels/:channelId/end',
      policy: allow('channel:enter', findEnterableChannel),
      found: 'POST /channels/:channelId/end of 7А as sonya: expected 404, got in',
    },
  ])('is found where $leak', async ({ key, policy, found }) => {
    const at = await stage();
    const leaky = routes.flatMap((route): Route[] => {
      const isLeak = `${route.method.toUpperCase()} ${route.path}` === key;
      return isLeak ? [{ ...route, policy: policy as Route['policy'] }] : []; // its parameters are the route's own
    });
    const table = Object.fromEntries(Object.entries(access).filter(([one]) => one === key));
    const prepared = await prepare(at, 'ivanenko sonya ershov');
    const ask = await askerOf(createSchoolApp(at.school, leaky));
    expect((await checkAccess({ ...prepared, ask, routes: leaky, table })).faults).toContain(found);
  });

  it('is incomplete where a route is not in the table', async () => {
    const at = await stage();
    const { 'GET /journal': _left, ...table } = access;
    const journal = routes.filter((route) => route.path === '/journal');
    const ask = await askerOf(at.app);
    const check = { db: at.db, cookies: new Map<string, string>(), samples: {}, ask, routes: journal, table };
    expect((await checkAccess(check)).faults).toEqual(['GET /journal: not in test/guards/access.ts']);
  });
});

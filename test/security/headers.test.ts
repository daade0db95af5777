import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { castMember } from '../../src/demo/cast.ts';
import { routes } from '../../src/routes.ts';
import { assetUrl } from '../../src/web/assets.ts';
import { anyone, get } from '../../src/web/route.ts';
import { type Answer, type Ask, askerOf, formHeaders } from '../support/asker.ts';
import { testSchool } from '../support/school.ts';

const FAULT = 'a fault with the words /srv/portal/secret.ts:12 in it';
const broken = get('/broken', { policy: anyone('a fault on purpose') }, () => {
  throw new Error(FAULT);
});
const brokenLater = get('/broken-later', { policy: anyone('a fault on purpose') }, async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  throw Object.assign(new Error(FAULT), { detail: FAULT, query: FAULT });
});

const PROXY = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.7' };

interface Served {
  ask: Ask;
  signIn(login: string): Promise<{ Cookie: string }>;
  logged: Record<string, unknown>[];
}

/** The portal as behind a proxy that ends TLS, with two routes that break. */
async function behindTls(): Promise<Served> {
  const school = {
    ...(await testSchool({ template: 'school' })),
    publicUrl: 'https://portal.test',
    trustProxy: 1,
  };
  const plain = await askerOf(createSchoolApp(school, [...routes, broken, brokenLater]));
  const ask: Ask = (method, path, asked = {}) =>
    plain(method, path, { ...asked, headers: { ...PROXY, ...asked.headers } });
  return {
    ask,
    logged: school.logged,
    async signIn(login) {
      const body = new URLSearchParams({ login, password: castMember(login).password }).toString();
      const answer = await ask('POST', '/sign-in', { headers: formHeaders, body });
      return { Cookie: (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ') };
    },
  };
}

/** An answer of every kind, by its name. */
async function everyKind({ ask, signIn }: Served): Promise<Map<string, Answer>> {
  const sonya = await signIn('sonya');
  const asked: [string, string, string, Record<string, string>, string?][] = [
    ['a page for anyone', 'GET', '/sign-in', {}],
    ['a page', 'GET', '/week', sonya],
    ['led to the sign-in page', 'GET', '/week', {}],
    ['a form that was taken', 'POST', '/notices/reading', { ...sonya, ...formHeaders }, ''],
    ['a form with faults', 'POST', '/account/password', { ...sonya, ...formHeaders }, ''],
    ['a form after its session', 'POST', '/notices/reading', formHeaders, ''],
    [
      'a form from another site',
      'POST',
      '/notices/reading',
      { ...sonya, 'Sec-Fetch-Site': 'cross-site' },
      '',
    ],
    [
      'a body of another type',
      'POST',
      '/notices/reading',
      { ...sonya, ...formHeaders, 'Content-Type': 'text/xml' },
      'a',
    ],
    ['not permitted', 'GET', '/settings', sonya],
    ['not there', 'GET', '/nowhere', {}],
    ['not there for this person', 'GET', '/lessons/999999', sonya],
    ['not understood', 'GET', '/lessons/%zz', {}],
    ['a fault', 'GET', '/broken', sonya],
    ['a later fault', 'GET', '/broken-later', {}],
    ['another method', 'PUT', '/week', { ...sonya, 'Sec-Fetch-Site': 'same-origin' }],
    ['a static file', 'GET', assetUrl('css/app.css'), {}],
    ['a static file that is not there', 'GET', '/static/0/css/none.css', {}],
    ['robots.txt', 'GET', '/robots.txt', {}],
    ['the manifest', 'GET', '/manifest.webmanifest', {}],
  ];
  const answers = new Map<string, Answer>();
  for (const [name, method, path, headers, body] of asked)
    answers.set(
      name,
      await ask(method, path, {
        headers: { Origin: 'https://evil.test', ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    );
  return answers;
}

const lacking = (answers: ReadonlyMap<string, Answer>, isGood: (headers: IncomingHttpHeaders) => boolean) =>
  [...answers].filter(([, { headers }]) => !isGood(headers)).map(([name]) => name);

describe('every kind of answer', () => {
  test('has the headers that keep a browser safe', async () => {
    const answers = await everyKind(await behindTls());
    const statuses = [...answers].map(([name, { status }]) => `${name}: ${status}`);
    expect(statuses).toMatchInlineSnapshot(`
      [
        "a page for anyone: 200",
        "a page: 200",
        "led to the sign-in page: 303",
        "a form that was taken: 303",
        "a form with faults: 422",
        "a form after its session: 401",
        "a form from another site: 403",
        "a body of another type: 415",
        "not permitted: 403",
        "not there: 404",
        "not there for this person: 404",
        "not understood: 400",
        "a fault: 500",
        "a later fault: 500",
        "another method: 404",
        "a static file: 200",
        "a static file that is not there: 404",
        "robots.txt: 200",
        "the manifest: 200",
      ]
    `);
    const hsts = /^max-age=(\d+); includeSubDomains/;
    expect(
      lacking(answers, (h) => Number(hsts.exec(String(h['strict-transport-security']))?.[1]) >= 31_536_000),
      'v5.0.0-3.4.1',
    ).toEqual([]);
    expect(
      lacking(answers, (h) => Object.keys(h).every((name) => !name.startsWith('access-control-'))),
      'v5.0.0-3.4.2',
    ).toEqual([]);
    const policy = (h: IncomingHttpHeaders) => String(h['content-security-policy'] ?? '');
    for (const part of [
      "default-src 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "script-src 'self'",
      "style-src 'self'",
    ])
      expect(
        lacking(answers, (h) => policy(h).includes(part)),
        `v5.0.0-3.4.3 ${part}`,
      ).toEqual([]);
    expect(
      lacking(answers, (h) => !/unsafe-|\*|data:|http:/.test(policy(h))),
      'v5.0.0-3.4.3',
    ).toEqual([]);
    expect(
      lacking(answers, (h) => h['x-content-type-options'] === 'nosniff'),
      'v5.0.0-3.4.4',
    ).toEqual([]);
    expect(
      lacking(answers, (h) => /^(same-origin|no-referrer)$/.test(String(h['referrer-policy']))),
      'v5.0.0-3.4.5',
    ).toEqual([]);
    expect(
      lacking(answers, (h) => policy(h).includes("frame-ancestors 'none'")),
      'v5.0.0-3.4.6',
    ).toEqual([]);
    expect(
      lacking(answers, (h) => h['cross-origin-opener-policy'] === 'same-origin'),
      'v5.0.0-3.4.8',
    ).toEqual([]);
    expect(
      lacking(answers, (h) => h['x-powered-by'] === undefined && h.server === undefined),
      'v5.0.0-13.4.2',
    ).toEqual([]);
  });

  test('says what it is, with its character set (v5.0.0-4.1.1)', async () => {
    const answers = await everyKind(await behindTls());
    const known = /^(?:text\/(?:html|css|plain); ?charset=utf-8|application\/manifest\+json)$/i; // JSON is UTF-8 always
    const wrong = [...answers].filter(
      ([, { headers, text }]) => text !== '' && !known.test(String(headers['content-type'])),
    );
    expect(wrong.map(([name, { headers }]) => `${name}: ${headers['content-type']}`)).toEqual([]);
  });

  test('is kept nowhere once somebody is signed in (v5.0.0-14.2.2, 14.3.2)', async () => {
    const answers = await everyKind(await behindTls());
    const isStatic = (name: string) => /static|robots|manifest/.test(name);
    const pages = new Map([...answers].filter(([name]) => !isStatic(name)));
    expect(lacking(pages, (h) => /no-store|private/.test(String(h['cache-control'])))).toEqual([]);
    for (const name of [
      'a page',
      'a form that was taken',
      'a form with faults',
      'not permitted',
      'not there for this person',
      'a fault',
    ])
      expect(answers.get(name)?.headers['cache-control'], name).toBe('no-store');
  });

  test('tells nothing of a fault but a number that the log has (v5.0.0-13.4.2, 16.5.1, 16.5.4)', async () => {
    const served = await behindTls();
    const answers = await everyKind(served);
    for (const name of ['a fault', 'a later fault']) {
      const { status, text } = answers.get(name) as Answer; // named above
      expect(status).toBe(500);
      expect(text).not.toMatch(/secret|\.ts|Error|at \w+ \(|node_modules|\/srv/);
      const id = /[0-9a-f]{6}-[0-9a-z]+/.exec(text)?.[0];
      expect(id, name).toBeDefined();
      expect(
        served.logged.some((line) => line.requestId === id && JSON.stringify(line).includes(FAULT)),
      ).toBe(true);
    }
    expect((await served.ask('GET', '/sign-in')).status).toBe(200);
  });
});

test('v5.0.0-3.3.1 to 3.3.4: every cookie is __Host- or nobody’s secret, Secure, HttpOnly and SameSite', async () => {
  const { ask, signIn } = await behindTls();
  const cookie = await signIn('sonya');
  const form = { ...formHeaders, ...cookie };
  const answers = [
    await ask('POST', '/sign-in', {
      headers: formHeaders,
      body: new URLSearchParams({ login: 'timur', password: castMember('timur').password }).toString(),
    }),
    await ask('POST', '/sign-in', { headers: formHeaders, body: 'login=timur&password=wrong' }),
    await ask('POST', '/display', { headers: formHeaders, body: 'theme=dark&size=150' }),
    await ask('POST', '/notices/reading', { headers: form, body: '' }),
    await ask('GET', '/activation/password', {}),
    await ask('POST', '/sign-out', { headers: form, body: '' }),
  ];
  const lines = answers.flatMap(({ headers }) => headers['set-cookie'] ?? []);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    expect(line).toMatch(/; ?Secure/i);
    expect(line).toMatch(/; ?HttpOnly/i);
    expect(line).toMatch(/; ?SameSite=Lax/i);
    expect(line).toMatch(/; ?Path=\/(?:;|$)/i);
    expect(line).not.toMatch(/; ?Domain=/i);
    expect(line).toMatch(/^(?:__Host-session|__Host-device|device|display)=/);
  }
  const id =
    decodeURIComponent(cookie.Cookie)
      .replace(/^.*?=s:/, '')
      .split('.')[0] ?? '';
  expect(id.length).toBeGreaterThan(21);
  const shown = await ask('GET', '/account', { headers: await signIn('timur') });
  expect(shown.text).not.toContain(id);
});

test('v5.0.0-3.7.2: a page that was asked for is on the portal', async () => {
  const { ask } = await behindTls();
  const { login, password } = castMember('sonya');
  for (const to of [
    '//evil.test',
    '/\\evil.test',
    'https:evil.test',
    'https://evil.test/',
    '/%0d%0aSet-Cookie:a=1',
    '/\r\nSet-Cookie: a=1',
    'javascript:alert(1)',
    '/week',
  ]) {
    const body = new URLSearchParams({ login, password, to }).toString();
    const { status, headers } = await ask('POST', '/sign-in', { headers: formHeaders, body });
    expect(status).toBe(303);
    expect(headers.location, to).toMatch(/^\/(?:$|week$|%0d%0aSet-Cookie:a=1$)/);
    const asked = await ask('GET', `/sign-in?to=${encodeURIComponent(to)}`);
    expect(asked.text).not.toMatch(/(?:href|action)="[^"]*evil/);
  }
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { routes } from '../../src/routes.ts';
import { access } from '../guards/access.ts';
import { formHeaders } from '../support/asker.ts';
import {
  type Ground,
  ground,
  postAddresses,
  type RenderedForm,
  renderedForms,
  sendForm,
  undone,
} from './forms.ts';
import { digestOf, markNow, rowsSince } from './rows.ts';

/** Values that have broken portals before. */
const EVIL = [
  '\0',
  'до\0после',
  '\ud800',
  '﻿',
  '99999999999999999999999',
  '-1',
  '2147483648',
  '9223372036854775808',
  '1e309',
  'NaN',
  '0x10',
  '0000-00-00',
  '9999-12-31',
  '2026-02-30',
  '+010000-01-01',
  "'; drop table person; --",
  '$1',
  '%00',
  '../../etc/passwd',
  '{"$gt":""}',
  '[object Object]',
  'null',
  'undefined',
  'true',
  '\u202Eтекст',
  '🧨'.repeat(40),
  'я'.repeat(60_000),
];

const evil = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EVIL) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  fc.integer().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
);

/** URL-encodes text that URLSearchParams would mend: halves of characters become what a hostile client sends. */
const encode = (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', '%ED%A0%80');

describe('v5.0.0-2.2.1: whatever is typed, nothing breaks', () => {
  test('forms as they were rendered, with a field or two replaced, doubled or left out', {
    timeout: 120_000,
  }, async () => {
    const at = await ground();
    const forms = (await renderedForms(at)).filter(({ fields }) => fields.length > 0);
    expect(forms.length).toBeGreaterThan(40);
    const broken: string[] = [];
    const change = fc.record({
      form: fc.nat(forms.length - 1),
      at: fc.nat(),
      how: fc.constantFrom('replaced', 'doubled', 'left out'),
      value: evil,
    });
    const check = async ({
      form: n,
      at: place,
      how,
      value,
    }: {
      form: number;
      at: number;
      how: string;
      value: string;
    }) => {
      const form = forms[n] as RenderedForm; // nat() stays below the length
      const index = place % form.fields.length;
      const pairs = form.fields.flatMap((field, i) => {
        if (i !== index) return [[field.name, field.value]];
        if (how === 'left out') return [];
        return how === 'doubled'
          ? [
              [field.name, value],
              [field.name, field.value],
            ]
          : [[field.name, value]];
      });
      const body = pairs.map(([name = '', text = '']) => `${encode(name)}=${encode(text)}`).join('&');
      const headers = { ...formHeaders, ...at.cookieOf(form.as) };
      const { status } = await undone(at.db, () => at.ask('POST', form.action, { headers, body }));
      if (status >= 500)
        broken.push(
          `${status} ${form.action} ${form.fields[index]?.name} ${how} ${JSON.stringify(value.slice(0, 60))}`,
        );
    };
    await fc.assert(fc.asyncProperty(change, check), { numRuns: 220, seed: 149_011 });
    expect([...new Set(broken)].sort()).toEqual([]);
  });

  test('parameters of every address', { timeout: 180_000 }, async () => {
    const at = await ground();
    const broken: string[] = [];
    const named = routes.flatMap(({ path, query }) =>
      query === undefined ? [] : [{ path, names: Object.keys((query as z.ZodObject).shape) }],
    );
    for (const { path, names } of named) {
      const found = at.addresses.find(({ address }) => matches(path, address.split('?')[0] ?? ''));
      if (found === undefined) continue;
      const [base] = found.address.split('?');
      for (const name of names)
        for (const value of EVIL.filter((one) => one.length < 2000))
          for (const query of [
            `${name}=${encode(value)}`,
            `${name}[a]=1&${name}=${encode(value)}&${name}=2`,
          ]) {
            const { status } = await undone(at.db, () =>
              at.ask('GET', `${base}?${query}`, { headers: at.cookieOf(found.as) }),
            );
            if (status >= 500) broken.push(`${status} ${base}?${query.slice(0, 80)}`);
          }
    }
    expect(broken).toEqual([]);
  });

  test('numbers of objects in every address', { timeout: 180_000 }, async () => {
    const at = await ground();
    const broken: string[] = [];
    const bad = [
      '0',
      '-1',
      '1.5',
      '1e3',
      '%D9%A3',
      '999999999999999',
      '9'.repeat(30),
      'null',
      '%00',
      '%2e%2e',
      encode(EVIL[14] ?? ''),
    ];
    for (const { method, path } of routes.filter((route) => route.path.includes(':')))
      for (const value of bad) {
        const address = path.replace(/:\w+/, value);
        const headers = { ...formHeaders, ...at.cookieOf('ivanenko') };
        const { status } = await undone(at.db, () =>
          at.ask(method.toUpperCase(), address, { headers, body: '' }),
        );
        if (status !== 404 && status !== 400) broken.push(`${status} ${method} ${address}`);
      }
    expect(broken).toEqual([]);
  });

  test('2,000 parameters, 20,000 of them, and what is no form', { timeout: 180_000 }, async () => {
    const at = await ground();
    const broken: string[] = [];
    const many = (count: number) => Array.from({ length: count }, (_one, i) => `p${i}=${i}`).join('&');
    const bodies = [many(2000), many(20_000), '=&=&&&a', '%zz=%zz&%', '{"a":1}'];
    for (const { address, as } of postAddresses(at.samples, access))
      for (const [n, body] of bodies.entries()) {
        const headers = { ...formHeaders, ...at.cookieOf(as) };
        const { status } = await undone(at.db, () => at.ask('POST', address, { headers, body }));
        if (status >= 500) broken.push(`${status} ${address} body ${n}`);
      }
    const headers = { ...formHeaders, 'Content-Type': 'application/json', ...at.cookieOf('ivanenko') };
    expect((await at.ask('POST', '/settings', { headers, body: '{"name":{"a":1}}' })).status).toBe(415);
    expect(broken).toEqual([]);
    const long = {
      headers: { ...formHeaders, ...at.cookieOf('ivanenko') },
      body: `name=${'x'.repeat(400_000)}`,
    };
    // The rest of it is not read: the next request must not come over this connection
    expect(await at.ask('POST', '/settings', long)).toMatchObject({
      status: 413,
      headers: { connection: 'close' },
    });
    expect((await at.ask('GET', '/%zz')).status).toBe(404);
    expect((await at.ask('GET', '/lessons/%zz')).status).toBe(400);
    expect((await at.ask('GET', `/${'a'.repeat(8000)}`)).status).toBe(404);
  });
});

const matches = (path: string, address: string) =>
  new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(address);

/** Names that a form of the portal does not have, and that somebody would like it to obey. */
const MAGIC = '424242';
const EXTRAS: readonly (readonly [string, string])[] = [
  ['role', 'sysadmin'],
  ['roles', 'sysadmin'],
  ['actingAs', 'sysadmin'],
  ['id', MAGIC],
  ['person_id', MAGIC],
  ['personId', MAGIC],
  ['created_by', MAGIC],
  ['changed_by', MAGIC],
  ['class_teacher_id', MAGIC],
  ['course_id', MAGIC],
  ['version', MAGIC],
  ['format', 'online'],
  ['status', 'cancelled'],
  ['is_late', 'true'],
  ['is_demo', 'true'],
  ['is_young', 'true'],
  ['disabled_at', ''],
  ['password_hash', 'x'],
  ['announced_at', '2020-01-01'],
  ['time_zone', 'UTC'],
  ['__proto__', '{"isAdmin":true}'],
  ['__proto__[isAdmin]', 'true'],
  ['constructor[prototype][isAdmin]', 'true'],
  ['constructor', 'x'],
  ['toString', 'x'],
  ['hasOwnProperty', 'x'],
];

/** What an act wrote, without the numbers and moments that differ from try to try. */
async function effectOf(at: Ground, form: RenderedForm, fields: readonly (readonly [string, string])[]) {
  return undone(at.db, async () => {
    const mark = await markNow(at.db);
    const { status } = await sendForm(at, form, fields);
    const rows = await rowsSince(at.db, mark);
    const told = rows.map(({ table, row }) => {
      const kept = Object.entries(row).filter(
        ([name]) => !/^(?:id|.*_id|key|.*_hash|request_id)$/.test(name),
      );
      return `${table} ${JSON.stringify(Object.fromEntries(kept))}`;
    });
    const all = JSON.stringify(rows);
    return { status, rows: told.sort(), hasMagic: all.includes(MAGIC) };
  });
}

test('v5.0.0-15.3.3 and 15.3.6: fields that a form does not have change nothing', {
  timeout: 90_000,
}, async () => {
  const at = await ground();
  const faults: string[] = [];
  let changing = 0;
  for (const form of await renderedForms(at)) {
    const given = form.fields.map(({ name, value }) => [name, value] as const);
    const names = new Set(form.fields.map(({ name }) => name));
    const plain = await effectOf(at, form, given);
    const loaded = await effectOf(at, form, [...given, ...EXTRAS.filter(([name]) => !names.has(name))]);
    if (plain.rows.length > 0) changing += 1;
    if (loaded.hasMagic || loaded.status !== plain.status || loaded.rows.join() !== plain.rows.join())
      faults.push(
        `${form.action} as ${form.as}: ${plain.status} and ${loaded.status}, ${plain.rows.length} and ${loaded.rows.length} rows`,
      );
  }
  expect(faults).toEqual([]);
  expect(changing).toBeGreaterThan(8);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('isAdmin' in {}).toBe(false);
});

test('v5.0.0-15.3.7: a name in the address does not count for one in the form', {
  timeout: 60_000,
}, async () => {
  const at = await ground();
  const before = await digestOf(at.db);
  const forms = (await renderedForms(at)).filter(({ action }) => /settings$|cancellation$/.test(action));
  expect(forms.length).toBeGreaterThan(1);
  for (const form of forms) {
    const query = new URLSearchParams(form.fields.map(({ name, value }) => [name, value || 'x']));
    const answer = await sendForm(at, { ...form, action: `${form.action}?${query}` }, []);
    expect(answer.status, form.action).toBe(422);
  }
  expect(await digestOf(at.db)).toBe(before);
});

const CANARY = `"'><img src=x onerror=alert(1)>`;

test('v5.0.0-1.2.1 and 1.2.3: markup that is typed anywhere is shown as text on every page', {
  timeout: 120_000,
}, async () => {
  const at = await ground();
  const shown: string[] = [];
  let escaped = 0;
  const look = (what: string, html: string) => {
    if (html.includes('<img src=x')) shown.push(what);
    if (html.includes('&lt;img src=x')) escaped += 1;
  };
  for (const form of await renderedForms(at)) {
    if (form.action.startsWith('/sign-out') || form.action === '/sign-in') continue;
    const fields = form.fields.map(
      ({ name, value, isText }) => [name, isText ? `${CANARY}${value}`.slice(0, 90) : value] as const,
    );
    look(`the answer of ${form.action}`, (await sendForm(at, form, fields)).text);
  }
  for (const { as, address } of at.addresses) {
    const answer = await at.ask('GET', address, { headers: at.cookieOf(as) });
    // A file is saved, never shown as a page: its text is no markup
    if (!answer.headers['content-disposition']?.startsWith('attachment'))
      look(`${address} as ${as}`, answer.text);
  }
  const query = `?q=${encodeURIComponent(CANARY)}&person=${encodeURIComponent(CANARY)}&to=${encodeURIComponent(`/week?${CANARY}`)}`;
  for (const path of ['/services', '/journal', '/sign-in'])
    look(
      path,
      (await at.ask('GET', path + query, { headers: at.cookieOf(path === '/sign-in' ? null : 'ivanenko') }))
        .text,
    );
  expect(shown).toEqual([]);
  expect(escaped).toBeGreaterThan(20);
});

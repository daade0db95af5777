import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createSchoolApp } from '../../src/app.ts';
import { askerOf, formHeaders } from '../support/asker.ts';
import { testSchool } from '../support/school.ts';

/** v5.0.0-4.1.3: what a client says about itself counts only where a proxy that is trusted says it. */

const FORGED = {
  'X-Forwarded-For': '198.51.100.1',
  'X-Forwarded-Host': 'evil.test',
  'X-Forwarded-Proto': 'https',
  Forwarded: 'for=198.51.100.1;host=evil.test;proto=https',
  'X-Real-IP': '198.51.100.1',
  'X-HTTP-Method-Override': 'DELETE',
  'X-Original-URL': '/settings',
};

test('v5.0.0-4.1.3: forged headers neither turn up in a page nor count as an address', async () => {
  const school = await testSchool({ template: 'school' });
  const ask = await askerOf(createSchoolApp(school));
  for (const path of ['/sign-in', '/rules', '/week', '/nowhere']) {
    const { text, headers } = await ask('GET', path, { headers: { ...FORGED, Host: 'evil.test' } });
    expect(text + JSON.stringify(headers)).not.toContain('evil.test');
    expect(headers['strict-transport-security']).toBeUndefined();
  }
  // Whoever forges an address at each try is still one sender: their tries add up under one key
  const keys = async () =>
    school.db.rows(z.object({ key: z.string() }), sql`select key from throttle order by key`);
  const guess = (address: string) =>
    ask('POST', '/sign-in', {
      headers: { ...formHeaders, ...FORGED, 'X-Forwarded-For': address },
      body: 'login=sonya&password=wrong-password',
    });
  await guess('198.51.100.1');
  const first = await keys();
  await guess('198.51.100.2');
  await guess('198.51.100.3');
  expect(await keys()).toEqual(first);
});

test('v5.0.0-4.1.3: one trusted proxy tells the last sender alone', async () => {
  const school = { ...(await testSchool({ template: 'school' })), trustProxy: 1 };
  const ask = await askerOf(createSchoolApp(school));
  const keys = async () =>
    (await school.db.rows(z.object({ key: z.string() }), sql`select key from throttle`)).length;
  const guess = (forwarded: string) =>
    ask('POST', '/sign-in', {
      headers: { ...formHeaders, 'X-Forwarded-For': forwarded },
      body: 'login=sonya&password=wrong-password',
    });
  await guess('198.51.100.1, 203.0.113.7');
  const one = await keys();
  await guess('198.51.100.2, 203.0.113.7');
  expect(await keys()).toBe(one);
  await guess('198.51.100.2, 203.0.113.8');
  expect(await keys()).toBeGreaterThan(one);
});

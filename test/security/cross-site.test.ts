import { expect, test } from 'vitest';
import { access } from '../guards/access.ts';
import { formHeaders } from '../support/asker.ts';
import { type Ground, ground, postAddresses } from './forms.ts';
import { digestOf } from './rows.ts';

const encoded = { 'Content-Type': formHeaders['Content-Type'] };
const FOREIGN: readonly Record<string, string>[] = [
  { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'http://portal.test' },
  { 'Sec-Fetch-Site': 'none' },
  { Origin: 'https://evil.test' },
  { Origin: 'null' },
  { Referer: 'http://portal.test/' },
  {},
];

/** Answers that are not as they should be, a line each. */
async function refused(at: Ground, headers: Record<string, string>): Promise<string[]> {
  const faults: string[] = [];
  for (const { address, as } of postAddresses(at.samples, access)) {
    const answer = await at.ask('POST', address, {
      headers: { ...encoded, ...headers, ...at.cookieOf(as) },
      body: '',
    });
    if (answer.status !== 403) faults.push(`${address} with ${JSON.stringify(headers)}: ${answer.status}`);
  }
  return faults;
}

test('v5.0.0-3.5.1: no form is taken from another site, or from nowhere, and nothing changes', {
  timeout: 90_000,
}, async () => {
  const at = await ground();
  const before = await digestOf(at.db);
  for (const headers of FOREIGN) expect(await refused(at, headers)).toEqual([]);
  expect(await digestOf(at.db)).toBe(before);
  // the same forms are taken from the portal itself, so it is not something else that refuses them
  const own = { Origin: at.at.school.publicUrl };
  expect((await refused(at, own)).length).toBeGreaterThan(30);
});

test('v5.0.0-3.5.3: no look changes anything, whoever looks', { timeout: 90_000 }, async () => {
  const at = await ground();
  const before = await digestOf(at.db);
  for (const { as, address } of at.addresses)
    for (const method of ['GET', 'HEAD']) {
      const answer = await at.ask(method, address, { headers: at.cookieOf(as) });
      expect(answer.status, `${method} ${address}`).toBeLessThan(400);
    }
  expect(await digestOf(at.db)).toBe(before);
});

test('v5.0.0-4.1.4 and 13.4.4: other methods are answered with nothing', { timeout: 60_000 }, async () => {
  const at = await ground();
  const before = await digestOf(at.db);
  const faults: string[] = [];
  const addresses = [...new Set(at.addresses.map(({ address }) => address))];
  for (const address of addresses)
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
      const headers = { ...at.cookieOf('ivanenko'), 'Sec-Fetch-Site': 'same-origin' };
      const { status } = await at.ask(method, address, { headers });
      if (status !== 404 && status !== 405) faults.push(`${method} ${address}: ${status}`);
    }
  expect(faults).toEqual([]);
  expect(await digestOf(at.db)).toBe(before);
});

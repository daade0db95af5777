import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { routes } from '../../src/routes.ts';
import { type PageSample, pages } from '../guards/pages.ts';
import { fill, sampleObjects } from '../guards/samples.ts';
import { stageOf } from '../support/cast.ts';
import { goLive, type Live } from '../support/live.ts';

/**
 * Guard 4 in a real Chromium: every page by axe in light, dark and a scheme for poor sight, at 390 px; targets that a
 * finger hits; no sideways scrolling at 320 px with the largest text and spacing.
 */

// axe-core comes with @axe-core/playwright; it is there when a page is loaded, and runs as often as looks are changed
const axeSource = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve(
    'axe-core/axe.min.js',
  ),
  'utf8',
);
const inPage = readFileSync(new URL('in-page.js', import.meta.url), 'utf8');

/** Rules that depend on colours alone; the others need not run again when only the look changes. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const SCHEMES = ['bw', 'wb', 'blue', 'beige', 'brown'];
const FOR_ALL_SCHEMES = ['/', '/week', '/lessons/:lessonId/format', '/settings/school-year', '/rules'];
const WIDE = ['/', '/week', '/services', '/settings/bells', '/timetables/imports/:importId', '/journal'];

const ordinary = { rules: { 'target-size': { enabled: true } } };
const coloursOnly = { runOnly: { type: 'rule', values: COLOURS } };

const runAxe = (page: Page, options: object): Promise<string[]> =>
  page.evaluate(`inPage.axe(${JSON.stringify(options)})`);
const setLook = (page: Page, look: Readonly<Record<string, string | null>>): Promise<void> =>
  page.evaluate(`inPage.look(${JSON.stringify(look)})`);

const opened = routes.flatMap((route) => {
  const listed = route.method === 'get' ? pages[`GET ${route.path}`] : undefined;
  return Array.isArray(listed)
    ? listed
        .filter((one: PageSample) => !one.leads && !one.file)
        .map((sample: PageSample) => ({ path: route.path, sample }))
    : [];
});

/** Every second page, so that two workers share them. @param half 0 or 1 */
export async function checkPages(half: 0 | 1): Promise<void> {
  const live = await goLive();
  const at = stageOf(live.school);
  const cookies = new Map<string, string>();
  for (const login of new Set(opened.map(({ sample }) => sample.as)))
    if (login !== null) cookies.set(login, (await at.as(login)).cookies().session ?? '');
  const samples = await sampleObjects(live.school.db, live.school.clock.now());
  const { page, context, complaints } = await live.window();
  await context.addInitScript({ content: `${axeSource};${inPage}` });
  const faults: string[] = [];
  for (const { path, sample } of opened.filter((_one, index) => index % 2 === half)) {
    await context.clearCookies();
    const value = sample.as === null ? undefined : cookies.get(sample.as);
    if (value !== undefined) await context.addCookies([{ name: 'session', value, url: live.base }]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'light' });
    const answer = await page.goto(fill(path + (sample.query ?? ''), samples, sample.of ?? ''));
    const said = `${path} as ${sample.as ?? 'nobody'}`;
    if (answer?.status() !== 200) faults.push(`${said}: ${answer?.status()}`);
    const note = (look: string, found: readonly string[]) =>
      faults.push(...found.map((fault) => `${said}, ${look}: ${fault}`));
    note('light', await runAxe(page, ordinary));
    note('small target', await page.evaluate('inPage.smallTargets()'));
    const isFirst = opened.find((one) => one.path === path)?.sample === sample;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate('inPage.painted()');
    note('dark', await runAxe(page, coloursOnly));
    for (const theme of isFirst && FOR_ALL_SCHEMES.includes(path) ? SCHEMES : ['wb']) {
      await setLook(page, { theme, twoColours: '' });
      note(theme, await runAxe(page, coloursOnly));
    }
    await setLook(page, { size: '200', spacing: '3' });
    await page.setViewportSize({ width: 320, height: 700 });
    const over: string | null = await page.evaluate('inPage.overflow()');
    if (over !== null) faults.push(`${said}, 320 px and the largest text: ${over}`);
    if (!isFirst || !WIDE.includes(path)) continue;
    await setLook(page, { theme: 'light', twoColours: null, size: '100', spacing: '1' });
    await page.setViewportSize({ width: 1280, height: 800 });
    note('1280 px', await runAxe(page, ordinary));
  }
  if (half === 1) faults.push(...(await faultsOfOthers(live, page, cookies)));
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
}

/** Pages that no route lists: not found, not allowed, and a form with what is wrong. */
async function faultsOfOthers(
  live: Live,
  page: Page,
  cookies: ReadonlyMap<string, string>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [address, login] of [
    ['/nowhere', 'sonya'],
    ['/settings', 'sonya'],
    ['/account/password', 'kovaleva'],
  ] as const) {
    await page.context().clearCookies();
    await page.context().addCookies([{ name: 'session', value: cookies.get(login) ?? '', url: live.base }]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(address);
    // the form sent empty: the page with what is wrong
    if (address === '/account/password') {
      await page.locator('main form .btn').first().click();
      await page.locator('[aria-invalid=true]').first().waitFor();
    }
    faults.push(...(await runAxe(page, ordinary)).map((fault) => `${address}: ${fault}`));
  }
  return faults;
}

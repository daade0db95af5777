import { expect, test } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { type PageSample, pages } from '../guards/pages.ts';
import { fill, sampleObjects } from '../guards/samples.ts';
import { lessonOf, personOf } from '../support/cast.ts';
import { goLive } from '../support/live.ts';

test('v5.0.0-14.3.2 and 14.3.3: Back after signing out shows the sign-in page, and the browser keeps nothing', async () => {
  const live = await goLive();
  const { page, signIn, complaints } = await live.window();
  await signIn('sonya');
  await page.goto('/week');
  await page.goto('/notices');
  const kept = await page.evaluate(
    'Promise.all([indexedDB.databases(), caches.keys()]).then((all) => [localStorage.length, sessionStorage.length, ...all.map((one) => one.length)])',
  );
  expect(kept).toEqual([0, 0, 0, 0]);
  await page.getByRole('button', { name: 'Выйти', exact: true }).click();
  await page.waitForURL('**/sign-in**');
  await page.goBack({ waitUntil: 'load' });
  expect(page.url()).toMatch(/\/sign-in/);
  expect(await page.locator('body').textContent()).not.toMatch(/Белова|Уведомления/);
  await page.goto('/week'); // what cookie is left opens nothing
  expect(page.url()).toMatch(/\/sign-in/);
  expect(complaints).toEqual([]);
});

test('v5.0.0-14.3.1 and 14.3.3: an unsaved register stays in its tab without a name, and goes by saving and by signing out', async () => {
  const live = await goLive('2026-11-24T12:00');
  const address = urls.register(await lessonOf(live.school.db, 'kovaleva', '2026-11-24', 4));
  const sonya = await personOf(live.school.db, 'sonya');
  const { page, signIn, complaints } = await live.window();
  const kept = () =>
    page.evaluate(
      'Promise.all([indexedDB.databases(), caches.keys()]).then((all) => [localStorage.length, sessionStorage.length, ...all.map((one) => one.length)])',
    );
  const markAbsent = async () => {
    await page.locator('[data-register-keys]:not([hidden])').waitFor({ state: 'attached' });
    await page.locator(`[name="a_${sonya}"][value="absent"]`).check();
  };
  await signIn('kovaleva');
  await page.goto(address);
  expect(await kept()).toEqual([0, 0, 0, 0]);
  await markAbsent();
  expect(await kept()).toEqual([0, 1, 0, 0]);
  expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toMatch(/[А-Яа-я]/);
  await page.locator('.reg-bar button[type=submit]').click();
  await page.getByText('Журнал сохранён').first().waitFor();
  expect(await kept()).toEqual([0, 0, 0, 0]);

  await page.locator(`[name="a_${sonya}"][value="excused"]`).check();
  expect(await kept()).toEqual([0, 1, 0, 0]);
  await page.getByRole('button', { name: 'Выйти', exact: true }).click();
  await page.waitForURL('**/sign-in**');
  expect(await kept()).toEqual([0, 0, 0, 0]);
  expect(complaints).toEqual([]);
});

test('v5.0.0-14.2.3 and 3.4.3: a walk through all pages asks nobody but the portal, and breaks no policy', async () => {
  const live = await goLive();
  const samples = await sampleObjects(live.school.db, live.school.clock.now());
  for (const login of ['ivanenko', 'orlova', 'belova']) {
    const { page, context, signIn, left, complaints } = await live.window();
    await signIn(login);
    for (const [key, listed] of Object.entries(pages)) {
      const own = Array.isArray(listed)
        ? listed.filter((one: PageSample) => one.as === login && !one.file)
        : [];
      for (const { query = '', of = '' } of own)
        await page.goto(fill(key.slice('GET '.length) + query, samples, of), { waitUntil: 'load' });
    }
    expect(left).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  }
});

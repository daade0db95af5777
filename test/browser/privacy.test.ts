import { expect, test } from 'vitest';
import { type PageSample, pages } from '../guards/pages.ts';
import { fill, sampleObjects } from '../guards/samples.ts';
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

test('v5.0.0-14.2.3 and 3.4.3: a walk through all pages asks nobody but the portal, and breaks no policy', async () => {
  const live = await goLive();
  const samples = await sampleObjects(live.school.db, live.school.clock.now());
  for (const login of ['ivanenko', 'orlova', 'belova']) {
    const { page, context, signIn, left, complaints } = await live.window();
    await signIn(login);
    for (const [key, listed] of Object.entries(pages)) {
      const own = Array.isArray(listed) ? listed.filter((one: PageSample) => one.as === login) : [];
      for (const { query = '', of = '' } of own)
        await page.goto(fill(key.slice('GET '.length) + query, samples, of), { waitUntil: 'load' });
    }
    expect(left).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  }
});

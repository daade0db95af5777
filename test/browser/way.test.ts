import type { Page } from 'playwright-core';
import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { castMember } from '../../src/demo/cast.ts';
import { lessonOf, personOf } from '../support/cast.ts';
import { goLive, type Live, type Window } from '../support/live.ts';

/**
 * The portal's main job from end to end with real clicks: the coordinator approves a service, the teacher sets
 * tomorrow's lesson online in it, the family is told, the clock moves on, the pupil gets in, a stranger does not.
 */
describe.each([
  { how: 'with script', javaScriptEnabled: true },
  { how: 'without script', javaScriptEnabled: false },
])('from the register to the lesson, $how', ({ javaScriptEnabled }) => {
  const SERVICE = javaScriptEnabled ? 'МАКС Звонки' : 'Созвон школы';
  const HOST = javaScriptEnabled ? 'calls.max.example' : 'sozvon.school.example';
  const LINK = `https://${HOST}/room/7a-proverka`;
  let live: Live;
  let lesson: string;

  beforeAll(async () => {
    live = await goLive('2026-11-25T10:00');
    lesson = `/lessons/${await lessonOf(live.school.db, 'kovaleva', '2026-11-26', 7)}`; // 7А, 13:20
  });

  const window = () => live.window({ javaScriptEnabled });

  it('the coordinator approves a service', async () => {
    const { page, signIn, complaints } = await window();
    await signIn('ivanenko');
    await page.goto('/services');
    await page.getByRole('link', { name: 'Добавить сервис' }).first().click();
    await page.getByLabel('Название').fill(SERVICE);
    await page.getByLabel('Видеоуроки и звонки').check();
    await page.locator('[name=hosts]').fill(HOST);
    await page.locator('[name=approving_order]').fill('Приказ № 201-д от 20.11.2026');
    await page.locator('[name=valid_from]').fill('2026-11-25');
    await page.getByRole('button', { name: 'Добавить сервис' }).click();
    await page.getByRole('heading', { level: 1, name: SERVICE }).waitFor();
    expect(await page.getByText('утверждён').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('the teacher sets tomorrow’s lesson online in it', async () => {
    const { page, signIn, complaints } = await window();
    await signIn('kovaleva');
    await page.goto('/week');
    await page.goto(lesson);
    await page.getByRole('link', { name: 'Сделать урок онлайн' }).click();
    await page.getByLabel('По отдельной ссылке').check();
    await page.getByLabel('Сервис').selectOption({ label: SERVICE });
    await page.getByLabel('Ссылка на урок').fill(LINK);
    await page.getByLabel('Тема урока').fill('Профессии моря');
    await page.getByRole('button', { name: 'Сделать онлайн и сообщить' }).click();
    await page.getByText('Ученики и родители получили уведомление').waitFor();
    expect(await page.content()).not.toContain('7a-proverka');
    expect(complaints).toEqual([]);
  });

  it.each(['sonya', 'belova', 'belov'])('%s has the notice', async (login) => {
    const { page, signIn, complaints } = await window();
    await signIn(login);
    await page
      .getByRole('link', { name: /Уведомления/ })
      .first()
      .click();
    await page.getByRole('button', { name: /Россия — мои горизонты 26.ноября в.13:20 — онлайн/ }).click();
    await page.getByText('Тема: Профессии моря').waitFor();
    if (login !== 'sonya') await page.getByText('Соня').first().waitFor();
    expect(await page.content()).not.toContain('7a-proverka');
    expect(complaints).toEqual([]);
  });

  it('the pupil gets in when it is time, and lands on the service’s page', async () => {
    live.school.clock.set('2026-11-26T12:00');
    const { page, signIn, left, complaints } = await window();
    await signIn('sonya');
    await page.goto(lesson);
    await page.getByText(/вход откроется в.13:10/).waitFor();
    live.school.clock.set('2026-11-26T13:15');
    await page.reload();
    const leaving = page.waitForRequest(LINK);
    await page.getByRole('button', { name: 'Войти на урок' }).click();
    await leaving;
    expect(left).toEqual([LINK]);
    expect(complaints).toEqual([]);
  });

  it('a pupil of another class does not', async () => {
    const { page, signIn, context, left } = await window();
    await signIn('timur');
    const shown = await page.goto(lesson);
    expect(shown?.status()).toBe(404);
    const sent = await context.request.post(`${lesson}/entry`, {
      headers: { 'Sec-Fetch-Site': 'same-origin' },
      form: {},
      maxRedirects: 0,
    });
    expect(sent.status()).toBe(403);
    expect(await sent.text()).toContain('только ученики его группы');
    expect(left).toEqual([]);
  });

  it('the teacher sees who came', async () => {
    const { page, signIn } = await window();
    await signIn('kovaleva');
    await page.goto(lesson);
    const row = page.getByRole('row').filter({ hasText: 'Белова Софья' });
    expect(await row.textContent()).toMatch(/2\sиз\s2[\s\S]*в\s13:15/);
  });
});

/** Runs in the page: what the element with the focus is called, by its label or its own words. */
const NAME_OF_FOCUSED = `(() => {
  const element = document.activeElement;
  const label = element.id === '' ? null : document.querySelector('label[for="' + element.id + '"]');
  return (label ?? element).textContent.trim();
})()`;

describe('by keyboard alone', () => {
  let live: Live;
  let opened: Window;

  beforeAll(async () => {
    live = await goLive('2026-11-25T10:00');
    opened = await live.window({ viewport: { width: 1280, height: 900 } });
  });

  it('a teacher signs in, sets a lesson online, and a pupil gets in', async () => {
    const { page } = opened;
    const id = await lessonOf(live.school.db, 'kovaleva', '2026-11-26', 7);
    await keys(page, 'kovaleva');
    await page.goto(`/lessons/${id}`);
    await reach(page, 'Сделать урок онлайн');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Сделать урок онлайн' }).waitFor();
    await reach(page, 'Тема урока');
    await page.keyboard.type('Профессии моря');
    await reach(page, 'Сделать онлайн и сообщить');
    await page.keyboard.press('Enter');
    await page.getByText('Ученики и родители получили уведомление').waitFor();

    live.school.clock.set('2026-11-26T13:15');
    const pupil = await live.window({ viewport: { width: 1280, height: 900 } });
    await keys(pupil.page, 'sonya');
    await pupil.page.goto(`/lessons/${id}`);
    await reach(pupil.page, 'Войти на урок');
    const leaving = pupil.page.waitForRequest(/^https:\/\/sferum\.ru\//);
    await pupil.page.keyboard.press('Enter');
    await leaving;
    const sonya = await personOf(live.school.db, 'sonya');
    const entry = await live.school.db.row(
      Count,
      sql`select count(*) as count from entry where lesson_id = ${id} and person_id = ${sonya}`,
    );
    expect(entry.count).toBe(1);
  });

  async function keys(page: Page, login: string): Promise<void> {
    await page.goto('/sign-in');
    await reach(page, 'Логин');
    await page.keyboard.type(login);
    await page.keyboard.press('Tab');
    await page.keyboard.type(castMember(login).password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
  }

  /** Presses Tab until what has the focus is called so; fails where Tab never gets there. */
  async function reach(page: Page, name: string): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate<string>(NAME_OF_FOCUSED);
      if (focused === name) return;
    }
    throw new Error(`Tab never reaches «${name}»`);
  }
});

import sql, { raw } from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { castMember } from '../../src/demo/cast.ts';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, stageOf } from '../support/cast.ts';
import { goLive, type Live, type Window } from '../support/live.ts';

const live: Live = await goLive('2026-11-24T12:00');
const lessonId = await lessonOf(live.school.db, 'kovaleva', '2026-11-24', 4);
const address = urls.register(lessonId);
const sonya = await personOf(live.school.db, 'sonya');
const dasha = await personOf(live.school.db, 'dasha');
const nikita = await personOf(live.school.db, 'nikita');

const OFFLINE = 'Нет связи: отметки останутся на этой странице и уйдут сами, когда связь вернётся';

const MarkRow = z.object({ attendance: z.string(), remark: z.string() });

function markOf(studentId: number) {
  return live.school.db.maybeRow(
    MarkRow,
    sql`select attendance, remark from mark where lesson_id = ${lessonId} and student_id = ${studentId}`,
  );
}

async function saves(): Promise<number> {
  const made = sql`select count(*) from register_change where lesson_id = ${lessonId}`;
  return (await live.school.db.row(Count, made)).count;
}

/** A window with the register open, and its script at work. */
async function openRegister(login = 'kovaleva') {
  const window = await live.window();
  await window.enter(login);
  await window.page.goto(address);
  await window.page.locator('[data-register-keys]:not([hidden])').waitFor({ state: 'attached' });
  return window;
}

async function mark({ page }: Window, studentId: number, attendance: string): Promise<void> {
  await page.locator(`[name="a_${studentId}"][value="${attendance}"]`).check();
}

function chosen({ page }: Window, studentId: number): Promise<string> {
  return page.locator(`[name="a_${studentId}"]:checked`).inputValue();
}

async function press({ page }: Window): Promise<void> {
  await page.locator('.reg-bar button[type=submit]').click();
}

async function says({ page }: Window, words: string): Promise<void> {
  await page.locator('[data-register-state]').getByText(words, { exact: false }).waitFor();
}

function drafts({ page }: Window): Promise<string[]> {
  return page.evaluate('Object.entries(sessionStorage).map((one) => one.join(" "))');
}

/**
 * What the browser complained of, but for the network that was taken away, and the move from page to page that
 * Chromium breaks off where another page comes first.
 */
function faults({ complaints }: Window): string[] {
  return complaints.filter(
    (text) =>
      !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_ABORTED|status of 50\d|Transition was aborted/.test(text),
  );
}

beforeEach(async () => {
  // A window of the test before may still be sending what it kept
  await live.closeWindows();
  for (const table of ['register_change', 'register_total', 'mark', 'register', 'participant_list'])
    await live.school.db.run(sql`delete from ${raw(table)} where lesson_id = ${lessonId}`);
});

describe('a register over a lost connection', () => {
  it('is filled offline, says in which state it is, and is saved once when the connection is back', async () => {
    const window = await openRegister();
    await window.context.setOffline(true);
    await says(window, 'Нет связи. Отмечайте дальше');
    await mark(window, sonya, 'absent');
    await mark(window, dasha, 'late');
    await press(window);
    await press(window);
    await says(window, OFFLINE);
    expect(await markOf(sonya)).toBeNull();
    expect(new URL(window.page.url()).pathname).toBe(address);

    await window.context.setOffline(false);
    await window.page.getByText('Журнал сохранён').first().waitFor();
    await says(window, 'Все изменения сохранены');
    expect(await saves()).toBe(1);
    expect([await chosen(window, sonya), await chosen(window, dasha)]).toEqual(['absent', 'late']);
    expect((await markOf(sonya))?.attendance).toBe('absent');
    expect((await markOf(dasha))?.attendance).toBe('late');
    expect(await drafts(window)).toEqual([]);
    expect(faults(window)).toEqual([]);
  });

  it('is saved once where the answer was lost, and not the save', async () => {
    const window = await openRegister();
    let isLost = true;
    await window.page.route(`**${address}`, async (route) => {
      if (route.request().method() !== 'POST' || !isLost) return route.continue();
      isLost = false;
      await route.fetch({ maxRedirects: 0 }); // the portal has saved
      await route.abort('failed');
    });
    await mark(window, sonya, 'absent');
    await press(window);
    await says(window, OFFLINE);
    expect(await saves()).toBe(1);
    await window.page.evaluate('window.dispatchEvent(new Event("online"))');
    await says(window, 'Все изменения сохранены');
    expect(await saves()).toBe(1);
    expect((await markOf(sonya))?.attendance).toBe('absent');
    expect(faults(window)).toEqual([]);
  });

  it('keeps what was changed while it waited, as unsaved marks of the new version', async () => {
    const window = await openRegister();
    await window.context.setOffline(true);
    await mark(window, sonya, 'absent');
    await press(window);
    await says(window, OFFLINE);
    await mark(window, dasha, 'excused');
    await window.context.setOffline(false);
    await says(window, 'Есть несохранённые отметки');
    expect((await markOf(sonya))?.attendance).toBe('absent');
    expect((await markOf(dasha))?.attendance).toBe('present');
    expect(await chosen(window, dasha)).toBe('excused');
    await press(window);
    await says(window, 'Все изменения сохранены');
    expect((await markOf(dasha))?.attendance).toBe('excused');
    expect(await saves()).toBe(2);
    expect(faults(window)).toEqual([]);
  });

  it('waits as well while the portal is starting', async () => {
    const window = await openRegister();
    await window.page.route(`**${address}`, (route) => route.fulfill({ status: 503, body: '' }));
    await mark(window, sonya, 'absent');
    await press(window);
    await says(window, OFFLINE);
    await window.page.unroute(`**${address}`);
    await window.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await says(window, 'Все изменения сохранены');
    expect(await saves()).toBe(1);
  });

  it('shows both where a colleague saved meanwhile, and overwrites nothing', async () => {
    const window = await openRegister();
    await window.context.setOffline(true);
    await mark(window, sonya, 'absent');
    await mark(window, nikita, 'technical');
    await press(window);
    await says(window, OFFLINE);

    const colleague = await stageOf(live.school).as('ivanenko');
    const form = (await colleague.open(address)).form(address);
    await form.submit({ [`a_${sonya}`]: 'excused', [`a_${dasha}`]: 'late' });
    await window.context.setOffline(false);
    await window.page.getByText('Пока вы заполняли журнал, его сохранили без вас').waitFor();
    await says(window, 'Есть несохранённые отметки');
    expect((await markOf(sonya))?.attendance).toBe('excused');
    expect(await saves()).toBe(1);
    expect(await chosen(window, sonya)).toBe('absent');
    expect(await chosen(window, nikita)).toBe('technical');
    expect(await chosen(window, dasha)).toBe('late');
    expect(await window.page.locator(`[data-pupil="${sonya}"] .reg-theirs`).textContent()).toContain(
      'уважительная причина',
    );
    await press(window);
    await says(window, 'Все изменения сохранены');
    expect((await markOf(sonya))?.attendance).toBe('absent');
    expect((await markOf(dasha))?.attendance).toBe('late');
    expect(faults(window)).toEqual([]);
  });

  it('asks before the page is closed while something waits', async () => {
    const window = await openRegister();
    await window.context.setOffline(true);
    await mark(window, sonya, 'absent');
    await press(window);
    await says(window, OFFLINE);
    const asked = window.page.waitForEvent('dialog');
    await window.page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
  });
});

describe('an unsaved register', () => {
  it('is there again after a reload, in numbers and codes alone', async () => {
    const window = await openRegister();
    await mark(window, sonya, 'absent');
    await window.page.locator(`[data-pupil="${dasha}"] summary`).click();
    await window.page.locator(`[name="r_${dasha}"]`).fill('без камеры');
    const [draft] = await drafts(window);
    expect(draft).toContain(`"a_${sonya}":"absent"`);
    expect(draft).not.toMatch(/Белова|Соня|Орлова/);
    await window.page.reload();
    await says(window, 'Несохранённые отметки возвращены на место');
    expect(await chosen(window, sonya)).toBe('absent');
    expect(await window.page.locator(`[name="r_${dasha}"]`).inputValue()).toBe('без камеры');
    await press(window);
    await says(window, 'Все изменения сохранены');
    expect(await markOf(dasha)).toEqual({ attendance: 'present', remark: 'без камеры' });
    expect(await drafts(window)).toEqual([]);
  });

  it('keeps what was pressed before its script came', async () => {
    const window = await live.window();
    await window.signIn('kovaleva');
    const held = Promise.withResolvers<void>();
    await window.page.route(/register-keys/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await window.page.goto(address, { waitUntil: 'domcontentloaded' });
    await mark(window, sonya, 'absent');
    held.resolve();
    await says(window, 'Есть несохранённые отметки');
    expect(await chosen(window, sonya)).toBe('absent');
    await window.page.reload();
    await says(window, 'Несохранённые отметки возвращены на место');
    expect(await chosen(window, sonya)).toBe('absent');
  });

  it('comes back after another page, and can be thrown away', async () => {
    const window = await openRegister();
    await mark(window, sonya, 'absent');
    await window.page.goto(urls.home());
    await window.page.goto(address);
    await says(window, 'Несохранённые отметки возвращены на место');
    await window.page.getByRole('button', { name: 'Убрать их' }).click();
    await window.page.locator(`[name="a_${sonya}"][value="present"]:checked`).waitFor({ state: 'attached' });
    expect(await drafts(window)).toEqual([]);
  });

  it('keeps its version: who saved meanwhile is not overwritten after a reload', async () => {
    const window = await openRegister();
    await mark(window, sonya, 'absent');
    const colleague = await stageOf(live.school).as('ivanenko');
    await (await colleague.open(address))
      .form(address)
      .submit({ [`a_${sonya}`]: 'excused', [`a_${dasha}`]: 'late' });
    await window.page.reload();
    await says(window, 'журнал уже сохранили без вас');
    await press(window);
    await window.page.getByText('Пока вы заполняли журнал, его сохранили без вас').waitFor();
    expect((await markOf(sonya))?.attendance).toBe('excused');
    expect(await chosen(window, dasha)).toBe('late');
    expect(faults(window)).toEqual([]);
  });

  it('outlives the session: after signing in again the filled form is there', async () => {
    const window = await openRegister();
    await mark(window, sonya, 'absent');
    await window.context.clearCookies();
    await press(window);
    await window.page.getByText('Войдите — всё, что вы заполнили, сохранится').waitFor();
    await window.page.getByLabel('Логин').fill('kovaleva');
    await window.page.getByLabel('Пароль', { exact: true }).fill(castMember('kovaleva').password);
    await window.page.getByRole('button', { name: 'Войти', exact: true }).click();
    await window.page.getByRole('heading', { level: 1 }).waitFor();
    await window.page.goto(address);
    await says(window, 'Несохранённые отметки возвращены на место');
    expect(await chosen(window, sonya)).toBe('absent');
    await press(window);
    await says(window, 'Все изменения сохранены');
    expect((await markOf(sonya))?.attendance).toBe('absent');
    expect(faults(window)).toEqual([]);
  });

  it('stays where a field was filled wrongly', async () => {
    const window = await openRegister();
    await mark(window, sonya, 'late');
    await window.page.locator(`[name="m_${sonya}"]`).fill('500');
    await press(window);
    await window.page.getByRole('heading', { name: 'Отметки не сохранены' }).waitFor();
    await says(window, 'Есть несохранённые отметки');
    await window.page.locator(`[name="m_${sonya}"]`).fill('5');
    await press(window);
    await says(window, 'Все изменения сохранены');
    expect((await markOf(sonya))?.attendance).toBe('late');
  });

  it('stays over a pasted list', async () => {
    const window = await openRegister();
    await mark(window, sonya, 'absent');
    await window.page.getByText('Вставить список участников').click();
    await window.page.getByLabel('Список из Сферума или MAX').fill('Соня Белова\nНикита Захаров');
    expect((await drafts(window)).join(' ')).not.toContain('Захаров');
    await window.page.getByRole('button', { name: 'Сопоставить' }).click();
    await window.page.getByText('В списке 2 имени').first().waitFor();
    await says(window, 'Есть несохранённые отметки');
    expect(await chosen(window, sonya)).toBe('absent');
    expect(await markOf(sonya)).toBeNull();
    await press(window);
    await says(window, 'Все изменения сохранены');
    expect(faults(window)).toEqual([]);
  });
});

import type { BrowserContextOptions, Page } from 'playwright-core';
import sql from 'sql-template-tag';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf } from '../support/cast.ts';
import { goLive, type Live } from '../support/live.ts';
import { fillClass } from '../support/more-pupils.ts';

let live: Live;
let lessonId: number;
const ids: Record<string, number> = {};

beforeAll(async () => {
  live = await goLive('2026-11-24T11:20');
  await fillClass(live.school.db, '7А', 28);
  lessonId = await lessonOf(live.school.db, 'kovaleva', '2026-11-24', 4);
  for (const login of ['dasha', 'nikita', 'kirill']) ids[login] = await personOf(live.school.db, login);
});

beforeEach(async () => {
  for (const table of ['mark_notice', 'mark', 'register_total', 'register_change', 'register'] as const) {
    await live.school.db.run({ text: `delete from ${table} where lesson_id = $1`, values: [lessonId] });
  }
});

const Exception = z.object({ student_id: z.number(), attendance: z.string() });

/** Marks other than «present», and how many there are in all. */
async function saved() {
  const marks = await live.school.db.rows(
    Exception,
    sql`select student_id, attendance from mark where lesson_id = ${lessonId} order by student_id`,
  );
  const others = marks.filter((mark) => mark.attendance !== 'present');
  return {
    all: marks.length,
    others: Object.fromEntries(others.map((one) => [one.student_id, one.attendance])),
  };
}

const exceptions = () => ({
  all: 28,
  others: { [ids.dasha ?? 0]: 'late', [ids.nikita ?? 0]: 'absent', [ids.kirill ?? 0]: 'technical' },
});

/** Opens the register and presses as a thumb does; counts the presses. */
async function thumb(page: Page) {
  await page.goto(urls.register(lessonId));
  let presses = 0;
  return {
    async press(login: string, label: string) {
      const target = page.locator(`[data-pupil="${ids[login]}"] .seg-a .pick`, { hasText: label });
      const box = await target.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), label).toBeGreaterThanOrEqual(44);
      await target.tap();
      presses += 1;
    },
    async save() {
      await page.locator('.reg-bar button.btn').tap();
      await page.waitForLoadState();
    },
    presses: () => presses,
  };
}

describe('a register of 28 with three exceptions on a phone', () => {
  it.each<[string, BrowserContextOptions]>([
    ['with script', {}],
    ['without script', { javaScriptEnabled: false }],
  ])('takes three presses and one save, %s', async (_name, options) => {
    const { page, enter, complaints } = await live.window({ hasTouch: true, ...options });
    await enter('kovaleva');
    const hand = await thumb(page);
    expect(await page.locator('[data-pupil]').count()).toBe(28);
    await hand.press('dasha', 'Опозд.');
    await hand.press('nikita', 'Нет');
    await hand.press('kirill', 'Связь');
    expect(hand.presses()).toBeLessThanOrEqual(5);
    await hand.save();
    await page.getByText('Журнал сохранён: на уроке 25').first().waitFor();
    expect(await saved()).toEqual(exceptions());
    expect(complaints).toEqual([]);
  });

  it('keeps the save in reach of the thumb at both ends of the list, and never wider than the screen', async () => {
    const { page, enter } = await live.window({ hasTouch: true });
    await enter('kovaleva');
    await page.goto(urls.register(lessonId));
    for (const end of ['0', 'document.body.scrollHeight - 900']) {
      await page.evaluate(`window.scrollTo(0, ${end})`);
      const box = await page.locator('.reg-bar button.btn').boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
      expect(box?.y ?? -1).toBeGreaterThan(0);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.locator('.tabs').isVisible()).toBe(false);
  });

  it('marks activity by one press each, in a view of its own that loses nothing', async () => {
    const { page, enter } = await live.window({ hasTouch: true });
    await enter('kovaleva');
    await page.goto(urls.register(lessonId));
    const row = page.locator(`[data-pupil="${ids.dasha}"]`);
    await row.locator('.seg-a .pick', { hasText: 'Опозд.' }).tap();
    await row.getByLabel('Опоздание, минут').fill('12');
    expect(await row.locator('.seg-v').isVisible()).toBe(false);
    await page.locator('.reg-view .pick', { hasText: 'Активность' }).tap();
    expect(await row.locator('.seg-a').isVisible()).toBe(false);
    await row.locator('.seg-v .pick', { hasText: '3' }).tap();
    expect(await page.locator('.cnt-late').evaluate('(one) => getComputedStyle(one).display')).not.toBe(
      'none',
    );
    await page.locator('.reg-bar button.btn').tap();
    await page.getByText('Журнал сохранён').first().waitFor();
    const Full = z.object({ attendance: z.string(), minutes_late: z.number(), activity: z.number() });
    const mark = await live.school.db.row(
      Full,
      sql`select attendance, minutes_late, activity from mark
        where lesson_id = ${lessonId} and student_id = ${ids.dasha ?? 0}`,
    );
    expect(mark).toEqual({ attendance: 'late', minutes_late: 12, activity: 3 });
  });
});

it('by the keyboard alone, as a browser does it without script', async () => {
  const { page, enter } = await live.window({
    viewport: { width: 1280, height: 800 },
    javaScriptEnabled: false,
  });
  await enter('kovaleva');
  await page.goto(urls.register(lessonId));
  const focusedName = () => page.locator(':focus').getAttribute('name');
  const goTo = async (name: string) => {
    let tabs = 0;
    do {
      await page.keyboard.press('Tab');
      tabs += 1;
    } while ((await focusedName()) !== name && tabs < 200);
    expect(await focusedName()).toBe(name);
  };
  const wanted = [
    { login: 'kirill', presses: 4 },
    { login: 'nikita', presses: 2 },
    { login: 'dasha', presses: 1 },
  ];
  for (const { login, presses } of wanted) {
    await goTo(`a_${ids[login]}`);
    for (let i = 0; i < presses; i += 1) await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Tab'); // the minutes have opened for the one who was late
  expect(await focusedName()).toBe(`m_${ids.dasha}`);
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await page.getByText('Журнал сохранён').first().waitFor();
  expect(await saved()).toEqual(exceptions());
});

it('two teachers at once: the second is shown both, and decides', async () => {
  await live.school.db.run(sql`
    insert into lesson_teacher (lesson_id, person_id, day, during, position, is_together)
    select id, ${await personOf(live.school.db, 'orlova')}, day, tstzrange(starts_at, ends_at), 2, true
    from lesson where id = ${lessonId} on conflict do nothing`);
  const [one, other] = [await live.window({ hasTouch: true }), await live.window({ hasTouch: true })];
  await one.enter('kovaleva');
  await other.enter('orlova');
  const [mine, hers] = [await thumb(one.page), await thumb(other.page)];
  await hers.press('dasha', 'Опозд.');
  await hers.press('nikita', 'Нет');
  await hers.save();
  await other.page.getByText('Журнал сохранён').first().waitFor();

  await mine.press('dasha', 'Уваж.');
  await mine.press('kirill', 'Связь');
  await mine.save();
  await one.page.getByText('Пока вы заполняли журнал, его сохранили без вас').waitFor();
  await one.page.getByRole('link', { name: 'Орлова Дарья: вы отметили по-разному' }).tap();
  const dasha = one.page.locator(`[data-pupil="${ids.dasha}"]`);
  expect(await dasha.locator('.reg-theirs').textContent()).toContain('опоздание');
  expect(await dasha.locator('.seg-a input:checked').inputValue()).toBe('excused');
  const nikita = one.page.locator(`[data-pupil="${ids.nikita}"] .seg-a input:checked`);
  expect(await nikita.inputValue()).toBe('absent');
  await dasha.locator('.seg-a .pick', { hasText: 'Опозд.' }).tap();
  await mine.save();
  await one.page.getByText('Журнал сохранён').first().waitFor();
  expect(await saved()).toEqual(exceptions());
  expect([...one.complaints, ...other.complaints]).toEqual([]);
});

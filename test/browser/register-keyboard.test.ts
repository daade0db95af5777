import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf } from '../support/cast.ts';
import { goLive, type Live } from '../support/live.ts';
import { fillClass } from '../support/more-pupils.ts';

const MarkRow = z.object({
  family_name: z.string(),
  attendance: z.string(),
  minutes_late: z.number().nullable(),
  activity: z.number().nullable(),
});

let live: Live;
let lessonId: number;

beforeAll(async () => {
  live = await goLive('2026-11-24T12:00');
  await fillClass(live.school.db, '7А', 28);
  lessonId = await lessonOf(live.school.db, 'kovaleva', '2026-11-24', 4);
});

async function marksOf(lesson: number) {
  return live.school.db.rows(
    MarkRow,
    sql`
      select p.family_name, m.attendance, m.minutes_late, m.activity
      from mark m join person p on p.id = m.student_id where m.lesson_id = ${lesson}
      order by p.family_name, p.given_name
    `,
  );
}

test('a register of 28 with three exceptions, by keyboard alone, in the Russian layout', async () => {
  const { page, enter, complaints } = await live.window({ viewport: { width: 1280, height: 800 } });
  await enter('kovaleva');
  await page.goto(urls.register(lessonId));
  await page.locator('[data-register-keys]:not([hidden])').waitFor();
  const focused = () => page.evaluate('document.activeElement.name');
  const rowOf = async (login: string) => `a_${await personOf(live.school.db, login)}`;

  await page.getByRole('link', { name: 'Перейти к содержанию' }).focus();
  await page.keyboard.press('Enter');
  let tabs = 0;
  while (!/^a_/.test(String(await focused())) && tabs < 12) {
    await page.keyboard.press('Tab');
    tabs += 1;
  }
  const first = String(await focused());
  expect(first).toMatch(/^a_/);
  await page.keyboard.press('ArrowDown'); // to the next pupil, and no mark is changed by it
  expect(await focused()).not.toBe(first);
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe(first);
  expect(await page.locator('[data-pupil] input[value="present"]:checked').count()).toBe(28);

  const names = await page.locator('.reg-name').allTextContents();
  const go = async (from: number, to: number) => {
    for (let i = from; i < to; i += 1) await page.keyboard.press('ArrowDown');
  };
  const [kirill, nikita, dasha] = ['Ершов Кирилл', 'Захаров Никита', 'Орлова Дарья'].map((name) =>
    names.indexOf(name),
  );
  await go(0, kirill ?? 0);
  expect(await focused()).toBe(await rowOf('kirill'));
  await page.keyboard.press('KeyJ'); // «О» of the Russian layout
  expect(await focused()).toBe(`m_${await personOf(live.school.db, 'kirill')}`);
  await page.keyboard.type('07');
  await page.keyboard.press('Enter');
  expect(await focused()).toBe(await rowOf('kirill'));
  await page.keyboard.press('Digit2');
  await go(kirill ?? 0, nikita ?? 0);
  await page.keyboard.press('KeyY'); // «Н»
  await go(nikita ?? 0, dasha ?? 0);
  await page.keyboard.press('KeyC'); // «С»
  await page.keyboard.press('KeyE'); // «У»
  const state = page.locator('[data-register-state]');
  expect(await state.textContent()).toBe('Есть несохранённые отметки');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Журнал сохранён').first().waitFor();
  expect(await state.textContent()).toBe('Все изменения сохранены');

  const marks = await marksOf(lessonId);
  expect(marks).toHaveLength(28);
  expect(marks.filter((mark) => mark.attendance !== 'present')).toEqual([
    { family_name: 'Ершов', attendance: 'late', minutes_late: 7, activity: 2 },
    { family_name: 'Захаров', attendance: 'absent', minutes_late: null, activity: null },
    { family_name: 'Орлова', attendance: 'excused', minutes_late: null, activity: null },
  ]);
  expect(complaints).toEqual([]);
});

test('keys take nothing that is typed, and hold nobody', async () => {
  const { page, enter, complaints } = await live.window({ viewport: { width: 1280, height: 800 } });
  await enter('kovaleva');
  await page.goto(urls.register(lessonId));
  await page.locator('[data-register-keys]:not([hidden])').waitFor();
  const sonya = await personOf(live.school.db, 'sonya');

  const remark = page.locator(`[name="r_${sonya}"]`);
  await page.locator(`[data-pupil="${sonya}"] summary`).click();
  await remark.click();
  await page.keyboard.type('зонус 0123 Yjec');
  expect(await remark.inputValue()).toBe('зонус 0123 Yjec');
  await page.keyboard.press('Enter'); // back to the list: a register is not saved by the way
  expect(await page.evaluate('document.activeElement.name')).toBe(`a_${sonya}`);
  expect(new URL(page.url()).pathname).toBe(urls.register(lessonId));

  await page.getByText('Вставить список участников').click();
  const list = page.getByLabel('Список из Сферума или MAX');
  await list.click();
  await page.keyboard.type('Соня, Н 3');
  await page.keyboard.press('ArrowUp');
  expect(await list.inputValue()).toBe('Соня, Н 3');

  await page.locator(`[name="v_${sonya}"]:checked`).focus();
  await page.keyboard.press('Digit3');
  await page.keyboard.press('ArrowDown'); // stays in the column
  expect(await page.evaluate('document.activeElement.name')).toMatch(/^v_/);
  await page.keyboard.press('ArrowUp');
  expect(await page.locator(`[name="v_${sonya}"]:checked`).inputValue()).toBe('3');
  await page.keyboard.press('Minus');
  expect(await page.locator(`[name="v_${sonya}"]:checked`).inputValue()).toBe('');

  const seen = new Set<string>();
  for (let i = 0; i < 400 && !seen.has('BUTTON Сохранить'); i += 1) {
    await page.keyboard.press('Tab');
    seen.add(
      String(
        await page.evaluate(
          'document.activeElement.tagName + " " + document.activeElement.textContent.trim()',
        ),
      ),
    );
  }
  expect([...seen]).toContain('BUTTON Сохранить');
  expect(complaints).toEqual([]);
});

test('letters are pressed on a phone in the view that is open, and the other stays as it was', async () => {
  const { page, enter } = await live.window();
  await enter('kovaleva');
  await page.goto(urls.register(lessonId));
  await page.locator('[data-register-keys]:not([hidden])').waitFor({ state: 'attached' });
  await page.getByLabel('Активность', { exact: true }).check();
  const sonya = await personOf(live.school.db, 'sonya');
  await page.locator(`[name="v_${sonya}"]:checked`).focus();
  await page.keyboard.press('Digit1');
  expect(await page.locator(`[name="v_${sonya}"]:checked`).inputValue()).toBe('1');
  expect(await page.locator(`[name="a_${sonya}"]:checked`).inputValue()).toBe('present');
});

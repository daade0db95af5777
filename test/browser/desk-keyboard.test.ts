import { beforeAll, expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { asked, courseOf, withoutQuestions } from '../questions/asked.ts';
import { goLive, type Live } from '../support/live.ts';

let live: Live;

beforeAll(async () => {
  live = await goLive();
  await withoutQuestions(live.school.db);
});

it('answers by keyboard alone: down the list, open, to the field, a template, send', async () => {
  const { db } = live.school;
  const courseId = await courseOf(db, 'kovaleva', '7А');
  const common = { teacher: 'kovaleva', courseId };
  await asked(db, { ...common, student: 'nikita', at: '2026-11-23T12:00Z', words: 'Как сложить дроби?' });
  const second = await asked(db, { ...common, student: 'sonya', words: 'Что такое знаменатель?' });
  const window = await live.window({ viewport: { width: 1280, height: 800 } });
  await window.enter('kovaleva');
  const { page } = window;
  await page.goto(urls.answerTemplates());
  await page.getByRole('button', { name: /Разберём на уроке/ }).press('Enter');
  await page.waitForURL(urls.answerTemplates());

  await page.goto(urls.questions());
  // the script has come once it says what the keys do
  await page.getByText('С клавиатуры').waitFor();
  await page.keyboard.press('KeyJ');
  await page.keyboard.press('KeyX');
  expect(await page.locator('[data-desk] input:checked').count()).toBe(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('KeyJ');
  await page.keyboard.press('Enter');
  await page.waitForURL(urls.question(second));
  await page.getByText('С клавиатуры').waitFor();

  const field = page.getByLabel('Ответ', { exact: true });
  await page.keyboard.press('KeyA');
  // what is typed is text, also where it is a letter that does something elsewhere
  await page.keyboard.type('ja ');
  expect(await field.inputValue()).toBe('ja ');
  await page.getByRole('button', { name: 'Вставить', exact: true }).press('Enter');
  expect(await field.inputValue()).toMatch(/^ja Спасибо за вопрос/);
  await page.keyboard.press('Control+Enter');
  await page.getByText('Ответ отправлен.').waitFor();
  await page.goto(urls.questions());
  expect(await page.locator('section[aria-labelledby="waiting"] .row-link').allInnerTexts()).toEqual([
    'Захаров Никита, 7А',
  ]);
  expect(window.complaints).toEqual([]);
});

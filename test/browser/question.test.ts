import sharp from 'sharp';
import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { phonePhoto } from '../attachments/made-files.ts';
import { withoutQuestions } from '../questions/asked.ts';
import { lessonOf } from '../support/cast.ts';
import { goLive, type Live } from '../support/live.ts';

let live: Live;

beforeAll(async () => {
  live = await goLive();
});

/**
 * A question from photo to published answer with real clicks: a pupil asks with a photo on a telephone, the teacher
 * reads it on the desk and asks back, the pupil replies, the teacher answers and shows it to the class, and another
 * pupil of the class finds it by a search in other words, without the name of who asked.
 */
describe.each([
  { how: 'with script', javaScriptEnabled: true },
  { how: 'without script', javaScriptEnabled: false },
])('a question from photo to published answer, $how', ({ javaScriptEnabled }) => {
  const ASKED = 'Не получается пример с дробями в номере 5. Где ошибка?';
  let lesson: string;
  let thread: string;

  const open = (login: string) => async () => {
    const opened = await live.window({ javaScriptEnabled });
    await opened.enter(login);
    return opened;
  };
  const [pupil, teacher, other] = [open('sonya'), open('kovaleva'), open('nikita')];

  beforeAll(async () => {
    await withoutQuestions(live.school.db);
    lesson = `/lessons/${await lessonOf(live.school.db, 'kovaleva', '2026-11-24', 4)}`;
  });

  it('the pupil asks from the lesson, with a photo', async () => {
    const photo = await phonePhoto();
    expect((await sharp(photo).metadata()).exif?.toString('latin1')).toContain('SecretMaker');
    const { page, complaints } = await pupil();
    await page.goto(lesson);
    await page.getByRole('link', { name: 'Спросить учителя' }).click();
    await page.getByLabel('Ваш вопрос').fill(ASKED);
    await page
      .getByLabel('Фото или PDF, если нужно')
      .setInputFiles({ name: 'IMG_20261124.jpg', mimeType: 'image/jpeg', buffer: photo });
    await page.getByRole('button', { name: 'Отправить' }).click();
    await page.getByText('Вопрос отправлен').waitFor();
    await page.getByText('Ещё не прочитано').waitFor();
    await page.getByRole('img', { name: 'Фото' }).waitFor();
    thread = new URL(page.url()).pathname;
    expect(complaints).toEqual([]);
  });

  it('of the photo nothing is kept but the picture', async () => {
    const { content } = await live.school.db.row(
      z.object({ content: z.instanceof(Buffer) }),
      sql`select content from attachment order by id desc limit 1`,
    );
    const { exif, xmp, iptc, width } = await sharp(content).metadata();
    expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined]);
    expect(width).toBeGreaterThan(0);
  });

  it('the teacher finds it on the desk, reads it and asks back', async () => {
    const { page, complaints } = await teacher();
    await page.goto('/questions');
    await page.getByRole('link', { name: /Белова Софья/ }).click();
    await page.getByText(ASKED).waitFor();
    const read = page.getByRole('button', { name: 'Прочитано' });
    // with script it is read by being looked at
    if (javaScriptEnabled) await read.waitFor({ state: 'hidden' });
    else await read.click();
    const { page: pupils } = await pupil();
    await pupils.goto(thread);
    await pupils.getByText(/^Прочитано сегодня/).waitFor();
    await page.getByRole('textbox', { name: 'Ответ' }).fill('На что вы сократили?');
    await page.getByRole('button', { name: 'Уточнить' }).click();
    await page.getByText('Вопрос вернётся к вам').waitFor();
    expect(complaints).toEqual([]);
  });

  it('the pupil replies', async () => {
    const { page, complaints } = await pupil();
    await page.goto('/questions');
    await page.getByText('Учитель уточняет').waitFor();
    await page.getByRole('link', { name: /урок 24.ноября/ }).click();
    await page.getByText('На что вы сократили?').waitFor();
    await page.getByLabel('Сообщение').fill('На три');
    await page.getByRole('button', { name: 'Отправить' }).click();
    await page.getByText('Отправлено').waitFor();
    expect(complaints).toEqual([]);
  });

  it('the teacher answers, and shows it to the class', async () => {
    const { page, complaints } = await teacher();
    await page.goto(thread);
    await page.getByText('На три').waitFor();
    await page.getByRole('textbox', { name: 'Ответ' }).fill('Числитель не делится на три: сократите на два.');
    await page.getByRole('button', { name: 'Ответить и показать классу' }).click();
    await page.getByRole('button', { name: 'Опубликовать' }).click();
    await page.getByText(/Кто спросил, не.видно/).waitFor();
    expect(complaints).toEqual([]);
  });

  it('another pupil of the class finds it in other words, without the name', async () => {
    const { page, complaints } = await other();
    await page.goto('/questions');
    await page.getByRole('link', { name: 'Ответы классу' }).click();
    await page.getByRole('searchbox').fill('дробь');
    await page.getByRole('button', { name: 'Найти' }).click();
    await page.getByText('сократите на два').waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/Белов|Соф|Сон/);
    expect((await page.goto(thread))?.status()).toBe(404);
    expect(await page.getByText(ASKED).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('the pupil has the answer and closes the question', async () => {
    const { page, complaints } = await pupil();
    await page.goto(thread);
    await page.getByText('сократите на два').waitFor();
    await page.getByRole('button', { name: 'Всё понятно, закрыть вопрос' }).click();
    await page.getByText('Вопрос закрыт').waitFor();
    expect(complaints).toEqual([]);
  });
});

import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { urls } from '../../src/web/urls.ts';
import { runDueJobs } from '../support/jobs.ts';
import { goLive, type Live } from '../support/live.ts';
import { type Answerer, addFamilies, signIn } from '../surveys/whole-school.ts';

/**
 * A survey from template to the published decision with real clicks: the coordinator makes and opens it, a mother answers
 * on a telephone without script, a pupil and a teacher answer too; the survey ends by itself; the coordinator reads
 * results and words, decides and publishes; the mother reads what changed.
 */
describe('a survey from template to the published decision', () => {
  let live: Live;
  let families: Answerer[];
  let path: string;

  beforeAll(async () => {
    live = await goLive();
    families = await addFamilies(live.school.db, '7А', 6);
  });

  it('the coordinator makes it from the template of the term, and opens it', async () => {
    const { page, enter, complaints } = await live.window({ viewport: { width: 1280, height: 900 } });
    await enter('ivanenko');
    await page.goto(urls.surveys());
    await page.getByRole('link', { name: 'Новый опрос' }).click();
    await page.getByLabel('Первый день').fill('2026-11-24');
    await page.getByLabel('Последний день').fill('2026-11-27');
    await page.getByRole('button', { name: 'Сохранить черновик' }).click();
    await page.getByRole('button', { name: 'Открыть опрос' }).click();
    await page.getByRole('heading', { name: 'Продлить или закончить раньше' }).waitFor();
    path = new URL(page.url()).pathname;
    expect(complaints).toEqual([]);
  });

  it.each([
    ['belova', 'Соня', false, 'Звук пропадает на видеоуроках'],
    ['sonya', '', true, ''],
    ['kovaleva', '', true, 'Мало времени на проверку'],
  ])('%s answers %s', async (login, child, javaScriptEnabled, words) => {
    const { page, enter, complaints } = await live.window({ javaScriptEnabled });
    await enter(login);
    await page.goto(path);
    await page.getByRole('link', { name: child === '' ? 'Ответить' : `Ответить: ${child}` }).click();
    for (const scale of await page.locator('fieldset.scale').all())
      await scale.getByRole('radio', { name: /^4/ }).check();
    await page.getByRole('textbox').first().fill(words);
    await page.getByRole('button', { name: 'Отправить ответ' }).click();
    await page.getByText('Спасибо, ваш ответ принят').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
  });

  it('others answer, and the survey ends by itself', async () => {
    const app = createSchoolApp(live.school);
    for (const { login, childId } of families) {
      const one = await signIn({ app }, login);
      const shown = await one.open(`${path}/answer${childId === null ? '' : `?child=${childId}`}`);
      const radios = shown.$('fieldset.scale input[type=radio]').toArray();
      const names = new Set(radios.map((radio) => shown.$(radio).attr('name') ?? ''));
      const done = await shown.form().submit(Object.fromEntries([...names].map((name) => [name, '5'])));
      expect(done.status).toBe(303);
    }
    live.school.clock.set('2026-11-28T09:00');
    await live.school.db.run(sql`select graphile_worker.add_job('survey.turn', '{}'::json)`);
    expect(await runDueJobs(live.school)).toContain('survey.turn');
  });

  it('the coordinator reads results and words, decides and publishes', async () => {
    const { page, enter, complaints } = await live.window({ viewport: { width: 1280, height: 900 } });
    await enter('ivanenko');
    await page.goto(path);
    await page.getByRole('link', { name: 'Итоги' }).click();
    await page.getByText(/15\sответов из/).waitFor();
    // twelve of 5 and two of 4; of teachers there is one, whose answer is shown nowhere
    await page.getByText('Остальных набралось меньше пяти').waitFor();
    await page.getByText('4,9 из 5').first().waitFor();
    await page.getByRole('link', { name: 'По классам' }).click();
    await page.getByRole('row', { name: /^7А родители и ученики 14 / }).waitFor();
    await page.getByRole('link', { name: 'Ответы своими словами' }).click();
    const text = page.getByRole('listitem').filter({ hasText: 'Звук пропадает' });
    await text.getByLabel('Новая тема').fill('связь');
    await page.keyboard.press('Enter');
    await text.getByRole('button', { name: 'Убрать тему: связь' }).waitFor();
    await page.goto(`${path}/decision`);
    await page.getByLabel('Что решили').fill('Проверить микрофоны в кабинетах до 1 декабря.');
    await page.getByLabel('Что изменилось').fill('Микрофоны заменили, звук проверяют перед уроком.');
    await page.getByRole('button', { name: 'Сохранить решение' }).click();
    await page.getByRole('button', { name: 'Опубликовать' }).click();
    await page.getByText('Все, кого спрашивали, получили уведомление').waitFor();
    expect(complaints).toEqual([]);
  });

  it('the mother is told, and reads what changed', async () => {
    await runDueJobs(live.school);
    const { page, enter, complaints } = await live.window({ javaScriptEnabled: false });
    await enter('belova');
    await page.goto(urls.notices());
    await page.getByRole('button', { name: /Что изменилось после опроса/ }).click();
    await page.getByRole('link', { name: 'Открыть опрос' }).click();
    await page.getByRole('link', { name: 'Что изменилось' }).click();
    await page.getByText('Микрофоны заменили, звук проверяют перед уроком.').waitFor();
    await page.getByText('4,9 из 5').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
  });
});

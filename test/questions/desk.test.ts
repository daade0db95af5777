import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { personOf, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown } from '../support/visitor.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

/** The names on a list, with what the tag says. */
const namesOn = (page: Shown, section: string) =>
  page
    .$(`section[aria-labelledby="${section}"] .desk > li`)
    .map((_i, one) => page.$(one).find('.row-link').text())
    .get();
const text = (page: Shown, selector: string) => page.$(selector).text().replace(/\s+/g, ' ').trim();

it('shows a teacher what waits, the oldest first, with its age, pupil, course and words', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const maths = await courseOf(at.db, 'kovaleva', '7А');
  const other = await courseOf(at.db, 'kovaleva', '7Б');
  const kovaleva = { teacher: 'kovaleva' };
  const old = await asked(at.db, { ...kovaleva, student: 'sonya', courseId: maths, at: '2026-11-19T12:00Z' });
  await asked(at.db, {
    ...kovaleva,
    student: 'timur',
    by: 'akhmetova',
    courseId: other,
    at: '2026-11-22T12:00Z',
    words: 'Что повторить к контрольной?',
  });
  await asked(at.db, { ...kovaleva, student: 'nikita', className: '7А' });
  const again = await asked(at.db, {
    ...kovaleva,
    student: 'sonya',
    courseId: maths,
    at: '2026-11-24T06:00Z',
  });
  await asked(at.db, { student: 'dasha', teacher: 'sidorov', courseId: maths });
  const answered = await asked(at.db, { ...kovaleva, student: 'dasha', courseId: maths });
  await at.db.run(sql`update question set state = 'answered', waiting_since = null where id = ${answered}`);

  const visitor = await at.as('kovaleva');
  const desk = await visitor.open(urls.questions());
  await expectValidHtml(desk.html);
  expect(namesOn(desk, 'waiting')).toEqual([
    'Белова Софья, 7А',
    'Ахметов Тимур, 7Б',
    'Белова Софья, 7А',
    'Захаров Никита, 7А',
  ]);
  const rows = desk.$('section[aria-labelledby="waiting"] .desk > li');
  expect(rows.eq(0).text()).toMatch(/ждёт\sтретий\sучебный\sдень, срок\sпрошёл/);
  expect(rows.eq(1).text()).toMatch(/Спрашивает мать, Ахметова\sГ.\sР./);
  expect(rows.eq(1).text()).toContain('Что повторить');
  expect(rows.eq(2).text()).toMatch(/новый.*раньше\sспрашивали\s1\sраз/s);
  expect(rows.eq(3).text()).toContain('Классному руководителю, 7А');
  expect(namesOn(desk, 'answered')).toEqual(['Орлова Дарья, 7А']);

  const chips = desk.$('nav[aria-label="Предмет и класс"] a');
  expect(chips).toHaveLength(4);
  const ofMaths = await visitor.open(urls.questions({ course: maths }));
  expect(namesOn(ofMaths, 'waiting')).toEqual(['Белова Софья, 7А', 'Белова Софья, 7А']);
  const done = await visitor.open(urls.questions({ show: 'answered' }));
  expect(namesOn(done, 'answered')).toEqual(['Орлова Дарья, 7А']);
  expect(desk.$(`a[href="${urls.question(old)}"], a[href="${urls.question(again)}"]`)).toHaveLength(2);
  expect((await visitor.open('/questions?course=x')).status).toBe(404);
});

it('shows whoever stands in what waits in that course alone, from the first such lesson on', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const maths = await courseOf(at.db, 'kovaleva', '7А');
  const id = await asked(at.db, {
    teacher: 'kovaleva',
    student: 'sonya',
    courseId: maths,
    at: '2026-11-23T06:00Z',
  });
  await asked(at.db, { teacher: 'kovaleva', student: 'nikita', className: '7А' });
  const sidorov = await at.as('sidorov');
  expect(text(await sidorov.open(urls.questions()), 'main')).toContain('Никто не ждёт ответа');
  await at.db.run(sql`
    update lesson_teacher t set person_id = ${await personOf(at.db, 'sidorov')}, replaces_id = t.person_id,
      is_together = true
    from lesson l where l.id = t.lesson_id and l.course_id = ${maths} and l.day = (
      select max(day) from lesson where course_id = ${maths} and day between '2026-11-23' and '2026-11-24')`);
  const desk = await sidorov.open(urls.questions());
  expect(namesOn(desk, 'waiting')).toEqual(['Белова Софья, 7А']);
  expect(text(desk, '.desk')).toContain('Вы замещаете: Ковалёва');
  const form = (await sidorov.open(`${urls.sharedAnswer()}?ids=${id}`)).form(urls.sharedAnswer());
  expect((await (await form.submit({ body: 'По шагам.' })).follow()).words).toContain('Ответ отправлен');
  // whoever answered reads it on; nothing of it waits any more
  expect((await sidorov.open(urls.question(id))).words).toContain('По шагам.');
  expect(text(await sidorov.open(urls.questions()), 'main')).toContain('Никто не ждёт ответа');
});

it('keeps the desk of a teacher who is a parent apart from what they asked', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const orlova = await at.as('orlova');
  const desk = await orlova.open(urls.questions());
  expect(desk.$(`nav a[href="${urls.questions({ show: 'own' })}"]`).text()).toBe('Мои вопросы');
  const sidorov = await (await at.as('sidorov')).open(urls.questions());
  expect(sidorov.$(`main a[href="${urls.questions({ show: 'own' })}"]`)).toHaveLength(0);
});

it('leads from an answer to the next question that waits, and from the last to none', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const kovaleva = { teacher: 'kovaleva', courseId: await courseOf(at.db, 'kovaleva', '7А') };
  const old = await asked(at.db, { ...kovaleva, student: 'sonya', at: '2026-11-19T12:00Z' });
  const last = await asked(at.db, { ...kovaleva, student: 'dasha' });
  const visitor = await at.as('kovaleva');
  const next = (page: Shown) => page.$('a:contains("Следующий вопрос")').attr('href');
  const answer = async (id: number) => {
    const page = await visitor.open(urls.question(id));
    expect(next(page)).toBeUndefined();
    const form = page.form(urls.questionMessages(id));
    return (await form.submit({ body: 'По шагам.' }, { name: 'kind', value: 'answer' })).follow();
  };
  expect(next(await answer(old))).toBe(urls.question(last));
  expect(next(await answer(last))).toBeUndefined();
});

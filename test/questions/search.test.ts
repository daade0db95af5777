import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { highlighted } from '../../src/questions/highlight.ts';
import { urls } from '../../src/web/urls.ts';
import { stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown } from '../support/visitor.ts';
import { courseOf, withoutQuestions } from './asked.ts';

interface Published {
  courseId?: number;
  className?: string;
  question: string;
  answer: string;
}

async function published(
  db: Db,
  by: string,
  { courseId, className, question, answer }: Published,
): Promise<void> {
  await db.run(sql`
    insert into published_answer (course_id, class_id, question, answer, published_by, published_at)
    select ${courseId ?? null}::bigint, (select id from class where name = ${className ?? ''}), ${question}, ${answer},
      a.person_id, '2026-11-20T10:00Z' from account a where a.login = ${by}`);
}

const questionsOn = (page: Shown) =>
  page
    .$('.answers h2')
    .map((_i, one) => page.$(one).text())
    .get();

it('finds words in any form, with ё or е, half typed, and says kindly that nothing was found', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  await published(at.db, 'kovaleva', {
    courseId,
    question: 'Что делать с дробями, если знаменатели разные?',
    answer: 'Приведите к общему знаменателю.\nПотом <сложите> числители & сократите.',
  });
  await published(at.db, 'kovaleva', {
    courseId,
    question: 'Где растёт елка?',
    answer: 'Задача про ёжика и зелёный лес.',
  });
  await published(at.db, 'kovaleva', { className: '7А', question: 'Когда собрание?', answer: 'В четверг.' });
  const other = await courseOf(at.db, 'kovaleva', '7Б');
  await published(at.db, 'kovaleva', { courseId: other, question: 'Дроби в 7Б', answer: 'Только для 7Б.' });

  const sonya = await at.as('sonya');
  const search = async (q: string) => questionsOn(await sonya.open(urls.answers({ q })));
  expect(await search('')).toEqual([
    'Когда собрание?',
    'Где растёт елка?',
    expect.stringContaining('дробями'),
  ]);
  for (const q of [
    'дроби',
    'ДРОБЬ',
    'знаменатель',
    'общий знаменатель',
    'сократить',
    'знамен',
    'что делать с дроб',
  ])
    expect(await search(q), q).toEqual([expect.stringContaining('дробями')]);
  for (const q of ['ёлка', 'елки', 'ежик', 'е\u0308жик', 'зеленого', '"зелёный лес"'])
    expect(await search(q), q).toEqual(['Где растёт елка?']);
  expect(await search('дроби или елка')).toHaveLength(2);
  for (const q of ['дрбои', 'дробям -знаменатель', "'", '\\', ':*', '& | !', '<b>', 'и', '\u{e000}елка'])
    expect(await search(q), q).toEqual(q.endsWith('елка') ? ['Где растёт елка?'] : []);

  const found = await sonya.open(urls.answers({ q: 'дроби' }));
  await expectValidHtml(found.html);
  expect(found.$('.answers mark').text()).toBe('дробями');
  expect(found.$('.answers-text').text()).toBe(
    'Приведите к общему знаменателю.\nПотом <сложите> числители & сократите.',
  );
  expect((await sonya.open(urls.answers({ q: 'ежик' }))).$('.answers mark').text()).toBe('ёжика');
  const nothing = await sonya.open(urls.answers({ q: 'дрбои' }));
  expect(nothing.words).toContain('нет ли опечатки');
  expect(nothing.$('input[name=q]').attr('value')).toBe('дрбои');
  expect((await sonya.open(urls.courseAnswers(courseId, { q: 'собрание' }))).words).toContain(
    'ничего не нашлось',
  );
});

it('is read by who belongs to the course or class today, and by nobody else', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  await published(at.db, 'kovaleva', { courseId, question: 'Как решить уравнение?', answer: 'По шагам.' });
  const readers: Record<string, [number, number]> = {
    sonya: [1, 200],
    belova: [1, 200],
    kovaleva: [1, 200],
    ivanenko: [1, 200],
    timur: [0, 404],
    akhmetova: [0, 404],
    petrova: [0, 404],
    ershov: [0, 404],
  };
  for (const [login, [count, status]] of Object.entries(readers)) {
    const one = await at.as(login);
    expect(questionsOn(await one.open(urls.answers())), login).toHaveLength(count);
    expect((await one.open(urls.courseAnswers(courseId))).status, login).toBe(status);
  }
  const litvinov = await at.as('litvinov');
  expect((await litvinov.open(urls.answers())).status).toBe(403);
  expect((await (await at.as('sonya')).open('/courses/x/answers')).status).toBe(404);
});

it('shows a class teacher what other teachers published; only who keeps it may withdraw it', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'orlova', '7А');
  await published(at.db, 'orlova', { courseId, question: 'Где ставить запятую?', answer: 'Перед союзом.' });
  const id = await at.db.row(z.object({ id: z.number() }), sql`select id from published_answer`);
  // kovaleva heads 7А and teaches something else
  const kovaleva = await at.as('kovaleva');
  const page = await kovaleva.open(urls.answers());
  expect(questionsOn(page)).toEqual(['Где ставить запятую?']);
  expect(page.$('.answers form[action$="/withdrawal"]')).toHaveLength(0);
  expect((await kovaleva.send(urls.answerWithdrawal(id.id), { version: '1' })).status).toBe(403);
  expect((await (await at.as('orlova')).open(urls.answers())).$('.answers form')).toHaveLength(1);
});

it('turns pages, and leaves out what was withdrawn', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  await at.db.run(sql`
    insert into published_answer (course_id, question, answer, published_by, published_at, withdrawn_at)
    select ${courseId}, 'Дроби, задача ' || n, 'Ответ', a.person_id, '2026-11-20T10:00Z',
      case when n = 45 then '2026-11-21T10:00Z'::timestamptz end
    from account a cross join generate_series(1, 45) n where a.login = 'kovaleva' order by n`);
  const sonya = await at.as('sonya');
  const seen = new Set<string>();
  for (const page of [1, 2, 3]) {
    const shown = await sonya.open(urls.answers({ q: 'дробь', page: page === 1 ? undefined : page }));
    for (const one of questionsOn(shown)) seen.add(one);
    expect(shown.$('.pages a[rel=next]')).toHaveLength(page === 3 ? 0 : 1);
  }
  expect(seen.size).toBe(44);
  expect(seen.has('Дроби, задача 45')).toBe(false);
  expect((await sonya.open(urls.answers({ page: 9 }))).words).toContain('Дальше ответов нет');
});

it('marks what was found in the text as it was written, and nothing that is no text', () => {
  expect(highlighted('Ёж & <b>', '\ue000Еж\ue001 & <b>')).toBe('<mark>Ёж</mark> &amp; &lt;b&gt;');
  expect(highlighted('другое', '\ue000Еж\ue001')).toBe('другое');
  expect(highlighted('<i>', null)).toBe('&lt;i&gt;');
  expect(highlighted('слово\ue000', 'слово')).toBe('слово\ue000');
});

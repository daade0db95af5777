import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { urls } from '../../src/web/urls.ts';
import { stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

const Answer = z.object({ question_id: z.number(), body: z.string() });
const answersOf = (db: Db) =>
  db.rows(
    Answer,
    sql`select question_id, body from question_message where kind = 'answer' order by question_id`,
  );
const State = z.object({ state: z.string() });
const stateOf = async (db: Db, id: number) =>
  (await db.row(State, sql`select state from question where id = ${id}`)).state;
const Told = z.object({ login: z.string() });

it('answers several at once, leaves out what changed meanwhile, and says so', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const common = { teacher: 'kovaleva', courseId };
  const first = await asked(at.db, { ...common, student: 'sonya' });
  const second = await asked(at.db, { ...common, student: 'dasha', by: 'orlova' });
  const third = await asked(at.db, { ...common, student: 'nikita' });
  const foreign = await asked(at.db, { student: 'dasha', teacher: 'sidorov', courseId });

  const kovaleva = await at.as('kovaleva');
  const desk = await kovaleva.open(urls.questions());
  expect(desk.$('form[action="/questions/shared-answer"] input[name=ids]')).toHaveLength(3);
  const path = `${urls.sharedAnswer()}?ids=${first}&ids=${second}&ids=${third}&ids=${foreign}`;
  const page = await kovaleva.open(path);
  await expectValidHtml(page.html);
  const form = page.form(urls.sharedAnswer());
  expect(form.fields.ids).toHaveLength(3);

  const empty = await form.submit({ body: ' ' });
  expect(empty.status).toBe(422);
  expect(empty.words).toContain('Напишите ответ');
  const noneChosen = await form.submit({ body: 'Через общий знаменатель.', ids: [] });
  expect(noneChosen.status).toBe(422);
  expect(noneChosen.form(urls.sharedAnswer()).fields.body).toContain('Через общий знаменатель.');
  const rude = await form.submit({ body: 'Идиот, через общий знаменатель.' });
  expect(rude.status).toBe(422);
  expect(await answersOf(at.db)).toEqual([]);

  await at.db.run(sql`update question set version = version + 1 where id = ${third}`);
  const boxes = [form.fields.ids ?? '', `${foreign}.1`].flat();
  const done = await form.submit({ body: 'Через общий знаменатель.', ids: boxes });
  const said = (await done.follow()).words;
  expect(said).toMatch(/Ответ отправлен: 2\sвопроса. Не\sотправлен в\s2\sвопроса/);
  expect(await answersOf(at.db)).toEqual([
    { question_id: first, body: 'Через общий знаменатель.' },
    { question_id: second, body: 'Через общий знаменатель.' },
  ]);
  expect([await stateOf(at.db, first), await stateOf(at.db, third), await stateOf(at.db, foreign)]).toEqual([
    'answered',
    'waiting',
    'waiting',
  ]);
  const told = await at.db.rows(
    Told,
    sql`select a.login from notice n join recipient r on r.notice_id = n.id join account a on a.person_id = r.person_id
      where n.kind = 'answer' and n.created_by = (select person_id from account where login = 'kovaleva')
        and n.about_kind = 'questions' order by a.login`,
  );
  expect(told.map((one) => one.login)).toEqual(['orlova', 'sonya']);

  await form.submit({ body: 'Через общий знаменатель.', ids: boxes });
  expect(await answersOf(at.db)).toHaveLength(2);
  expect((await kovaleva.open(`${urls.sharedAnswer()}?ids=${first}`)).words).toContain(
    'Отметьте на странице',
  );
});

it('takes as many as stand on the desk, and of more the first', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const id = await asked(at.db, { student: 'sonya', teacher: 'kovaleva', courseId });
  const boxes = [id, ...Array.from({ length: 200 }, (_one, n) => 900_000 + n)].map((one) => `ids=${one}`);
  const page = await (await at.as('kovaleva')).open(`${urls.sharedAnswer()}?${boxes.join('&')}`);
  expect(page.status).toBe(200);
  expect(page.form(urls.sharedAnswer()).fields.ids).toBe(`${id}.1`);
});

it('is for whoever answers', async () => {
  const at = await stage();
  const sonya = await at.as('sonya');
  expect((await sonya.open(urls.sharedAnswer())).status).toBe(403);
  expect((await sonya.send(urls.sharedAnswer(), { body: 'да', ids: '1.1' })).status).toBe(403);
  expect((await (await at.as('kovaleva')).open(`${urls.sharedAnswer()}?ids=x`)).status).toBe(404);
});

import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

const Question = z.object({
  login: z.string(),
  state: z.string(),
  waiting_since: z.instanceof(Temporal.Instant),
});
const questionRow = (at: Stage, id: number) =>
  at.db.row(
    Question,
    sql`select a.login, q.state, q.waiting_since from question q join account a on a.person_id = q.teacher_id where q.id = ${id}`,
  );
const Count = z.object({ count: z.number() });
const handovers = async (at: Stage) =>
  (await at.db.row(Count, sql`select count(*) as count from question_handover`)).count;
const Told = z.object({ login: z.string(), title: z.string(), body: z.string() });
const toldAfter = (at: Stage, noticeId: number) =>
  at.db.rows(
    Told,
    sql`select a.login, n.title, n.body from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.id > ${noticeId} order by n.id, a.login`,
  );
const lastNotice = async (at: Stage) =>
  (await at.db.row(Count, sql`select coalesce(max(id), 0) as count from notice`)).count;

it('hands a question to another teacher, who is told as the family is; it waits as long as it has waited', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const id = await asked(at.db, { student: 'sonya', by: 'belova', teacher: 'kovaleva', courseId });
  const kovaleva = await at.as('kovaleva');
  const page = await kovaleva.open(urls.questionHandover(id));
  await expectValidHtml(page.html);
  const groups = page
    .$('select[name=to] optgroup')
    .map((_i, one) => page.$(one).attr('label'))
    .get();
  expect(groups).toEqual(['Учителя 7А', 'Другие сотрудники']);
  const options = page.$('select[name=to] option').text();
  expect(options).toMatch(/Сидоров Антон Васильевич — .*[Фф]изика/);
  expect(options).not.toContain('Ковалёва');
  expect(options).not.toContain('Литвинов');
  const form = page.form(urls.questionHandover(id));
  const sidorov = String(await personOf(at.db, 'sidorov'));

  const none = await form.submit({ words: 'Это о физике' });
  expect(none.status).toBe(422);
  expect(none.form(urls.questionHandover(id)).fields.words).toContain('Это о физике');
  for (const login of ['litvinov', 'kovaleva', 'belova'])
    expect((await form.submit({ to: String(await personOf(at.db, login)) })).status).toBe(422);
  expect(await handovers(at)).toBe(0);

  const before = await lastNotice(at);
  const done = await form.submit({ to: sidorov, words: 'Это о физике' });
  expect(done.location).toBe(urls.questions());
  expect((await done.follow()).words).toMatch(/Вопрос передан: Сидоров А. В/);
  expect(await questionRow(at, id)).toEqual({
    login: 'sidorov',
    state: 'waiting',
    waiting_since: Temporal.Instant.from('2026-11-24T07:00:00Z'),
  });
  const told = await toldAfter(at, before);
  expect(told.map(({ login, title }) => [login, title])).toEqual([
    ['belova', 'На ваш вопрос ответит другой учитель'],
    ['sidorov', 'Вам передали вопрос'],
  ]);
  expect(told[1]?.body).toContain('Это о физике');
  const belova = await (await at.as('belova')).open(urls.question(id));
  expect(belova.words).toContain('Это о физике');

  // a second press, and one from a page that was open, change nothing
  expect((await form.submit({ to: String(await personOf(at.db, 'petrova')) })).status).toBe(404);
  expect(await handovers(at)).toBe(1);
  expect((await questionRow(at, id)).login).toBe('sidorov');
});

it('lets the coordinator hand on, and nobody who only reads', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const id = await asked(at.db, { student: 'dasha', by: 'orlova', teacher: 'kovaleva', courseId });
  const ivanenko = await at.as('ivanenko');
  const page = await ivanenko.open(urls.questionHandover(id));
  // who asked it is no teacher of it
  expect(page.$('select[name=to]').text()).not.toContain('Орлова');
  const form = page.form(urls.questionHandover(id));
  await at.db.run(sql`update question set version = version + 1 where id = ${id}`);
  const outdated = await form.submit({
    to: String(await personOf(at.db, 'sidorov')),
    words: 'Кому, если не вам',
  });
  expect(outdated.status).toBe(409);
  expect(outdated.words).toContain('вопрос изменился');
  const before = await lastNotice(at);
  await outdated.form(urls.questionHandover(id)).submit({ to: String(await personOf(at.db, 'sidorov')) });
  expect((await toldAfter(at, before)).map(({ login }) => login)).toEqual(['orlova', 'sidorov', 'kovaleva']);

  expect((await (await at.as('orlova')).open(urls.questionHandover(id))).status).toBe(403);
  expect((await (await at.as('dasha')).open(urls.questionHandover(id))).status).toBe(404);
  expect((await (await at.as('petrova')).open(urls.questionHandover(id))).status).toBe(404);
  await at.db.run(sql`update question set state = 'answered', waiting_since = null where id = ${id}`);
  const answered = await (await at.as('sidorov')).open(urls.questionHandover(id));
  expect(answered.words).toContain('передавать нечего');
  expect(answered.$('form[action$="/handover"]')).toHaveLength(0);
});

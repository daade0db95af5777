import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { urls } from '../../src/web/urls.ts';
import { stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

/** Writes the teacher's answer into a question. */
async function answered(db: Db, questionId: number, words: string): Promise<void> {
  await db.run(sql`
    insert into question_message (question_id, author_id, side, kind, body, at)
    select id, teacher_id, 'school', 'answer', ${words}, '2026-11-24T07:30Z' from question where id = ${questionId}`);
  await db.run(sql`update question set state = 'answered', waiting_since = null where id = ${questionId}`);
}

const Row = z.object({
  question: z.string(),
  answer: z.string(),
  course_id: z.number().nullable(),
  class_id: z.number().nullable(),
  is_live: z.boolean(),
});
const publishedIn = (db: Db) =>
  db.rows(
    Row,
    sql`select question, answer, course_id, class_id, withdrawn_at is null as is_live from published_answer order by id`,
  );
const Told = z.object({ login: z.string(), body: z.string(), about_kind: z.string() });

it('publishes the words without who asked, warns of names once, changes and withdraws', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const words = 'Соня не поняла, как складывать дроби. Поможете?';
  const id = await asked(at.db, { student: 'sonya', by: 'belova', teacher: 'kovaleva', courseId, words });
  const kovaleva = await at.as('kovaleva');
  expect((await kovaleva.open(urls.questionPublication(id))).words).toContain('Сначала ответьте');
  await answered(at.db, id, 'Приведите дроби к общему знаменателю.');

  const page = await kovaleva.open(urls.questionPublication(id));
  await expectValidHtml(page.html);
  const form = page.form(urls.questionPublication(id));
  expect(form.fields.question).toContain(words);
  expect(form.fields.answer).toContain('Приведите дроби');
  // she heads the pupil's class: the course or the whole class is hers to choose
  const without = await form.submit({ question: ' ', target: '' });
  expect(without.status).toBe(422);
  expect(without.words).toContain('Выберите, для кого');
  const named = await form.submit({ target: 'course' });
  expect(named.status).toBe(422);
  expect(named.words).toContain('«Соня»');
  expect(await publishedIn(at.db)).toEqual([]);

  const text = { question: 'Как складывать дроби?', target: 'course', tell: 'yes' };
  const done = await named.form(urls.questionPublication(id)).submit(text);
  expect(done.location).toBe(urls.question(id));
  const row = {
    answer: 'Приведите дроби к общему знаменателю.',
    course_id: courseId,
    class_id: null,
    is_live: true,
  };
  expect(await publishedIn(at.db)).toEqual([{ ...row, question: 'Как складывать дроби?' }]);
  const told = await at.db.rows(
    Told,
    sql`select a.login, n.body, n.about_kind from notice n join recipient r on r.notice_id = n.id join account a on a.person_id = r.person_id
      where n.title = 'Новый ответ для класса' order by a.login`,
  );
  const logins = told.map((one) => one.login);
  expect(logins).toEqual(expect.arrayContaining(['sonya', 'belov', 'nikita', 'orlova']));
  expect(logins).not.toContain('belova');
  expect(logins).not.toContain('timur');
  // what is taken down later must not stand in the notices
  expect(told[0]?.body).toContain('7А');
  expect(told[0]?.about_kind).toBe('answers');
  expect(told[0]?.body).not.toContain('дроби');
  const shelf = await (await at.as('nikita')).open(urls.answers());
  expect(shelf.words).toContain('Как складывать дроби?');
  expect(shelf.html).not.toMatch(/Белов|Соня/);

  // a page that was open since before publishes nothing more, and keeps what was typed
  const late = await form.submit({ ...text, question: 'Другое' });
  expect(late.status).toBe(409);
  expect(late.form(urls.questionPublication(id)).fields.question).toContain('Другое');
  expect(await publishedIn(at.db)).toHaveLength(1);

  const change = (await kovaleva.open(urls.questionPublication(id))).form(urls.questionPublication(id));
  // «й» of two signs, as some programs copy it
  await change.submit({ answer: 'Найдите общий знаменатель.'.normalize('NFD') });
  const changed = { ...row, question: 'Как складывать дроби?', answer: 'Найдите общий знаменатель.' };
  expect(await publishedIn(at.db)).toEqual([changed]);
  expect((await form.submit({ ...text, answer: 'Поздно' })).status).toBe(409);
  expect(await publishedIn(at.db)).toEqual([changed]);

  const withdrawal = /^\/answers\/\d+\/withdrawal$/;
  const answers = await kovaleva.open(urls.answers());
  const action = answers
    .$('form')
    .map((_i, one) => answers.$(one).attr('action'))
    .get()
    .find((one) => withdrawal.test(one));
  expect(shelf.$('form[action$="/withdrawal"]')).toHaveLength(0);
  const gone = await answers.form(action ?? '').submit();
  expect((await gone.follow()).words).toContain('Ответ снят');
  expect(await publishedIn(at.db)).toEqual([{ ...changed, is_live: false }]);
  expect((await (await at.as('nikita')).open(urls.answers())).words).not.toContain('Как складывать дроби?');
});

it('is for whoever answers; a class for its class teacher alone', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'sidorov', '7А');
  const id = await asked(at.db, {
    student: 'dasha',
    by: 'orlova',
    teacher: 'sidorov',
    courseId,
    words: 'Что такое сила?',
  });
  await answered(at.db, id, 'Мера действия одного тела на другое.');
  const sidorov = await at.as('sidorov');
  const page = await sidorov.open(urls.questionPublication(id));
  expect(page.$('input[name=target]')).toHaveLength(0);
  await page.form(urls.questionPublication(id)).submit();
  expect((await publishedIn(at.db))[0]?.course_id).toBe(courseId);

  const ofClass = await asked(at.db, {
    student: 'dasha',
    teacher: 'kovaleva',
    className: '7А',
    words: 'Когда собрание?',
  });
  await answered(at.db, ofClass, 'В четверг в 18:00.');
  const kovaleva = await at.as('kovaleva');
  await (await kovaleva.open(urls.questionPublication(ofClass)))
    .form(urls.questionPublication(ofClass))
    .submit();
  expect((await publishedIn(at.db))[1]?.class_id).not.toBeNull();

  const [answer] = await at.db.rows(
    z.object({ id: z.number() }),
    sql`select id from published_answer where class_id is not null`,
  );
  for (const [login, status] of Object.entries({ orlova: 403, ivanenko: 403, nikita: 404, petrova: 404 }))
    expect((await (await at.as(login)).open(urls.questionPublication(id))).status, login).toBe(status);
  for (const [login, status] of Object.entries({ nikita: 403, belova: 403, sidorov: 404, timur: 404 }))
    expect((await (await at.as(login)).send(urls.answerWithdrawal(answer?.id ?? 0))).status, login).toBe(
      status,
    );
  expect((await publishedIn(at.db))[1]?.is_live).toBe(true);
});

it('offers the files of the answer that was published, not of one that came later', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'sidorov', '7А');
  const id = await asked(at.db, { student: 'sonya', teacher: 'sidorov', courseId, words: 'Что такое сила?' });
  await answered(at.db, id, 'Мера действия.');
  const sidorov = await at.as('sidorov');
  const open = () => sidorov.open(urls.questionPublication(id));
  await (await open()).form(urls.questionPublication(id)).submit();
  await answered(at.db, id, 'Вот чертёж.');
  await at.db.run(sql`
    with added as (
      insert into attachment (added_by, added_at, kind, name, byte_size, content)
      select teacher_id, asked_at, 'pdf', 'a.pdf', 1, 'a' from question where id = ${id} returning id
    )
    insert into message_attachment (message_id, attachment_id)
    select m.id, a.id from added a, question_message m where m.question_id = ${id} and m.body = 'Вот чертёж.'`);
  expect((await open()).$('input[name=files]')).toHaveLength(0);
  await at.db.run(sql`update published_answer set withdrawn_at = published_at where question_id = ${id}`);
  expect((await open()).$('input[name=files]')).toHaveLength(1);
});

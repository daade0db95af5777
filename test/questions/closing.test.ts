import sql from 'sql-template-tag';
import { beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

let at: Stage;
let courseId: number;

const told = async () =>
  (
    await at.db.rows(
      z.object({ login: z.string(), title: z.string() }),
      sql`
        select a.login, n.title from notice n join recipient r on r.notice_id = n.id
        join account a on a.person_id = r.person_id where n.kind = 'answer' order by n.id, a.login
      `,
    )
  ).map(({ login, title }) => `${login}: ${title}`);

beforeEach(async () => {
  at = await stage();
  await withoutQuestions(at.db);
  await at.db.run(sql`delete from notice where kind = 'answer'`);
  courseId = await courseOf(at.db, 'kovaleva', '7А');
});

it('a question that the teacher closes without an answer is told to the family; after an answer nothing is', async () => {
  const id = await asked(at.db, { student: 'sonya', by: 'belova', teacher: 'kovaleva', courseId });
  const kovaleva = await at.as('kovaleva');
  const closing = urls.questionClosing(id);
  expect((await (await kovaleva.open(urls.question(id))).form(closing).submit()).status).toBe(303);
  expect(await told()).toEqual(['belova: Учитель закрыл ваш вопрос']);
  await at.db.run(sql`update question set state = 'answered', version = 9 where id = ${id}`);
  expect((await (await kovaleva.open(urls.question(id))).form(closing).submit()).status).toBe(303);
  expect(await told()).toHaveLength(1);
});

it('a guardian whose right has ended is told no more of what they asked, and the teacher that nobody reads', async () => {
  const id = await asked(at.db, { student: 'sonya', by: 'belova', teacher: 'kovaleva', courseId });
  const kovaleva = await at.as('kovaleva');
  expect((await kovaleva.open(urls.question(id))).words).not.toMatch(/некому\sпрочитать/);
  await at.db.run(sql`update guardianship set ends_on = '2026-11-23'
    where guardian_id = ${await personOf(at.db, 'belova')}`);
  const page = await kovaleva.open(urls.question(id));
  expect(page.words).toMatch(/некому\sпрочитать/);
  const form = page.form(urls.questionMessages(id));
  const sent = await form.submit({ body: 'В среду' }, { name: 'kind', value: 'answer' });
  expect(sent.status).toBe(303);
  expect(await told()).toEqual([]);
});

import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

const Row = z.object({ id: z.number(), title: z.string(), body: z.string() });

it('keeps a teacher’s templates: taken over, written, changed, removed, and put into an answer without script', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const rows = () => at.db.rows(Row, sql`select id, title, body from answer_template order by id`);
  const kovaleva = await at.as('kovaleva');
  const empty = await kovaleva.open(urls.answerTemplates());
  await expectValidHtml(empty.html);
  // the last form is that of the last suggestion
  await empty.form(urls.answerTemplates()).submit();
  const [taken] = await rows();
  expect(taken?.title).toBe('Ребёнок болел: с чего начать');
  const after = await kovaleva.open(urls.answerTemplates());
  expect(after.$('#suggested').parent().text()).not.toContain('Ребёнок болел');

  const send = (fields: Record<string, string>) => kovaleva.send(urls.answerTemplates(), fields);
  const twice = await send({ title: 'Ребёнок болел: с чего начать', body: 'Другое' });
  expect(twice.status).toBe(422);
  expect(twice.$('textarea[name=body]').text()).toContain('Другое');
  expect((await send({ title: ' ', body: ' ' })).words).toContain('Назовите шаблон');
  expect(await rows()).toHaveLength(1);

  const one = await kovaleva.open(urls.answerTemplate(taken?.id ?? 0));
  await one.form().submit({ title: 'После болезни', body: 'Начните с параграфа 12.' });
  expect(await rows()).toEqual([{ id: taken?.id, title: 'После болезни', body: 'Начните с параграфа 12.' }]);

  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const question = await asked(at.db, { student: 'sonya', teacher: 'kovaleva', courseId });
  const thread = await kovaleva.open(urls.question(question));
  expect(thread.$('form[data-templates] select[name=template] option').text()).toBe('После болезни');
  const filled = await kovaleva.open(`${urls.question(question)}?template=${taken?.id}`);
  expect(filled.$('textarea[name=body]').text()).toContain('Начните с параграфа 12.');

  const orlova = await at.as('orlova');
  expect((await orlova.open(urls.answerTemplate(taken?.id ?? 0))).status).toBe(404);
  expect((await orlova.send(urls.answerTemplateRemoval(taken?.id ?? 0))).status).toBe(404);
  for (const login of ['ivanenko', 'sonya'])
    expect((await (await at.as(login)).open(urls.answerTemplates())).status).toBe(403);
  await (await kovaleva.open(urls.answerTemplates()))
    .form(urls.answerTemplateRemoval(taken?.id ?? 0))
    .submit();
  expect(await rows()).toEqual([]);
});

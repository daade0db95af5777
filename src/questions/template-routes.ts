import * as z from 'zod';
import type { FilledForm } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { readForm, refuse, text } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { MOST_WRITTEN } from './message-form.ts';
import {
  MOST_TITLE,
  templatePage,
  templatesPage,
  toTemplatePage,
  toTemplatesPage,
} from './template-model.ts';
import {
  addTemplate,
  changeTemplate,
  listTemplates,
  MOST_TEMPLATES,
  removeTemplate,
  TemplateParams,
  type TemplateRow,
  templateForOwner,
} from './templates.ts';

const TemplateForm = z.object({
  title: text('Назовите шаблон, чтобы найти его в списке', MOST_TITLE),
  body: text('Напишите текст шаблона', MOST_WRITTEN),
});

const TAKEN = 'Шаблон с таким названием уже есть. Назовите иначе';

const one = { policy: allow('template:edit', templateForOwner), params: TemplateParams };

const list = get('/answer-templates', { policy: allow('template:edit') }, (context) => showList(context));

const add = post('/answer-templates', { policy: allow('template:edit') }, async (context) => {
  const { db, actor, body } = context;
  const form = readForm(TemplateForm, body);
  if (!form.ok) return showList(context, form);
  if (!(await addTemplate(db, actor.personId, form.value))) {
    const rows = await listTemplates(db, actor.personId);
    const isFull = rows.length >= MOST_TEMPLATES;
    const errors = isFull
      ? { form: nb(`Шаблонов уже ${MOST_TEMPLATES}: удалите те, которыми не пользуетесь`) }
      : { title: TAKEN };
    return showList(context, refuse(body, errors));
  }
  return redirect(urls.answerTemplates(), {
    flash: nb('Шаблон добавлен. Он есть в списке у каждого вопроса.'),
  });
});

const show = get('/answer-templates/:templateId', one, ({ subject }) => showOne(subject));

const change = post('/answer-templates/:templateId', one, async ({ db, actor, subject, body }) => {
  const form = readForm(TemplateForm, body);
  if (!form.ok) return showOne(subject, form);
  if (!(await changeTemplate(db, actor.personId, { id: subject.id, ...form.value })))
    return showOne(subject, refuse(body, { title: TAKEN }));
  return redirect(urls.answerTemplates(), { flash: 'Шаблон сохранён.' });
});

const remove = post('/answer-templates/:templateId/removal', one, async ({ db, actor, subject }) => {
  await removeTemplate(db, actor.personId, subject.id);
  return redirect(urls.answerTemplates(), { flash: 'Шаблон удалён.' });
});

async function showList(
  { db, actor }: Pick<RouteContext<unknown, unknown, null>, 'db' | 'actor'>,
  form: FilledForm | null = null,
): Promise<Reply> {
  const model = toTemplatesPage(await listTemplates(db, actor.personId), form);
  const { title } = model.head;
  return page(templatesPage, model, {
    title: form === null ? title : `Ошибка — ${title}`,
    status: form === null ? 200 : 422,
  });
}

function showOne(template: TemplateRow, form: FilledForm | null = null): Reply {
  const model = toTemplatePage(template, form);
  const { title } = model.head;
  return page(templatePage, model, {
    title: form === null ? title : `Ошибка — ${title}`,
    status: form === null ? 200 : 422,
  });
}

export const templateRoutes: readonly Route[] = [list, add, show, change, remove];

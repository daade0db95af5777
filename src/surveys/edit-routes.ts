import * as z from 'zod';
import { type FilledForm, freshForm, type NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { type FormBody, idParam, isOutdated, readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { deskReply, noteSurvey } from './desk-reply.ts';
import { surveyForEditor } from './find-survey.ts';
import { toEditSurveyPage, toNewSurveyPage } from './form-model.ts';
import { toSurveysPage } from './list-model.ts';
import { addSurvey, editSurvey, moveEnd, removeSurvey } from './save-survey.ts';
import {
  EndForm,
  endErrors,
  freshSurvey,
  readSurvey,
  type Template,
  templates,
  VersionForm,
  valuesOf,
} from './survey-form.ts';
import { surveyFormPage, surveysPage } from './survey-pages.ts';
import { findSurvey, listClassOptions, listSurveys, type SurveyRow, termOfToday } from './survey-queries.ts';

const SurveyParams = z.object({ surveyId: idParam });
type SurveyContext = RouteContext<{ surveyId: number }, unknown, SurveyRow>;
type SurveyPost = PostContext<{ surveyId: number }, unknown, SurveyRow>;

const policy = allow('survey:edit', surveyForEditor);
const NewQuery = z.object({ template: z.enum(templates).optional() });

export const editRoutes: readonly Route[] = [
  get('/surveys', { policy: allow('survey:read') }, async ({ db, today }) => {
    const model = toSurveysPage(await listSurveys(db, today), await termOfToday(db, today), today);
    return page(surveysPage, model, { title: model.head.title });
  }),
  get('/surveys/new', { policy: allow('survey:edit'), query: NewQuery }, async (context) => {
    const { db, today, query } = context;
    const template = query.template ?? 'term';
    const term = await termOfToday(db, today);
    return newReply(context, template, freshForm(freshSurvey(template, term?.name ?? null, today)));
  }),
  post('/surveys/new', { policy: allow('survey:edit'), query: NewQuery }, add),
  get('/surveys/:surveyId/edit', { policy, params: SurveyParams }, async (context) => {
    const { db, subject: survey, today } = context;
    if (survey.opened_at !== null)
      return redirect(urls.survey(survey.id), { flash: SHOWN_ALREADY, kind: 'warn' });
    return editReply(context, survey, freshForm(valuesOf(survey, await listClassOptions(db, today))));
  }),
  post('/surveys/:surveyId/edit', { policy, params: SurveyParams }, (context) =>
    context.subject.opened_at === null ? edit(context) : extend(context),
  ),
  post('/surveys/:surveyId/removal', { policy, params: SurveyParams }, remove),
];

const SHOWN_ALREADY = nb('Опрос уже открыт: текст не меняется, но конец можно перенести.');

async function newReply(
  { db, today }: RouteContext<unknown, unknown, unknown>,
  template: Template,
  form: FilledForm,
  status = 200,
): Promise<Reply> {
  const model = toNewSurveyPage(template, { classes: await listClassOptions(db, today), form, today });
  return page(surveyFormPage, model, { title: titleOf(model.head.title, status), status });
}

async function add(
  context: PostContext<unknown, { template?: Template | undefined }, unknown>,
): Promise<Reply> {
  const { db, body, actor, now, today, query } = context;
  const form = readSurvey(body, await listClassOptions(db, today), today);
  if (!form.ok) return newReply(context, query.template ?? 'term', form, 422);
  const surveyId = await addSurvey(db, form.value, { personId: actor.personId, at: now });
  await noteSurvey(context, 'survey.created', { id: surveyId, title: form.value.title });
  return redirect(urls.survey(surveyId), { flash: nb('Черновик сохранён. Проверьте и откройте опрос.') });
}

async function editReply(
  { db, today }: SurveyContext,
  survey: SurveyRow,
  form: FilledForm,
  status = 200,
  conflict: NoteModel | null = null,
): Promise<Reply> {
  const shown = { classes: await listClassOptions(db, today), form, today };
  const model = toEditSurveyPage(survey, shown, conflict);
  return page(surveyFormPage, model, { title: titleOf(model.head.title, status), status });
}

async function edit(context: SurveyPost): Promise<Reply> {
  const { db, subject: survey, body, today } = context;
  if (isOutdated(body, survey.version)) return conflictReply(context, survey, body);
  const version = readForm(VersionForm, body);
  const form = readSurvey(body, await listClassOptions(db, today), today);
  if (!form.ok) return editReply(context, survey, form, 422);
  if (!version.ok) return editReply(context, survey, version, 422);
  if (!(await editSurvey(db, { id: survey.id, version: version.value.version }, form.value))) {
    const fresh = await findSurvey(db, survey.id);
    return fresh === null ? notFound() : conflictReply(context, fresh, body);
  }
  await noteSurvey(context, 'survey.edited', { id: survey.id, title: form.value.title });
  return redirect(urls.survey(survey.id), { flash: nb('Опрос сохранён.') });
}

/** Somebody else was first: what was typed, over what is saved now; where it has opened meanwhile, its page. */
function conflictReply(context: SurveyPost, fresh: SurveyRow, body: FormBody): Promise<Reply> {
  if (fresh.opened_at !== null)
    return deskReply(context, fresh, { conflict: { kind: 'warn', text: SHOWN_ALREADY } }, 409);
  return editReply(context, fresh, { values: body, errors: {} }, 409, {
    kind: 'warn',
    title: 'Пока вы заполняли форму, опрос изменил кто-то ещё',
    text: nb('В форме осталось то, что ввели вы; если всё верно, сохраните ещё раз. Сейчас записано:'),
    items: [{ text: fresh.title }, ...fresh.items.map((item) => ({ text: item.text }))],
  });
}

/** Moves the end of a survey that is under way: no earlier than today, and nothing else of it changes. */
async function extend(context: SurveyPost): Promise<Reply> {
  const { db, subject: survey, body, today } = context;
  if (isOutdated(body, survey.version)) return deskReply(context, survey, { conflict: CHANGED }, 409);
  const form = readForm(EndForm, body);
  if (!form.ok) return deskReply(context, survey, { form }, 422);
  const { closes_on: closesOn, version } = form.value;
  const errors =
    closesOn < today
      ? { closes_on: 'Выберите сегодняшний день или более поздний' }
      : endErrors(survey.opens_on, closesOn);
  if (Object.keys(errors).length > 0) return deskReply(context, survey, { form: refuse(body, errors) }, 422);
  if (!(await moveEnd(db, { id: survey.id, version }, closesOn))) {
    const fresh = (await findSurvey(db, survey.id)) ?? survey;
    return deskReply(context, fresh, { conflict: CHANGED }, 409);
  }
  await noteSurvey(context, 'survey.edited', survey);
  return redirect(urls.survey(survey.id), { flash: nb('Конец опроса перенесён.') });
}

const CHANGED: NoteModel = {
  kind: 'warn',
  title: 'Пока вы смотрели, опрос изменился',
  text: nb('Ниже — как он выглядит сейчас. Ваше действие не выполнено.'),
};

async function remove(context: SurveyPost): Promise<Reply> {
  const { db, subject: survey, body } = context;
  if (isOutdated(body, survey.version)) return deskReply(context, survey, { conflict: CHANGED }, 409);
  const form = readForm(VersionForm, body);
  if (!form.ok) return deskReply(context, survey, { form }, 422);
  if (!(await removeSurvey(db, survey.id))) {
    const fresh = await findSurvey(db, survey.id);
    return fresh === null ? notFound() : deskReply(context, fresh, { conflict: CHANGED }, 409);
  }
  await noteSurvey(context, 'survey.removed', survey);
  return redirect(urls.surveys(), { flash: nb('Опрос удалён: его ещё никто не видел.') });
}

function titleOf(title: string, status: number): string {
  return status === 422 ? `Ошибка — ${title}` : title;
}

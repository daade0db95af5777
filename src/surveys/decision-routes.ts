import * as z from 'zod';
import { notifyPeople } from '../notifying/notify-people.ts';
import { type FilledForm, freshForm, type NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { idParam, integer, isOutdated, readForm, text } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type ClosedSurvey, closedSurveyForReader, findClosedSurvey, statementsOf } from './closed-survey.ts';
import {
  decisionConflict,
  decisionValues,
  LONGEST_WORDS,
  toDecisionPage,
  toOutcomePage,
} from './decision-model.ts';
import { listAskedPeople, publishedSurveyForActor, publishSurvey, saveDecision } from './decision-queries.ts';
import { noteSurvey } from './desk-reply.ts';
import { viewOf } from './leaf-views.ts';
import { decisionPage, outcomePage } from './result-pages.ts';
import { loadLeaves } from './results-queries.ts';

const SurveyParams = z.object({ surveyId: idParam });
const MOST_VERSIONS = 1_000_000;
const version = integer(1, MOST_VERSIONS, 'Откройте страницу заново');
const DecisionForm = z.object({
  decision: text('Напишите, что решили: кто, что и до какого дня сделает', LONGEST_WORDS),
  changes: text('Напишите, что изменилось или изменится: это прочитают все, кого спрашивали', LONGEST_WORDS),
  version,
});
const PublicationForm = z.object({ version });

type Context = RouteContext<{ surveyId: number }, unknown, ClosedSurvey>;
type Post = PostContext<{ surveyId: number }, unknown, ClosedSurvey>;

export const decisionRoutes: readonly Route[] = [
  get(
    '/surveys/:surveyId/decision',
    { policy: allow('survey:edit', closedSurveyForReader), params: SurveyParams },
    (context) => show(context, freshForm(decisionValues(context.subject))),
  ),
  post(
    '/surveys/:surveyId/decision',
    { policy: allow('survey:edit', closedSurveyForReader), params: SurveyParams },
    decide,
  ),
  post(
    '/surveys/:surveyId/publication',
    { policy: allow('survey:edit', closedSurveyForReader), params: SurveyParams },
    publish,
  ),
  get(
    '/surveys/:surveyId/outcome',
    { policy: allow('outcome:read', publishedSurveyForActor), params: SurveyParams },
    async ({ db, subject: survey }) => {
      const model = toOutcomePage(survey, await wholeOf(db, survey));
      return page(outcomePage, model, { title: model.head.title });
    },
  ),
];

async function wholeOf(db: Context['db'], survey: ClosedSurvey) {
  return viewOf(await loadLeaves(db, survey.id), statementsOf(survey).length);
}

async function show(
  { db, subject: survey, now, school }: Context,
  form: FilledForm,
  status = 200,
  conflict: NoteModel | null = null,
): Promise<Reply> {
  const facts = { now, timeZone: school.timeZone, conflict };
  const model = toDecisionPage(survey, await wholeOf(db, survey), form, facts);
  const { title } = model.head;
  return page(decisionPage, model, { title: status === 422 ? `Ошибка — ${title}` : title, status });
}

async function decide(context: Post): Promise<Reply> {
  const { db, subject: survey, body, actor, now } = context;
  if (isOutdated(body, survey.version)) return showConflict(context);
  const form = readForm(DecisionForm, body);
  if (!form.ok) return show(context, form, 422);
  const by = { personId: actor.personId, at: now };
  if (!(await saveDecision(db, { id: survey.id, version: form.value.version }, form.value, by)))
    return showConflict({ ...context, subject: (await findClosedSurvey(db, survey.id)) ?? survey });
  await noteSurvey(context, 'survey.decided', survey);
  return redirect(urls.surveyDecision(survey.id), {
    flash: nb(
      survey.state === 'published'
        ? 'Решение сохранено. Его уже видят все, кого спрашивали.'
        : 'Решение сохранено. Прочитайте его ещё раз и опубликуйте.',
    ),
  });
}

/** Somebody else saved meanwhile: what was typed, over what is saved now. */
function showConflict(context: Post): Promise<Reply> {
  const { subject: survey, body } = context;
  return show(context, { values: body, errors: {} }, 409, decisionConflict(survey, body));
}

/** Shows the outcome to everybody who was asked, and tells them; who of them answered is not known. */
async function publish(context: Post): Promise<Reply> {
  const { db, subject: survey, body, actor, now, today } = context;
  if (survey.state === 'published')
    return redirect(urls.surveyDecision(survey.id), { flash: nb('Решение уже опубликовано.') });
  const form = readForm(PublicationForm, body);
  const seen = form.ok ? form.value.version : 0;
  if (!(await publishSurvey(db, { id: survey.id, version: seen }, now)))
    return redirect(urls.surveyDecision(survey.id), {
      flash: nb('Решение за это время изменилось. Прочитайте его ещё раз и опубликуйте.'),
      kind: 'warn',
    });
  await notifyPeople(db, {
    kind: 'survey',
    title: nb(`Что изменилось после опроса: ${survey.title}`),
    body: nb(`Школа рассмотрела ответы и приняла решение.\n${survey.changes}`),
    about: { kind: 'survey', id: survey.id },
    to: await listAskedPeople(db, survey.id, today),
    actorId: actor.personId,
    at: now,
  });
  await noteSurvey(context, 'survey.published', survey);
  return redirect(urls.surveyDecision(survey.id), {
    flash: nb('Опубликовано. Все, кого спрашивали, получили уведомление.'),
  });
}

import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { answerKeys } from '../feedback/answer-token.ts';
import { type AskedAnswer, askedOfActor } from '../feedback/survey-audience.ts';
import { type FilledForm, freshForm } from '../web/components.ts';
import { idParam, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { readAnswer } from './answer-form.ts';
import { type Slot, toAnswerPage, toStatePage, toTooLatePage } from './answer-model.ts';
import { takeAnswer } from './ballot.ts';
import { deskReply } from './desk-reply.ts';
import { type AskedSurvey, surveyForAsked, surveyForReader } from './find-survey.ts';
import { answerPage, surveyStatePage } from './survey-pages.ts';

const SurveyParams = z.object({ surveyId: idParam });
const answering = {
  policy: allow('survey:answer', surveyForAsked),
  params: SurveyParams,
  query: z.object({ child: idParam.optional() }),
};
type Query = { child?: number | undefined };
type AnswerContext = RouteContext<{ surveyId: number }, Query, AskedSurvey>;

export const answerRoutes: readonly Route[] = [
  get(
    '/surveys/:surveyId',
    { policy: allow('outcome:read', surveyForReader), params: SurveyParams },
    async (context) => {
      const { subject, today } = context;
      if (subject.by === 'maker') return deskReply(context, subject.survey);
      const { survey } = subject;
      const asked = await askedHere(context, survey.id);
      const slots = asked.map((one) => slotOf(one, context.actor));
      const model = toStatePage(survey, slots, today);
      return page(surveyStatePage, model, { title: model.head.title });
    },
  ),
  get('/surveys/:surveyId/answer', answering, show),
  // No transaction with a form's key: that would keep beside the answer who gave it
  post('/surveys/:surveyId/answer', { ...answering, transaction: false }, answer),
];

function askedHere(context: RouteContext<unknown, unknown, unknown>, surveyId: number) {
  return askedOfActor(context.db, context.actor, context.today, answerKeys(context), surveyId);
}

function slotOf(asked: AskedAnswer, actor: Actor): Slot {
  const child = actor.children.find((one) => one.id === asked.studentId);
  return {
    childId: asked.studentId,
    child: child ? [child.name, child.className].filter(Boolean).join(', ') : null,
    hasAnswered: asked.hasAnswered,
  };
}

/** Which answer the page is about: the child that was asked for; otherwise one's own, or the first that is still owed. */
function chosen(asked: readonly AskedAnswer[], child: number | undefined): AskedAnswer | null {
  if (child !== undefined) return asked.find((one) => one.studentId === child) ?? null;
  const own = asked.find((one) => one.studentId === null);
  return own ?? asked.find((one) => !one.hasAnswered) ?? asked[0] ?? null;
}

async function show(context: AnswerContext): Promise<Reply> {
  const { subject: survey, query } = context;
  const asked = await askedHere(context, survey.id);
  if (asked.length === 0) return redirect(urls.survey(survey.id));
  const about = chosen(asked, query.child);
  return about === null ? notFound() : answerReply(context, asked, about, freshForm());
}

function answerReply(
  { subject: survey, actor }: AnswerContext,
  asked: readonly AskedAnswer[],
  about: AskedAnswer,
  form: FilledForm,
  status = 200,
): Reply {
  const slots = asked.map((one) => slotOf(one, actor));
  const slot = slots[asked.indexOf(about)];
  if (slot === undefined) return notFound();
  const model = toAnswerPage(survey, { slots, slot, form });
  const title = status === 422 ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(answerPage, model, { title, status });
}

/**
 * Takes an answer. Nothing else is written: no key of the form, no line in the journal, no word in the session. A second
 * press finds the first answer there and is thanked like it.
 */
async function answer(context: PostContext<{ surveyId: number }, Query, AskedSurvey>): Promise<Reply> {
  const { db, subject: survey, body, actor, query, today } = context;
  const asked = await askedHere(context, survey.id);
  if (asked.length === 0) return tooLateReply(survey);
  const about = chosen(asked, query.child);
  if (about === null) return notFound();
  if (query.child === undefined && about.studentId !== null)
    return answerReply(
      context,
      asked,
      about,
      refuse(body, { form: 'Выберите, о каком ребёнке отвечаете' }),
      422,
    );
  const thanks = redirect(
    urls.surveyAnswer(survey.id, about.studentId === null ? {} : { child: about.studentId }),
  );
  if (about.hasAnswered) return thanks;
  const form = readAnswer(body, survey.items);
  if (!form.ok) return answerReply(context, asked, about, form, 422);
  const given = {
    surveyId: survey.id,
    personId: actor.personId,
    studentId: about.studentId,
    classId: about.classId,
    today,
    ballot: { role: about.role, ...form.value },
  };
  const taken = await db.transaction((tx) => takeAnswer(tx, given, answerKeys(context)));
  return taken === 'closed' ? tooLateReply(survey) : thanks;
}

/** The survey closed while somebody was answering: nothing of it was kept. */
function tooLateReply(survey: AskedSurvey): Reply {
  const model = toTooLatePage(survey);
  return page(surveyStatePage, model, { title: model.head.title, status: 409 });
}

import * as z from 'zod';
import { answerKeys } from '../feedback/answer-token.ts';
import type { NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { idParam, isOutdated, readForm } from '../web/form.ts';
import { type Reply, redirect } from '../web/reply.ts';
import { allow, type PostContext, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { deskReply, noteSurvey } from './desk-reply.ts';
import { surveyForEditor } from './find-survey.ts';
import { BoxesShut, closeSurvey } from './open-box.ts';
import { openDueSurveys, releaseSurvey } from './open-survey.ts';
import { ClosingForm, VersionForm } from './survey-form.ts';
import { findSurvey, type SurveyRow } from './survey-queries.ts';

type SurveyPost = PostContext<{ surveyId: number }, unknown, SurveyRow>;

const spec = { policy: allow('survey:edit', surveyForEditor), params: z.object({ surveyId: idParam }) };

/** The turns of a survey that somebody presses; the job takes the same ones by the clock. */
export const turnRoutes: readonly Route[] = [
  post('/surveys/:surveyId/opening', spec, open),
  post('/surveys/:surveyId/closing', spec, close),
];

const CHANGED: NoteModel = {
  kind: 'warn',
  title: 'Пока вы смотрели, опрос изменился',
  text: nb('Ниже — как он выглядит сейчас. Проверьте и нажмите ещё раз, если нужно.'),
};

/** A draft that was looked through is let go: it opens at once, or by the job on its day. */
async function open(context: SurveyPost): Promise<Reply> {
  const { db, subject: survey, body, now, today } = context;
  if (isOutdated(body, survey.version)) return deskReply(context, survey, { conflict: CHANGED }, 409);
  const form = readForm(VersionForm, body);
  if (!form.ok) return deskReply(context, survey, { form }, 422);
  if (survey.closes_on < today) {
    const conflict: NoteModel = {
      kind: 'warn',
      text: nb('Последний день опроса уже прошёл: сначала измените дни.'),
    };
    return deskReply(context, survey, { conflict }, 422);
  }
  if (!(await releaseSurvey(db, survey.id, form.value.version))) {
    const fresh = (await findSurvey(db, survey.id)) ?? survey;
    return deskReply(context, fresh, { conflict: CHANGED }, 409);
  }
  const opened = await openDueSurveys(db, { now, today, surveyId: survey.id });
  await noteSurvey(context, opened.length > 0 ? 'survey.opened' : 'survey.released', survey);
  const flash =
    opened.length > 0
      ? nb('Опрос открыт, уведомления разосланы.')
      : nb('Опрос откроется сам в назначенный день. До тех пор его можно изменить.');
  return redirect(urls.survey(survey.id), { flash });
}

/** Ends a survey before its last day. Where no box opens it is closed only by a second press, which says so. */
async function close(context: SurveyPost): Promise<Reply> {
  const { db, subject: survey, body, now, today } = context;
  if (isOutdated(body, survey.version)) return deskReply(context, survey, { conflict: CHANGED }, 409);
  const form = readForm(ClosingForm, body);
  if (!form.ok) return deskReply(context, survey, { form }, 422);
  try {
    const withoutAnswers = form.value.without_answers;
    const closing = { keys: answerKeys(context), now, today, withoutAnswers };
    const done = await db.transaction((tx) => closeSurvey(tx, survey.id, closing));
    if (done === null) {
      const fresh = (await findSurvey(db, survey.id)) ?? survey;
      return deskReply(context, fresh, { conflict: CHANGED }, 409);
    }
    await noteSurvey(context, 'survey.closed', survey);
    return done.shutBoxes > 0
      ? redirect(urls.survey(survey.id), {
          flash: nb('Опрос завершён, но часть ответов не открылась.'),
          kind: 'warn',
        })
      : redirect(urls.survey(survey.id), { flash: nb('Опрос завершён: итоги открыты.') });
  } catch (fault) {
    if (!(fault instanceof BoxesShut)) throw fault;
    return deskReply(context, survey, { conflict: SHUT, isWithoutAnswers: true }, 409);
  }
}

const SHUT: NoteModel = {
  kind: 'bad',
  title: nb('Ответы не открываются'),
  text: nb(
    'На сервере не тот секрет портала, с которым собирали ответы. Попросите технического специалиста вернуть прежний (SESSION_SECRET) и завершите опрос тогда. Без него ответы не прочесть никому.',
  ),
};

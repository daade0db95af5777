import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import { page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { type DeskTrouble, toDeskPage } from './desk-model.ts';
import { surveyDeskPage } from './survey-pages.ts';
import { countAsked, countTokens, listClassOptions, type SurveyRow } from './survey-queries.ts';

type Context = Pick<RouteContext<unknown, unknown, unknown>, 'db' | 'actor' | 'now' | 'today' | 'requestId'>;

/** The page of a survey for whoever makes it. */
export async function deskReply(
  { db, today }: Context,
  survey: SurveyRow,
  trouble: DeskTrouble = {},
  status = 200,
): Promise<Reply> {
  const isClosed = survey.state === 'closed' || survey.state === 'published';
  const facts = {
    classes: await listClassOptions(db, today),
    cells: isClosed ? [] : await countAsked(db, survey.id, today),
    answered: survey.state === 'open' ? await countTokens(db, survey.id) : 0,
    today,
  };
  const model = toDeskPage(survey, facts, trouble);
  const title = status === 422 ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(surveyDeskPage, model, { title, status });
}

/** Writes an act about a survey into the journal; what somebody answered never is. */
export function noteSurvey(
  { db, actor, now, requestId }: Context,
  action: AuditAction,
  survey: { id: number; title: string },
): Promise<void> {
  return writeAudit(db, {
    actorId: actor.personId,
    action,
    subjectKind: 'survey',
    subjectId: survey.id,
    details: { lines: [survey.title] },
    requestId,
    at: now,
  });
}

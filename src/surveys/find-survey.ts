import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { askedOn } from '../feedback/survey-audience.ts';
import type { Finder } from '../web/route.ts';
import { findSurvey, type SurveyRow } from './survey-queries.ts';

const AskedRow = z.object({
  id,
  title: z.string(),
  intro: z.string(),
  state: z.enum(['open', 'closed', 'published']),
  closes_on: day,
  items: z.array(z.object({ id, kind: z.enum(['scale', 'open']), text: z.string() })),
});
/** A survey for whoever is asked. */
export type AskedSurvey = z.infer<typeof AskedRow>;

/** A survey that has opened, if this person is asked today, as themselves or about a child whom they may see. */
function findAsked(db: Db, surveyId: number, actor: Actor, today: string): Promise<AskedSurvey | null> {
  const children = actor.children.map((child) => child.id);
  return db.maybeRow(
    AskedRow,
    sql`
      select s.id, s.title, s.intro, s.state, s.closes_on,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'text', i.text) order by i.position)
          from survey_item i where i.survey_id = s.id
        ), '[]') as items
      from survey s
      where s.id = ${surveyId} and s.state <> 'draft' and s.opened_at is not null and exists (
        select from ${askedOn(today)} q
        where q.survey_id = ${surveyId} and q.person_id = ${actor.personId}
          and q.role = any(${[...actor.roles]}::text[])
          and (q.student_id is null or q.student_id = any(${children}::bigint[])))
    `,
  );
}

/** For those who are asked. */
export const surveyForAsked: Finder<AskedSurvey, { surveyId: number }> = ({ db, params, actor, today }) =>
  findAsked(db, params.surveyId, actor, today);

/** For whoever makes surveys, and for those who are asked. */
export type ReadSurvey = { by: 'maker'; survey: SurveyRow } | { by: 'asked'; survey: AskedSurvey };

export const surveyForReader: Finder<ReadSurvey, { surveyId: number }> = async ({
  db,
  params,
  actor,
  today,
}) => {
  if (actor.permissions.has('survey:read')) {
    const survey = await findSurvey(db, params.surveyId);
    return survey && { by: 'maker', survey };
  }
  const survey = await findAsked(db, params.surveyId, actor, today);
  return survey && { by: 'asked', survey };
};

/** For whoever makes surveys alone: a draft is there for nobody else. */
export const surveyForEditor: Finder<SurveyRow, { surveyId: number }> = ({ db, params, actor }) =>
  actor.permissions.has('survey:edit') ? findSurvey(db, params.surveyId) : Promise.resolve(null);

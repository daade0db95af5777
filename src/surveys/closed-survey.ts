import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { Finder } from '../web/route.ts';
import { askedRoles } from './scale.ts';

const ClosedSurvey = z.object({
  id,
  title: z.string(),
  state: z.enum(['closed', 'published']),
  opens_on: day,
  closes_on: day,
  term_id: id.nullable(),
  term: z.object({ name: z.string(), year_name: z.string(), starts_on: day, ends_on: day }).nullable(),
  asked: z.number(),
  answered: z.number(),
  /** In the order in which they were answered. */
  items: z.array(z.object({ id, kind: z.enum(['scale', 'open']), text: z.string() })),
  /** By role: how many were asked, and how many answered. */
  response: z.array(z.object({ role: z.enum(askedRoles), asked: z.number(), answered: z.number() })),
  /** How many answers stand in the sets that are shown; the few that belong to no set of five are in none. */
  shown: z.number(),
  decision: z.string(),
  changes: z.string(),
  published_at: instant.nullable(),
  version: z.number(),
});
/** A survey that has closed, as its results begin. */
export type ClosedSurvey = z.infer<typeof ClosedSurvey>;

export function findClosedSurvey(db: Db, surveyId: number): Promise<ClosedSurvey | null> {
  return db.maybeRow(
    ClosedSurvey,
    sql`
      select s.id, s.title, s.state, s.opens_on, s.closes_on, s.term_id,
        case when t.id is not null then jsonb_build_object('name', t.name, 'year_name', y.name,
          'starts_on', t.starts_on, 'ends_on', t.ends_on) end as term,
        s.asked, s.answered,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'text', i.text) order by i.position)
          from survey_item i where i.survey_id = s.id
        ), '[]') as items,
        coalesce((
          select jsonb_agg(jsonb_build_object('role', r.role, 'asked', r.asked, 'answered', r.answered) order by r.role)
          from survey_response r where r.survey_id = s.id
        ), '[]') as response,
        (select coalesce(sum(l.answers), 0) from survey_leaf l where l.survey_id = s.id) as shown,
        s.decision, s.changes, s.published_at, s.version
      from survey s
      left join term t on t.id = s.term_id
      left join school_year y on y.id = t.school_year_id
      where s.id = ${surveyId} and s.state in ('closed', 'published')
    `,
  );
}

/** The results of a closed survey are for whoever reads results; for nobody else they are there. */
export const closedSurveyForReader: Finder<ClosedSurvey, { surveyId: number }> = ({ db, actor, params }) =>
  actor.permissions.has('survey:read') ? findClosedSurvey(db, params.surveyId) : Promise.resolve(null);

/** The statements with a scale, in their order: the place is the one that ballots answer by. */
export function statementsOf(survey: ClosedSurvey): ClosedSurvey['items'] {
  return survey.items.filter((item) => item.kind === 'scale');
}

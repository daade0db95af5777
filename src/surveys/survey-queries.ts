import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { askedOn } from '../feedback/survey-audience.ts';
import type { ClassOption } from './audience-choice.ts';
import { askedRoles } from './scale.ts';

const surveyStates = ['draft', 'open', 'closed', 'published'] as const;

const Item = z.object({ id, kind: z.enum(['scale', 'open']), text: z.string() });
export type SurveyItem = z.infer<typeof Item>;

const SurveyRow = z.object({
  id,
  title: z.string(),
  intro: z.string(),
  state: z.enum(surveyStates),
  opens_on: day,
  closes_on: day,
  opened_at: instant.nullable(),
  asked: z.number(),
  answered: z.number(),
  version: z.number(),
  items: z.array(Item),
  audience: z.array(
    z.object({ role: z.enum(askedRoles), grade: z.number().nullable(), class_id: id.nullable() }),
  ),
  /** Boxes of a closed survey that did not open. */
  shut_boxes: z.number(),
});
export type SurveyRow = z.infer<typeof SurveyRow>;

/** A survey whole, in whatever state; statements first, as they are answered. */
export function findSurvey(db: Db, surveyId: number): Promise<SurveyRow | null> {
  return db.maybeRow(
    SurveyRow,
    sql`
      select s.id, s.title, s.intro, s.state, s.opens_on, s.closes_on, s.opened_at, s.asked, s.answered,
        s.version,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'text', i.text) order by i.position)
          from survey_item i where i.survey_id = s.id
        ), '[]') as items,
        coalesce((
          select jsonb_agg(jsonb_build_object('role', a.role, 'grade', a.grade, 'class_id', a.class_id)
            order by a.role, a.grade, a.class_id)
          from survey_audience a where a.survey_id = s.id
        ), '[]') as audience,
        (select count(*) from survey_box b where b.survey_id = s.id and s.closed_at is not null) as shut_boxes
      from survey s where s.id = ${surveyId}
    `,
  );
}

const ListedSurvey = z.object({
  id,
  title: z.string(),
  state: z.enum(surveyStates),
  opens_on: day,
  closes_on: day,
  opened_at: instant.nullable(),
  asked: z.number(),
  answered: z.number(),
  decision: z.string(),
});
export type ListedSurvey = z.infer<typeof ListedSurvey>;

/** All surveys, the newest first; of open ones how many are asked and have answered by now. */
export function listSurveys(db: Db, today: string): Promise<ListedSurvey[]> {
  return db.rows(
    ListedSurvey,
    sql`
      select s.id, s.title, s.state, s.opens_on, s.closes_on, s.opened_at, s.decision,
        case when s.state = 'open' then (select count(*) from ${askedOn(today)} q where q.survey_id = s.id)
          else s.asked end as asked,
        case when s.state = 'open' then (select count(*) from survey_token t where t.survey_id = s.id)
          else s.answered end as answered
      from survey s order by s.opens_on desc, s.id desc
    `,
  );
}

const TermState = z.object({ name: z.string(), ends_on: day, has_survey: z.boolean() });
export type TermState = z.infer<typeof TermState>;

/** The term of today or the last one before, and whether it has its survey (clause 3.1); null before any term. */
export function termOfToday(db: Db, today: string): Promise<TermState | null> {
  return db.maybeRow(
    TermState,
    sql`
      select t.name, t.ends_on,
        exists (select from survey s where s.term_id = t.id and s.state <> 'draft') as has_survey
      from term t where t.starts_on <= ${today} order by t.starts_on desc limit 1
    `,
  );
}

const AskedCell = z.object({
  role: z.enum(askedRoles),
  class_name: z.string().nullable(),
  grade: z.number().nullable(),
  asked: z.number(),
});
export type AskedCell = z.infer<typeof AskedCell>;

/** How many answers there can be, by role and class; teachers are of no class. */
export function countAsked(db: Db, surveyId: number, today: string): Promise<AskedCell[]> {
  return db.rows(
    AskedCell,
    sql`
      select q.role, k.name as class_name, q.grade, count(*) as asked
      from ${askedOn(today)} q left join class k on k.id = q.class_id
      where q.survey_id = ${surveyId}
      group by q.role, k.id, k.name, q.grade order by q.grade, k.name, q.role
    `,
  );
}

const Count = z.object({ count: z.number() });

/** How many have answered an open survey. */
export async function countTokens(db: Db, surveyId: number): Promise<number> {
  return (await db.row(Count, sql`select count(*) as count from survey_token where survey_id = ${surveyId}`))
    .count;
}

const ClassRow = z.object({ id, name: z.string(), grade: z.number() });

/** The classes of the school year of a day; outside any, of the last one before. */
export function listClassOptions(db: Db, today: string): Promise<ClassOption[]> {
  return db.rows(
    ClassRow,
    sql`
      select k.id, k.name, k.grade from class k
      where k.grade > 0 and k.school_year_id = (
        select y.id from school_year y where y.starts_on <= ${today} order by y.starts_on desc limit 1)
      order by k.grade, k.letter
    `,
  );
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

/** A set of answers as the closing of a survey leaves it: whose, and what each chose by statement. */
export interface MadeLeaf {
  role: 'parent' | 'student' | 'teacher' | null;
  grade: number | null;
  /** «7А»; null: of several classes. */
  className: string | null;
  ballots: readonly (readonly number[])[];
}

export interface MadeSurvey {
  title?: string;
  /** Days of the survey; within the second quarter unless told. */
  from?: string;
  to?: string;
  hasTerm?: boolean;
  statements?: readonly string[];
  question?: string;
  leaves?: readonly MadeLeaf[];
  texts?: readonly string[];
  /** By role: asked and answered. */
  response?: Readonly<Partial<Record<'parent' | 'student' | 'teacher', readonly [number, number]>>>;
}

const Made = z.object({ id: z.number() });

/** So many ballots, alike. */
export function alike(count: number, choices: readonly number[]): (readonly number[])[] {
  return Array.from({ length: count }, () => choices);
}

/** A survey that has closed, with its leaves, ballots and texts. */
export async function madeSurvey(db: Db, given: MadeSurvey = {}): Promise<number> {
  const {
    title = 'Как мы учимся онлайн',
    from = '2026-11-09',
    to = '2026-11-20',
    hasTerm = true,
    statements = ['Уроки начинаются вовремя', 'На вопросы отвечают'],
    question = 'Что изменить?',
    leaves = [],
    texts = [],
    response = {},
  } = given;
  const answered = Object.values(response).reduce((sum, [, count]) => sum + count, 0);
  const asked = Object.values(response).reduce((sum, [count]) => sum + count, 0);
  const { id } = await db.row(
    Made,
    sql`
      insert into survey (title, term_id, state, opens_on, closes_on, created_by, created_at, opened_at, closed_at, asked, answered)
      select ${title}, case when ${hasTerm} then (select id from term where ${to} between starts_on and ends_on) end,
        'closed', ${from}, ${to}, a.person_id, ${`${from}T06:00:00Z`}, ${`${from}T06:00:00Z`}, ${`${to}T18:00:00Z`},
        ${asked}, ${answered}
      from account a where a.login = 'ivanenko' returning id
    `,
  );
  const items = [
    ...statements.map((text) => ({ kind: 'scale', text })),
    ...(question === '' ? [] : [{ kind: 'open', text: question }]),
  ];
  await db.run(sql`
    insert into survey_item (survey_id, position, kind, text)
    select ${id}, i.place, i.item ->> 'kind', i.item ->> 'text'
    from jsonb_array_elements(${JSON.stringify(items)}::jsonb) with ordinality as i(item, place)`);
  await db.run(sql`
    insert into survey_audience (survey_id, role)
    select ${id}, key from jsonb_object_keys(${JSON.stringify(response)}::jsonb) as key`);
  await db.run(sql`
    insert into survey_response (survey_id, role, asked, answered)
    select ${id}, key, (value ->> 0)::int, (value ->> 1)::int from jsonb_each(${JSON.stringify(response)}::jsonb)`);
  for (const leaf of leaves) await addLeaf(db, id, leaf);
  await db.run(sql`
    insert into survey_text (survey_id, item_id, body)
    select ${id}, i.id, t.body from unnest(${texts}::text[]) as t(body)
    join survey_item i on i.survey_id = ${id} and i.kind = 'open'`);
  return id;
}

async function addLeaf(
  db: Db,
  surveyId: number,
  { role, grade, className, ballots }: MadeLeaf,
): Promise<void> {
  const leaf = await db.row(
    Made,
    sql`
      insert into survey_leaf (survey_id, role, grade, class_id, answers)
      values (${surveyId}, ${role}, ${grade}, (select id from class where name = ${className}), ${ballots.length})
      returning id
    `,
  );
  await db.run(sql`
    insert into survey_ballot (survey_id, leaf_id, choices)
    select ${surveyId}, ${leaf.id}, array(select (jsonb_array_elements_text(b))::smallint)
    from jsonb_array_elements(${JSON.stringify(ballots)}::jsonb) as b`);
}

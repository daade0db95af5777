import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type AnswerKeys, answerToken, ofSurvey } from './answer-token.ts';

/**
 * Who is asked on a day, a row for each answer there could be: survey_id, role, person_id, student_id (the child that a
 * guardian is asked about; null where somebody is asked for themselves), class_id and grade (null for teachers). Pupils
 * and teachers are asked once, guardians once a child, and whoever is a teacher and a parent as each. Teachers belong
 * to a grade or class by what they teach there, or by leading it. Whoever cannot sign in is not asked.
 * @param today the school's local day, by which roles and relations count
 */
export function askedOn(today: string) {
  const isNow = sql`x.starts_on <= ${today} and (x.ends_on is null or x.ends_on >= ${today})`;
  const canAnswer = sql`
    exists (select from person p join account c on c.person_id = p.id
      where p.id = q.person_id and (p.left_on is null or p.left_on >= ${today})
        and c.password_hash is not null and c.disabled_at is null)
    and exists (select from person_role x where x.person_id = q.person_id and x.role = q.role and ${isNow})`;
  const pupils = sql`
    from survey_audience a
    join class k on (a.class_id is null or k.id = a.class_id) and (a.grade is null or k.grade = a.grade)
    join enrolment x on x.class_id = k.id and ${isNow}`;
  return sql`(
    select q.survey_id, q.role, q.person_id, q.student_id, q.class_id, q.grade from (
      select a.survey_id, a.role, x.student_id as person_id, null::bigint as student_id, k.id as class_id, k.grade
      ${pupils} where a.role = 'student'
      union
      select e.survey_id, e.role, x.guardian_id, x.student_id, e.class_id, e.grade
      from (select a.survey_id, a.role, x.student_id, k.id as class_id, k.grade ${pupils} where a.role = 'parent') e
      join person s on s.id = e.student_id and (s.left_on is null or s.left_on >= ${today})
      join guardianship x on x.student_id = e.student_id and ${isNow}
      union
      select a.survey_id, a.role, x.person_id, null, null, null
      from survey_audience a join person_role x on x.role = 'teacher' and ${isNow}
      where a.role = 'teacher' and (num_nonnulls(a.grade, a.class_id) = 0 or exists (
        select from class k join school_year y on y.id = k.school_year_id and ${today} between y.starts_on and y.ends_on
        where (k.id = a.class_id or k.grade = a.grade) and (k.class_teacher_id = x.person_id or exists (
          select from study_group_class w join course c on c.group_id = w.group_id
          join course_teacher t on t.course_id = c.id and t.person_id = x.person_id
          where w.class_id = k.id))))
    ) q where ${canAnswer}
  )`;
}

/** A row of `openAsks`. */
export const OpenAsk = z.object({
  survey_id: id,
  title: z.string(),
  closes_on: day,
  role: z.enum(['teacher', 'student', 'parent']),
  student_id: id.nullable(),
  class_id: id.nullable(),
});
export type OpenAsk = z.infer<typeof OpenAsk>;

/** An answer that somebody may give today. */
export interface AskedAnswer {
  surveyId: number;
  title: string;
  /** The last day. */
  closesOn: string;
  role: 'teacher' | 'student' | 'parent';
  /** The child whom it is about; null: they answer for themselves. */
  studentId: number | null;
  /** The class whose box it goes into; null for teachers. */
  classId: number | null;
  hasAnswered: boolean;
}

type AskedPerson = Pick<Actor, 'personId' | 'roles' | 'children'>;

/** The statement for rows of `OpenAsk`: what this person is asked today by surveys that are open. */
export function openAsks(actor: AskedPerson, today: string, surveyId: number | null = null): Sql {
  const children = actor.children.map((child) => child.id);
  return sql`
    select q.survey_id, s.title, s.closes_on, q.role, q.student_id, q.class_id
    from ${askedOn(today)} q join survey s on s.id = q.survey_id
    where s.state = 'open' and s.opened_at is not null and s.closes_on >= ${today}
      and (${surveyId}::bigint is null or s.id = ${surveyId})
      and q.person_id = ${actor.personId} and q.role = any(${[...actor.roles]}::text[])
      and (q.student_id is null or q.student_id = any(${children}::bigint[]))
    order by s.closes_on, s.id, q.student_id nulls first
  `;
}

/**
 * What this person is asked today, in the roles in which they work now and about children whom they may see: the
 * answers that they gave and those that they still owe. Only they themselves can be told so: nobody else's token can
 * be recognised without asking for it here by name.
 * @param surveyId of this survey alone; null: of all that are open
 * Two statements; one where nothing is asked.
 */
export async function askedOfActor(
  db: Db,
  actor: AskedPerson,
  today: string,
  keys: Pick<AnswerKeys, 'token'>,
  surveyId: number | null = null,
): Promise<AskedAnswer[]> {
  return withAnswered(db, actor, await db.rows(OpenAsk, openAsks(actor, today, surveyId)), keys);
}

/** Rows of `openAsks`, with which of them this person has answered. One statement; none where nothing is asked. */
export async function withAnswered(
  db: Db,
  actor: Pick<Actor, 'personId'>,
  rows: readonly OpenAsk[],
  keys: Pick<AnswerKeys, 'token'>,
): Promise<AskedAnswer[]> {
  if (rows.length === 0) return [];
  const tokens = rows.map((row) =>
    answerToken(keys, ofSurvey(row.survey_id), actor.personId, row.student_id).toString('hex'),
  );
  const known = await knownTokens(
    db,
    rows.map((row) => row.survey_id),
    tokens,
  );
  return rows.map((row, place) => ({
    surveyId: row.survey_id,
    title: row.title,
    closesOn: row.closes_on,
    role: row.role,
    studentId: row.student_id,
    classId: row.class_id,
    hasAnswered: known.has(tokens[place] ?? ''),
  }));
}

const Token = z.object({ token: z.string() });

/** Those of the tokens (hexadecimal, each with its survey) that somebody has left. */
async function knownTokens(
  db: Db,
  surveyIds: readonly number[],
  tokens: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.rows(
    Token,
    sql`
      select encode(t.token, 'hex') as token
      from unnest(${surveyIds}::bigint[], ${tokens}::text[]) as g(survey_id, token)
      join survey_token t on t.survey_id = g.survey_id and t.token = decode(g.token, 'hex')
    `,
  );
  return new Set(rows.map((row) => row.token));
}

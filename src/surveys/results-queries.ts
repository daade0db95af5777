import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { Leaf } from './leaf-views.ts';
import { type AskedRole, askedRoles } from './scale.ts';

const LeafRow = z.object({
  id,
  role: z.enum(askedRoles).nullable(),
  grade: z.number().nullable(),
  class_id: id.nullable(),
  class_name: z.string().nullable(),
  answers: z.number(),
  counts: z.array(z.array(z.number())),
});

/** The leaves of a survey with what was chosen in each, by statement. */
export async function loadLeaves(db: Db, surveyId: number): Promise<Leaf[]> {
  const rows = await db.rows(
    LeafRow,
    sql`
      with chosen as (
        select b.leaf_id, u.statement, jsonb_build_array(
          count(*) filter (where u.choice = 0), count(*) filter (where u.choice = 1),
          count(*) filter (where u.choice = 2), count(*) filter (where u.choice = 3),
          count(*) filter (where u.choice = 4), count(*) filter (where u.choice = 5)) as counts
        from survey_ballot b cross join lateral unnest(b.choices) with ordinality as u(choice, statement)
        where b.survey_id = ${surveyId}
        group by b.leaf_id, u.statement
      )
      select l.id, l.role, l.grade, l.class_id, k.name as class_name, l.answers,
        coalesce((select jsonb_agg(c.counts order by c.statement) from chosen c where c.leaf_id = l.id), '[]') as counts
      from survey_leaf l left join class k on k.id = l.class_id
      where l.survey_id = ${surveyId}
    `,
  );
  return rows.map(({ class_id: classId, class_name: className, ...leaf }) => ({
    ...leaf,
    classId,
    className,
  }));
}

const TrendRow = z.object({
  survey_id: id,
  term_name: z.string(),
  year_name: z.string(),
  text: z.string(),
  answers: z.number(),
  /** Sum and number of the answers from 1 to 5. */
  sum: z.number(),
  rated: z.number(),
});
export type TrendRow = z.infer<typeof TrendRow>;

const MOST_TERMS = 8;

/**
 * What the statements came to in the surveys of the last terms up to this one; statements are the same where their
 * words are. @param role only the leaves of this role; all where null
 */
export function listTrend(
  db: Db,
  survey: { id: number; closesOn: string },
  texts: readonly string[],
  role: AskedRole | null,
): Promise<TrendRow[]> {
  return db.rows(
    TrendRow,
    sql`
      with lately as (
        select s.id, t.name as term_name, y.name as year_name, t.starts_on
        from survey s join term t on t.id = s.term_id join school_year y on y.id = t.school_year_id
        where s.state in ('closed', 'published') and s.closes_on <= ${survey.closesOn}
        order by t.starts_on desc, s.id desc limit ${MOST_TERMS}
      ), item as (
        select i.survey_id, i.text, row_number() over (partition by i.survey_id order by i.position) as statement
        from survey_item i join lately on lately.id = i.survey_id where i.kind = 'scale'
      )
      select lately.id as survey_id, lately.term_name, lately.year_name, item.text, count(*) as answers,
        coalesce(sum(b.choices[item.statement]), 0) as sum,
        count(*) filter (where b.choices[item.statement] > 0) as rated
      from lately join item on item.survey_id = lately.id and item.text = any(${texts}::text[])
      join survey_leaf l on l.survey_id = lately.id and (${role}::text is null or l.role = ${role})
      join survey_ballot b on b.survey_id = lately.id and b.leaf_id = l.id
      group by lately.id, lately.term_name, lately.year_name, lately.starts_on, item.text
      order by lately.starts_on, lately.id
    `,
  );
}

const ClassRow = z.object({
  id,
  name: z.string(),
  grade: z.number(),
  /** Whose answers were asked for, of the pupils and the parents of the class. */
  asked: z.array(z.enum(askedRoles)).readonly(),
  filled: z.number(),
  present: z.number(),
  late: z.number(),
  absent: z.number(),
  excused: z.number(),
  technical: z.number(),
  calls: z.number(),
});
/** A class of the survey's school year, with the marks of its online lessons and its calls for help in a term. */
export type ClassRow = z.infer<typeof ClassRow>;

/**
 * The classes that a survey asked, in the order of grades. @param term the days whose marks and calls are summed;
 * null: none, and all sums are zero
 */
export function listAskedClasses(
  db: Db,
  survey: { id: number; opensOn: string },
  term: { from: string; to: string } | null,
  timeZone: string,
): Promise<ClassRow[]> {
  return db.rows(
    ClassRow,
    sql`
      with days as (select ${term?.from ?? null}::date as from_day, ${term?.to ?? null}::date as to_day),
      marks as (
        select t.class_id, count(*) as filled, sum(t.present) as present, sum(t.late) as late, sum(t.absent) as absent,
          sum(t.excused) as excused, sum(t.technical) as technical
        from days join register_total t on t.day between days.from_day and days.to_day
        group by t.class_id
      ), help as (
        select e.class_id, count(*) as calls
        from days join ticket x on x.opened_at >= days.from_day::timestamp at time zone ${timeZone}
          and x.opened_at < (days.to_day + 1)::timestamp at time zone ${timeZone}
        join enrolment e on e.student_id = x.student_id
          and (x.opened_at at time zone ${timeZone})::date between e.starts_on and coalesce(e.ends_on, 'infinity')
        group by e.class_id
      )
      select k.id, k.name, k.grade, a.asked, coalesce(m.filled, 0) as filled, coalesce(m.present, 0) as present,
        coalesce(m.late, 0) as late, coalesce(m.absent, 0) as absent, coalesce(m.excused, 0) as excused,
        coalesce(m.technical, 0) as technical, coalesce(h.calls, 0) as calls
      from class k join school_year y on y.id = k.school_year_id and ${survey.opensOn} between y.starts_on and y.ends_on
      join lateral (
        select array_agg(distinct a.role) as asked from survey_audience a
        where a.survey_id = ${survey.id} and a.role in ('student', 'parent')
          and (a.grade is null or a.grade = k.grade) and (a.class_id is null or a.class_id = k.id)
      ) a on a.asked is not null
      left join marks m on m.class_id = k.id left join help h on h.class_id = k.id
      where k.grade > 0
      order by k.grade, k.letter
    `,
  );
}

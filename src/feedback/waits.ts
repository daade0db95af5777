import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type AnswerDue, answerDue, isSchoolDay } from './answer-due.ts';

/** Lessons that others teach are known no more than so many days ahead: later a teacher counts as there. */
const DAYS_AHEAD = 21;
/** The calendar is read so many days ahead: over the longest holidays. */
const CALENDAR_DAYS = 120;

const WaitsRow = z.object({
  days_per_week: z.number(),
  calendar: z.array(
    z.object({ day, kind: z.enum(['off', 'moved']).nullable(), term_name: z.string().nullable() }),
  ),
  waits: z.array(
    z.object({
      id,
      teacher_id: id,
      since: day,
      away_days: z.array(day),
      stand_in_ids: z.array(id),
      is_gone: z.boolean(),
    }),
  ),
});

/** How long a question has waited, and who could answer it. */
export interface QuestionWait extends AnswerDue {
  teacherId: number;
  /** Who has taught the question's course in the teacher's place since it began to wait. */
  standInIds: readonly number[];
  /** The teacher can answer no more, and nobody stands in for them in the question's course. */
  isGone: boolean;
  /** The same, or the teacher is away today. */
  isUnattended: boolean;
}

/**
 * The questions that wait under a condition on `question q`, each with the rule of answer-due.ts applied. A teacher is
 * away on a day on which all their lessons, and at least one, were given to others or cancelled. From the first lesson
 * of the question's course on that somebody else teaches in their place, somebody is there to answer.
 * One statement, however many there are.
 * @param today the school's local day
 */
export async function loadWaits(db: Db, condition: Sql, today: string): Promise<Map<number, QuestionWait>> {
  const found = await db.row(WaitsRow, waitsStatement(condition, today));
  const schoolDays = found.calendar
    .filter((one) => isSchoolDay(one, found.days_per_week))
    .map((one) => one.day);
  return new Map(
    found.waits.map((wait) => {
      const isGone = wait.is_gone && wait.stand_in_ids.length === 0;
      return [
        wait.id,
        {
          ...answerDue({ since: wait.since, awayDays: wait.away_days }, schoolDays, today),
          teacherId: wait.teacher_id,
          standInIds: wait.stand_in_ids,
          isGone,
          isUnattended: isGone || (wait.away_days.includes(today) && schoolDays.includes(today)),
        },
      ];
    }),
  );
}

function waitsStatement(condition: Sql, today: string): Sql {
  return sql`
    with wait as materialized (
      select q.id, q.teacher_id, q.course_id, (q.waiting_since at time zone s.time_zone)::date as since
      from question q cross join school s
      where q.state = 'waiting' and ${condition}
    ), teacher as (
      select teacher_id, min(since) as since, not ${mayAnswerOn(sql`teacher_id`, today)} as is_gone
      from wait group by teacher_id
    ), planned as materialized (
      select e.teacher_id, e.since, t.person_id, t.lesson_id, t.day
      from teacher e join lesson_teacher t on t.person_id = e.teacher_id
        and t.day between e.since and ${today}::date + ${DAYS_AHEAD}::integer
      union all
      select e.teacher_id, e.since, t.person_id, t.lesson_id, t.day
      from teacher e join lesson_teacher t on t.replaces_id = e.teacher_id
        and t.day between e.since and ${today}::date + ${DAYS_AHEAD}::integer
    ), taught as materialized (
      select p.teacher_id, p.person_id, p.day, l.course_id, l.status = 'cancelled' as is_cancelled
      from planned p join lesson l on l.id = p.lesson_id
    ), away as materialized (
      select teacher_id, day from taught
      group by teacher_id, day having bool_and(is_cancelled or person_id <> teacher_id)
    ), stand_in as (
      select w.id, min(t.day) as from_day,
        array_agg(distinct t.person_id) filter (where t.day <= ${today}::date) as person_ids
      from wait w join taught t on t.teacher_id = w.teacher_id and t.course_id = w.course_id
        and t.person_id <> t.teacher_id and not t.is_cancelled and t.day >= w.since
      group by w.id
    ), calendar as (
      select d.day, e.kind, t.name as term_name
      from (
        select b.first_day + n as day
        from (select coalesce(min(since), ${today}::date) as first_day from wait) b
        cross join lateral generate_series(0, ${today}::date + ${CALENDAR_DAYS}::integer - b.first_day) n) d
      left join school_day e on e.day = d.day
      left join term t on d.day between t.starts_on and t.ends_on
    )
    select s.days_per_week,
      (select jsonb_agg(jsonb_build_object('day', c.day, 'kind', c.kind, 'term_name', c.term_name) order by c.day)
        from calendar c) as calendar,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', w.id, 'teacher_id', w.teacher_id, 'since', w.since,
          'stand_in_ids', coalesce(to_jsonb(i.person_ids), '[]'), 'is_gone', e.is_gone,
          'away_days', coalesce((
            select jsonb_agg(a.day order by a.day) from away a
            where a.teacher_id = w.teacher_id and a.day > w.since and (i.from_day is null or a.day < i.from_day)
          ), '[]')))
        from wait w join teacher e on e.teacher_id = w.teacher_id left join stand_in i on i.id = w.id
      ), '[]') as waits
    from school s
  `;
}

/**
 * The condition under which a person can be asked and answers: a teacher or coordinator of the day who has not left and
 * can sign in.
 * @param personId the column that names the person
 * @param today the school's local day
 */
export function mayAnswerOn(personId: Sql, today: string): Sql {
  return sql`exists (
    select from person mp join account ma on ma.person_id = mp.id and ma.disabled_at is null
    join person_role mr on mr.person_id = mp.id and mr.role in ('teacher', 'coordinator')
      and mr.starts_on <= ${today} and (mr.ends_on is null or mr.ends_on >= ${today})
    where mp.id = ${personId} and (mp.left_on is null or mp.left_on >= ${today}))`;
}

/**
 * The condition under which somebody stands in for the teacher of the question `q`: they have taught a lesson of its
 * course in the teacher's place since it began to wait, or at any time and have written in it themselves.
 * @param today the school's local day
 */
export function standsIn(personId: number, today: string): Sql {
  return sql`exists (
    select from lesson_teacher t join lesson l on l.id = t.lesson_id
    where t.person_id = ${personId} and t.replaces_id = q.teacher_id and l.course_id = q.course_id
      and l.status <> 'cancelled' and t.day <= ${today} and (
        t.day >= (q.waiting_since at time zone (select time_zone from school))::date
        or exists (select from question_message m where m.question_id = q.id and m.author_id = ${personId})))`;
}

import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { absenceReasons, absenceStates } from '../attendance/absence-words.ts';
import { causes, concernKinds } from '../attendance/concern.ts';
import { attendances } from '../attendance/mark.ts';
import { measureKinds, outcomes } from '../attendance/measure.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { COMPARED_DAYS } from './compare-attendance.ts';
import { shortNameOf } from './named.ts';

const CardLessonRow = z.object({
  id,
  day,
  period: z.number(),
  subject: z.string(),
  attendance: z.enum(attendances),
  minutes_late: z.number().nullable(),
  activity: z.number().nullable(),
  remark: z.string(),
  /** Whether whoever asks may open the register: a pupil who changed class has lessons of the class before. */
  sees_register: z.boolean(),
});
export type CardLessonRow = z.infer<typeof CardLessonRow>;

/** More than a pupil can have in a year. */
const MOST_LESSONS = 3000;

/** A pupil's marks from one day to another, both included, in the order of time. */
export function listCardLessons(
  db: Db,
  actor: Actor,
  studentId: number,
  { from, to }: { from: string; to: string },
): Promise<CardLessonRow[]> {
  const headed = actor.headedClasses.map((one) => one.id);
  return db.rows(
    CardLessonRow,
    sql`
      select l.id, m.day, l.period, s.name as subject, m.attendance, m.minutes_late, m.activity, m.remark,
        ${actor.roles.has('coordinator')}
          or exists (select from lesson_teacher t where t.lesson_id = l.id and t.person_id = ${actor.personId})
          or exists (
            select from study_group_class g where g.group_id = c.group_id and g.class_id = any(${headed}::bigint[]))
          as sees_register
      from mark m join lesson l on l.id = m.lesson_id join course c on c.id = l.course_id
      join subject s on s.id = c.subject_id
      where m.student_id = ${studentId} and m.day between ${from} and ${to}
      order by l.starts_at, l.id limit ${MOST_LESSONS}
    `,
  );
}

const PersonName = z.object({ family_name: z.string(), given_name: z.string(), patronymic: z.string() });
const Part = z.object({ lessons: z.number(), attended: z.number() });

const ChainConcern = z.object({
  id,
  kind: z.enum(concernKinds),
  cause: z.enum(causes),
  lessons: z.number(),
  threshold: z.number(),
  window_days: z.number(),
  grounds: z.record(z.string(), z.unknown()),
  found_on: day,
  closed_on: day.nullable(),
  closer: z.string().nullable(),
  closed_words: z.string(),
});
export type ChainConcern = z.infer<typeof ChainConcern>;

const ChainMeasure = z.object({
  id,
  concern_id: id.nullable(),
  kind: z.enum(measureKinds),
  words: z.string(),
  owner: PersonName,
  created_on: day,
  due_on: day,
  done_on: day.nullable(),
  outcome: z.enum(['', ...outcomes]),
  outcome_words: z.string(),
  before: Part,
  after: Part,
});
export type ChainMeasure = z.infer<typeof ChainMeasure>;

const CardAbsence = z.object({
  starts_on: day,
  ends_on: day,
  periods: z.array(z.number()).nullable(),
  reason: z.enum(absenceReasons),
  words: z.string(),
  state: z.enum(absenceStates),
});
export type CardAbsence = z.infer<typeof CardAbsence>;

const ChainRow = z.object({
  concerns: z.array(ChainConcern),
  measures: z.array(ChainMeasure),
  absences: z.array(CardAbsence),
});
export type Chain = z.infer<typeof ChainRow>;

/** Marks of the measure's pupil `count` days on one side of its day, as a part of the comparison. */
function part(first: number, last: number): Sql {
  return sql`(
    select jsonb_build_object('lessons', count(*),
      'attended', count(*) filter (where x.attendance in ('present', 'late')))
    from mark x where x.student_id = m.student_id and x.day between d.day + ${first}::integer and d.day + ${last}::integer)`;
}

/**
 * What was found about a pupil and what was done (rule, measure, outcome), the newest first; each measure with the
 * attendance four weeks before and after its day; the absences that were announced for days of the period.
 * @param timeZone the school's, for the days of moments
 */
export function loadChain(
  db: Db,
  studentId: number,
  { from, to, timeZone }: { from: string; to: string; timeZone: string },
): Promise<Chain> {
  return db.row(
    ChainRow,
    sql`
      select
        coalesce((
          select jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'cause', c.cause,
            'lessons', cardinality(c.lesson_ids), 'threshold', u.threshold, 'window_days', u.window_days,
            'grounds', c.grounds, 'found_on', (c.found_at at time zone ${timeZone})::date,
            'closed_on', (c.closed_at at time zone ${timeZone})::date,
            'closer', ${shortNameOf(sql`c.closed_by`)},
            'closed_words', c.closed_words) order by c.closed_at is not null, c.found_at desc, c.id desc)
          from concern c join engagement_rule u on u.id = c.rule_id where c.student_id = ${studentId}
        ), '[]') as concerns,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', m.id, 'concern_id', m.concern_id, 'kind', m.kind, 'words', m.words,
            'owner', jsonb_build_object(
              'family_name', o.family_name, 'given_name', o.given_name, 'patronymic', o.patronymic),
            'created_on', d.created_on, 'due_on', m.due_on, 'done_on', m.done_on, 'outcome', m.outcome,
            'outcome_words', m.outcome_words,
            'before', ${part(-COMPARED_DAYS, -1)}, 'after', ${part(1, COMPARED_DAYS)}) order by m.created_at, m.id)
          from measure m join person o on o.id = m.owner_id
          cross join lateral (
            select (m.created_at at time zone ${timeZone})::date as created_on,
              coalesce(m.done_on, (m.created_at at time zone ${timeZone})::date) as day
          ) d
          where m.student_id = ${studentId}
        ), '[]') as measures,
        coalesce((
          select jsonb_agg(jsonb_build_object('starts_on', a.starts_on, 'ends_on', a.ends_on, 'periods', a.periods,
            'reason', a.reason, 'words', a.words, 'state', a.state) order by a.starts_on desc, a.id desc)
          from absence a where a.student_id = ${studentId} and a.starts_on <= ${to} and a.ends_on >= ${from}
        ), '[]') as absences
    `,
  );
}

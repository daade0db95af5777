import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id } from '../db/columns.ts';
import { askedOn, OpenAsk, openAsks } from '../feedback/survey-audience.ts';
import { standsIn } from '../feedback/waits.ts';

/** A moment inside of what PostgreSQL gives as JSON. */
const moment = z.string().transform((text) => Temporal.Instant.from(text));
const teacher = { family_name: z.string(), given_name: z.string(), patronymic: z.string() };

const Turn = z.object({
  id,
  day,
  starts_at: moment,
  ends_at: moment,
  starts: z.string(),
  ends: z.string(),
  is_online: z.boolean(),
  room: z.string(),
});

export const FeedbackRow = z.object({
  /** Own questions that the teacher asked back about, or whose answer is not read yet. */
  questions: z.array(
    z.object({ id, student_id: id, is_asked_back: z.boolean(), subject: z.string(), ...teacher }),
  ),
  /** Own places of consultations to come, and invitations. */
  places: z.array(
    Turn.extend({
      ...teacher,
      booking_id: id,
      student_id: id,
      is_invited: z.boolean(),
      expires_at: moment.nullable(),
    }),
  ),
  /** Parents' days that are announced and of which this family has no place yet. */
  parents_days: z.array(z.object({ id, name: z.string(), day })),
  /** What open surveys ask, answered or not. */
  asks: z.array(OpenAsk),
  /** What changed after surveys that asked this person, published lately. */
  published: z.array(z.object({ id, title: z.string(), changes: z.string() })),
  /** Of a teacher: questions that wait, since when the oldest does, and bookings without «came» or «did not». */
  waiting: z.number(),
  waiting_since: moment.nullable(),
  to_record: z.number(),
  /** Of a teacher: today's consultations with somebody booked that are not over. */
  taught: z.array(Turn.extend({ taken: z.number(), places: z.number() })),
});
export type FeedbackRow = z.output<typeof FeedbackRow>;

/** Consultations are told of so many days ahead. */
const DAYS_AHEAD = 14;
/** What changed after a survey is shown for so many days. */
const CHANGES_SHOWN = 21;
/** «Came» or «did not» can be recorded for so many days. */
const RECORD_DAYS = 30;

interface FeedbackOf {
  /** Whose questions and places: a pupil themselves, a guardian's children, or the child that is chosen. */
  pupils: readonly number[];
  /** False where a child is chosen: what a teacher has to do is left out then. */
  isTeacher: boolean;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

/**
 * A statement for one row: what waits for somebody of questions, consultations and surveys. Nothing of children whom
 * they may not see today, nothing of another guardian.
 */
export function feedbackOf(actor: Actor, of: FeedbackOf): Sql {
  const { now, today } = of;
  const me = actor.personId;
  const list = (rows: Sql) => sql`coalesce((select jsonb_agg(to_jsonb(x)) from (${rows}) x), '[]')`;
  const waits = sql`question q where q.state = 'waiting' and ${of.isTeacher}::boolean
    and (q.teacher_id = ${me} or ${standsIn(me, today)})`;
  return sql`
    select ${list(questionsOf(me, of))} as questions, ${list(placesOf(me, of))} as places,
      ${list(parentsDaysOf(actor, of))} as parents_days, ${list(openAsks(actor, today))} as asks,
      ${list(publishedOf(actor, of))} as published,
      (select count(*) from ${waits}) as waiting, (select min(q.waiting_since) from ${waits}) as waiting_since,
      (select count(*) from consultation c join booking b on b.consultation_id = c.id
        where ${of.isTeacher}::boolean and c.teacher_id = ${me} and c.day between ${today}::date - ${RECORD_DAYS}::integer
          and ${today} and c.starts_at <= ${now} and c.state = 'open' and b.state = 'booked' and b.came is null) as to_record,
      ${list(sql`
        select ${turnOf(of.timeZone)}, c.taken, c.places
        from consultation c join consultation_series s on s.id = c.series_id
        where ${of.isTeacher}::boolean and c.teacher_id = ${me} and c.day = ${today} and c.ends_at > ${now}
          and c.state = 'open' and c.taken > 0
        order by c.starts_at limit 12`)} as taught
  `;
}

const turnOf = (timeZone: string): Sql => sql`c.id, c.day, c.starts_at, c.ends_at,
  to_char(c.starts_at at time zone ${timeZone}, 'HH24:MI') as starts,
  to_char(c.ends_at at time zone ${timeZone}, 'HH24:MI') as ends, s.format = 'online' as is_online, c.room`;

function questionsOf(me: number, { pupils }: FeedbackOf): Sql {
  return sql`
    select q.id, q.student_id, q.state = 'asked_back' as is_asked_back, coalesce(j.name, '') as subject,
      t.family_name, t.given_name, t.patronymic
    from question q join person t on t.id = q.teacher_id
    left join course c on c.id = q.course_id left join subject j on j.id = c.subject_id
    where q.student_id = any(${pupils}::bigint[]) and q.asked_by = ${me} and (q.state = 'asked_back' or exists (
      select from question_message m where m.question_id = q.id and m.side = 'school' and m.read_at is null
        and m.withdrawn_at is null))
    order by q.id desc limit 10`;
}

function placesOf(me: number, { pupils, now, today, timeZone }: FeedbackOf): Sql {
  return sql`
    select ${turnOf(timeZone)}, t.family_name, t.given_name, t.patronymic, b.id as booking_id, b.student_id,
      b.state = 'invited' as is_invited, b.expires_at
    from booking b join consultation c on c.id = b.consultation_id
    join consultation_series s on s.id = c.series_id join person t on t.id = c.teacher_id
    where b.student_id = any(${pupils}::bigint[]) and b.attendee_id in (b.student_id, ${me}::bigint)
      and (b.state = 'booked' or b.state = 'invited' and b.expires_at > ${now})
      and c.state = 'open' and c.ends_at > ${now} and c.day <= ${today}::date + ${DAYS_AHEAD}::integer
    order by c.starts_at, b.student_id limit 20`;
}

function parentsDaysOf(actor: Actor, { pupils, today }: FeedbackOf): Sql {
  return sql`
    select d.id, d.name, d.day from parents_day d
    where d.state = 'announced' and d.day >= ${today} and ${actor.roles.has('parent') && pupils.length > 0}::boolean
      and not exists (
        select from booking b join consultation c on c.id = b.consultation_id
        join consultation_series s on s.id = c.series_id
        where s.parents_day_id = d.id and b.state in ('booked', 'invited') and b.attendee_id = ${actor.personId}
          and b.student_id = any(${pupils}::bigint[]))
    order by d.day, d.id limit 3`;
}

function publishedOf(actor: Actor, { now, today }: FeedbackOf): Sql {
  const children = actor.children.map((child) => child.id);
  return sql`
    select s.id, s.title, left(s.changes, 200) as changes from survey s
    where s.state = 'published' and s.published_at > ${now}::timestamptz - ${CHANGES_SHOWN}::integer * interval '1 day'
      and exists (
        select from ${askedOn(today)} q where q.survey_id = s.id and q.person_id = ${actor.personId}
          and q.role = any(${[...actor.roles]}::text[])
          and (q.student_id is null or q.student_id = any(${children}::bigint[])))
    order by s.published_at desc limit 2`;
}

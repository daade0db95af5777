import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { hasUnfilledRegister } from '../attendance/unfilled-register.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { DutyRow, dutiesOf } from './duties.ts';

const SchoolStateRow = z.object({
  online_today: z.number(),
  online_week: z.number(),
  late: z.number(),
  left_without_service: z.number(),
  /** Online lessons of this year that are over and have no register. */
  unfilled: z.number(),
  classes: z.number(),
  classes_without_video: z.number(),
  has_year: z.boolean(),
  has_bells: z.boolean(),
  has_approved_service: z.boolean(),
  has_channel: z.boolean(),
  version_name: z.string().nullable(),
  version_starts_on: day.nullable(),
  pupils_without_measure: z.number(),
  pupils_concerned: z.number(),
  /** The coordinator's own measures. */
  duties: z.array(DutyRow),
  ending_services: z.array(z.object({ id, name: z.string(), last_day: day })),
  open_complaints: z.number(),
  /** Surveys that are open, or closed without a decision. */
  surveys: z.array(
    z.object({
      id,
      title: z.string(),
      is_open: z.boolean(),
      closes_on: day,
      answered: z.number(),
      /** The decision is written, and not yet published. */
      is_decided: z.boolean(),
    }),
  ),
  /** The term of today where it ends soon and no survey of it was made; null otherwise. */
  term_without_survey: z.object({ name: z.string(), ends_on: day }).nullable(),
  /** The next parents' day. */
  parents_day: z
    .object({ id, name: z.string(), day, is_announced: z.boolean(), families: z.number() })
    .nullable(),
});
export type SchoolStateRow = z.infer<typeof SchoolStateRow>;

/** How long late announcements stay in the coordinator's count, in days. */
export const LATE_DAYS = 14;
/** So many days before a term ends a survey of it is due. */
const SURVEY_DAYS = 35;
/** A service whose approval ends within so many days is a task. */
const ENDING_DAYS = 30;

/**
 * The school as the coordinator's page shows it, in one statement: online lessons (today, in the week of these
 * days), announced late (from two weeks ago on), left without an approved service, classes without a channel for
 * video lessons, pupils under attention, what is set up already, the timetable in force, services whose approval is
 * about to end (a service whose withdrawal is decided is no task: what takes its place was asked then).
 * @param week Monday and Sunday of today's week
 */
export function loadSchoolState(
  db: Db,
  actor: Actor,
  {
    today,
    now,
    week,
    timeZone,
  }: { today: string; now: Temporal.Instant; week: { from: string; to: string }; timeZone: string },
): Promise<SchoolStateRow> {
  return db.row(
    SchoolStateRow,
    sql`
      with online as (
        select l.day, l.is_late, l.status, l.ends_at, s.id is null or service_status(s, l.day) <> 'approved'
            or not exists (
              select from service_purpose p where p.service_id = s.id and p.purpose = 'videoconference') as is_left
        from lesson l left join service s on s.id = l.service_id
        where l.format = 'online' and l.status <> 'cancelled'
          and l.day >= least(${week.from}::date, ${today}::date - ${LATE_DAYS}::integer)
      ),
      here as (
        select k.id from class k join school_year y on y.id = k.school_year_id
        where k.grade > 0 and ${today} between y.starts_on and y.ends_on
      ),
      live as (
        select c.purpose, c.class_id from channel c join service s on s.id = c.service_id
        where c.starts_on <= ${today} and (c.ends_on is null or c.ends_on >= ${today})
          and service_status(s, ${today}) = 'approved'
      ),
      version as (
        select name, starts_on from timetable_version
        where ends_on is null or ends_on >= ${today}
        order by starts_on limit 1
      )
      select
        (select count(*) from online where day = ${today}) as online_today,
        (select count(*) from online where day between ${week.from} and ${week.to}) as online_week,
        (select count(*) from online where is_late and day >= ${today}::date - ${LATE_DAYS}::integer) as late,
        (select count(*) from online where is_left and status = 'planned' and day >= ${today} and ends_at > ${now})
          as left_without_service,
        (select count(*) from lesson l where ${hasUnfilledRegister({ now, today })}) as unfilled,
        (select count(*) from here) as classes,
        (select count(*) from here where not exists (
          select from live where live.class_id = here.id and live.purpose = 'videoconference'))
          as classes_without_video,
        exists (select from school_year where ends_on >= ${today}) as has_year,
        exists (select from bell b join school_year y on y.id = b.school_year_id where y.ends_on >= ${today})
          as has_bells,
        exists (select from service s where service_status(s, ${today}) = 'approved') as has_approved_service,
        exists (select from live) as has_channel,
        (select name from version) as version_name,
        (select starts_on from version) as version_starts_on,
        (select count(distinct c.student_id) from concern c where c.closed_at is null and not exists (
          select from measure m where m.concern_id = c.id and m.done_on is null)) as pupils_without_measure,
        (select count(distinct c.student_id) from concern c where c.closed_at is null) as pupils_concerned,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'last_day', s.last_day) order by s.last_day)
          from (
            select id, name, valid_to as last_day from service s
            where service_status(s, ${today}) = 'approved' and withdrawn_from is null
          ) s
          where s.last_day <= ${today}::date + ${ENDING_DAYS}::integer
        ), '[]') as ending_services,
        coalesce((select jsonb_agg(to_jsonb(d)) from (${dutiesOf(actor, { today, timeZone })}) d), '[]') as duties, ${feedbackOfSchool(today)}
    `,
  );
}

/** What families asked and were asked, for the coordinator: complaints, surveys, the next parents' day. */
function feedbackOfSchool(today: string): Sql {
  return sql`
        (select count(*) from complaint where state = 'open') as open_complaints,
        coalesce((
          select jsonb_agg(to_jsonb(v) order by v.closes_on, v.id) from (
            select s.id, s.title, s.state = 'open' as is_open, s.closes_on, s.decision <> '' as is_decided,
              case when s.state = 'open' then (select count(*) from survey_token t where t.survey_id = s.id)
                else s.answered end as answered
            from survey s where s.state in ('open', 'closed') and s.opened_at is not null
            order by s.closes_on desc limit 5
          ) v
        ), '[]') as surveys,
        (select jsonb_build_object('name', t.name, 'ends_on', t.ends_on) from term t
          where ${today} between t.starts_on and t.ends_on and t.ends_on <= ${today}::date + ${SURVEY_DAYS}::integer
            and not exists (
              select from survey s where s.term_id = t.id or s.opens_on between t.starts_on and t.ends_on)
          limit 1) as term_without_survey,
        (select jsonb_build_object('id', d.id, 'name', d.name, 'day', d.day, 'is_announced', d.state = 'announced',
            'families', (
              select count(distinct b.student_id) from consultation_series s join consultation c on c.series_id = s.id
              join booking b on b.consultation_id = c.id and b.state = 'booked' where s.parents_day_id = d.id))
          from parents_day d where d.day >= ${today} and d.state <> 'cancelled' order by d.day, d.id limit 1) as parents_day`;
}

const RegisterChangeRow = z.object({
  service_id: id,
  service_name: z.string(),
  at: instant,
  action: z.enum(['created', 'edited', 'suspended', 'resumed', 'withdrawn']),
  order_reference: z.string(),
});
export type RegisterChangeRow = z.infer<typeof RegisterChangeRow>;

/** The newest changes in the register of services. */
export function listRegisterChanges(db: Db, limit: number): Promise<RegisterChangeRow[]> {
  return db.rows(
    RegisterChangeRow,
    sql`
      select c.service_id, s.name as service_name, c.at, c.action, c.order_reference
      from service_change c join service s on s.id = c.service_id
      order by c.at desc, c.id desc limit ${limit}
    `,
  );
}

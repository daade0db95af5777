import sql from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { DutyRow, dutiesOf } from './duties.ts';

const PortalStateRow = z.object({
  beat_at: instant.nullable(),
  waiting: z.number(),
  overdue: z.number(),
  failing: z.number(),
  given_up: z.number(),
  sign_ins_failed: z.number(),
  sign_ins_delayed: z.number(),
  sign_ins: z.number(),
  entries_refused: z.number(),
  entries_admitted: z.number(),
  deliveries_failed: z.number(),
});
export type PortalStateRow = z.infer<typeof PortalStateRow>;

/**
 * How the portal does, in one statement: the worker's last sign of life, jobs (waiting; due for over five minutes;
 * failing and to be tried again; given up), sign-ins of the last 24 hours, entries of today's lessons, deliveries
 * that failed.
 */
export function loadPortalState(
  db: Db,
  { today, now }: { today: string; now: Temporal.Instant },
): Promise<PortalStateRow> {
  const dayAgo = now.subtract({ hours: 24 });
  return db.row(
    PortalStateRow,
    sql`
      with job as (select attempts, max_attempts, run_at from graphile_worker.jobs),
      sign_in as (
        select action from audit_event where at > ${dayAgo}
          and action in ('sign_in.failed', 'sign_in.delayed', 'sign_in.succeeded', 'activation.failed')
      ),
      entry_today as (
        select e.outcome from lesson l join entry e on e.lesson_id = l.id where l.day = ${today}
      )
      select (select max(at) from worker_heartbeat) as beat_at,
        (select count(*) from job where attempts < max_attempts) as waiting,
        (select count(*) from job where attempts < max_attempts and run_at < ${now.subtract({ minutes: 5 })}) as overdue,
        (select count(*) from job where attempts > 0 and attempts < max_attempts) as failing,
        (select count(*) from job where attempts >= max_attempts) as given_up,
        (select count(*) from sign_in where action in ('sign_in.failed', 'activation.failed')) as sign_ins_failed,
        (select count(*) from sign_in where action = 'sign_in.delayed') as sign_ins_delayed,
        (select count(*) from sign_in where action = 'sign_in.succeeded') as sign_ins,
        (select count(*) from entry_today where outcome = 'refused') as entries_refused,
        (select count(*) from entry_today where outcome = 'admitted') as entries_admitted,
        (select count(*) from delivery where state = 'failed' and settled_at > ${dayAgo}) as deliveries_failed
    `,
  );
}

const JobRow = z.object({
  id,
  name: z.string(),
  attempts: z.number(),
  max_attempts: z.number(),
  run_at: instant,
});
export type JobRow = z.infer<typeof JobRow>;

/** Jobs that failed at least once, those given up first; without what they carry. */
export function listFailingJobs(db: Db): Promise<JobRow[]> {
  return db.rows(
    JobRow,
    sql`
      select id, task_identifier as name, attempts, max_attempts, run_at
      from graphile_worker.jobs where attempts > 0
      order by attempts >= max_attempts desc, run_at, id limit 10
    `,
  );
}

/** A moment within JSON, as the database writes it. */
const writtenInstant = z.string().transform((text) => Temporal.Instant.from(text));

const OfficeAsideRow = z.object({
  imports: z.array(z.object({ file_name: z.string(), uploaded_at: writtenInstant, is_applied: z.boolean() })),
  duties: z.array(DutyRow),
});

/** The newest imports of timetables, and what waits for the technical specialist: one statement. */
export function loadOfficeAside(
  db: Db,
  actor: Parameters<typeof dutiesOf>[0],
  when: { today: string; timeZone: string },
) {
  return db.row(
    OfficeAsideRow,
    sql`
      select coalesce((
        select jsonb_agg(to_jsonb(i)) from (
          select file_name, uploaded_at, applied_at is not null as is_applied from timetable_import
          order by uploaded_at desc, id desc limit 5) i
      ), '[]') as imports,
      coalesce((select jsonb_agg(to_jsonb(d)) from (${dutiesOf(actor, when)}) d), '[]') as duties
    `,
  );
}

const EntryTroubleRow = z.object({
  kind: z.enum(['refused', 'call']),
  lesson_id: id,
  subject: z.string(),
  group_name: z.string(),
  /** Why an entry was refused; of a call, its words. */
  reason: z.string(),
  at: instant,
  times: z.number(),
  /** Of a call alone: who cannot get in, and into which service. */
  who: z.string(),
  service_name: z.string(),
});
export type EntryTroubleRow = z.infer<typeof EntryTroubleRow>;

/**
 * What keeps people from today's online lessons, the newest first: entries that were refused, by lesson and reason,
 * with nobody's name; calls of those who cannot get in, by name, as they are to be helped.
 */
export function listEntryTroubles(db: Db, today: string): Promise<EntryTroubleRow[]> {
  return db.rows(
    EntryTroubleRow,
    sql`
      with today as (
        select l.id, l.service_id, s.name as subject, g.name as group_name
        from lesson l
        join course c on c.id = l.course_id
        join subject s on s.id = c.subject_id
        join study_group g on g.id = c.group_id
        where l.day = ${today}
      )
      (select 'refused' as kind, l.id as lesson_id, l.subject, l.group_name, e.reason, max(e.at) as at,
        count(*) as times, '' as who, '' as service_name
      from today l join entry e on e.lesson_id = l.id and e.outcome = 'refused'
      group by l.id, l.subject, l.group_name, e.reason
      order by max(e.at) desc limit 10)
      union all
      (select 'call', l.id, l.subject, l.group_name, k.words, k.opened_at, 1,
        concat_ws(', ', p.family_name || ' ' || p.given_name, o.name), coalesce(v.name, '')
      from today l join ticket k on k.lesson_id = l.id and k.kind = 'lesson_entry' and k.state = 'open'
      join person p on p.id = k.student_id
      left join enrolment n on n.student_id = p.id and n.starts_on <= ${today}
        and (n.ends_on is null or n.ends_on >= ${today})
      left join class o on o.id = n.class_id
      left join service v on v.id = coalesce(k.service_id, l.service_id)
      order by k.opened_at desc limit 30)
    `,
  );
}

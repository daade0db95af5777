import sql from 'sql-template-tag';
import * as z from 'zod';
import { measureKinds } from '../attendance/measure.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const TermRow = z.object({ id, name: z.string(), year_name: z.string(), starts_on: day, ends_on: day });
export type TermRow = z.infer<typeof TermRow>;

/** A term that has begun, by its number; without one the newest. Null where there is none. */
export function findBegunTerm(db: Db, termId: number | null, today: string): Promise<TermRow | null> {
  return db.maybeRow(
    TermRow,
    sql`
      select t.id, t.name, y.name as year_name, t.starts_on, t.ends_on
      from term t join school_year y on y.id = t.school_year_id
      where t.starts_on <= ${today} and (${termId}::bigint is null or t.id = ${termId})
      order by t.starts_on desc limit 1
    `,
  );
}

const SignersRow = z.object({
  director_name: z.string(),
  /** The order in force on the day; empty where none was. */
  order_number: z.string(),
  order_date: day.nullable(),
  coordinator_name: z.string(),
  coordinator_post: z.string(),
});
export type SignersRow = z.infer<typeof SignersRow>;

/**
 * The order in force on a day, and who signs today: the director, and the responsible person who is a coordinator on
 * the portal, or else the first of those who answer.
 */
export function loadSigners(db: Db, orderDay: string, today: string): Promise<SignersRow> {
  return db.row(
    SignersRow,
    sql`
      select s.director_name, coalesce(v.order_number, '') as order_number, v.order_date,
        coalesce(r.name, '') as coordinator_name, coalesce(r.post, '') as coordinator_post
      from school s
      left join lateral (
        select order_number, order_date from regulation_version
        where valid_from <= ${orderDay} and (valid_to is null or valid_to >= ${orderDay})
        order by valid_from desc limit 1
      ) v on true
      left join lateral (
        select p.name, p.post from responsible_person p
        where p.starts_on <= ${today} and (p.ends_on is null or p.ends_on >= ${today})
        order by exists (
            select from person_role o where o.person_id = p.person_id and o.role = 'coordinator'
              and o.starts_on <= ${today} and (o.ends_on is null or o.ends_on >= ${today})) desc, p.position, p.id
        limit 1
      ) r on true
    `,
  );
}

/** The days of a term as the school's clock has them, and until when lessons count. */
export interface TermDays {
  from: string;
  to: string;
  now: Temporal.Instant;
  timeZone: string;
}

const AttentionRow = z.object({
  announced_late: z.number(),
  concerned: z.number(),
  without_measure: z.number(),
});
export type AttentionRow = z.infer<typeof AttentionRow>;

/**
 * Lessons announced late, of those that the reports count; pupils with a concern that was open on a day of the term,
 * and those of them for whom no measure was on in the term (one that was called off does not count).
 */
export function loadAttention(db: Db, { from, to, now, timeZone }: TermDays): Promise<AttentionRow> {
  return db.row(
    AttentionRow,
    sql`
      with concerned as (
        select distinct c.student_id from concern c
        where (c.found_at at time zone ${timeZone})::date <= ${to}
          and (c.closed_at is null or (c.closed_at at time zone ${timeZone})::date >= ${from})
      )
      select (
          select count(*) from lesson l
          where l.format = 'online' and l.status <> 'cancelled' and l.ends_at <= ${now} and l.is_late
            and l.day between ${from} and ${to}
        ) as announced_late,
        (select count(*) from concerned) as concerned,
        (
          select count(*) from concerned c
          where not exists (
            select from measure m where m.student_id = c.student_id and m.outcome <> 'cancelled'
              and (m.created_at at time zone ${timeZone})::date <= ${to}
              and (m.done_on is null or m.done_on >= ${from}))
        ) as without_measure
    `,
  );
}

const MeasuresRow = z.object({
  kind: z.enum(measureKinds),
  /** Those that were called off left out. */
  planned: z.number(),
  helped: z.number(),
  partly: z.number(),
  not_helped: z.number(),
});
export type MeasuresRow = z.infer<typeof MeasuresRow>;

/** Measures that were on in the term, by kind, with how they ended by now. */
export function listTermMeasures(db: Db, { from, to, timeZone }: TermDays): Promise<MeasuresRow[]> {
  return db.rows(
    MeasuresRow,
    sql`
      select m.kind, count(*) as planned,
        count(*) filter (where m.outcome = 'helped') as helped,
        count(*) filter (where m.outcome = 'partly') as partly,
        count(*) filter (where m.outcome = 'not_helped') as not_helped
      from measure m
      where m.outcome <> 'cancelled' and (m.created_at at time zone ${timeZone})::date <= ${to}
        and (m.done_on is null or m.done_on >= ${from})
      group by m.kind order by count(*) desc, m.kind
    `,
  );
}

const ReviewRow = z.object({ held_on: day, people: z.string(), findings: z.string(), decision: z.string() });
export type ReviewRow = z.infer<typeof ReviewRow>;

/** What meetings about the term decided, as they were held. */
export function listTermReviews(db: Db, termId: number): Promise<ReviewRow[]> {
  return db.rows(
    ReviewRow,
    sql`
      select held_on, people, findings, decision from review where term_id = ${termId} order by held_on, id
    `,
  );
}

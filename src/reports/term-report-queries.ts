import sql from 'sql-template-tag';
import * as z from 'zod';
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

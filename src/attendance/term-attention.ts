import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import { measureKinds } from './measure.ts';

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

import sql from 'sql-template-tag';
import * as z from 'zod';
import { day } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const CalendarDayRow = z.object({
  day,
  kind: z.enum(['off', 'moved']).nullable(),
  name: z.string(),
  follows_weekday: z.number().nullable(),
  term_name: z.string().nullable(),
  is_in_year: z.boolean(),
});
export type CalendarDayRow = z.infer<typeof CalendarDayRow>;

/**
 * Each day from `from` to `to` (both included) with what the school's calendar says of it: days off and moved
 * days by name, the term that it belongs to (null in holidays), whether it is in a school year at all.
 */
export function listCalendarDays(db: Db, from: string, to: string): Promise<CalendarDayRow[]> {
  return db.rows(
    CalendarDayRow,
    sql`
      select d.day, e.kind, coalesce(e.name, '') as name, e.follows_weekday, t.name as term_name,
        exists (select from school_year y where d.day between y.starts_on and y.ends_on) as is_in_year
      from (select ${from}::date + n as day from generate_series(0, ${to}::date - ${from}::date) n) d
      left join school_day e on e.day = d.day
      left join term t on d.day between t.starts_on and t.ends_on
      order by d.day
    `,
  );
}

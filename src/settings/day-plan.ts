import sql from 'sql-template-tag';
import * as z from 'zod';
import { day } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const PlanRow = z.object({ day, weekday: z.number(), week: z.enum(['a', 'b']) });

/** By which weekday's timetable, in which of the two alternating weeks, a day is worked; null: no school. */
export interface DayPlan {
  day: string;
  weekday: number | null;
  week: 'a' | 'b' | null;
}

/** The school days from a day on, in all school years: what the terms, days off and moved days come to. */
export function schoolDaysFrom(db: Db, from: string): Promise<z.infer<typeof PlanRow>[]> {
  return db.rows(
    PlanRow,
    sql`
      select d.day, coalesce(s.follows_weekday, extract(isodow from d.day))::smallint as weekday,
        case when (d.day - (y.starts_on - (extract(isodow from y.starts_on)::integer - 1))) / 7 % 2 = 0
          then 'a' else 'b' end as week
      from school_year y
      join term t on t.school_year_id = y.id
      cross join lateral (
        select greatest(t.starts_on, ${from}::date) + n as day
        from generate_series(0, t.ends_on - greatest(t.starts_on, ${from}::date)) n) d
      left join school_day s on s.day = d.day
      where s.kind is distinct from 'off'
      order by d.day
    `,
  );
}

/** The days that are worked otherwise than before, with what holds for them now. */
export function changedDays(before: readonly DayPlan[], after: readonly DayPlan[]): DayPlan[] {
  const was = new Map(before.map((plan) => [plan.day, plan]));
  const is = new Map(after.map((plan) => [plan.day, plan]));
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((one) => {
    const [old, now] = [was.get(one), is.get(one)];
    if (old?.weekday === now?.weekday && old?.week === now?.week) return [];
    return [now ?? { day: one, weekday: null, week: null }];
  });
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { day } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const TurnTimeRow = z.object({ day, starts: z.string(), ends: z.string() });

/** The local times of the open turns of a series that are still to come. */
export function listTurnTimes(db: Db, seriesId: number, now: Temporal.Instant) {
  return db.rows(
    TurnTimeRow,
    sql`
      select c.day, to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as starts,
        to_char(c.ends_at at time zone o.time_zone, 'HH24:MI') as ends
      from consultation c cross join school o
      where c.series_id = ${seriesId} and c.state = 'open' and c.starts_at > ${now} order by c.starts_at
    `,
  );
}

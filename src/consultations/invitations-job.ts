import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { defineJob } from '../jobs/job.ts';
import { localDay } from '../web/dates.ts';
import { holdTurns } from './book.ts';
import { offerFreePlaces } from './waiting.ts';

const ConsultationId = z.object({ consultation_id: id });

/** No more turns at once: what is left comes with the next run. */
const MOST_TURNS = 200;

/**
 * Ends invitations that nobody answered in time, and offers every free place to whoever waits for it; also where
 * somebody began to wait at the very moment when a place became free. Run again it finds nothing left to do.
 */
export const passOnPlaces = defineJob({
  name: 'consultation.pass_on',
  payload: z.object({}),
  async run({ db, now, timeZone }) {
    const today = localDay(now, timeZone);
    await db.transaction(async (tx) => {
      const found = await findTurns(tx, now, today);
      if (found.length === 0) return;
      await holdTurns(tx, found);
      await expireInvitations(tx, found, now);
      await offerFreePlaces(tx, found, { at: now, timeZone, today });
    });
  },
});

/** Turns to come with an invitation that is over, or with free places that somebody waits for. */
async function findTurns(tx: Db, now: Temporal.Instant, today: string): Promise<number[]> {
  const rows = await tx.rows(
    ConsultationId,
    sql`
      select b.consultation_id from booking b where b.state = 'invited' and b.expires_at <= ${now}
      union
      select c.id from consultation_wait w join consultation c on c.series_id = w.series_id and c.day = w.day
        and (w.consultation_id is null or w.consultation_id = c.id)
      where w.state = 'waiting' and w.day >= ${today} and c.state = 'open' and c.taken < c.places
        and c.starts_at > ${now}
      order by 1 limit ${MOST_TURNS}
    `,
  );
  return rows.map((row) => row.consultation_id);
}

async function expireInvitations(tx: Db, turns: readonly number[], now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    with expired as (
      update booking set state = 'expired', place = null, expires_at = null, changed_at = ${now}, version = version + 1
      where consultation_id = any(${turns}::bigint[]) and state = 'invited' and expires_at <= ${now}
      returning consultation_id
    )
    update consultation c set taken = c.taken - e.count
    from (select consultation_id, count(*)::int as count from expired group by 1) e where e.consultation_id = c.id
  `);
}

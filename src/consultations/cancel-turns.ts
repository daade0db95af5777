import sql from 'sql-template-tag';
import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { holdTurns } from './book.ts';
import type { Act } from './booking-acts.ts';
import type { ConsultationRow } from './find.ts';
import { attendeesOf, tellFamily, turnLines } from './tell.ts';

const Id = z.object({ id });

/**
 * Cancels open turns with the reason: their bookings and invitations with them, whoever waits waits no longer, and
 * everybody who had a place is told (one notice).
 * @param turn one of them, for the words; where it is the only one the notice tells its time
 * @returns how many were cancelled
 */
export async function cancelTurns(
  tx: Db,
  turn: ConsultationRow,
  consultationIds: readonly number[],
  reason: string,
  act: Act,
): Promise<number> {
  const held = await holdTurns(tx, consultationIds);
  const open = [...held.values()].filter((one) => one.state === 'open').map((one) => one.id);
  if (open.length === 0) return 0;
  const told = await attendeesOf(tx, open);
  await tx.run(sql`
    with turns as (
      update consultation set state = 'cancelled', cancelled_reason = ${reason}, taken = 0, version = version + 1
      where id = any(${open}::bigint[]) returning id, series_id, day
    ), places as (
      update booking b set state = 'cancelled', place = null, expires_at = null, changed_at = ${act.at},
        version = version + 1
      from turns t where b.consultation_id = t.id and b.state in ('booked', 'invited')
    )
    update consultation_wait w set state = 'left' from turns t where w.consultation_id = t.id and w.state = 'waiting'
  `);
  await writeAudit(tx, {
    actorId: act.actorId,
    action: 'consultation.cancelled',
    subjectKind: 'consultation',
    subjectId: turn.id,
    details: { consultations: open, reason },
    requestId: act.requestId,
    at: act.at,
  });
  const isOne = open.length === 1;
  await tellFamily(
    tx,
    told,
    {
      title: isOne ? 'Консультация отменена' : 'Консультации отменены',
      lines: [
        ...(isOne
          ? turnLines(turn)
          : turnLines(turn)
              .slice(0, 1)
              .map((line) => line.replace(/:.*$/, ': все встречи, которые были впереди.'))),
        `Почему: ${reason}`,
        'Посмотрите на портале, есть ли другое время.',
      ],
      about: { kind: 'consultations' },
    },
    act,
  );
  return open.length;
}

/** The turns of a series that are still to come. */
export async function turnsAhead(tx: Db, seriesId: number, at: Temporal.Instant): Promise<number[]> {
  const rows = await tx.rows(
    Id,
    sql`
      select id from consultation
      where series_id = ${seriesId} and state = 'open' and starts_at > ${at} order by id
    `,
  );
  return rows.map((row) => row.id);
}

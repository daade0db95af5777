import sql from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { violates } from '../db/faults.ts';

const TurnRow = z.object({
  id,
  places: z.number(),
  taken: z.number(),
  state: z.enum(['open', 'cancelled']),
  starts_at: instant,
});

/** A turn as it stands while its row is held: nobody else takes or frees a place of it. */
export type HeldTurn = z.output<typeof TurnRow>;

/**
 * Holds turns until the transaction ends, in ascending order of their numbers: whoever needs several asks for all of
 * them at once, so that two never wait for each other. Turns that are not there are left out.
 */
export async function holdTurns(
  tx: Db,
  consultationIds: readonly number[],
): Promise<ReadonlyMap<number, HeldTurn>> {
  const rows = await tx.rows(
    TurnRow,
    sql`
      select id, places, taken, state, starts_at from consultation
      where id = any(${consultationIds}::bigint[]) order by id for no key update
    `,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Holds whoever comes until the transaction ends, before the turns: what one person books in two windows at once comes
 * one after the other, so that the second look (findBusy) sees the first booking.
 */
export async function holdAttendee(tx: Db, personId: number): Promise<void> {
  await tx.run(sql`select from person where id = ${personId} for no key update`);
}

/** A place that is asked for. */
export interface PlaceAsked {
  consultationId: number;
  studentId: number;
  /** Who comes: a guardian, or the pupil. */
  attendeeId: number;
  words: string;
  madeBy: number;
  at: Temporal.Instant;
  /** Until when an invitation holds; null: booked at once. */
  expiresAt: Temporal.Instant | null;
}

/**
 * Why a place was not given: the turn is cancelled or not there; it has begun; all places are taken; this child has a
 * place of it already; who would come is booked elsewhere at that time.
 */
export type PlaceRefusal = 'gone' | 'begun' | 'full' | 'already' | 'attendee_busy';

export type PlaceTaken = { bookingId: number } | { refusal: PlaceRefusal };

const BookingId = z.object({ id });

/**
 * Gives the lowest free place of a turn, booked or as an invitation (always true 6). The turn's row is held, so that a
 * place is never given twice; the database refuses it as well (booking_place, taken within places). Who waited for that
 * teacher on that day waits no longer.
 * @param tx the transaction of the act
 */
export async function takePlace(tx: Db, asked: PlaceAsked): Promise<PlaceTaken> {
  const turn = (await holdTurns(tx, [asked.consultationId])).get(asked.consultationId);
  if (turn === undefined || turn.state === 'cancelled') return { refusal: 'gone' };
  if (Temporal.Instant.compare(turn.starts_at, asked.at) <= 0) return { refusal: 'begun' };
  if (turn.taken >= turn.places) return { refusal: 'full' };
  try {
    return { bookingId: await tx.transaction((inner) => insertBooking(inner, asked)) };
  } catch (fault) {
    if (violates(fault, 'booking_once')) return { refusal: 'already' };
    if (violates(fault, 'booking_attendee_in_one_place')) return { refusal: 'attendee_busy' };
    throw fault;
  }
}

async function insertBooking(tx: Db, asked: PlaceAsked): Promise<number> {
  const state = asked.expiresAt === null ? 'booked' : 'invited';
  const booking = await tx.row(
    BookingId,
    sql`
      with counted as (
        update consultation set taken = taken + 1 where id = ${asked.consultationId}
        returning id, series_id, day, places, during
      ), waited as (
        update consultation_wait w set state = case when ${state} = 'booked' then 'left' else 'offered' end
        from counted c
        where w.series_id = c.series_id and w.day = c.day and w.student_id = ${asked.studentId}
          and w.attendee_id = ${asked.attendeeId} and w.state = 'waiting'
      )
      insert into booking (consultation_id, student_id, attendee_id, place, during, state, words, made_by, made_at,
        changed_at, expires_at)
      select c.id, ${asked.studentId}::bigint, ${asked.attendeeId}::bigint, (
          select min(n) from generate_series(1, c.places) n
          where not exists (
            select from booking b
            where b.consultation_id = c.id and b.place = n and b.state in ('booked', 'invited'))),
        c.during, ${state}::text, ${asked.words}::text, ${asked.madeBy}::bigint, ${asked.at}::timestamptz,
        ${asked.at}::timestamptz, ${asked.expiresAt}::timestamptz
      from counted c
      returning id
    `,
  );
  return booking.id;
}

/** What a booking or an invitation becomes when its place is free again. */
export type FreedAs = 'cancelled' | 'declined' | 'expired' | 'moved';

/**
 * Frees the place of a booking or invitation; its row stays as history.
 * @returns the turn whose place is free now; null where the place had been given up already, so that nothing is freed twice
 */
export async function freePlace(
  tx: Db,
  bookingId: number,
  as: FreedAs,
  at: Temporal.Instant,
): Promise<{ consultationId: number } | null> {
  const found = await tx.maybeRow(
    ConsultationOfBooking,
    sql`select consultation_id from booking where id = ${bookingId}`,
  );
  if (found === null) return null;
  await holdTurns(tx, [found.consultation_id]);
  const freed = await tx.run(sql`
    with freed as (
      update booking set state = ${as}, place = null, expires_at = null, changed_at = ${at}, version = version + 1
      where id = ${bookingId} and state in ('booked', 'invited')
      returning consultation_id
    )
    update consultation c set taken = taken - 1 from freed f where c.id = f.consultation_id
  `);
  return freed === 1 ? { consultationId: found.consultation_id } : null;
}

const ConsultationOfBooking = z.object({ consultation_id: id });

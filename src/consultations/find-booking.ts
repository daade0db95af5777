import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Finder } from '../web/route.ts';
import {
  ConsultationRow,
  consultationColumns,
  consultationJoins,
  isOwnBooking,
  isTeachersOwn,
} from './find.ts';

export const bookingStates = ['booked', 'invited', 'cancelled', 'declined', 'expired', 'moved'] as const;

/** A booking without its turn. */
export const BookingRow = z.object({
  booking_id: id,
  student_id: id,
  student_family: z.string(),
  student_given: z.string(),
  student_called: z.string(),
  class_name: z.string(),
  attendee_id: id,
  attendee_family: z.string(),
  attendee_given: z.string(),
  attendee_patronymic: z.string(),
  booking_state: z.enum(bookingStates),
  words: z.string(),
  made_by: id,
  expires_at: instant.nullable(),
  came: z.boolean().nullable(),
  outcome: z.string(),
  booking_version: z.number(),
});
export type BookingRow = z.output<typeof BookingRow>;

/** The columns of BookingRow, of `bookingJoins`. */
export const bookingColumns: Sql = sql`
  b.id as booking_id, b.student_id, n.family_name as student_family, n.given_name as student_given,
  coalesce(nullif(n.call_name, ''), n.given_name) as student_called, coalesce((
    select k.name from enrolment e join class k on k.id = e.class_id
    where e.student_id = b.student_id and e.starts_on <= c.day and (e.ends_on is null or e.ends_on >= c.day)
  ), '') as class_name,
  b.attendee_id, a.family_name as attendee_family, a.given_name as attendee_given,
  a.patronymic as attendee_patronymic, b.state as booking_state, b.words, b.made_by, b.expires_at, b.came, b.outcome,
  b.version as booking_version`;

/** Bookings `b` of the turns of `consultationJoins`. */
export const bookingJoins: Sql = sql`
  join booking b on b.consultation_id = c.id
  join person n on n.id = b.student_id
  join person a on a.id = b.attendee_id`;

export const BookedTurnRow = ConsultationRow.extend(BookingRow.shape);

/** A booking with its turn. */
export type BookedTurn = z.output<typeof BookedTurnRow>;

type BookingParams = { bookingId: number };

const bookingWhere =
  (isSeen: (actor: Parameters<typeof isOwnBooking>[0]) => Sql): Finder<BookedTurn, BookingParams> =>
  ({ db, params, actor }) =>
    db.maybeRow(
      BookedTurnRow,
      sql`
        select ${consultationColumns}, ${bookingColumns} from ${consultationJoins} ${bookingJoins}
        where b.id = ${params.bookingId} and ${isSeen(actor)}
      `,
    );

/**
 * A booking through whoever asks: the teacher, and that family. Nobody else, the coordinator and other teachers
 * included: what was agreed is theirs (always true 6).
 */
export const bookingForActor = bookingWhere(
  (actor) => sql`(${isTeachersOwn(actor)} or ${isOwnBooking(actor)})`,
);

/** A booking for what the family does with it. */
export const bookingOfFamily = bookingWhere(isOwnBooking);

/** A booking for what its teacher writes of it. */
export const bookingOfTeacher = bookingWhere(isTeachersOwn);

import sql from 'sql-template-tag';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { violates } from '../db/faults.ts';
import { addDays } from '../web/dates.ts';
import { freePlace, holdAttendee, holdTurns, type PlaceRefusal, takePlace } from './book.ts';
import { type Busy, findBusy } from './busy-queries.ts';
import { teacherName, whenWritten } from './consultation-words.ts';
import type { ConsultationRow } from './find.ts';
import type { BookedTurn } from './find-booking.ts';
import { tellFamily, tellTeacher, turnLines } from './tell.ts';
import { offerFreePlaces } from './waiting.ts';

/** Who acts, and when. */
export interface Act {
  actorId: number;
  at: Temporal.Instant;
  today: string;
  timeZone: string;
  requestId: string;
}

export type Booked = { bookingId: number } | { refusal: PlaceRefusal } | { busy: Busy };

/** What a family asks for. */
export interface FamilyAsks {
  studentId: number;
  attendeeId: number;
  words: string;
}

function audit(
  tx: Db,
  action: AuditAction,
  bookingId: number,
  details: Record<string, unknown>,
  act: Act,
): Promise<void> {
  return writeAudit(tx, {
    actorId: act.actorId,
    action,
    subjectKind: 'booking',
    subjectId: bookingId,
    details,
    requestId: act.requestId,
    at: act.at,
  });
}

/** Books a place for a family: refused where who comes cannot be there (findBusy) or there is no place left. */
export async function bookPlace(tx: Db, turn: ConsultationRow, asks: FamilyAsks, act: Act): Promise<Booked> {
  await holdAttendee(tx, asks.attendeeId);
  const [busy] = await findBusy(tx, { ...asks, consultationId: turn.id, leavingBookingId: null });
  if (busy !== undefined) return { busy };
  const taken = await takePlace(tx, {
    ...asks,
    consultationId: turn.id,
    madeBy: act.actorId,
    at: act.at,
    expiresAt: null,
  });
  if ('refusal' in taken) return taken;
  await audit(
    tx,
    'booking.made',
    taken.bookingId,
    { consultation_id: turn.id, student_id: asks.studentId },
    act,
  );
  await tellOfLateBooking(tx, turn, act);
  return taken;
}

/**
 * The teacher looks at the page or is reminded the day before; of a booking that comes later than that, with one
 * family at a time, they are told.
 */
async function tellOfLateBooking(tx: Db, turn: ConsultationRow, act: Act): Promise<void> {
  if (turn.places > 1 || turn.parents_day_id !== null || turn.day > addDays(act.today, 1)) return;
  await tellTeacher(tx, turn, { title: 'Семья записалась на консультацию', lines: turnLines(turn) }, act);
}

/**
 * Moves a booking to another turn of the same teacher in one act: where the new place cannot be had the old one stays,
 * so that a family is never left without either. Both turns are held at once, in ascending order.
 */
export async function moveBooking(
  tx: Db,
  booking: BookedTurn,
  to: ConsultationRow,
  act: Act,
): Promise<Booked> {
  const asks = { studentId: booking.student_id, attendeeId: booking.attendee_id, words: booking.words };
  await holdAttendee(tx, asks.attendeeId);
  const [busy] = await findBusy(tx, {
    ...asks,
    consultationId: to.id,
    leavingBookingId: booking.booking_id,
  });
  if (busy !== undefined) return { busy };
  const turns = await holdTurns(tx, [booking.id, to.id]);
  const target = turns.get(to.id);
  if (target === undefined || target.state === 'cancelled') return { refusal: 'gone' };
  if (target.taken >= target.places) return { refusal: 'full' };
  if ((await freePlace(tx, booking.booking_id, 'moved', act.at)) === null) return { refusal: 'gone' };
  const taken = await takePlace(tx, {
    ...asks,
    consultationId: to.id,
    madeBy: act.actorId,
    at: act.at,
    expiresAt: null,
  });
  if ('refusal' in taken) throw new MoveRefused(taken.refusal);
  await audit(tx, 'booking.moved', booking.booking_id, { to: taken.bookingId }, act);
  await tellTeacher(
    tx,
    booking,
    {
      title: 'Семья перенесла запись на консультацию',
      lines: [`Было: ${whenWritten(booking)}.`, `Теперь: ${whenWritten(to)}.`],
      about: { kind: 'consultation', id: to.id },
    },
    act,
  );
  await offerFreePlaces(tx, [booking.id], act);
  return taken;
}

/** Thrown inside the transaction of a move, so that the old place stays with the family. */
export class MoveRefused extends Error {
  readonly refusal: PlaceRefusal;
  constructor(refusal: PlaceRefusal) {
    super(`The move was refused: ${refusal}`);
    this.refusal = refusal;
  }
}

/**
 * Cancels a booking or turns an invitation down; the place goes to whoever waits. The other side is told.
 * @returns false where it had been given up already
 */
export async function giveUpPlace(
  tx: Db,
  booking: BookedTurn,
  as: 'cancelled' | 'declined',
  reason: string,
  act: Act,
): Promise<boolean> {
  if ((await freePlace(tx, booking.booking_id, as, act.at)) === null) return false;
  await audit(tx, 'booking.cancelled', booking.booking_id, { consultation_id: booking.id, as }, act);
  const lines = [...turnLines(booking), ...(reason === '' ? [] : [`Почему: ${reason}`])];
  if (act.actorId === booking.teacher_id) {
    await tellFamily(
      tx,
      [booking],
      {
        title: 'Учитель отменил вашу запись на консультацию',
        lines: [...lines, 'Посмотрите на портале, есть ли другое время.'],
        about: { kind: 'booking', id: booking.booking_id },
      },
      act,
    );
  } else {
    await tellTeacher(
      tx,
      booking,
      {
        title: as === 'declined' ? 'Семья не примет приглашение' : 'Семья отменила запись на консультацию',
        lines,
      },
      act,
    );
  }
  await offerFreePlaces(tx, [booking.id], act);
  return true;
}

/** Accepts an invitation: the place that was held becomes the family's. */
export async function acceptInvitation(
  tx: Db,
  booking: BookedTurn,
  act: Act,
): Promise<{ ok: true } | { refusal: 'gone' | 'attendee_busy' } | { busy: Busy }> {
  await holdAttendee(tx, booking.attendee_id);
  const [busy] = await findBusy(tx, {
    consultationId: booking.id,
    studentId: booking.student_id,
    attendeeId: booking.attendee_id,
    leavingBookingId: booking.booking_id,
  });
  if (busy !== undefined) return { busy };
  await holdTurns(tx, [booking.id]);
  try {
    const done = await tx.transaction((inner) =>
      inner.run(sql`
        update booking set state = 'booked', expires_at = null, changed_at = ${act.at}, version = version + 1
        where id = ${booking.booking_id} and state = 'invited' and expires_at > ${act.at}
      `),
    );
    if (done === 0) return { refusal: 'gone' };
  } catch (fault) {
    if (!violates(fault, 'booking_attendee_in_one_place')) throw fault;
    return { refusal: 'attendee_busy' };
  }
  await audit(tx, 'booking.made', booking.booking_id, { consultation_id: booking.id, invited: true }, act);
  await tellTeacher(
    tx,
    booking,
    { title: 'Семья приняла приглашение на консультацию', lines: turnLines(booking) },
    act,
  );
  return { ok: true };
}

/** Invites a family: a place is held until they answer. */
export async function inviteFamily(
  tx: Db,
  turn: ConsultationRow,
  asks: FamilyAsks,
  until: Temporal.Instant,
  act: Act,
): Promise<{ bookingId: number } | { refusal: PlaceRefusal }> {
  const taken = await takePlace(tx, {
    ...asks,
    consultationId: turn.id,
    madeBy: act.actorId,
    at: act.at,
    expiresAt: until,
  });
  if ('refusal' in taken) return taken;
  await audit(
    tx,
    'booking.invited',
    taken.bookingId,
    { consultation_id: turn.id, student_id: asks.studentId },
    act,
  );
  await tellFamily(
    tx,
    [{ attendee_id: asks.attendeeId, student_id: asks.studentId }],
    {
      title: `Вас приглашают на консультацию: ${teacherName(turn)}`,
      lines: [
        `${whenWritten(turn)}.`,
        ...(asks.words === '' ? [] : [asks.words]),
        'Откройте приглашение и ответьте: место пока держим за вами.',
      ],
      about: { kind: 'booking', id: taken.bookingId },
    },
    act,
  );
  return taken;
}

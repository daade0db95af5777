import type { Actor } from '../access/actor.ts';
import { areYoungChildren } from '../people/young-children.ts';
import type { EntryMinutes } from '../timetable/entry-times.ts';
import { nb } from '../web/dates.ts';
import type { EntryModel } from '../web/lesson-components.ts';
import { urls } from '../web/urls.ts';
import { decideEntry, type EntrantKind } from './entry-rule.ts';
import { type ConsultationRow, isTeacherOf } from './find.ts';
import type { BookingRow } from './find-booking.ts';

type Place = Pick<BookingRow, 'student_id' | 'attendee_id' | 'booking_state'>;

/**
 * As what somebody asks to enter: the teacher; whoever is booked; a guardian for the place of a young child, while an
 * older pupil enters alone.
 * @param own the places that the actor's family has (isOwnBooking)
 */
export function entrantKind(
  actor: Actor,
  turn: Pick<ConsultationRow, 'teacher_id'>,
  own: readonly Place[],
): EntrantKind {
  if (isTeacherOf(actor, turn)) return 'teacher';
  const booked = own.filter((one) => one.booking_state === 'booked');
  if (booked.some((one) => one.attendee_id === actor.personId)) return 'booked';
  if (booked.length === 0) return 'stranger';
  return booked.some((one) => areYoungChildren(actor, [one.student_id])) ? 'booked' : 'pupil_alone';
}

/** The way in, or why not now; null where there is nothing to enter. */
export function toEntry(
  actor: Actor,
  turn: ConsultationRow,
  own: readonly Place[],
  settings: EntryMinutes,
  now: { at: Temporal.Instant; today: string },
): EntryModel | null {
  if (turn.format !== 'online' || turn.state === 'cancelled') return null;
  const kind = entrantKind(actor, turn, own);
  if (kind === 'stranger') return null;
  const decision = decideEntry(kind, turn, settings, now);
  return {
    action: urls.consultationEntry(turn.id),
    buttons: decision.admitted ? [{ label: 'Войти на встречу', studentId: null }] : [],
    words: decision.admitted ? '' : nb(decision.words),
  };
}

import { type FilledForm, field, select } from '../web/components.ts';
import { counted, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { invitationUntil } from './booking-rule.ts';
import { attendeeSaid, bookingTag, studentSaid } from './consultation-words.ts';
import type { FoundConsultation } from './find.ts';
import type { BookingRow } from './find-booking.ts';
import type { BookedModel, TurnPage } from './pages.ts';
import type { InviteeRow } from './turn-queries.ts';

/** Who has a place, for the teacher. */
export function toBooked(
  turn: FoundConsultation,
  bookings: readonly BookingRow[],
  at: Temporal.Instant,
): NonNullable<TurnPage['booked']> {
  const hasBegun = Temporal.Instant.compare(turn.starts_at, at) <= 0;
  return {
    title: turn.places === 1 ? 'Кто записан' : nb(`Записаны: ${bookings.length} из ${turn.places}`),
    items: bookings.map(
      (one): BookedModel => ({
        title: studentSaid(one),
        about: attendeeSaid(one),
        words: one.words === '' ? null : one.words,
        tag: bookingTag(one),
        outcome:
          hasBegun && one.booking_state === 'booked'
            ? {
                href: urls.bookingOutcome(one.booking_id),
                text: one.came === null ? 'Отметить' : 'Изменить запись',
              }
            : null,
        cancel: hasBegun
          ? null
          : { action: urls.bookingCancellation(one.booking_id), version: one.booking_version },
      }),
    ),
    empty: bookings.length > 0 ? null : 'Пока никто не записан.',
    waiting:
      turn.waiting === 0
        ? null
        : nb(
            `Ждут места: ${counted(turn.waiting, 'семья', 'семьи', 'семей')}. Если место освободится, портал предложит его первой.`,
          ),
  };
}

/** Whom the teacher may invite; null where there is no place, or no time to answer. */
export function toInvitation(
  turn: FoundConsultation,
  invitees: readonly InviteeRow[],
  at: Temporal.Instant,
  form: FilledForm,
): TurnPage['invitation'] {
  if (turn.taken >= turn.places || invitationUntil(turn.starts_at, at) === null) return null;
  if (invitees.length === 0) return null;
  return {
    action: urls.consultationInvitations(turn.id),
    who: select(form, 'who', 'Кого пригласить', [
      { value: '', label: 'Выберите' },
      ...invitees.map((one) => ({
        value: `${one.student_id}.${one.attendee_id}`,
        label: `${one.student} — ${one.attendee}`,
        group: one.class_name,
      })),
    ]),
    words: field(form, 'words', 'О чём разговор', {
      maxLength: 300,
      hint: 'Это увидит только тот, кого вы приглашаете.',
    }),
  };
}

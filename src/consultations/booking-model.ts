import type { Actor } from '../access/actor.ts';
import type { EntryMinutes } from '../timetable/entry-times.ts';
import { errorSummary, type FilledForm, field, summaryRow } from '../web/components.ts';
import { capital, dayLong, localMoment, nb, phoneSaid } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { mayFamilyChange } from './booking-rule.ts';
import {
  attendeeSaid,
  bookingTag,
  placesTag,
  studentSaid,
  teacherName,
  whenSaid,
} from './consultation-words.ts';
import { toEntry } from './entry-model.ts';
import { isTeacherOf } from './find.ts';
import type { BookedTurn } from './find-booking.ts';
import type { BookingPage } from './pages.ts';
import { factRows } from './turn-model.ts';

export interface BookingLook {
  actor: Actor;
  at: Temporal.Instant;
  today: string;
  school: EntryMinutes & { timeZone: string; supportPhone: string };
}

/** The page of a booking or invitation: for the family, and for the teacher who looks at one. */
export function toBookingPage(booking: BookedTurn, look: BookingLook, form: FilledForm): BookingPage {
  const isTeacher = isTeacherOf(look.actor, booking);
  const isLive = booking.state === 'open';
  const isAhead = Temporal.Instant.compare(look.at, booking.starts_at) < 0;
  const isBooked = isLive && booking.booking_state === 'booked';
  const mayChange = isBooked && isAhead && (isTeacher || mayFamilyChange(booking, look.at));
  return {
    head: {
      title: isTeacher ? studentSaid(booking) : `Консультация: ${teacherName(booking)}`,
      crumb: [{ text: 'Консультации', href: urls.consultations() }],
      lead: capital(whenSaid(booking, look.today)),
    },
    summary: errorSummary(form.errors),
    notes:
      isLive || booking.cancelled_reason === ''
        ? []
        : [{ kind: 'bad', title: 'Встреча отменена', text: booking.cancelled_reason }],
    tag: isLive ? bookingTag(booking) : placesTag(booking),
    facts: {
      rows: [
        summaryRow('Кто придёт', comingSaid(booking, look.actor)),
        summaryRow('О ком', isTeacher ? studentSaid(booking) : booking.student_called),
        ...(booking.words === ''
          ? []
          : [summaryRow(isTeacher ? 'О чём хотят поговорить' : 'О чём хотите поговорить', booking.words)]),
        ...factRows(booking),
      ],
    },
    entry: isBooked ? toEntry(look.actor, booking, [booking], look.school, look) : null,
    invitation: isLive && isAhead && !isTeacher ? toInvitation(booking, look) : null,
    outcome: booking.outcome === '' ? null : booking.outcome,
    calendar:
      isBooked && isAhead
        ? { href: urls.bookingCalendar(booking.booking_id), text: 'Сохранить в календарь телефона' }
        : null,
    move:
      mayChange && !isTeacher
        ? { href: urls.bookingMove(booking.booking_id), text: 'Перенести на другое время' }
        : null,
    cancel: mayChange ? toCancel(booking, isTeacher, form) : null,
    tooLate:
      isBooked && isAhead && !isTeacher && !mayChange
        ? nb(
            `Отменить или перенести запись самим уже поздно. Если прийти не получится, позвоните в школу${look.school.supportPhone === '' ? '' : `: ${phoneSaid(look.school.supportPhone)}`}. Учитель отменит запись, и место достанется другим.`,
          )
        : null,
  };
}

function comingSaid(booking: BookedTurn, actor: Actor): string {
  if (booking.attendee_id === actor.personId) return 'Вы';
  return booking.attendee_id === booking.student_id ? 'Ученик' : attendeeSaid(booking);
}

function toInvitation(booking: BookedTurn, look: BookingLook): BookingPage['invitation'] {
  if (booking.booking_state !== 'invited' || booking.expires_at === null) return null;
  if (Temporal.Instant.compare(booking.expires_at, look.at) <= 0) return null;
  const until = localMoment(booking.expires_at, look.school.timeZone);
  return {
    words: nb(`Место держим за вами до ${until.time}, ${dayLong(until.day)}. Потом его предложат другим.`),
    accept: urls.bookingAcceptance(booking.booking_id),
    refuse: urls.bookingRefusal(booking.booking_id),
    version: booking.booking_version,
  };
}

function toCancel(booking: BookedTurn, isTeacher: boolean, form: FilledForm): BookingPage['cancel'] {
  return {
    action: urls.bookingCancellation(booking.booking_id),
    version: booking.booking_version,
    reason: field(form, 'reason', isTeacher ? 'Почему: это увидит семья' : 'Почему, если хотите сказать', {
      maxLength: 300,
    }),
    button: 'Отменить запись',
  };
}

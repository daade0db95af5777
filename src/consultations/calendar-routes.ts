import { download, notFound } from '../web/reply.ts';
import { allow, get, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type CalendarEvent, calendarFile } from './calendar.ts';
import { isTeacherOf } from './find.ts';
import { bookingForActor } from './find-booking.ts';
import { BookingParams } from './forms.ts';
import { listFamilyBookings, listTaughtTurns } from './list-queries.ts';

/** Everything that is to come, as a file for a calendar. */
const all = get(
  '/consultations/calendar.ics',
  { policy: allow('consultation:read') },
  async ({ db, actor, now, today, school, publicUrl }) => {
    const at = { at: now, today };
    const taught = actor.roles.has('teacher') ? await listTaughtTurns(db, actor.personId, at) : [];
    const booked = actor.permissions.has('consultation:book') ? await listFamilyBookings(db, actor, at) : [];
    const events: CalendarEvent[] = [
      ...taught
        .filter((one) => one.taken > 0)
        .map((turn) => ({ turn, path: urls.consultation(turn.id), child: null })),
      ...booked
        .filter(
          (one) =>
            one.booking_state === 'booked' &&
            one.state === 'open' &&
            Temporal.Instant.compare(one.ends_at, now) > 0,
        )
        .map((turn) => ({ turn, path: urls.booking(turn.booking_id), child: turn.student_called })),
    ];
    return download(calendarFile(events, { name: school.shortName, origin: publicUrl, now }));
  },
);

const one = get(
  '/bookings/:bookingId/calendar.ics',
  { policy: allow('consultation:read', bookingForActor), params: BookingParams },
  ({ subject: booking, actor, now, school, publicUrl }) => {
    if (booking.booking_state !== 'booked' || booking.state === 'cancelled') return notFound();
    const event = isTeacherOf(actor, booking)
      ? { turn: booking, path: urls.consultation(booking.id), child: null }
      : { turn: booking, path: urls.booking(booking.booking_id), child: booking.student_called };
    return download(calendarFile([event], { name: school.shortName, origin: publicUrl, now }));
  },
);

export const calendarRoutes: readonly Route[] = [all, one];

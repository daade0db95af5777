import sql from 'sql-template-tag';
import { writeAudit } from '../audit/audit.ts';
import { choices, errorSummary, type FilledForm, field } from '../web/components.ts';
import { capital, nb } from '../web/dates.ts';
import { isOutdated, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { attendeeSaid, studentSaid, whenSaid } from './consultation-words.ts';
import { type BookedTurn, bookingOfTeacher } from './find-booking.ts';
import { BookingParams, OutcomeForm } from './forms.ts';
import { outcomePage } from './pages.ts';

type Get = RouteContext<{ bookingId: number }, unknown, BookedTurn>;

const TITLE = 'Итог встречи';
const CHANGED = 'Пока вы писали, запись изменилась в другом окне. Проверьте и сохраните ещё раз.';

/** Why nothing can be recorded of a booking now; null where it can. */
function whyNot(booking: BookedTurn, now: Temporal.Instant): string | null {
  if (booking.booking_state !== 'booked' || booking.state === 'cancelled')
    return 'Эта запись отменена: отмечать нечего.';
  return Temporal.Instant.compare(now, booking.starts_at) < 0
    ? 'Встреча ещё не началась: отметить можно после её начала.'
    : null;
}

function showForm(context: Get, form: FilledForm, status = 200): Reply {
  const { subject: booking, today } = context;
  return page(
    outcomePage,
    {
      head: {
        title: TITLE,
        crumb: [
          { text: 'Консультации', href: urls.consultations() },
          { text: capital(whenSaid(booking, today)), href: urls.consultation(booking.id) },
        ],
        lead: nb(`${studentSaid(booking)}; ${attendeeSaid(booking)}`),
      },
      summary: errorSummary(form.errors),
      notes: [],
      action: urls.bookingOutcome(booking.booking_id),
      version: booking.booking_version,
      came: choices(
        form,
        'came',
        'Состоялась ли встреча',
        [
          { value: 'yes', label: 'Да, встреча была' },
          { value: 'no', label: 'Нет, никто не пришёл' },
        ],
        { inline: true },
      ),
      outcome: field(form, 'outcome', 'О чём договорились', {
        type: 'textarea',
        rows: 5,
        maxLength: 2000,
        hint: 'Это увидите вы и эта семья, больше никто.',
      }),
      cancel: urls.consultation(booking.id),
    },
    { title: status === 200 ? TITLE : `Ошибка — ${TITLE}`, status },
  );
}

const ask = get(
  '/bookings/:bookingId/outcome',
  { policy: allow('consultation:open', bookingOfTeacher), params: BookingParams },
  (context) => {
    const { subject: booking, now } = context;
    const why = whyNot(booking, now);
    if (why !== null) return redirect(urls.consultation(booking.id), { flash: why, kind: 'warn' });
    return showForm(context, {
      values: {
        came: booking.came === null ? '' : booking.came ? 'yes' : 'no',
        outcome: booking.outcome,
      },
      errors: {},
    });
  },
);

const record = post(
  '/bookings/:bookingId/outcome',
  { policy: allow('consultation:open', bookingOfTeacher), params: BookingParams },
  async (context) => {
    const { db, subject: booking, body, now, actor, requestId } = context;
    if (isOutdated(body, booking.booking_version))
      return showForm(context, refuse(body, { form: CHANGED }), 409);
    const form = readForm(OutcomeForm, body);
    if (!form.ok) return showForm(context, form, 422);
    const why = whyNot(booking, now);
    if (why !== null) return redirect(urls.consultation(booking.id), { flash: why, kind: 'warn' });
    const { came, outcome, version } = form.value;
    const done = await db.run(sql`
      update booking set came = ${came === 'yes'}, outcome = ${outcome}, outcome_at = ${now}, changed_at = ${now},
        version = version + 1
      where id = ${booking.booking_id} and version = ${version} and state = 'booked'
    `);
    if (done === 0) return showForm(context, refuse(body, { form: CHANGED }), 409);
    await writeAudit(db, {
      actorId: actor.personId,
      action: 'booking.outcome',
      subjectKind: 'booking',
      subjectId: booking.booking_id,
      details: { came: came === 'yes', has_outcome: outcome !== '' },
      requestId,
      at: now,
    });
    return redirect(urls.consultations(), {
      flash: outcome === '' ? 'Отмечено.' : 'Записано. Это видите вы и семья.',
    });
  },
);

export const outcomeRoutes: readonly Route[] = [ask, record];

import { errorSummary, type FilledForm, freshForm, select } from '../web/components.ts';
import { nb, timeRange } from '../web/dates.ts';
import { type FormErrors, isOutdated, readForm, refuse } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { actOf } from './act-of.ts';
import { acceptInvitation, giveUpPlace, MoveRefused, moveBooking } from './booking-acts.ts';
import { toBookingPage } from './booking-model.ts';
import { mayFamilyChange } from './booking-rule.ts';
import { busyForInvitationSaid, busySaid } from './busy-queries.ts';
import { dayHeading, placeSaid, teacherName, whenSaid } from './consultation-words.ts';
import { isTeacherOf } from './find.ts';
import { type BookedTurn, bookingForActor, bookingOfFamily } from './find-booking.ts';
import { BookingForm, BookingParams, MoveForm } from './forms.ts';
import { listFreeTurns } from './list-queries.ts';
import { bookingPage, movePage } from './pages.ts';
import { refusalSaid } from './place-routes.ts';

type Get = RouteContext<{ bookingId: number }, unknown, BookedTurn>;
type Post = PostContext<{ bookingId: number }, unknown, BookedTurn>;

const CHANGED = 'Пока страница была открыта, запись изменилась. Посмотрите, как она выглядит сейчас.';

function showBooking(context: Get, form: FilledForm = freshForm(), status = 200): Reply {
  const { subject: booking, actor, now, today, school } = context;
  const model = toBookingPage(booking, { actor, at: now, today, school }, form);
  const title = status === 200 ? model.head.title : `Ошибка — ${model.head.title}`;
  return page(bookingPage, model, { title, status });
}

const show = get(
  '/bookings/:bookingId',
  { policy: allow('consultation:read', bookingForActor), params: BookingParams },
  (context) => showBooking(context),
);

/** Back to the booking with words, where it is not what it was when the page was opened. */
function changedMeanwhile(booking: BookedTurn): Reply {
  return redirect(urls.booking(booking.booking_id), { flash: CHANGED, kind: 'warn' });
}

const cancel = post(
  '/bookings/:bookingId/cancellation',
  { policy: allow('consultation:cancel', bookingForActor), params: BookingParams },
  async (context) => {
    const { db, subject: booking, body, now, actor } = context;
    const isTeacher = isTeacherOf(actor, booking);
    const back = isTeacher ? urls.consultation(booking.id) : urls.consultations();
    if (isOutdated(body, booking.booking_version)) return changedMeanwhile(booking);
    const form = readForm(BookingForm, body);
    if (!form.ok) return showBooking(context, form, 422);
    if (Temporal.Instant.compare(now, booking.starts_at) >= 0)
      return showBooking(
        context,
        refuse(body, { form: 'Встреча уже началась: отменить запись нельзя.' }),
        422,
      );
    if (!isTeacher && booking.booking_state === 'booked' && !mayFamilyChange(booking, now))
      return showBooking(context, refuse(body, { form: 'Отменить запись самим уже поздно.' }), 422);
    const done = await giveUpPlace(db, booking, 'cancelled', form.value.reason, actOf(context));
    if (!done) return changedMeanwhile(booking);
    return redirect(back, {
      flash: isTeacher
        ? 'Запись отменена. Семья получила уведомление.'
        : 'Запись отменена. Место свободно для других.',
    });
  },
);

const accept = post(
  '/bookings/:bookingId/acceptance',
  { policy: allow('consultation:book', bookingOfFamily), params: BookingParams },
  async (context) => {
    const { db, subject: booking, body, today } = context;
    if (isOutdated(body, booking.booking_version)) return changedMeanwhile(booking);
    const done = await acceptInvitation(db, booking, actOf(context));
    if ('busy' in done)
      return showBooking(context, refuse(body, { form: busyForInvitationSaid(done.busy) }), 422);
    if ('refusal' in done) {
      const words =
        done.refusal === 'gone'
          ? 'Приглашение уже не действует: срок вышел или встречу отменили.'
          : refusalSaid('attendee_busy');
      return showBooking(context, refuse(body, { form: words }), 409);
    }
    return redirect(urls.booking(booking.booking_id), {
      flash: `Вы записаны: ${whenSaid(booking, today)}. За день портал напомнит.`,
    });
  },
);

const decline = post(
  '/bookings/:bookingId/refusal',
  { policy: allow('consultation:book', bookingOfFamily), params: BookingParams },
  async (context) => {
    const { db, subject: booking, body } = context;
    if (isOutdated(body, booking.booking_version) || booking.booking_state !== 'invited')
      return changedMeanwhile(booking);
    if (!(await giveUpPlace(db, booking, 'declined', '', actOf(context)))) return changedMeanwhile(booking);
    return redirect(urls.consultations(), { flash: 'Вы отказались. Учитель увидит это.' });
  },
);

async function showMove(context: Get, form: FilledForm, status = 200): Promise<Reply> {
  const { db, subject: booking, actor, now, today } = context;
  const turns = await listFreeTurns(
    db,
    actor,
    { teacherId: booking.teacher_id, studentId: booking.student_id, exceptId: booking.id },
    { at: now, today },
  );
  const title = 'Перенести запись';
  return page(
    movePage,
    {
      head: {
        title,
        crumb: [{ text: 'Ваша запись', href: urls.booking(booking.booking_id) }],
        lead: nb(`${teacherName(booking)}, сейчас: ${whenSaid(booking, today)}`),
      },
      summary: errorSummary(form.errors),
      notes: [],
      action: urls.bookingMove(booking.booking_id),
      version: booking.booking_version,
      turns:
        turns.length === 0
          ? null
          : select(form, 'consultation_id', 'Другое время', [
              { value: '', label: 'Выберите время' },
              ...turns.map((one) => ({
                value: String(one.id),
                label: nb(`${timeRange(one.starts, one.ends)}, ${placeSaid(one)}`),
                group: dayHeading(one.day, today),
              })),
            ]),
      empty: turns.length > 0 ? null : { text: 'Другого свободного времени у этого учителя сейчас нет.' },
      cancel: urls.booking(booking.booking_id),
    },
    { title: status === 200 ? title : `Ошибка — ${title}`, status },
  );
}

const askMove = get(
  '/bookings/:bookingId/move',
  { policy: allow('consultation:book', bookingOfFamily), params: BookingParams },
  (context) => showMove(context, freshForm()),
);

const move = post(
  '/bookings/:bookingId/move',
  { policy: allow('consultation:book', bookingOfFamily), params: BookingParams },
  async (context) => {
    const { db, subject: booking, body, actor, now, today } = context;
    const refused = (errors: FormErrors, status = 422) => showMove(context, refuse(body, errors), status);
    if (isOutdated(body, booking.booking_version)) return changedMeanwhile(booking);
    const form = readForm(MoveForm, body);
    if (!form.ok) return showMove(context, form, 422);
    if (booking.booking_state !== 'booked' || booking.state === 'cancelled') return changedMeanwhile(booking);
    if (!mayFamilyChange(booking, now))
      return refused({ form: 'Перенести запись самим уже поздно: позвоните в школу.' });
    if (form.value.consultation_id === null) return refused({ consultation_id: 'Выберите другое время' });
    const free = await listFreeTurns(
      db,
      actor,
      { teacherId: booking.teacher_id, studentId: booking.student_id, exceptId: booking.id },
      { at: now, today },
    );
    const target = free.find((one) => one.id === form.value.consultation_id);
    if (target === undefined)
      return refused({ consultation_id: 'Это время уже заняли. Выберите другое' }, 409);
    return moveTo(context, target, refused);
  },
);

/** Moves in a savepoint: whatever stands in the way, the old place stays. */
async function moveTo(
  context: Post,
  target: Parameters<typeof moveBooking>[2],
  refused: (errors: FormErrors, status?: number) => Promise<Reply>,
): Promise<Reply> {
  try {
    const moved = await context.db.transaction((tx) =>
      moveBooking(tx, context.subject, target, actOf(context)),
    );
    if ('busy' in moved) return refused({ consultation_id: busySaid(moved.busy) });
    if ('refusal' in moved) return refused({ consultation_id: refusalSaid(moved.refusal) }, 409);
    return redirect(urls.booking(moved.bookingId), {
      flash: `Запись перенесена: ${whenSaid(target, context.today)}.`,
    });
  } catch (fault) {
    if (!(fault instanceof MoveRefused)) throw fault;
    return refused({ consultation_id: refusalSaid(fault.refusal) }, 409);
  }
}

export const bookingRoutes: readonly Route[] = [show, cancel, accept, decline, askMove, move];

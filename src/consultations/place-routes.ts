import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { violates } from '../db/faults.ts';
import { type FormErrors, readForm, refuse } from '../web/form.ts';
import { notFound, type Reply, redirect } from '../web/reply.ts';
import { allow, type PostContext, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { actOf } from './act-of.ts';
import { attendeeOf, studentMeant } from './attendee-rule.ts';
import type { PlaceRefusal } from './book.ts';
import { bookPlace, inviteFamily } from './booking-acts.ts';
import { invitationUntil } from './booking-rule.ts';
import { busySaid } from './busy-queries.ts';
import { whenSaid } from './consultation-words.ts';
import { consultationForActor, consultationOfTeacher, type FoundConsultation } from './find.ts';
import { ConsultationParams, InvitationForm, PlaceForm, WaitEndForm, WaitForm } from './forms.ts';
import { listInvitees } from './turn-queries.ts';
import { turnReply } from './turn-reply.ts';

type Post = PostContext<{ consultationId: number }, unknown, FoundConsultation>;

const FULL =
  'Все места уже заняты: последнее взяли только что. Можно встать в очередь или выбрать другое время.';

/** Why a place was not given, in words. */
export function refusalSaid(refusal: PlaceRefusal): string {
  const words: Readonly<Record<PlaceRefusal, string>> = {
    gone: 'Эту встречу отменили. Выберите другое время.',
    begun: 'Встреча уже началась: записаться на неё нельзя.',
    full: FULL,
    already: 'На эту встречу ваш ребёнок уже записан.',
    attendee_busy: 'В это время уже есть другая запись. Выберите другое время или перенесите ту запись.',
  };
  return words[refusal];
}

/** Who is meant and who comes; the page with the fault where that cannot be. */
async function readPlace(
  context: Post,
  form: { student_id: number | null; attendee: 'self' | 'student' },
): Promise<{ studentId: number; attendeeId: number } | { reply: Reply }> {
  const { subject: turn, actor } = context;
  const studentId = studentMeant(turn, form.student_id);
  if (studentId === undefined) return { reply: notFound() };
  if (studentId === null)
    return { reply: await refused(context, { student_id: 'Выберите, о ком разговор' }) };
  const attendeeId = attendeeOf(turn, actor, studentId, form.attendee);
  if (attendeeId === null)
    return {
      reply: await refused(context, { attendee: 'На эту встречу приходят другие: посмотрите, для кого она' }),
    };
  return { studentId, attendeeId };
}

function refused(context: Post, errors: FormErrors, status = 422): Promise<Reply> {
  return turnReply(context, { form: refuse(context.body, errors), status });
}

/** The turn as it stands after somebody else took the last place: the page offers the waiting list. */
async function nowFull(context: Post): Promise<Reply> {
  const turn = { ...context.subject, taken: context.subject.places };
  return turnReply(
    { ...context, subject: turn },
    { form: refuse(context.body, { form: FULL }), status: 409 },
  );
}

const book = post(
  '/consultations/:consultationId/bookings',
  { policy: allow('consultation:book', consultationForActor), params: ConsultationParams },
  async (context) => {
    const { db, subject: turn, body, today } = context;
    const form = readForm(PlaceForm, body);
    if (!form.ok) return turnReply(context, { form, status: 422 });
    const place = await readPlace(context, form.value);
    if ('reply' in place) return place.reply;
    // Most of a crowd is answered without waiting for the turn's row
    if (turn.taken >= turn.places) return nowFull(context);
    const booked = await bookPlace(db, turn, { ...place, words: form.value.words }, actOf(context));
    if ('busy' in booked) return refused(context, { form: busySaid(booked.busy) });
    if ('refusal' in booked)
      return booked.refusal === 'full'
        ? nowFull(context)
        : refused(context, { form: refusalSaid(booked.refusal) }, 409);
    return redirect(urls.booking(booked.bookingId), {
      flash: `Вы записаны: ${whenSaid(turn, today)}. За день портал напомнит.`,
    });
  },
);

const wait = post(
  '/consultations/:consultationId/waiting',
  { policy: allow('consultation:book', consultationForActor), params: ConsultationParams },
  async (context) => {
    const { db, subject: turn, body, now } = context;
    const form = readForm(WaitForm, body);
    if (!form.ok) return turnReply(context, { form, status: 422 });
    const place = await readPlace(context, form.value);
    if ('reply' in place) return place.reply;
    const back = (flash: string, kind: 'ok' | 'warn' = 'ok') =>
      redirect(urls.consultation(turn.id), { flash, kind });
    if (turn.state === 'cancelled' || Temporal.Instant.compare(now, turn.starts_at) >= 0)
      return back('Эта встреча уже не состоится или началась.', 'warn');
    if (turn.taken < turn.places) return back('Место уже есть: записывайтесь.');
    const isNew = await joinWaiting(db, turn, { ...place, isAnyTurn: form.value.any_turn, at: now });
    if (!isNew) return back('Ваш ребёнок уже в очереди на этот день.');
    return back('Вы в очереди. Когда место освободится, портал предложит его вам.');
  },
);

/** Puts a family in the line; false where the child stands in it already, and keeps that place. */
async function joinWaiting(
  tx: Db,
  turn: FoundConsultation,
  ask: { studentId: number; attendeeId: number; isAnyTurn: boolean; at: Temporal.Instant },
): Promise<boolean> {
  try {
    await tx.transaction((inner) =>
      inner.run(sql`
        insert into consultation_wait (series_id, day, consultation_id, student_id, attendee_id, asked_at)
        values (${turn.series_id}, ${turn.day}, ${ask.isAnyTurn ? null : turn.id}, ${ask.studentId}, ${ask.attendeeId},
          ${ask.at})
      `),
    );
  } catch (fault) {
    if (!violates(fault, 'consultation_wait_once')) throw fault;
    return false;
  }
  return true;
}

const leave = post(
  '/consultations/:consultationId/waiting/end',
  { policy: allow('consultation:book', consultationForActor), params: ConsultationParams },
  async ({ db, subject: turn, body, actor }) => {
    const form = readForm(WaitEndForm, body);
    await db.run(sql`
      update consultation_wait set state = 'left'
      where series_id = ${turn.series_id} and day = ${turn.day} and state = 'waiting'
        and student_id = ${form.ok ? form.value.student_id : null} and attendee_id in (student_id, ${actor.personId})
        and (student_id = ${actor.personId} or student_id = any(${actor.children.map((one) => one.id)}::bigint[]))
    `);
    return redirect(urls.consultation(turn.id), { flash: 'Вы больше не в очереди.' });
  },
);

const invite = post(
  '/consultations/:consultationId/invitations',
  { policy: allow('consultation:open', consultationOfTeacher), params: ConsultationParams },
  async (context) => {
    const { db, subject: turn, body, now, today } = context;
    const form = readForm(InvitationForm, body);
    if (!form.ok) return turnReply(context, { form, status: 422 });
    const { who, words } = form.value;
    const meant = (await listInvitees(db, turn, today)).find(
      (one) => one.student_id === who.studentId && one.attendee_id === who.attendeeId,
    );
    if (meant === undefined)
      return refused(context, { who: 'Эту семью пригласить нельзя: выберите другую из списка' });
    const until = invitationUntil(turn.starts_at, now);
    if (turn.state === 'cancelled' || until === null)
      return refused(context, { form: 'До встречи слишком мало времени, чтобы семья успела ответить.' });
    const invited = await inviteFamily(db, turn, { ...who, words }, until, actOf(context));
    if ('refusal' in invited)
      return refused(
        context,
        {
          form: invited.refusal === 'full' ? 'Свободных мест больше нет.' : refusalSaid(invited.refusal),
        },
        409,
      );
    return redirect(urls.consultation(turn.id), {
      flash: 'Приглашение отправлено. Место держим, пока семья не ответит.',
    });
  },
);

export const placeRoutes: readonly Route[] = [book, wait, leave, invite];

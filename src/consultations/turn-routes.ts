import sql from 'sql-template-tag';
import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { errorSummary, type FilledForm, field, freshForm } from '../web/components.ts';
import { capital, nb } from '../web/dates.ts';
import { isOutdated, readForm, refuse } from '../web/form.ts';
import { forbidden, leave, notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { actOf } from './act-of.ts';
import { cancelTurns } from './cancel-turns.ts';
import { teacherName, whenSaid } from './consultation-words.ts';
import { entrantKind } from './entry-model.ts';
import { decideEntry } from './entry-rule.ts';
import {
  consultationForActor,
  consultationOfKeeper,
  consultationToEnter,
  type FoundConsultation,
} from './find.ts';
import { CancellationForm, ChildQuery, ConsultationParams } from './forms.ts';
import { toConsultationsPage } from './list-model.ts';
import {
  listComing,
  listFamilyBookings,
  listOfferedTurns,
  listTaughtTurns,
  listToRecord,
  listUse,
} from './list-queries.ts';
import { cancellationPage, consultationsPage } from './pages.ts';
import { listOwnBookings } from './turn-queries.ts';
import { turnReply } from './turn-reply.ts';

const list = get(
  '/consultations',
  { policy: allow('consultation:read'), query: ChildQuery },
  async ({ db, actor, query, now, today, school }) => {
    const childId = query.child ?? null;
    if (childId !== null && !actor.children.some((child) => child.id === childId)) return notFound();
    const at = { at: now, today };
    const isTeacher = actor.permissions.has('consultation:open');
    const isCoordinator = actor.roles.has('coordinator');
    const isFamily = actor.roles.has('student') || actor.roles.has('parent');
    const model = toConsultationsPage(
      actor,
      {
        taught: isTeacher ? await listTaughtTurns(db, actor.personId, at) : null,
        toRecord: isTeacher ? await listToRecord(db, actor.personId, at) : [],
        bookings: isFamily ? await listFamilyBookings(db, actor, at) : [],
        offered: isFamily ? await listOfferedTurns(db, actor, at) : null,
        use: isCoordinator ? await listUse(db, today) : null,
        coming: isCoordinator ? await listComing(db, at) : [],
        childId,
      },
      { ...at, timeZone: school.timeZone },
    );
    return page(consultationsPage, model, { title: model.head.title });
  },
);

const show = get(
  '/consultations/:consultationId',
  { policy: allow('consultation:read', consultationForActor), params: ConsultationParams, query: ChildQuery },
  (context) => {
    const childId = context.query.child;
    const isTheirs = childId !== undefined && context.actor.children.some((child) => child.id === childId);
    return turnReply(context, isTheirs ? { childId } : {});
  },
);

const Link = z.object({ link: z.string().nullable() });

/** Join: logged, refused ones too, and the only way in which the link leaves the portal (always true 4). */
const enter = post(
  '/consultations/:consultationId/entry',
  { policy: allow('consultation:enter', consultationToEnter), params: ConsultationParams },
  async ({ db, actor, subject: turn, now, today, school, requestId }) => {
    const own = await listOwnBookings(db, turn.id, actor);
    const kind = entrantKind(actor, turn, own);
    const decision = decideEntry(kind, turn, school, { at: now, today });
    await recordEntry(db, {
      consultationId: turn.id,
      personId: actor.personId,
      studentId: kind === 'teacher' ? null : (own[0]?.student_id ?? null),
      at: now,
      refusal: decision.admitted ? null : decision.reason,
    });
    await writeAudit(db, {
      actorId: actor.personId,
      action: decision.admitted ? 'consultation.entered' : 'consultation.entry_refused',
      subjectKind: 'consultation',
      subjectId: turn.id,
      details: decision.admitted ? {} : { reason: decision.reason },
      requestId,
      at: now,
    });
    if (!decision.admitted) {
      if (decision.reason === 'not_booked') return forbidden(decision.words);
      return redirect(urls.consultation(turn.id), { flash: decision.words, kind: 'warn' });
    }
    const { link } = await db.row(
      Link,
      sql`select link from consultation_series where id = ${turn.series_id}`,
    );
    return link === null ? forbidden('У встречи нет ссылки. Сообщите учителю.') : leave(link);
  },
);

async function recordEntry(
  tx: Db,
  entry: {
    consultationId: number;
    personId: number;
    studentId: number | null;
    at: Temporal.Instant;
    refusal: string | null;
  },
): Promise<void> {
  await tx.run(sql`
    insert into consultation_entry (consultation_id, person_id, student_id, at, outcome, reason)
    values (${entry.consultationId}, ${entry.personId}, ${entry.studentId}, ${entry.at},
      ${entry.refusal === null ? 'admitted' : 'refused'}, ${entry.refusal ?? ''})
  `);
}

type Keep = RouteContext<{ consultationId: number }, unknown, FoundConsultation>;

function showCancellation({ subject: turn, today }: Keep, form: FilledForm, status = 200): Reply {
  const title = 'Отменить встречу';
  return page(
    cancellationPage,
    {
      head: {
        title,
        crumb: [
          { text: 'Консультации', href: urls.consultations() },
          { text: nb(`${teacherName(turn)}, ${whenSaid(turn, today)}`), href: urls.consultation(turn.id) },
        ],
        lead: 'Все, кто записан, сразу получат уведомление.',
      },
      summary: errorSummary(form.errors),
      notes: turn.state === 'cancelled' ? [{ kind: 'info', text: 'Встреча уже отменена.' }] : [],
      action: urls.consultationCancellation(turn.id),
      version: turn.version,
      reason: field(form, 'reason', 'Почему', {
        type: 'textarea',
        rows: 3,
        maxLength: 300,
        hint: 'Это увидят все, кто записан.',
      }),
      button: 'Отменить встречу',
      cancel: urls.consultation(turn.id),
    },
    { title: status === 200 ? title : `Ошибка — ${title}`, status },
  );
}

const askCancellation = get(
  '/consultations/:consultationId/cancellation',
  { policy: allow('consultation:cancel', consultationOfKeeper), params: ConsultationParams },
  (context) => showCancellation(context, freshForm()),
);

const cancel = post(
  '/consultations/:consultationId/cancellation',
  { policy: allow('consultation:cancel', consultationOfKeeper), params: ConsultationParams },
  async (context) => {
    const { db, subject: turn, body, now, today } = context;
    const back = (flash: string, kind: 'ok' | 'warn') =>
      redirect(urls.consultation(turn.id), { flash, kind });
    if (isOutdated(body, turn.version))
      return showCancellation(
        context,
        refuse(body, {
          form: 'Пока страница была открыта, встречу изменили. Проверьте и отправьте ещё раз.',
        }),
        409,
      );
    const form = readForm(CancellationForm, body);
    if (!form.ok) return showCancellation(context, form, 422);
    if (Temporal.Instant.compare(now, turn.starts_at) >= 0)
      return back('Встреча уже началась или прошла: отменить её нельзя.', 'warn');
    const done = await cancelTurns(db, turn, [turn.id], form.value.reason, actOf(context));
    if (done === 0) return back('Встреча уже отменена.', 'warn');
    return redirect(urls.consultations(), {
      flash: `${capital(whenSaid(turn, today))}: встреча отменена. Все, кто был записан, получили уведомление.`,
    });
  },
);

export const turnRoutes: readonly Route[] = [list, show, enter, askCancellation, cancel];

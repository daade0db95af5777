import * as z from 'zod';
import { removeAttachments } from '../attachments/keep-files.ts';
import { writeAudit } from '../audit/audit.ts';
import { type FilledForm, freshForm, type NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { idParam, integer, isOutdated, readForm, text, ticked } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { MOST_OUTCOME, toComplaintPage, toComplaintsPage } from './complaint-model.ts';
import { complaintPage, complaintsPage } from './complaint-pages.ts';
import {
  addComplaint,
  type ComplaintRow,
  closeComplaint,
  complaintForActor,
  listComplaints,
  type MessageRow,
  messageForReader,
} from './complaint-queries.ts';
import { mayComplain } from './complaint-rule.ts';
import { tellOfComplaint, tellOutcome } from './tell-complaint.ts';

const MessageParams = z.object({ messageId: idParam });
const ComplaintParams = z.object({ complaintId: idParam });
const ListQuery = z.object({ show: z.enum(['closed']).optional().catch(undefined) });
const ClosingForm = z.object({
  version: integer(1, 1_000_000, 'Откройте жалобу заново'),
  outcome: text('Напишите, чем кончилось: это прочитает тот, кто пожаловался', MOST_OUTCOME),
  tell: ticked(),
});

const GONE =
  'Это сообщение уже отозвали, его текста больше нет. Если оно вас задело, скажите классному руководителю.';
const NOT_THEIRS = 'Пожаловаться можно на то, что написала другая сторона.';
const CLOSED_ALREADY: NoteModel = {
  kind: 'warn',
  title: 'Эту жалобу уже рассмотрели',
  text: nb('Решение записал кто-то другой. Ваши слова не отправлены.'),
};

/** One press: the coordinators are told, and the pupil's class teacher, who reads the question from now on. */
const make = post(
  '/messages/:messageId/complaint',
  { policy: allow('complaint:make', messageForReader), params: MessageParams },
  async ({ db, subject: message, actor, now, today, requestId }) => {
    if (!mayComplain(message.party, message.side)) return forbidden(NOT_THEIRS);
    const back = urls.question(message.question_id);
    if (message.is_withdrawn) return redirect(back, { flash: nb(GONE), kind: 'warn' });
    const complaintId = await addComplaint(db, message, { personId: actor.personId, at: now });
    if (complaintId === null) return redirect(back, { flash: nb('Ваша жалоба уже у координатора.') });
    await writeAudit(db, {
      actorId: actor.personId,
      action: 'complaint.made',
      subjectKind: 'complaint',
      subjectId: complaintId,
      details: { message_id: message.id, question_id: message.question_id },
      requestId,
      at: now,
    });
    await tellOfComplaint(db, complaintId, message, { actorId: actor.personId, at: now, today });
    return redirect(back, { flash: madeWords(message) });
  },
);

/** What happens now, and that a slip does no harm. */
function madeWords({ side, head_id: headId }: MessageRow): string {
  const readers =
    side === 'school' && headId !== null ? 'он и классный руководитель прочитают' : 'он прочитает';
  const other = side === 'school' ? 'Учитель' : 'Семья';
  return nb(
    `Жалоба у координатора: ${readers} этот разговор. Чем кончилось, вам придёт уведомлением. ${other} не узнает, что пожаловались вы. Нажали случайно — ничего страшного, делать ничего не нужно.`,
  );
}

const list = get(
  '/complaints',
  { policy: allow('complaint:read'), query: ListQuery },
  async ({ db, query, now, today, school }) => {
    const areClosed = query.show === 'closed';
    const rows = await listComplaints(db, areClosed, today);
    const model = toComplaintsPage(rows, areClosed, { now, timeZone: school.timeZone });
    return page(complaintsPage, model, { title: model.head.title });
  },
);

const show = get(
  '/complaints/:complaintId',
  { policy: allow('complaint:read', complaintForActor), params: ComplaintParams },
  (context) => cardReply(context, freshForm()),
);

const close = post(
  '/complaints/:complaintId/closing',
  { policy: allow('complaint:decide', complaintForActor), params: ComplaintParams },
  closeReply,
);

async function closeReply(context: PostContext<unknown, unknown, ComplaintRow>): Promise<Reply> {
  const { db, subject: complaint, body, actor, now, today, requestId } = context;
  if (complaint.state === 'closed' || isOutdated(body, complaint.version))
    return cardReply(context, { values: body, errors: {} }, 409);
  const form = readForm(ClosingForm, body);
  if (!form.ok) return cardReply(context, form, 422);
  const { version, outcome, tell } = form.value;
  const by = { personId: actor.personId, at: now, outcome };
  if (!(await closeComplaint(db, { id: complaint.id, version }, by)))
    return cardReply(context, { values: body, errors: {} }, 409);
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'complaint.closed',
    subjectKind: 'complaint',
    subjectId: complaint.id,
    details: { message_id: complaint.message_id, tells_author: tell },
    requestId,
    at: now,
  });
  await tellOutcome(db, complaint, outcome, { actorId: actor.personId, at: now, today, tellsAuthor: tell });
  if (complaint.is_withdrawn) await removeAttachments(db, complaint.message_id);
  return redirect(urls.complaints(), { flash: nb('Жалоба рассмотрена, решение отправлено.') });
}

function cardReply(
  { subject, now, school }: RouteContext<unknown, unknown, ComplaintRow>,
  form: FilledForm,
  status = 200,
): Reply {
  const when = { now, timeZone: school.timeZone };
  const model = toComplaintPage(subject, form, when, status === 409 ? CLOSED_ALREADY : null);
  const title = status === 422 ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(complaintPage, model, { title, status });
}

export const complaintRoutes: readonly Route[] = [make, list, show, close];

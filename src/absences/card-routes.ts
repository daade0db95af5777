import { tellLaterOf } from '../attendance/absence-notice-job.ts';
import { excuseAbsences } from '../attendance/excuse-absences.ts';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import type { NoteModel } from '../web/components.ts';
import { addDays, counted, nb } from '../web/dates.ts';
import { readForm } from '../web/form.ts';
import { forbidden, notFound, page, type Reply, redirect } from '../web/reply.ts';
import {
  allow,
  type Finder,
  get,
  type PostContext,
  post,
  type Route,
  type RouteContext,
} from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { isOpen, isOwn, type RefusedForm, toAbsencePage } from './card-model.ts';
import { changeReply } from './change-reply.ts';
import { listLessonsOfDay } from './child-queries.ts';
import { AbsenceParams, AnswerForm, ConfirmForm, QuestionForm, VersionForm } from './forms.ts';
import { absencePage } from './pages.ts';
import { type AbsenceRow, countExcusable, findAbsence } from './queries.ts';
import { answerQuestion, askAbout, confirmAbsence, withdrawAbsence } from './save.ts';
import { tellClassTeacher } from './tell.ts';

type Params = { absenceId: number };
type Post = PostContext<Params, unknown, AbsenceRow>;

/** An absence that this actor may look at. */
const absenceForActor: Finder<AbsenceRow, Params> = ({ db, params, actor, today }) =>
  findAbsence(db, params.absenceId, actor, today);

const announcing = { policy: allow('absence:announce', absenceForActor), params: AbsenceParams };
const deciding = { policy: allow('absence:decide', absenceForActor), params: AbsenceParams };

const show = get(
  '/absences/:absenceId',
  { policy: allow('absence:read', absenceForActor), params: AbsenceParams },
  (context) => showCard(context, context.subject),
);

const change = post('/absences/:absenceId', announcing, async (context) => {
  if (!isOwn(context.subject, context.actor)) return notYours();
  if (!isOpen(context.subject, context.today)) return isOver(context);
  return changeReply(context, {
    refused: (form, notes) => showCard(context, asSeen(context), { of: 'change', form }, notes),
    conflict: () => conflict(context, 'change'),
    note: (action) => note(context, action),
  });
});

const withdraw = post('/absences/:absenceId/withdrawal', announcing, async (context) => {
  const { db, subject: absence, actor, now, today, school } = context;
  if (!isOwn(absence, actor)) return notYours();
  if (!isOpen(absence, today)) return isOver(context);
  const form = readForm(VersionForm, context.body);
  const seen = { id: absence.id, version: form.ok ? form.value.version : 0 };
  if (!(await withdrawAbsence(db, seen))) return conflict(context);
  await tellLaterOf(db, {
    studentId: absence.student_id,
    from: absence.starts_on,
    to: absence.ends_on,
    at: now,
    noticeMinutes: school.absenceNoticeMinutes,
  });
  await note(context, 'absence.withdrawn');
  await tellClassTeacher(db, {
    what: 'withdrawn',
    absence,
    by: { personId: actor.personId, at: now },
    today,
  });
  return redirect(urls.absences(), { flash: nb('Сообщение о пропуске отозвано. Школа ждёт ребёнка.') });
});

const answer = post('/absences/:absenceId/answer', announcing, async (context) => {
  const { db, subject: absence, actor, now, today } = context;
  if (!isOwn(absence, actor)) return notYours();
  const form = readForm(AnswerForm, context.body);
  if (!form.ok) return showCard(context, asSeen(context), { of: 'answer', form });
  const seen = { id: absence.id, version: form.value.version };
  if (!(await answerQuestion(db, seen, form.value.answer))) return conflict(context, 'answer');
  await note(context, 'absence.answered');
  await tellClassTeacher(db, {
    what: 'answered',
    absence,
    answer: form.value.answer,
    by: { personId: actor.personId, at: now },
    today,
  });
  return redirect(urls.absence(absence.id), { flash: nb('Ответ отправлен классному руководителю.') });
});

const confirm = post('/absences/:absenceId/confirmation', deciding, async (context) => {
  const { db, subject: absence, actor, now, today } = context;
  if (!absence.is_kept) return forbidden();
  const form = readForm(ConfirmForm, context.body);
  const seen = { id: absence.id, version: form.ok ? form.value.version : 0 };
  if (!(await confirmAbsence(db, seen, { personId: actor.personId, at: now }))) return conflict(context);
  const lessons =
    form.ok && form.value.excuse
      ? await excuseAbsences(db, {
          absenceId: absence.id,
          studentId: absence.student_id,
          by: actor.personId,
          at: now,
          today,
          since: correctableSince(context),
        })
      : [];
  await note(context, 'absence.confirmed', { lessons });
  if (lessons.length > 0) await note(context, 'register.corrected', { lessons });
  const corrected =
    lessons.length === 0
      ? ''
      : ` Отметки исправлены в ${counted(lessons.length, 'онлайн-уроке', 'онлайн-уроках', 'онлайн-уроках')}.`;
  return redirect(urls.absence(absence.id), { flash: nb(`Пропуск подтверждён.${corrected}`) });
});

const ask = post('/absences/:absenceId/question', deciding, async (context) => {
  const { db, subject: absence, actor, now } = context;
  if (!absence.is_kept) return forbidden();
  const form = readForm(QuestionForm, context.body);
  if (!form.ok) return showCard(context, asSeen(context), { of: 'ask', form });
  const { question, version } = form.value;
  const by = { personId: actor.personId, at: now };
  if (!(await askAbout(db, { id: absence.id, version }, question, by))) return conflict(context, 'ask');
  await note(context, 'absence.asked');
  if (absence.announced_by !== null) {
    await notifyPeople(db, {
      kind: 'absence_question',
      title: 'Вопрос о пропуске',
      body: question,
      about: { kind: 'absence', id: absence.id },
      to: [{ personId: absence.announced_by, studentIds: [absence.student_id] }],
      actorId: actor.personId,
      at: now,
    });
  }
  return redirect(urls.absence(absence.id), { flash: nb('Вопрос отправлен тому, кто сообщил о пропуске.') });
});

/** The first day whose registers this actor still corrects; null for the coordinator, who corrects all. */
function correctableSince({ actor, today, school }: RouteContext<unknown, unknown, unknown>): string | null {
  return actor.roles.has('coordinator') ? null : addDays(today, -school.registerOpenDays);
}

async function showCard(
  context: RouteContext<Params, unknown, AbsenceRow>,
  absence: AbsenceRow,
  refused: RefusedForm | null = null,
  notes: readonly NoteModel[] = [],
  status = refused === null ? 200 : 422,
): Promise<Reply> {
  const { db, actor, now, today, school } = context;
  const { timeZone } = school;
  const needsLessons = absence.periods !== null && isOwn(absence, actor) && isOpen(absence, today);
  const model = toAbsencePage(
    absence,
    { actor, now, today, timeZone },
    {
      excusable: absence.is_kept ? await countExcusable(db, absence.id, correctableSince(context)) : 0,
      lessons: needsLessons
        ? await listLessonsOfDay(db, absence.student_id, absence.starts_on, { today, now, timeZone })
        : [],
    },
    refused,
    notes,
  );
  const { title } = model.head;
  return page(absencePage, model, { title: status === 422 ? `Ошибка — ${title}` : title, status });
}

/**
 * The absence in the version that the form was filled from: one that comes back with errors must not come as if it
 * were of the newest.
 */
function asSeen({ subject: absence, body }: Post): AbsenceRow {
  const form = readForm(VersionForm, body);
  return form.ok ? { ...absence, version: form.value.version } : absence;
}

/**
 * 409: the card as it is now, for whoever acted on one that somebody else has changed since; what was typed in one of
 * its forms stays there.
 */
async function conflict(context: Post, of: RefusedForm['of'] | null = null): Promise<Reply> {
  const fresh = await findAbsence(context.db, context.subject.id, context.actor, context.today);
  if (fresh === null) return notFound();
  const text = nb('Ниже — как оно выглядит сейчас. Посмотрите и повторите, если нужно.');
  const title = 'Пока страница была открыта, это сообщение изменили';
  const kept = of === null ? null : { of, form: { values: context.body, errors: {} } };
  return showCard(context, fresh, kept, [{ kind: 'warn', title, text, live: true }], 409);
}

function isOver({ subject }: Post): Reply {
  return redirect(urls.absence(subject.id), {
    flash: nb(
      'Эти дни уже прошли или сообщение отозвано: изменить его нельзя. Скажите классному руководителю.',
    ),
    kind: 'warn',
  });
}

function notYours(): Reply {
  return forbidden('Изменить сообщение о пропуске может тот, кто его отправил.');
}

function note(context: Post, action: AuditAction, details: Record<string, unknown> = {}): Promise<void> {
  return writeAudit(context.db, {
    actorId: context.actor.personId,
    action,
    subjectKind: 'absence',
    subjectId: context.subject.id,
    details: { student_id: context.subject.student_id, ...details },
    requestId: context.requestId,
    at: context.now,
  });
}

export const cardRoutes: readonly Route[] = [show, change, withdraw, answer, confirm, ask];

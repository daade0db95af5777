import sql from 'sql-template-tag';
import * as z from 'zod';
import { toFileUpload } from '../attachments/attachment-model.ts';
import { attachmentUpload } from '../attachments/examine-files.ts';
import { claimAttachments, keepFiles } from '../attachments/keep-files.ts';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import { loadWaits } from '../feedback/waits.ts';
import { markReadAbout } from '../notifying/mark-read.ts';
import type { NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { idParam, isOutdated, readForm, refuse } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
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
import { toAnswerPanel } from './answer-model.ts';
import { loadAnswerHelp } from './answer-queries.ts';
import { type AskedForm, NOTHING_TYPED } from './ask-model.ts';
import { findQuestion, type QuestionRow, questionForReader } from './find.ts';
import { ClosingForm, MessageForm, MessageParams, QuestionParams } from './message-form.ts';
import { kindsFor, marksRead, mayClose, sideOf } from './message-rule.ts';
import { toRudeChoice } from './rude-note.ts';
import { rudeWordsIn } from './rude-words.ts';
import { tellFamily, tellTeacher } from './tell.ts';
import { toThreadPage } from './thread-model.ts';
import { threadPage } from './thread-page.ts';
import { type AuthoredMessage, findAuthored, loadThread } from './thread-queries.ts';
import { withdrawMessage } from './withdraw-message.ts';
import { closeQuestion, markMessagesRead, writeMessages } from './write-message.ts';

type Params = { questionId: number };
type Context = RouteContext<Params, unknown, QuestionRow>;
type Post = PostContext<Params, unknown, QuestionRow>;

const writing = { policy: allow('question:write', questionForReader), params: QuestionParams };

/** GET /questions/:questionId: all that was written; a look that is not the parties' own is in the audit log. */
const show = get(
  '/questions/:questionId',
  {
    policy: allow('question:read', questionForReader),
    params: QuestionParams,
    query: z.object({ template: idParam.optional() }),
    isRecorded: true,
  },
  async (context) => {
    if (context.subject.party === 'overseer') await note(context, 'question.looked_at');
    return showThread(context, context.subject, { templateId: context.query.template ?? null });
  },
);

/** POST /questions/:questionId/messages: a reply of the family, an answer or a question back of the school. */
const write = post(
  '/questions/:questionId/messages',
  { ...writing, upload: attachmentUpload },
  async (context) => {
    const { db, actor, body, subject: question, now } = context;
    const allowed = kindsFor(question.party);
    if (allowed.length === 0) return notYours();
    const files = await keepFiles(context);
    const again = { form: refuse(body, {}), files, rude: [] };
    if (isOutdated(body, question.version)) return conflict(context, again);
    const form = readForm(MessageForm, body);
    if (!form.ok) return showThread(context, question, { typed: { form, files, rude: [] }, status: 422 });
    const { value } = form;
    const kind = value.kind === 'answer_and_publish' ? 'answer' : value.kind;
    if (!allowed.includes(kind)) return notYours();
    if (files.fault !== null) return showThread(context, question, { typed: again, status: 422 });
    const rude = value.rude_ok ? [] : rudeWordsIn(value.body);
    if (rude.length > 0) return showThread(context, question, { typed: { ...again, rude }, status: 422 });
    const seen = { id: question.id, version: value.version };
    const message = { kind, body: value.body, authorId: actor.personId, at: now };
    const [written] = await writeMessages(db, [seen], message);
    if (written === undefined) return conflict(context, again);
    await claimAttachments(db, written.message_id, files, actor.personId);
    await markReadAbout(db, actor.personId, { kind: 'question', id: question.id }, now);
    await noteAndTell(context, kind);
    if (value.kind === 'answer_and_publish') return redirect(urls.questionPublication(question.id));
    return redirect(urls.question(question.id), { flash: sentWords[kind] });
  },
);

const sentWords = {
  reply: nb('Отправлено. Когда учитель ответит, придёт уведомление.'),
  answer: nb('Ответ отправлен.'),
  ask_back: nb('Отправлено. Вопрос вернётся к вам, когда семья ответит.'),
} as const;

const actions = {
  reply: 'question.replied',
  answer: 'question.answered',
  ask_back: 'question.asked_back',
} as const satisfies Record<string, AuditAction>;

/** POST /questions/:questionId/reading: whoever the question is for has read what the other side wrote. */
const read = post('/questions/:questionId/reading', writing, async (context) => {
  const { db, actor, subject: question, now } = context;
  if (!marksRead(question.party)) return notYours();
  await markMessagesRead(db, question.id, sideOf(question.party), now);
  await markReadAbout(db, actor.personId, { kind: 'question', id: question.id }, now);
  return redirect(urls.question(question.id));
});

/** POST /questions/:questionId/closing: nothing more is to be said; a reply opens it again. */
const close = post('/questions/:questionId/closing', writing, async (context) => {
  const { db, actor, subject: question, body, now, today } = context;
  if (kindsFor(question.party).length === 0) return notYours();
  if (isOutdated(body, question.version) || !mayClose(question.party, question.state))
    return conflict(context);
  const form = readForm(ClosingForm, body);
  const seen = { id: question.id, version: form.ok ? form.value.version : 0 };
  if (!(await closeQuestion(db, seen))) return conflict(context);
  await note(context, 'question.closed');
  // who closes what nobody has answered does not leave the family to find out
  if (sideOf(question.party) === 'school' && question.state !== 'answered')
    await tellFamily(db, question, 'closing', { actorId: actor.personId, at: now, today });
  return redirect(urls.question(question.id), {
    flash: nb('Вопрос закрыт. Новое сообщение откроет его снова.'),
  });
});

interface Withdrawn {
  message: AuthoredMessage;
  question: QuestionRow;
}

/** A message of one's own, in a question that one may still read. */
const messageForAuthor: Finder<Withdrawn, { messageId: number }> = async ({ db, params, actor, today }) => {
  const message = await findAuthored(db, params.messageId, actor.personId);
  const question = message === null ? null : await findQuestion(db, message.question_id, actor, today);
  return message === null || question === null ? null : { message, question };
};

/** POST /messages/:messageId/withdrawal: the words go, the place stays. */
const withdraw = post(
  '/messages/:messageId/withdrawal',
  { policy: allow('question:write', messageForAuthor), params: MessageParams },
  async (context) => {
    const { db, subject, now } = context;
    const { message, question } = subject;
    if (await withdrawMessage(db, message, now)) {
      await note({ ...context, subject: question }, 'message.withdrawn', { message_id: message.id });
    }
    return redirect(urls.question(question.id), { flash: nb('Сообщение отозвано.') });
  },
);

function notYours(): Reply {
  return forbidden(nb('В этом вопросе пишут тот, кто его задал, и учитель, который на него отвечает.'));
}

/** Somebody wrote meanwhile: the page as it is now, with what was typed. */
async function conflict(context: Post, typed: AskedForm = NOTHING_TYPED): Promise<Reply> {
  const { db, actor, today, subject } = context;
  const question = (await findQuestion(db, subject.id, actor, today)) ?? subject;
  const notes: NoteModel[] = [
    {
      kind: 'warn',
      title: 'Пока вы писали, здесь что-то изменилось',
      text: nb(
        'Ниже всё как есть сейчас. Прочитайте новое и отправьте ещё раз, если это ещё нужно: написанное сохранилось.',
      ),
    },
  ];
  return showThread(context, question, { typed, notes, status: 409 });
}

interface Shown {
  typed?: AskedForm;
  notes?: readonly NoteModel[];
  templateId?: number | null;
  status?: 422 | 409;
}

async function showThread(context: Context, question: QuestionRow, shown: Shown): Promise<Reply> {
  const { db, actor, now, today, school } = context;
  const { timeZone } = school;
  const { typed = NOTHING_TYPED, notes = [], templateId = null, status = 200 } = shown;
  const isFamily = sideOf(question.party) === 'family';
  const isCoordinator = actor.roles.has('coordinator');
  const thread = await loadThread(db, question.id, { personId: actor.personId, isCoordinator });
  const waits =
    isFamily && question.state === 'waiting' ? await loadWaits(db, sql`q.id = ${question.id}`, today) : null;
  const help = isFamily ? null : await loadAnswerHelp(db, question, actor, today);
  const answer =
    help === null
      ? null
      : toAnswerPanel(question, help, {
          form: typed.form,
          files: toFileUpload(typed.files),
          rude: toRudeChoice(typed.rude),
          templateId,
          now,
          timeZone,
        });
  const model = toThreadPage(
    question,
    thread,
    { actor, now, today, timeZone },
    {
      wait: waits?.get(question.id) ?? null,
      answer,
      typed,
      notes,
    },
  );
  return page(threadPage, model, { title: titleFor(model.head.title, status, typed), status });
}

function titleFor(title: string, status: number, typed: AskedForm): string {
  if (status === 200) return title;
  return `${typed.rude.length > 0 ? 'Проверьте слова' : 'Ошибка'} — ${title}`;
}

async function noteAndTell(context: Post, kind: keyof typeof actions): Promise<void> {
  const { db, actor, subject: question, now, today } = context;
  await note(context, actions[kind]);
  const act = { actorId: actor.personId, at: now, today };
  if (kind === 'reply') await tellTeacher(db, question, kind, act);
  else await tellFamily(db, question, kind, act);
}

async function note(
  { db, actor, subject, requestId, now }: Pick<Context, 'db' | 'actor' | 'subject' | 'requestId' | 'now'>,
  action: AuditAction,
  details: Record<string, unknown> = {},
): Promise<void> {
  await writeAudit(db, {
    actorId: actor.personId,
    action,
    subjectKind: 'question',
    subjectId: subject.id,
    details: { student_id: subject.student_id, ...details },
    requestId,
    at: now,
  });
}

export const threadRoutes: readonly Route[] = [show, write, read, close, withdraw];

import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { chosen, type FormBody, idParam, readForm, refuse, text, ticked, typed } from '../web/form.ts';
import { page, redirect } from '../web/reply.ts';
import { allow, get, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { sharedAnswerPage } from './desk-pages.ts';
import { listAnswerable, MOST_ON_DESK } from './desk-queries.ts';
import { MOST_WRITTEN } from './message-form.ts';
import { rudeWordsIn } from './rude-words.ts';
import { type SeenQuestion, seenQuestions, sharedAnswerSaid, toSharedAnswer } from './shared-answer-model.ts';
import { tellFamiliesAtOnce } from './tell.ts';
import { writeMessages } from './write-message.ts';

/** So many questions are answered at once: as many as a desk shows; of more the first. */
const MOST_AT_ONCE = MOST_ON_DESK;

const SharedQuery = z.object({
  ids: z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(idParam).transform((ids) => ids.slice(0, MOST_AT_ONCE)),
  ),
});

const SharedForm = z.object({ body: text('Напишите ответ', MOST_WRITTEN), rude_ok: ticked() });

const sharedForm = get(
  '/questions/shared-answer',
  { policy: allow('question:answer'), query: SharedQuery },
  async (context) => {
    const { db, actor, query, now, today, school } = context;
    const rows = await listAnswerable(db, query.ids, actor.personId, today);
    const model = toSharedAnswer(rows, { now, timeZone: school.timeZone });
    return page(sharedAnswerPage, model, { title: model.head.title });
  },
);

/** One answer into each of the chosen questions; those that changed meanwhile are left as they are, and that is said. */
const sharedAnswer = post(
  '/questions/shared-answer',
  { policy: allow('question:answer') },
  async (context) => {
    const { db, actor, body, now, today, school } = context;
    const seen = seenQuestions(chosen(body, 'ids')).slice(0, MOST_AT_ONCE);
    const shown = seenQuestions(typed(body, 'shown').split(' ')).slice(0, MOST_AT_ONCE);
    const rows = await listAnswerable(
      db,
      [...seen, ...shown].map((one) => one.id),
      actor.personId,
      today,
    );
    const form = readShared(body, seen);
    const rude = form.ok && !form.value.rude_ok ? rudeWordsIn(form.value.body) : [];
    if (!form.ok || rude.length > 0) {
      const filled = form.ok ? refuse(body, {}) : form;
      const model = toSharedAnswer(rows, { now, timeZone: school.timeZone }, filled, rude);
      return page(sharedAnswerPage, model, { title: `Ошибка — ${model.head.title}`, status: 422 });
    }
    const theirs = new Set(rows.map((row) => row.id));
    const written = await writeMessages(
      db,
      seen.filter((one) => theirs.has(one.id)),
      { kind: 'answer', body: form.value.body, authorId: actor.personId, at: now },
    );
    if (written.length > 0) {
      const questions = written.map((one) => one.question_id);
      await writeAudit(db, {
        actorId: actor.personId,
        action: 'question.answered',
        subjectKind: 'question',
        details: { questions },
        requestId: context.requestId,
        at: now,
      });
      await tellFamiliesAtOnce(db, questions, { actorId: actor.personId, at: now, today });
    }
    const said = sharedAnswerSaid(written.length, seen.length);
    return redirect(urls.questions(), { flash: said.text, kind: said.kind });
  },
);

/** The answer, refused where no question was chosen for it. */
function readShared(body: FormBody, seen: readonly SeenQuestion[]) {
  const form = readForm(SharedForm, body);
  if (seen.length > 0) return form;
  const none = { ids: 'Отметьте хотя бы один вопрос' };
  return refuse(body, form.ok ? none : { ...none, ...form.errors });
}

export const sharedAnswerRoutes: readonly Route[] = [sharedForm, sharedAnswer];

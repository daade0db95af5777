import * as z from 'zod';
import { attachmentUpload } from '../attachments/examine-files.ts';
import { claimAttachments, keepFiles } from '../attachments/keep-files.ts';
import { writeAudit } from '../audit/audit.ts';
import { nb } from '../web/dates.ts';
import { choice, id, idParam, readForm, refuse, text, ticked } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type Addressee, type AskQuery, type AskStep, findAddressee, type Pupil } from './addressee.ts';
import { type AskedForm, toAskPage } from './ask-model.ts';
import { askPage } from './ask-page.ts';
import { findQuestion, questionTopics } from './find.ts';
import { MOST_WRITTEN } from './message-form.ts';
import { rudeWordsIn } from './rude-words.ts';
import { tellTeacher } from './tell.ts';
import { addQuestion } from './write-message.ts';

const Query = z.object({
  lesson: idParam.optional(),
  course: idParam.optional(),
  class: idParam.optional(),
  child: idParam.optional(),
});

const AskForm = z.object({
  teacher_id: id('Выберите, кому вопрос'),
  topic: choice(questionTopics, 'Выберите, о чём вопрос'),
  body: text('Напишите вопрос', MOST_WRITTEN),
  rude_ok: ticked(),
});

type Context = RouteContext<unknown, AskQuery, null>;

/** GET /questions/new: whose question, to whom, and the form, as far as the address says. */
const show = get('/questions/new', { policy: allow('question:ask'), query: Query }, async (context) => {
  const { db, actor, query, today } = context;
  const step = await findAddressee(db, actor, query, today);
  return step === null ? notFound() : showStep(context, step);
});

/** POST /questions/new: asks; the teacher is told. Rude words come back once, and nothing of it is kept. */
const ask = post(
  '/questions/new',
  { policy: allow('question:ask'), query: Query, upload: attachmentUpload },
  async (context) => {
    const { db, actor, query, body, now, today } = context;
    const step = await findAddressee(db, actor, query, today);
    if (step === null) return notFound();
    if (step.kind !== 'form' || step.to.teachers.length === 0) return showStep(context, step, null);
    const files = await keepFiles(context);
    const form = readForm(AskForm, body);
    if (!form.ok) return showStep(context, step, { form, files, rude: [] });
    const { value } = form;
    const teacher = step.to.teachers.find((one) => one.id === value.teacher_id);
    if (teacher === undefined) {
      const errors = { teacher_id: 'Учитель изменился. Проверьте, кому вопрос, и отправьте ещё раз' };
      const { teacher_id: _gone, ...kept } = refuse(body, errors).values;
      return showStep(context, step, { form: { errors, values: kept }, files, rude: [] });
    }
    const again = { form: refuse(body, {}), files };
    if (files.fault !== null) return showStep(context, step, { ...again, rude: [] });
    const rude = value.rude_ok ? [] : rudeWordsIn(value.body);
    if (rude.length > 0) return showStep(context, step, { ...again, rude });
    const asked = await addQuestion(db, {
      ...placeOf(step.to, step.pupil),
      askedBy: actor.personId,
      topic: value.topic,
      teacherId: teacher.id,
      body: value.body,
      at: now,
    });
    await claimAttachments(db, asked.messageId, files, actor.personId);
    await noteAsked(context, step.to, step.pupil, asked.questionId);
    const question = await findQuestion(db, asked.questionId, actor, today);
    if (question !== null)
      await tellTeacher(db, question, 'question', { actorId: actor.personId, at: now, today });
    return redirect(urls.question(asked.questionId), {
      flash: nb('Вопрос отправлен. Когда учитель ответит, придёт уведомление.'),
    });
  },
);

function placeOf(to: Addressee, pupil: Pupil) {
  return {
    studentId: pupil.id,
    courseId: to.kind === 'course' ? to.id : null,
    classId: to.kind === 'class' ? to.id : null,
    lessonId: to.lesson?.id ?? null,
  };
}

async function noteAsked(context: Context, to: Addressee, pupil: Pupil, questionId: number): Promise<void> {
  await writeAudit(context.db, {
    actorId: context.actor.personId,
    action: 'question.asked',
    subjectKind: 'question',
    subjectId: questionId,
    details: { student_id: pupil.id, [`${to.kind}_id`]: to.id },
    requestId: context.requestId,
    at: context.now,
  });
}

/** @param filled what came back of a form; null where it came for a step that has none */
function showStep({ actor, query, today }: Context, step: AskStep, filled?: AskedForm | null): Reply {
  const look = { query, today, mayReadAnswers: actor.permissions.has('answer:read') };
  const model = toAskPage(step, look, filled ?? undefined);
  const { title } = model.head;
  if (filled === undefined) return page(askPage, model, { title });
  const isRude = filled !== null && filled.rude.length > 0;
  return page(askPage, model, { title: `${isRude ? 'Проверьте слова' : 'Ошибка'} — ${title}`, status: 422 });
}

export const askRoutes: readonly Route[] = [show, ask];

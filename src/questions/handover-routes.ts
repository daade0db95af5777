import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import type { FilledForm, NoteModel } from '../web/components.ts';
import { nb, sentence, shortName } from '../web/dates.ts';
import { id, integer, isOutdated, optionalText, readForm, refuse } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { findQuestion, type QuestionRow, questionForReader } from './find.ts';
import { type CandidateRow, handOn, isOpenToHandOn, listCandidates, mayHandOn } from './handover.ts';
import { handoverPage, MOST_HANDOVER_WORDS, toHandoverPage } from './handover-model.ts';
import { QuestionParams } from './message-form.ts';
import { aboutQuestion, pupilName } from './question-words.ts';
import { listFamily } from './tell.ts';

const HandoverForm = z.object({
  version: integer(1, 1_000_000_000, 'Откройте страницу заново'),
  to: id('Выберите, кому передать'),
  words: optionalText(MOST_HANDOVER_WORDS),
});

type Context = RouteContext<{ questionId: number }, unknown, QuestionRow>;
type Post = PostContext<{ questionId: number }, unknown, QuestionRow>;

const handing = { policy: allow('question:answer', questionForReader), params: QuestionParams };

/** GET /questions/:questionId/handover */
const show = get('/questions/:questionId/handover', handing, async (context) =>
  isTheirs(context) ? showForm(context, context.subject) : notYours(),
);

/** POST: to another teacher, who is told, as are the family and whoever had it. */
const give = post('/questions/:questionId/handover', handing, async (context) => {
  const { db, subject: question, body, actor, now, today } = context;
  if (!isTheirs(context)) return notYours();
  if (isOutdated(body, question.version) || !isOpenToHandOn(question.state)) return conflict(context);
  const form = readForm(HandoverForm, body);
  if (!form.ok) return showForm(context, question, form, [], 422);
  const candidates = await listCandidates(db, question, today);
  const to = candidates.find((one) => one.id === form.value.to);
  if (to === undefined) {
    const refused = refuse(body, { to: 'Этому человеку вопрос не передать. Выберите другого' });
    return showForm(context, question, refused, [], 422);
  }
  const seen = { id: question.id, version: form.value.version, teacherId: question.teacher_id };
  const done = await handOn(
    db,
    seen,
    { personId: to.id, words: form.value.words },
    { actorId: actor.personId, at: now },
  );
  if (!done) return conflict(context);
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'question.handed_on',
    subjectKind: 'question',
    subjectId: question.id,
    details: { student_id: question.student_id, from: question.teacher_id, to: to.id },
    requestId: context.requestId,
    at: now,
  });
  await tell(context, to, form.value.words);
  const flash = nb(sentence(`Вопрос передан: ${said(to)}`));
  // whoever never wrote in it has lost sight of it
  return redirect(to.id === actor.personId ? urls.question(question.id) : urls.questions(), { flash });
});

/** The family hears who answers now; the next teacher what it is about; whoever had it that it is no longer theirs. */
async function tell({ db, subject: question, actor, now, today }: Post, to: CandidateRow, words: string) {
  const act = { about: { kind: 'question', id: question.id }, actorId: actor.personId, at: now } as const;
  const family = await listFamily(db, [question.id], today);
  await notifyPeople(db, {
    ...act,
    kind: 'answer',
    title: 'На ваш вопрос ответит другой учитель',
    body: `${aboutQuestion(question)}\n${nb(sentence(`Теперь отвечает ${said(to)}`))}`,
    to: family.map((one) => ({ personId: one.person_id, studentIds: [one.student_id] })),
  });
  const about = `${sentence(pupilName(question))}\n${aboutQuestion(question)}`;
  await notifyPeople(db, {
    ...act,
    kind: 'question',
    title: 'Вам передали вопрос',
    body: words === '' ? about : `${about}\n${words}`,
    to: [{ personId: to.id, studentIds: [] }],
  });
  await notifyPeople(db, {
    ...act,
    kind: 'question',
    title: 'Ваш вопрос передан другому учителю',
    body: `${about}\n${nb(sentence(`Теперь отвечает ${said(to)}`))}`,
    about: { kind: 'questions' },
    to: [{ personId: question.teacher_id, studentIds: [] }],
  });
}

const said = (one: CandidateRow) => shortName(one.family_name, one.given_name, one.patronymic);

function isTheirs({ subject, actor }: Context): boolean {
  return mayHandOn(subject.party, actor.roles.has('coordinator'));
}

function notYours(): Reply {
  return forbidden('Передать вопрос может тот, кто на него отвечает, или координатор.');
}

async function showForm(
  context: Context,
  question: QuestionRow,
  form?: FilledForm,
  notes: readonly NoteModel[] = [],
  status = 200,
): Promise<Reply> {
  const { db, today, now, school } = context;
  const candidates = isOpenToHandOn(question.state) ? await listCandidates(db, question, today) : [];
  const model = toHandoverPage(question, candidates, { now, timeZone: school.timeZone }, form, notes);
  const { title } = model.head;
  return page(handoverPage, model, { title: status === 422 ? `Ошибка — ${title}` : title, status });
}

/** 409: somebody answered, wrote or handed it on meanwhile; what was typed stays. */
async function conflict(context: Post): Promise<Reply> {
  const { db, subject, actor, today } = context;
  const fresh = await findQuestion(db, subject.id, actor, today);
  if (fresh === null || !mayHandOn(fresh.party, actor.roles.has('coordinator')))
    return redirect(urls.questions(), {
      flash: nb('Пока страница была открыта, вопрос передали другому учителю.'),
      kind: 'warn',
    });
  const title = 'Пока страница была открыта, вопрос изменился';
  const text = nb('Ниже — как он выглядит сейчас. Посмотрите и передайте, если это ещё нужно.');
  return showForm(context, fresh, refuse(context.body, {}), [{ kind: 'warn', title, text, live: true }], 409);
}

export const handoverRoutes: readonly Route[] = [show, give];

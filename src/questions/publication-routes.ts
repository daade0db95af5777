import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import type { FilledForm, NoteModel } from '../web/components.ts';
import { nb, sentence } from '../web/dates.ts';
import {
  idParam,
  integer,
  isOutdated,
  optionalText,
  readForm,
  refuse,
  text,
  ticked,
  typed,
} from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type QuestionRow, questionForReader } from './find.ts';
import { MOST_WRITTEN, QuestionParams } from './message-form.ts';
import { mayAnswer } from './message-rule.ts';
import { namesInText } from './names-in-text.ts';
import {
  answerForReader,
  changePublication,
  type DraftRow,
  listReaders,
  loadDraft,
  type Publication,
  publish,
  withdrawPublication,
} from './publication.ts';
import { publicationPage, targetsOf, toPublicationPage } from './publication-model.ts';

const version = integer(0, 1_000_000_000, 'Откройте страницу заново');

/** What is copied from elsewhere may hold ё and й as two signs each, which no search finds. */
const inOneSign = (words: string) => words.normalize('NFC');

const PublicationForm = z.object({
  version,
  target: optionalText(10),
  question: text('Напишите вопрос так, как его прочитает класс', MOST_WRITTEN).transform(inOneSign),
  answer: text('Напишите ответ', MOST_WRITTEN).transform(inOneSign),
  files: ticked(),
  tell: ticked(),
  names_ok: ticked(),
});

type Context = RouteContext<{ questionId: number }, unknown, QuestionRow>;
type Post = PostContext<{ questionId: number }, unknown, QuestionRow>;

const publishing = { policy: allow('answer:publish', questionForReader), params: QuestionParams };

/** GET /questions/:questionId/publication */
const show = get('/questions/:questionId/publication', publishing, async (context) =>
  isTheirs(context) ? showForm(context, await draftOf(context)) : notYours(),
);

/** POST: for a course or class to read, without who asked; or changes what they read already. */
const save = post('/questions/:questionId/publication', publishing, async (context) => {
  const { db, subject, body, actor, now } = context;
  if (!isTheirs(context)) return notYours();
  const draft = await draftOf(context);
  if (isOutdated(body, draft.published?.version ?? 0)) return conflict(context, draft);
  const form = readForm(PublicationForm, body);
  const target = chosenTarget(draft, typed(body, 'target'));
  const noTarget: Record<string, string> = target === null ? { target: 'Выберите, для кого' } : {};
  if (!form.ok) return showForm(context, draft, { ...form, errors: { ...noTarget, ...form.errors } });
  if (target === null) return showForm(context, draft, refuse(body, noTarget));
  const { value } = form;
  const names = value.names_ok ? [] : namesInText(`${value.question}\n${value.answer}`, draft.people);
  if (names.length > 0) return showForm(context, draft, refuse(body, {}), names);
  const made: Publication = {
    target,
    question: value.question,
    answer: value.answer,
    hasFiles: value.files && draft.answer?.has_files === true,
  };
  const act = { actorId: actor.personId, at: now };
  if (draft.published !== null) {
    const seen = { id: draft.published.id, version: value.version };
    if (!(await changePublication(db, seen, made))) return conflict(context, await draftOf(context));
    await note(context, draft.published.id, made.target);
    return redirect(urls.question(subject.id), { flash: 'Опубликованный ответ изменён.' });
  }
  if (draft.answer === null) return showForm(context, draft, refuse(body, {}));
  const id = await publish(db, { questionId: subject.id, answerId: draft.answer.id }, made, act);
  if (id === null) return conflict(context, await draftOf(context));
  await note(context, id, made.target);
  if (value.tell) await tellReaders(context, target, targetsOf(draft)[target.kind]?.label ?? '');
  return redirect(urls.question(subject.id), {
    flash: nb('Опубликовано в «Вопросах и ответах». Кто спросил, не видно.'),
  });
});

function chosenTarget(draft: DraftRow, chosen: string): Publication['target'] | null {
  const targets = targetsOf(draft);
  const only = Object.values(targets);
  return (only.length === 1 ? only[0] : targets[chosen])?.target ?? null;
}

/**
 * The pupils and their guardians, but for whoever asked, who has the answer. The words stay in «Вопросы и ответы»: what
 * is taken down there must not be read on in notices.
 */
async function tellReaders(
  { db, subject, actor, now, today }: Post,
  target: Publication['target'],
  where: string,
) {
  const readers = await listReaders(db, target, today);
  const byPerson = Map.groupBy(
    readers.filter((one) => one.person_id !== subject.asked_by),
    (one) => one.person_id,
  );
  await notifyPeople(db, {
    kind: 'answer',
    title: 'Новый ответ для класса',
    body: `${nb(sentence(where))}\n${nb('Ответ — в «Вопросах и ответах».')}`,
    about: { kind: 'answers' },
    to: [...byPerson].map(([personId, rows]) => ({
      personId,
      studentIds: rows.map((one) => one.student_id),
    })),
    actorId: actor.personId,
    at: now,
  });
}

const WithdrawalParams = z.object({ answerId: idParam });

/** POST /answers/:answerId/withdrawal: nobody reads it any more; the family that asked keeps its answer. */
const withdraw = post(
  '/answers/:answerId/withdrawal',
  { policy: allow('answer:publish', answerForReader), params: WithdrawalParams },
  async (context) => {
    const { db, subject, body, actor, now, requestId } = context;
    if (!subject.is_kept)
      return forbidden('Снять ответ может тот, кто его опубликовал, учитель этого предмета или координатор.');
    const shelf =
      subject.course_id === null
        ? urls.classAnswers(subject.class_id ?? 0)
        : urls.courseAnswers(subject.course_id);
    const form = readForm(z.object({ version }), body);
    const seen = { id: subject.id, version: form.ok ? form.value.version : 0 };
    if (!(await withdrawPublication(db, seen, now)))
      return redirect(shelf, {
        flash: nb('Пока страница была открыта, ответ изменили. Посмотрите на него ещё раз.'),
        kind: 'warn',
      });
    await writeAudit(db, {
      actorId: actor.personId,
      action: 'answer.withdrawn',
      subjectKind: 'answer',
      subjectId: subject.id,
      requestId,
      at: now,
    });
    return redirect(shelf, { flash: nb('Ответ снят: класс его больше не видит.') });
  },
);

const draftOf = ({ db, subject, actor, today }: Context) => loadDraft(db, subject, actor, today);

const isTheirs = ({ subject }: Context) => mayAnswer(subject.party);

function notYours(): Reply {
  return forbidden('Опубликовать ответ может тот, кто отвечает на вопрос.');
}

function showForm(
  { subject }: Context,
  draft: DraftRow,
  form: FilledForm | null = null,
  names: readonly string[] = [],
  notes: readonly NoteModel[] = [],
  status = form === null ? 200 : 422,
): Reply {
  const model = toPublicationPage(subject, draft, form, names, notes);
  const { title } = model.head;
  return page(publicationPage, model, { title: status === 422 ? `Ошибка — ${title}` : title, status });
}

/** 409: somebody published, changed or withdrew it meanwhile; what was typed stays. */
function conflict(context: Post, draft: DraftRow): Reply {
  const title = 'Пока страница была открыта, публикацию изменили';
  const text = nb('В полях — ваш текст. Проверьте его и сохраните, если он ещё нужен.');
  const notes: NoteModel[] = [{ kind: 'warn', title, text, live: true }];
  return showForm(context, draft, refuse(context.body, {}), [], notes, 409);
}

function note({ db, actor, requestId, now, subject }: Post, answerId: number, target: Publication['target']) {
  return writeAudit(db, {
    actorId: actor.personId,
    action: 'answer.published',
    subjectKind: 'answer',
    subjectId: answerId,
    details: { question_id: subject.id, [`${target.kind}_id`]: target.id },
    requestId,
    at: now,
  });
}

export const publicationRoutes: readonly Route[] = [show, save, withdraw];

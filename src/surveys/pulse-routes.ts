import * as z from 'zod';
import { answerKeys } from '../feedback/answer-token.ts';
import { isToldOf, pulsePupils, pulseQuestions, pulseWeek } from '../feedback/pulse.ts';
import { pulseOffer } from '../feedback/pulse-offer.ts';
import { childrenToEnterFor } from '../people/young-children.ts';
import { nb } from '../web/dates.ts';
import { idParam, integer, isDay, optionalId, readForm, typed } from '../web/form.ts';
import { forbidden, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { takePulse } from './pulse-ballot.ts';
import { lessonToTellOf, type ToldLesson } from './pulse-lesson.ts';
import { toPulseLeaf, toPulsePage } from './pulse-model.ts';
import { pulseAgainPage, pulsePage } from './pulse-pages.ts';
import { listPulseLeaves, listPulseTerms } from './pulse-queries.ts';
import { pulseGroupings } from './pulse-views.ts';

const chosen = integer(1, 3, 'Выберите ответ');
const PulseForm = z.object({
  /** The only pupil for whom whoever presses may tell, where it is missing. */
  student_id: optionalId(),
  connection: chosen,
  clarity: chosen,
  pace: chosen,
});

const dayText = z.string().refine(isDay).optional();
const Query = z.object({ by: z.enum(pulseGroupings).optional(), from: dayText, to: dayText });

type Post = PostContext<{ lessonId: number }, unknown, ToldLesson>;

export const pulseRoutes: readonly Route[] = [
  // no transaction around it: the key of a form would stand in the database beside whoever pressed
  post(
    '/lessons/:lessonId/pulse',
    {
      policy: allow('pulse:answer', lessonToTellOf),
      params: z.object({ lessonId: idParam }),
      transaction: false,
    },
    tell,
  ),
  get('/pulse', { policy: allow('pulse:read'), query: Query }, showPulse),
];

/** «Как прошёл урок»: an answer without a name, at most one a pupil and week. A second press changes nothing. */
async function tell(context: Post): Promise<Reply> {
  const { db, subject: lesson, actor, body, now, today } = context;
  const enterFor = await childrenToEnterFor(db, lesson.own_students, today);
  const pupils = pulsePupils(lesson, actor, enterFor);
  const form = readForm(PulseForm, body);
  const sent = PulseForm.shape.student_id.safeParse(body.student_id);
  const studentId = (sent.success ? sent.data : null) ?? pupils[0] ?? 0;
  if (!pupils.includes(studentId)) return forbidden('Об этом уроке рассказывают сами ученики.');
  if (!isToldOf(lesson, now, today))
    return redirect(urls.lesson(lesson.id), {
      flash: nb('Рассказать об уроке можно, когда он закончится, и ещё неделю после него.'),
      kind: 'warn',
    });
  if (!form.ok) return again(context, studentId, enterFor);
  const { connection, clarity, pace } = form.value;
  const ballot = { grade: lesson.grade, serviceId: lesson.service_id, connection, clarity, pace };
  const answer = { week: pulseWeek(today), courseId: lesson.course_id, studentId, ballot };
  await db.transaction((tx) => takePulse(tx, answer, answerKeys(context)));
  // no word in the session, which is kept beside the person: the lesson's page thanks by itself
  return redirect(urls.lesson(lesson.id));
}

/** The same form with what was chosen, where an answer is missing. */
async function again(context: Post, studentId: number, enterFor: ReadonlySet<number>): Promise<Reply> {
  const { db, subject: lesson, actor, body, now, today } = context;
  const values = Object.fromEntries(pulseQuestions.map(({ name }) => [name, typed(body, name)]));
  const look = { actor, now, today, enterFor, keys: answerKeys(context) };
  const pulse = await pulseOffer(db, lesson, look, { studentId, values });
  if (pulse === null) return redirect(urls.lesson(lesson.id));
  const title = 'Как прошёл урок';
  const model = {
    head: { title, crumb: [{ text: 'Урок', href: urls.lesson(lesson.id) }] },
    note: { kind: 'warn' as const, text: 'Выберите ответ в каждой строке и отправьте ещё раз.', live: true },
    pulse,
  };
  return page(pulseAgainPage, model, { title: `Ошибка — ${title}`, status: 422 });
}

async function showPulse({
  db,
  query,
  today,
}: RouteContext<unknown, z.output<typeof Query>, unknown>): Promise<Reply> {
  const terms = await listPulseTerms(db, today);
  const [term] = terms;
  const from = query.from ?? term?.starts_on ?? today;
  const to = query.to ?? term?.ends_on ?? today;
  const choice = { by: query.by ?? 'week', from, to };
  const leaves = (await listPulseLeaves(db, choice)).map(toPulseLeaf);
  const model = toPulsePage(leaves, terms, choice);
  return page(pulsePage, model, { title: model.head.title });
}

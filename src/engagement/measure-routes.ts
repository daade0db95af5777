import * as z from 'zod';
import { measureKindWords } from '../attendance/measure.ts';
import { writeAudit } from '../audit/audit.ts';
import { listStaff } from '../people/staff.ts';
import type { FilledForm, NoteModel } from '../web/components.ts';
import { localDay, nb } from '../web/dates.ts';
import { type FormErrors, idParam, readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type MeasureRow, measureForActor, type StudentRow, studentForActor } from './find.ts';
import { MeasureForm, MeasureParams, OutcomeForm, StudentParams } from './forms.ts';
import { freshMeasure, toMeasureNewPage, toMeasurePage } from './measure-model.ts';
import { type CalledForRow, endMeasure, openConcernOf } from './measure-queries.ts';
import { measureNewPage, measurePage } from './pages.ts';
import { planMeasure } from './plan-measure.ts';

type StudentContext = RouteContext<{ studentId: number }, unknown, StudentRow>;
type MeasureContext = RouteContext<{ measureId: number }, unknown, MeasureRow>;

export const measureRoutes: readonly Route[] = [
  get(
    '/students/:studentId/measures/new',
    {
      policy: allow('measure:edit', studentForActor),
      params: StudentParams,
      query: z.object({ concern: idParam.optional() }),
    },
    showNew,
  ),

  post(
    '/students/:studentId/measures',
    { policy: allow('measure:edit', studentForActor), params: StudentParams },
    plan,
  ),

  get(
    '/measures/:measureId',
    { policy: allow('measure:read', measureForActor), params: MeasureParams },
    (context) => measureReply(context, context.subject),
  ),

  post(
    '/measures/:measureId/outcome',
    { policy: allow('measure:edit', measureForActor), params: MeasureParams },
    end,
  ),
];

/** For a concern that is not this pupil's, or is closed, the page does not exist. */
async function showNew(
  context: RouteContext<{ studentId: number }, { concern?: number | undefined }, StudentRow>,
): Promise<Reply> {
  const { db, subject: student, query } = context;
  const concern = query.concern === undefined ? null : await openConcernOf(db, student.id, query.concern);
  return query.concern !== undefined && concern === null ? notFound() : newReply(context, concern, null);
}

async function plan(context: PostContext<{ studentId: number }, unknown, StudentRow>): Promise<Reply> {
  const { db, subject: student, body, actor, now, today, requestId } = context;
  const asked = MeasureForm.shape.concern_id.safeParse(body.concern_id);
  const concernId = asked.success ? asked.data : null;
  const concern = concernId === null ? null : await openConcernOf(db, student.id, concernId);
  if (concernId !== null && concern === null)
    return newReply(context, null, refuse(body, { form: CONCERN_GONE }), 409);
  const refused = (errors: FormErrors) => newReply(context, concern, refuse(body, errors), 422);
  const form = readForm(MeasureForm, body);
  if (!form.ok) return refused(form.errors);
  const { kind, words, owner_id: ownerId, due_on: dueOn } = form.value;
  if (dueOn < today) return refused({ due_on: 'Выберите сегодняшний день или более поздний' });
  if (!(await listStaff(db, today)).some((one) => one.id === ownerId))
    return refused({ owner_id: 'Выберите из списка' });
  const act = { personId: actor.personId, at: now, requestId };
  await planMeasure(db, { student, concernId, kind, words, ownerId, dueOn }, act);
  const what = measureKindWords[kind].toLowerCase();
  return redirect(urls.student(student.id), { flash: nb(`Мера назначена: ${what}.`) });
}

const CONCERN_GONE =
  'Пока вы заполняли форму, ученик перестал быть под вниманием по этой причине. Если мера всё же нужна, отправьте форму ещё раз.';

/** The form of a new measure. @param concern what calls for it, or null */
async function newReply(
  context: StudentContext,
  concern: CalledForRow | null,
  filled: FilledForm | null,
  status = 200,
): Promise<Reply> {
  const { db, subject: student, actor, today } = context;
  const staff = await listStaff(db, today);
  const form = filled ?? freshMeasure(concern, actor.personId, today);
  const model = toMeasureNewPage(student, { concern, staff, today }, form);
  return page(measureNewPage, model, {
    title: status === 422 ? `Ошибка — ${model.head.title}` : model.head.title,
    status,
  });
}

async function end(context: PostContext<{ measureId: number }, unknown, MeasureRow>): Promise<Reply> {
  const { db, subject: measure, body, actor, now, today, school, requestId } = context;
  // whatever was typed: an ended measure has no form for it to come back in
  if (measure.done_on !== null) return measureReply(context, measure, { values: body, errors: {} }, 409);
  const form = readForm(OutcomeForm, body);
  if (!form.ok) return measureReply(context, measure, form, 422);
  const { version, outcome, outcome_words: words, done_on: doneOn } = form.value;
  const refused = (error: string) => measureReply(context, measure, refuse(body, { done_on: error }), 422);
  if (doneOn > today) return refused('Этот день ещё не наступил');
  if (doneOn < localDay(measure.created_at, school.timeZone))
    return refused('Мера тогда ещё не была назначена');
  if (!(await endMeasure(db, { id: measure.id, version }, { outcome, words, doneOn }))) {
    const fresh = (await measureForActor(context)) ?? measure;
    return measureReply(context, fresh, { values: body, errors: {} }, 409);
  }
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'measure.ended',
    subjectKind: 'measure',
    subjectId: measure.id,
    details: {
      student_id: measure.student_id,
      outcome,
      done_on: doneOn,
      lines: [
        `${measure.family_name} ${measure.given_name}: ${measureKindWords[measure.kind].toLowerCase()}`,
      ],
    },
    requestId,
    at: now,
  });
  const next = measure.sees_card ? urls.student(measure.student_id) : urls.measure(measure.id);
  return redirect(next, { flash: nb('Итог меры записан.') });
}

function measureReply(
  { today, school }: MeasureContext,
  measure: MeasureRow,
  filled?: FilledForm,
  status = 200,
): Reply {
  const conflict = status === 409 ? conflictNote(filled) : null;
  const model = toMeasurePage(measure, { today, timeZone: school.timeZone }, filled, conflict);
  return page(measurePage, model, {
    title: status === 422 ? `Ошибка — ${model.head.title}` : model.head.title,
    status,
  });
}

/** Says that somebody else was first; what was typed would go nowhere, so it is shown. */
function conflictNote(filled: FilledForm | undefined): NoteModel {
  const words = filled?.values.outcome_words;
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, итог записал кто-то ещё',
    text: nb('Итог меры — ниже. Ваши слова не записаны:'),
    items: typeof words === 'string' && words !== '' ? [{ text: `«${words}»` }] : [],
  };
}

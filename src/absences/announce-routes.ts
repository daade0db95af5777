import type { Child } from '../access/actor.ts';
import { writeAudit } from '../audit/audit.ts';
import type { NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { type FormErrors, type FormValues, readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { judgeBoxes, judgeDays } from './absence-rule.ts';
import { ANNOUNCE_TITLE, overlapNote, toAnnouncePage, toChoicePage } from './announce-model.ts';
import {
  type ChildLessonRow,
  findOverlap,
  holdPupil,
  listLessonsToMiss,
  listYearDays,
} from './child-queries.ts';
import { AnnounceForm, type AnnounceValues, NewQuery } from './forms.ts';
import { announcePage } from './pages.ts';
import { addAbsence } from './save.ts';
import { tellClassTeacher } from './tell.ts';

type Context = RouteContext<unknown, unknown, null>;

const show = get('/absences/new', { policy: allow('absence:announce'), query: NewQuery }, async (context) => {
  const { actor, query } = context;
  const asked = query.child ?? (actor.children.length === 1 ? actor.children[0]?.id : undefined);
  if (asked === undefined) return page(announcePage, toChoicePage(actor), { title: ANNOUNCE_TITLE });
  const child = actor.children.find((one) => one.id === asked);
  if (child === undefined) return notFound();
  return showForm(context, child, await lessonsOf(context, child.id));
});

const announce = post('/absences/new', { policy: allow('absence:announce') }, async (context) => {
  const { db, actor, body, now, today } = context;
  const asked = readForm(AnnounceForm.pick({ student_id: true }), body);
  const child = asked.ok ? actor.children.find((one) => one.id === asked.value.student_id) : undefined;
  if (asked.ok && child === undefined) return notFound();
  if (child === undefined) {
    return page(announcePage, toChoicePage(actor), { title: ANNOUNCE_TITLE, status: 422 });
  }
  const lessons = await lessonsOf(context, child.id);
  const again = (form: { values: FormValues; errors: FormErrors }, notes?: readonly NoteModel[]) =>
    showForm(context, child, lessons, form, notes);
  const form = readForm(AnnounceForm, body);
  if (!form.ok) return again(form);
  const days = daysOf(form.value, lessons, today);
  if (!days.ok) return again(refuse(body, days.errors));
  const fault = judgeDays(days, today, await listYearDays(db, today));
  if (fault !== null) {
    const named = form.value.when === 'days' ? fault.field : 'when';
    return again(refuse(body, { [named]: fault.words }));
  }
  await holdPupil(db, child.id);
  const overlap = await findOverlap(db, child.id, days, null);
  if (overlap !== null) return again(refuse(body, {}), [overlapNote(overlap, child.name, today)]);
  const { reason, words } = form.value;
  const facts = { from: days.from, to: days.to, periods: days.periods, reason, words };
  const by = { studentId: child.id, personId: actor.personId, at: now };
  const absenceId = await addAbsence(db, facts, by);
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'absence.announced',
    subjectKind: 'absence',
    subjectId: absenceId,
    details: { student_id: child.id, from: days.from, to: days.to, periods: days.periods },
    requestId: context.requestId,
    at: now,
  });
  await tellClassTeacher(db, {
    what: 'announced',
    absence: { id: absenceId, student_id: child.id, starts_on: days.from, ends_on: days.to, ...facts },
    by,
    today,
  });
  return redirect(urls.absence(absenceId), {
    flash: nb('Школа узнала о пропуске. Классный руководитель и учителя его видят.'),
  });
});

function lessonsOf({ db, now, today, school }: Context, studentId: number): Promise<ChildLessonRow[]> {
  return listLessonsToMiss(db, studentId, { today, now, timeZone: school.timeZone });
}

function showForm(
  { actor, today }: Context,
  child: Child,
  lessons: readonly ChildLessonRow[],
  form?: { values: FormValues; errors: FormErrors },
  notes: readonly NoteModel[] = [],
): Reply {
  const model = toAnnouncePage(actor, child, lessons, today, form, notes);
  if (form === undefined) return page(announcePage, model, { title: model.head.title });
  return page(announcePage, model, { title: `Ошибка — ${model.head.title}`, status: 422 });
}

type AskedDays =
  | { ok: true; from: string; to: string; periods: number[] | null }
  | { ok: false; errors: FormErrors };

/** The days that the form means: a day, a range, or lessons of one day. */
function daysOf(value: AnnounceValues, lessons: readonly ChildLessonRow[], today: string): AskedDays {
  const errors: Record<string, string> = {};
  if (value.reason === 'other' && value.words === '') errors.words = 'Напишите в двух словах, какая причина';
  if (value.when === 'days') {
    if (value.from === null) errors.from = 'Укажите первый день';
    if (value.to === null) errors.to = 'Укажите последний день';
    if (value.from === null || value.to === null || errors.words) return { ok: false, errors };
    return { ok: true, from: value.from, to: value.to, periods: null };
  }
  if (value.when === 'lessons') {
    const judged = judgeBoxes([...value.lessons_first, ...value.lessons_next], lessons);
    const field = lessons[0]?.day === today ? 'lessons_first' : 'lessons_next';
    if (!judged.ok) errors[field] = judged.words;
    if (!judged.ok || errors.words) return { ok: false, errors };
    return { ok: true, from: judged.day, to: judged.day, periods: judged.periods };
  }
  return errors.words ? { ok: false, errors } : { ok: true, from: value.when, to: value.when, periods: null };
}

export const announceRoutes: readonly Route[] = [show, announce];

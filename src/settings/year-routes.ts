import * as z from 'zod';
import type { Db } from '../db/db.ts';
import type { FilledForm } from '../web/components.ts';
import { addDays, dayNumeric, dayRange, nb } from '../web/dates.ts';
import { idParam, isDay, readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, type FindContext, get, type PostContext, post, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { auditCalendar } from './audit-calendar.ts';
import { type CalendarOutcome, changeCalendar } from './change-calendar.ts';
import { DaysOffForm, MovedDayForm, RemovalForm, YearForm } from './forms.ts';
import { schoolYearPage } from './pages.ts';
import { clashWords } from './retime-lessons.ts';
import {
  addDaysOff,
  addMovedDay,
  chooseYear,
  findReviewedTerm,
  findSchoolDay,
  findYear,
  listCancelledByCalendar,
  listSchoolDays,
  listTerms,
  listYears,
  pastDaysWithLessons,
  removeSchoolDay,
  replaceTerms,
  type SchoolDayRow,
  type YearRow,
} from './school-years.ts';
import {
  outcomeWords,
  signOfYear,
  toEmptyYearPage,
  toSchoolYearPage,
  whatDayIs,
  type YearAnswer,
  yearConflict,
} from './year-model.ts';
import { judgeYear, typedTerms } from './year-rule.ts';

const TITLE = 'Учебный год';
const YearQuery = z.object({ year: idParam.optional() });
const YearParams = z.object({ yearId: idParam });
const DayParams = z.object({ day: z.string().refine(isDay) });

type Context = RouteContext<unknown, unknown, unknown>;
type YearPost = PostContext<unknown, unknown, YearRow>;

const findYearAsked = ({ db, params }: FindContext<z.output<typeof YearParams>>) =>
  findYear(db, params.yearId);
const findDayAsked = ({ db, params }: FindContext<z.output<typeof DayParams>>) =>
  findSchoolDay(db, params.day);

async function yearPage(ctx: Context, year: YearRow, answer: YearAnswer, status: number): Promise<Reply> {
  const { db, actor, today, school } = ctx;
  const model = toSchoolYearPage(
    {
      years: await listYears(db),
      year,
      terms: await listTerms(db, year.id),
      days: await listSchoolDays(db, year.starts_on, year.ends_on),
      cancelled: await listCancelledByCalendar(db, year.starts_on, year.ends_on),
      canEdit: actor.permissions.has('calendar:edit'),
      daysPerWeek: school.daysPerWeek,
      today,
    },
    answer,
  );
  return page(schoolYearPage, model, { title: TITLE, status });
}

/** Changes the calendar; answers in words where the lessons that come of it would clash. */
async function change(
  ctx: Context,
  asked: { reason: string; isConfirmed: boolean; apply: (tx: Db) => Promise<unknown> },
): Promise<CalendarOutcome | { kind: 'refused'; words: string }> {
  try {
    return await changeCalendar(ctx.db, {
      ...asked,
      actorId: ctx.actor.personId,
      now: ctx.now,
      today: ctx.today,
    });
  } catch (fault) {
    const words = clashWords(fault);
    if (words !== null) return { kind: 'refused', words };
    throw fault;
  }
}

function counts(outcome: CalendarOutcome & { kind: 'done' }) {
  return {
    made: outcome.made,
    removed: outcome.removed,
    cancelled: outcome.cancelled.map((lesson) => lesson.id),
    restored: outcome.restored.map((lesson) => lesson.id),
  };
}

async function saveTerms(ctx: YearPost): Promise<Reply> {
  const { db, body, subject: year } = ctx;
  const terms = await listTerms(db, year.id);
  // before anything is refused: a form with errors comes back as one of the newest state
  if (body.seen !== undefined && body.seen !== signOfYear(year, terms)) {
    const typed: FilledForm = { values: body, errors: {} };
    return yearPage(ctx, year, { terms: typed, conflict: yearConflict(year, terms, typed) }, 409);
  }
  const form = readForm(YearForm, body);
  if (!form.ok) return yearPage(ctx, year, { terms: form }, 422);
  const others = (await listYears(db)).filter((other) => other.id !== year.id);
  const verdict = judgeYear(form.value, typedTerms(form.value), others);
  if (!verdict.ok) return yearPage(ctx, year, { terms: refuse(body, verdict.errors) }, 422);
  const lost = await findReviewedTerm(
    db,
    year.id,
    verdict.terms.map((term) => term.number),
  );
  if (lost !== null) {
    const words = nb(`О периоде «${lost.name}» записано совещание: его можно изменить, но не убрать`);
    return yearPage(ctx, year, { terms: refuse(body, { [`term_name_${lost.number}`]: words }) }, 422);
  }
  const days = { starts_on: form.value.starts_on, ends_on: form.value.ends_on };
  const outcome = await change(ctx, {
    reason: 'Изменились дни учебного года',
    isConfirmed: form.value.is_confirmed,
    apply: (tx) => replaceTerms(tx, { id: year.id, ...days }, verdict.terms),
  });
  if (outcome.kind === 'refused')
    return yearPage(ctx, year, { terms: refuse(body, { form: outcome.words }) }, 422);
  if (outcome.kind === 'unconfirmed') {
    const unconfirmed = { form: 'terms' as const, lessons: outcome.lessons };
    return yearPage(ctx, year, { terms: { values: body, errors: {} }, unconfirmed }, 422);
  }
  await auditCalendar(ctx, 'school_year.changed', year.id, {
    year: year.name,
    before: { starts_on: year.starts_on, ends_on: year.ends_on, terms },
    after: { ...days, terms: verdict.terms.map(({ number: _, ...term }) => term) },
    lessons: counts(outcome),
  });
  return redirect(urls.schoolYear({ year: year.id }), { flash: outcomeWords('Год сохранён.', outcome) });
}

/** Why days cannot be marked, by field; null where they can. */
async function dayFault(ctx: YearPost, from: string, to: string): Promise<string | null> {
  const { db, subject: year, today } = ctx;
  if (from < year.starts_on || to > year.ends_on)
    return nb(`День вне учебного года ${year.name}: выберите другой или сначала измените год`);
  const taken = (await listSchoolDays(db, from, to))[0];
  if (taken !== undefined)
    return nb(
      `${dayNumeric(taken.day)} уже в списке: ${whatDayIs(taken).toLowerCase()}. Сначала уберите его`,
    );
  const [past] = await pastDaysWithLessons(db, from, to, today);
  return past === undefined
    ? null
    : nb(`${dayNumeric(past)} уже прошло, и уроки были. Прошедшие дни не меняются`);
}

async function markDaysOff(ctx: YearPost): Promise<Reply> {
  const { body, subject: year } = ctx;
  const form = readForm(DaysOffForm, body);
  if (!form.ok) return yearPage(ctx, year, { off: form }, 422);
  const { off_from: from, off_name: name } = form.value;
  const to = form.value.off_to ?? from;
  const fault =
    to < from
      ? { off_to: 'Последний день раньше первого' }
      : to > addDays(from, 60)
        ? { off_to: nb('Больше 60 дней подряд — это каникулы: измените четверти') }
        : await dayFault(ctx, from, to).then((words) => (words === null ? null : { off_from: words }));
  if (fault !== null) return yearPage(ctx, year, { off: refuse(body, fault) }, 422);
  const outcome = await change(ctx, {
    reason: `Выходной: ${name}`,
    isConfirmed: form.value.off_confirmed,
    apply: (tx) => addDaysOff(tx, from, to, name),
  });
  if (outcome.kind === 'refused')
    return yearPage(ctx, year, { off: refuse(body, { off_from: outcome.words }) }, 422);
  if (outcome.kind === 'unconfirmed') {
    const unconfirmed = { form: 'off' as const, lessons: outcome.lessons };
    return yearPage(ctx, year, { off: { values: body, errors: {} }, unconfirmed }, 422);
  }
  await auditCalendar(ctx, 'school_day.added', year.id, {
    kind: 'off',
    from,
    to,
    name,
    lessons: counts(outcome),
    lines: [`${dayRange(from, to)}: выходной, ${name}`],
  });
  return redirect(urls.schoolYear({ year: year.id }), {
    flash: outcomeWords(`Выходной добавлен: ${dayRange(from, to)}.`, outcome),
  });
}

async function moveDay(ctx: YearPost): Promise<Reply> {
  const { body, subject: year } = ctx;
  const form = readForm(MovedDayForm, body);
  if (!form.ok) return yearPage(ctx, year, { moved: form }, 422);
  const { moved_day: day, moved_weekday: weekday, moved_name: name } = form.value;
  const fault = await dayFault(ctx, day, day);
  if (fault !== null) return yearPage(ctx, year, { moved: refuse(body, { moved_day: fault }) }, 422);
  const what = whatDayIs({ kind: 'moved', follows_weekday: weekday });
  const outcome = await change(ctx, {
    reason: name === '' ? what : `${what}: ${name}`,
    isConfirmed: form.value.moved_confirmed,
    apply: (tx) => addMovedDay(tx, day, weekday, name),
  });
  if (outcome.kind === 'refused')
    return yearPage(ctx, year, { moved: refuse(body, { moved_day: outcome.words }) }, 422);
  if (outcome.kind === 'unconfirmed') {
    const unconfirmed = { form: 'moved' as const, lessons: outcome.lessons };
    return yearPage(ctx, year, { moved: { values: body, errors: {} }, unconfirmed }, 422);
  }
  await auditCalendar(ctx, 'school_day.added', year.id, {
    kind: 'moved',
    day,
    weekday,
    name,
    lessons: counts(outcome),
    lines: [`${dayNumeric(day)}: ${what.toLowerCase()}`],
  });
  return redirect(urls.schoolYear({ year: year.id }), {
    flash: outcomeWords(`${dayNumeric(day)}: ${what.toLowerCase()}.`, outcome),
  });
}

async function unmarkDay(ctx: PostContext<unknown, unknown, SchoolDayRow>): Promise<Reply> {
  const { db, body, subject: marked, today } = ctx;
  const years = await listYears(db);
  const year = years.find((one) => one.starts_on <= marked.day && marked.day <= one.ends_on);
  const form = readForm(RemovalForm, body);
  if (year === undefined || !form.ok) return notFound();
  if (marked.day < today)
    return yearPage(ctx, year, { off: refuse({}, { form: 'Прошедшие дни не меняются.' }) }, 422);
  const outcome = await change(ctx, {
    reason: `${dayNumeric(marked.day)} — обычный день по календарю`,
    isConfirmed: form.value.removal_confirmed,
    apply: (tx) => removeSchoolDay(tx, marked.day),
  });
  if (outcome.kind === 'refused')
    return yearPage(ctx, year, { off: refuse({}, { form: outcome.words }) }, 422);
  if (outcome.kind === 'unconfirmed') {
    const unconfirmed = { form: 'removal' as const, lessons: outcome.lessons, day: marked.day };
    return yearPage(ctx, year, { unconfirmed }, 422);
  }
  await auditCalendar(ctx, 'school_day.removed', year.id, {
    ...marked,
    lessons: counts(outcome),
    lines: [`${dayNumeric(marked.day)}: ${whatDayIs(marked).toLowerCase()} — убрано`],
  });
  return redirect(urls.schoolYear({ year: year.id }), {
    flash: outcomeWords(`${dayNumeric(marked.day)} — снова обычный день.`, outcome),
  });
}

export const yearRoutes = [
  get('/settings/school-year', { policy: allow('calendar:read'), query: YearQuery }, async (ctx) => {
    const years = await listYears(ctx.db);
    const year = chooseYear(years, ctx.query.year, ctx.today);
    if (year !== undefined) return yearPage(ctx, year, {}, 200);
    if (ctx.query.year !== undefined) return notFound();
    return page(schoolYearPage, toEmptyYearPage(ctx.actor.permissions.has('calendar:edit')), {
      title: TITLE,
    });
  }),
  post(
    '/settings/school-year/:yearId/terms',
    { policy: allow('calendar:edit', findYearAsked), params: YearParams },
    saveTerms,
  ),
  post(
    '/settings/school-year/:yearId/days-off',
    { policy: allow('calendar:edit', findYearAsked), params: YearParams },
    markDaysOff,
  ),
  post(
    '/settings/school-year/:yearId/moved-days',
    { policy: allow('calendar:edit', findYearAsked), params: YearParams },
    moveDay,
  ),
  post(
    '/settings/school-days/:day/removal',
    { policy: allow('calendar:edit', findDayAsked), params: DayParams },
    unmarkDay,
  ),
];

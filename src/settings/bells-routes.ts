import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { counted, nb } from '../web/dates.ts';
import { chosen, type FormErrors, idParam, readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { judgeBells } from './bell-rule.ts';
import { gradesOf, listBells, usedBellsToGo } from './bells.ts';
import {
  type BellsFacts,
  bellsCaption,
  bellsConflict,
  gradeName,
  signOfBells,
  toBellsPage,
  usedBellErrors,
  weekdaysOf,
} from './bells-model.ts';
import { type BellsOutcome, changeBells } from './change-bells.ts';
import { lockCalendar } from './change-calendar.ts';
import { BellsForm } from './forms.ts';
import { bellsPage } from './pages.ts';
import { clashWords } from './retime-lessons.ts';
import { chooseYear, listYears } from './school-years.ts';

const TITLE = 'Звонки';
const numberUpTo = (most: number) =>
  z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .pipe(z.number().max(most));
const BellsQuery = z.object({
  grade: numberUpTo(11).optional(),
  weekday: numberUpTo(7).optional(),
  year: idParam.optional(),
});

type Context = RouteContext<unknown, unknown, unknown>;

/** What the page shows; null where there is no such year. */
async function factsOf(
  ctx: Context,
  asked: { grade?: number | undefined; weekday?: number | undefined; year?: number | undefined },
): Promise<BellsFacts | null> {
  const { db, today, school, actor } = ctx;
  const year = chooseYear(await listYears(db), asked.year, today);
  if (year === undefined) return null;
  const grades = await gradesOf(db, year.id);
  const grade = asked.grade ?? grades[0] ?? 1;
  return {
    year,
    grade,
    weekday: asked.weekday ?? 0,
    daysPerWeek: school.daysPerWeek,
    rows: await listBells(db, year.id, grade),
    grades,
    canEdit: actor.permissions.has('calendar:edit'),
  };
}

async function saveBells(ctx: PostContext<unknown, unknown, unknown>): Promise<Reply> {
  const { db, body, actor, today, now, school } = ctx;
  const form = readForm(BellsForm, body);
  if (!form.ok) return notFound();
  await lockCalendar(db);
  const facts = await factsOf(ctx, form.value);
  if (facts === null) return notFound();
  const refused = (errors: FormErrors) =>
    page(bellsPage, toBellsPage(facts, refuse(body, errors)), { title: TITLE, status: 422 });
  if (form.value.seen !== signOfBells(facts.rows)) {
    const model = toBellsPage(facts, { values: body, errors: {} }, bellsConflict(facts, body));
    return page(bellsPage, model, { title: TITLE, status: 409 });
  }
  const verdict = judgeBells(body);
  if (!verdict.ok) return refused(verdict.errors);
  const copies = facts.grades.filter((one) => chosen(body, 'copy_to').includes(String(one)));
  const of = {
    yearId: facts.year.id,
    grades: [...new Set([facts.grade, ...copies])],
    weekdays: facts.weekday === 0 ? weekdaysOf(facts.daysPerWeek) : [facts.weekday],
  };
  const used = await usedBellsToGo(db, of, verdict.bells, today);
  if (used.length > 0) return refused(usedBellErrors(used));
  let outcome: BellsOutcome;
  try {
    outcome = await changeBells(db, {
      of,
      bells: verdict.bells,
      yearEndsOn: facts.year.ends_on,
      actorId: actor.personId,
      now,
      today,
      timeZone: school.timeZone,
    });
  } catch (fault) {
    const words = clashWords(fault);
    if (words === null) throw fault;
    return refused({ form: words });
  }
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'bells.changed',
    subjectKind: 'school_year',
    subjectId: facts.year.id,
    details: {
      grades: of.grades,
      weekdays: of.weekdays,
      before: facts.rows,
      after: verdict.bells,
      ...outcome,
      lines: of.grades.map((grade) => bellsCaption(grade, facts.weekday)),
    },
    requestId: ctx.requestId,
    at: now,
  });
  return redirect(urls.bells({ grade: facts.grade, weekday: facts.weekday, year: facts.year.id }), {
    flash: savedWords(of.grades, outcome),
  });
}

function savedWords(grades: readonly number[], outcome: BellsOutcome): string {
  const lessons = (count: number) => counted(count, 'урок', 'урока', 'уроков');
  return [
    `Звонки сохранены: ${grades.map(gradeName).join(', ')}.`,
    outcome.retimed > 0 ? `Новое время: ${lessons(outcome.retimed)}.` : '',
    outcome.told > 0 ? `Об онлайн-уроках (${outcome.told}) семьям отправлено уведомление.` : '',
    outcome.made > 0 ? `Добавлено по расписанию: ${lessons(outcome.made)}.` : '',
  ]
    .filter(Boolean)
    .map(nb)
    .join(' ');
}

export const bellsRoutes = [
  get('/settings/bells', { policy: allow('calendar:read'), query: BellsQuery }, async (ctx) => {
    const facts = await factsOf(ctx, ctx.query);
    if (facts !== null) return page(bellsPage, toBellsPage(facts), { title: TITLE });
    if (ctx.query.year !== undefined) return notFound();
    return redirect(urls.schoolYear(), { flash: nb('Сначала добавьте учебный год.'), kind: 'warn' });
  }),

  post('/settings/bells', { policy: allow('calendar:edit') }, saveBells),
];

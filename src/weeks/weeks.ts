import { type Actor, isStaff } from '../access/actor.ts';
import type { Db } from '../db/db.ts';
import { areYoungChildren } from '../people/young-children.ts';
import { type CalendarDayRow, listCalendarDays } from '../timetable/calendar-queries.ts';
import type { LessonReader } from '../timetable/lesson-item.ts';
import type { LessonsOf } from '../timetable/lesson-rows.ts';
import { findNextLesson, listLessons, type NextLessonRow } from '../timetable/week-queries.ts';
import type { ActionModel, EmptyModel } from '../web/components.ts';
import { addDays, localMoment, mondayOf, nb, relativeDayLong, shortName, weekOf } from '../web/dates.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import type { RouteContext, SchoolInfo } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { classesOfFamily } from './find.ts';
import { consultationsOfWeek } from './own-consultations.ts';
import { type WeekPage, weekPage } from './pages.ts';
import type { ClassRow } from './queries.ts';
import { daysAsked, toWeekNav, usualWeek } from './week-choice.ts';
import { OUT_OF_YEAR, restSaid, toWeekChanges, toWeekGrid } from './week-grid.ts';
import { whoseWeek } from './whose-week.ts';

interface WeekQuery {
  week?: string | undefined;
  day?: string | undefined;
}
type OwnQuery = WeekQuery & { child?: number | undefined; show?: 'own' | undefined };

/** GET /week: the lessons of whoever asks and of their children. */
export async function showOwnWeek(
  context: RouteContext<Record<never, never>, OwnQuery, null>,
): Promise<Reply> {
  const { actor, query } = context;
  if (actor.actingAs !== 'personal') return redirect(urls.classes());
  const whose = whoseWeek(actor, query);
  if (whose === null)
    return query.child === undefined && query.show === undefined ? showNobody(context) : notFound();
  const link = (week: string | undefined) => urls.week({ week, ...whose.query });
  const shown = await loadWeek(context, whose.of, link, {
    names: whose.names,
    lookerId: actor.personId,
    mayEnter: (row) =>
      row.is_taught || row.student_ids.includes(actor.personId) || areYoungChildren(actor, row.student_ids),
  });
  const model = {
    crumb: whose.crumb,
    title: 'Расписание',
    lead: null,
    chips: whose.chips,
    links: actor.permissions.has('answer:read')
      ? [{ href: urls.answers(), text: 'Вопросы и ответы', icon: 'circle-help' } as const]
      : [],
    ...shown,
  };
  return page(weekPage, model, { title: `Расписание: ${whose.crumb.text}` });
}

/** GET /classes/:classId/week */
export async function showClassWeek(
  context: RouteContext<{ classId: number }, WeekQuery, ClassRow>,
): Promise<Reply> {
  const { subject: ofClass, actor } = context;
  const of: LessonsOf = { studentIds: [], teacherId: null, classIds: [ofClass.id] };
  const link = (week: string | undefined) => urls.classWeek(ofClass.id, { week });
  const shown = await loadWeek(context, of, link, { names: null, lookerId: null, mayEnter: null });
  const teacher =
    ofClass.family_name === null
      ? null
      : `Классный руководитель: ${shortName(ofClass.family_name, ofClass.given_name ?? '', ofClass.patronymic)}`;
  const model = {
    crumb: isStaff(actor) ? { text: 'Классы', href: urls.classes() } : { text: 'Расписание класса' },
    title: ofClass.grade === 0 ? ofClass.name : `${ofClass.name} класс`,
    lead: teacher,
    chips: null,
    links: classLinks(ofClass, actor),
    ...shown,
  };
  return page(weekPage, model, { title: `Расписание: ${ofClass.name}` });
}

/** From a class to what it may read, for whoever belongs to it or leads it, and to the channels, for the staff. */
function classLinks({ id }: ClassRow, actor: Actor): ActionModel[] {
  const isOwn = classesOfFamily(actor).includes(id) || actor.headedClasses.some((one) => one.id === id);
  const reads = actor.permissions.has('answer:read') && (isOwn || actor.actingAs === 'coordinator');
  return [
    ...(reads
      ? [{ href: urls.classAnswers(id), text: 'Вопросы и ответы', icon: 'circle-help' } as const]
      : []),
    ...(actor.permissions.has('channel:read')
      ? [{ href: urls.channels(), text: 'Каналы', icon: 'link' } as const]
      : []),
  ];
}

interface WeekContext {
  db: Db;
  now: Temporal.Instant;
  today: string;
  school: SchoolInfo;
  query: WeekQuery;
}

type LinkToWeek = (week: string | undefined) => string;
type ShownWeek = Pick<WeekPage, 'nav' | 'grid' | 'empty' | 'changes' | 'consultations'>;

/**
 * The asked week of some people's lessons, finished for the page.
 * @param forReader `lookerId`: whose consultations are told of too; null for none (the page of a class)
 */
async function loadWeek(
  { db, now, today, school, query }: WeekContext,
  of: LessonsOf,
  link: LinkToWeek,
  { lookerId, ...forReader }: Pick<LessonReader, 'names' | 'mayEnter'> & { lookerId: number | null },
): Promise<ShownWeek> {
  const { timeZone, daysPerWeek } = school;
  const asked = query.week ?? (query.day === undefined ? undefined : weekOf(query.day));
  const span = daysAsked(asked, today);
  const calendar = await listCalendarDays(db, span.from, span.to);
  const usual = usualWeek(
    today,
    calendar.find((day) => day.day === today),
    daysPerWeek,
  );
  const week = asked ?? usual;
  const days = calendar.filter((day) => weekOf(day.day) === week);
  const from = mondayOf(week) ?? today;
  const rows = await listLessons(db, of, from, addDays(from, 6), timeZone);
  const nav = toWeekNav(week, usual, today, daysPerWeek, link);
  const reader = { today, now: localMoment(now, timeZone), settings: school, ...forReader };
  const chosenDay = query.day ?? null;
  const grid = toWeekGrid(rows, days, { title: nav.range, daysPerWeek, chosenDay, reader });
  return {
    nav,
    grid: grid.hasLessons ? grid : null,
    empty: grid.hasLessons
      ? null
      : toEmptyWeek(days, await findNextLesson(db, of, addDays(from, 6), timeZone), today, link),
    changes: toWeekChanges(rows, reader),
    consultations:
      lookerId === null
        ? null
        : await consultationsOfWeek(db, { ...of, lookerId }, from, addDays(from, 6), forReader.names),
  };
}

/** Why a week has no lessons, and when there will be some. */
function toEmptyWeek(
  days: readonly CalendarDayRow[],
  next: NextLessonRow | null,
  today: string,
  link: LinkToWeek,
): EmptyModel {
  const rests = days.slice(0, 5).map(restSaid);
  const isRest = rests.every((one) => one !== null);
  const rest = isRest ? (rests.find((one) => one === 'Каникулы') ?? rests[0] ?? null) : null;
  const why =
    rest === null
      ? 'На эту неделю уроков нет.'
      : rest === OUT_OF_YEAR
        ? 'Эта неделя вне учебного года.'
        : `${rest}, уроков нет.`;
  if (next === null) {
    const later = rest === null ? ' Они появятся, когда школа загрузит расписание.' : '';
    return { text: `${why}${later}`, icon: 'calendar' };
  }
  return {
    text: nb(`${why} Следующий урок: ${relativeDayLong(next.day, today)}, в ${next.starts}.`),
    icon: 'calendar',
    link: { href: link(weekOf(next.day)), text: 'Открыть ту неделю' },
  };
}

function showNobody({ today, school }: Pick<WeekContext, 'today' | 'school'>): Reply {
  const week = weekOf(today);
  return page(
    weekPage,
    {
      crumb: null,
      title: 'Расписание',
      lead: null,
      chips: null,
      links: [],
      nav: toWeekNav(week, week, today, school.daysPerWeek, (other) => urls.week({ week: other })),
      changes: null,
      grid: null,
      consultations: null,
      empty: {
        text: 'Сейчас на портале нет детей, чьё расписание вам открыто. Если это ошибка, обратитесь к классному руководителю или в поддержку школы.',
        icon: 'users',
      },
    },
    { title: 'Расписание' },
  );
}

import type { Actor } from '../access/actor.ts';
import { answerKeys } from '../feedback/answer-token.ts';
import { withAnswered } from '../feedback/survey-audience.ts';
import { areYoungChildren } from '../people/young-children.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';
import type { LessonReader } from '../timetable/lesson-item.ts';
import type { LessonsOf } from '../timetable/lesson-rows.ts';
import type { ActionModel, ChipsModel, NoteModel } from '../web/components.ts';
import { capital, dayLong, localMoment } from '../web/dates.ts';
import { notFound, page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { loadAside } from './aside.ts';
import { dutyItems } from './duties.ts';
import { feedbackTodo, toChanged, toMeetings } from './feedback-items.ts';
import { toChangeFeed, toChannelPresses, toNoticeFeed, toTodo } from './feeds.ts';
import { listChangedLessons, listHomeLessons } from './lesson-queries.ts';
import { type HomeReader, headedToday, lessonLists, onlineAhead } from './lesson-sections.ts';
import { listHomeNotices } from './notice-queries.ts';
import { nowCard } from './now-card.ts';
import { type PersonalHome, personalHome } from './pages.ts';

export interface HomeQuery {
  child?: number | undefined;
}
export type HomeContext = RouteContext<Record<never, never>, HomeQuery, null>;

/**
 * GET / of pupils, parents and teachers, and of whoever is several of these: what needs me, what is now and next,
 * what changed, and then the rest. Four statements, however many children and lessons there are; one more while a survey
 * asks them.
 */
export async function showPersonalHome(context: HomeContext): Promise<Reply> {
  const { db, actor, query, now, today, school } = context;
  const { timeZone } = school;
  const child = actor.children.find((one) => one.id === query.child);
  if (query.child !== undefined && child === undefined) return notFound();
  const of = lessonsOfHome(actor, child?.id ?? null);
  const openDays = school.registerOpenDays;
  const rows = await listHomeLessons(db, of, { today, timeZone, openDays });
  const lessons = rows.filter((row) => row.day >= today);
  const changed = await listChangedLessons(db, of, { today, now, timeZone });
  const notices = await listHomeNotices(db, actor, { childId: child?.id ?? null, now, timeZone });
  const shown = child === undefined ? actor : { ...actor, headedClasses: [], children: [child] };
  const pupils = child === undefined ? pupilsOf(actor) : [child.id];
  const isTeacher = child === undefined && actor.roles.has('teacher');
  const when = { pupils, isTeacher, now, today, timeZone };
  const aside = await loadAside(db, classesOfHome(actor, child?.id ?? null), shown, when);
  const asks = await withAnswered(db, actor, aside.feedback.asks, answerKeys(context));
  const duties = aside.duties.filter((row) => child === undefined || row.duty === 'question');

  const isFamily = actor.roles.has('student') || actor.roles.has('parent');
  const reader = readerOf(context, of);
  const { names } = reader;
  const asker = {
    today,
    now,
    timeZone,
    names,
    childId: child?.id ?? null,
    entryOpensMinutes: school.entryOpensMinutes,
  };
  const model: PersonalHome = {
    head: {
      crumb: [{ text: capital(dayLong(today)) }],
      title: actor.roles.has('parent') && actor.roles.size === 1 ? 'Сегодня' : 'Мой день',
    },
    chips: chipsOf(actor, child?.id ?? null),
    notes: notesOf(actor),
    todo: toTodo(rows, notices, { ...reader, openDays }, [
      ...dutyItems(duties, today),
      ...feedbackTodo(aside.feedback, asks, asker),
    ]),
    now: nowCard(lessons, reader),
    meetings: toMeetings(aside.feedback, asker),
    lists: lessonLists(lessons, reader),
    ahead: [...headedToday(lessons, reader), ...onlineAhead(lessons, reader)],
    changes: toChangeFeed(changed, notices, reader, now),
    changed: toChanged(aside.feedback),
    notices:
      isFamily || notices.length > 0 ? toNoticeFeed(notices, { now, timeZone, childId: child?.id }) : null,
    channels: toChannelPresses(aside.channels),
    quick: quickOf(actor, child?.id),
  };
  return page(personalHome, model, { title: model.head.title });
}

/** Whose lessons the page is about: with a child chosen, that child's alone. */
function lessonsOfHome(actor: Actor, childId: number | null): LessonsOf {
  if (childId !== null) return { studentIds: [childId], teacherId: null, classIds: [] };
  return {
    studentIds: pupilsOf(actor),
    teacherId: actor.roles.has('teacher') ? actor.personId : null,
    classIds: actor.headedClasses.map((one) => one.id),
  };
}

/** Classes whose channels are shown: a pupil's own, those of the children, those that a teacher leads. */
function classesOfHome(actor: Actor, childId: number | null): number[] {
  const children = actor.children.filter((child) => childId === null || child.id === childId);
  const theirs = children.flatMap((child) => child.classId ?? []);
  if (childId !== null) return theirs;
  const own = actor.ownClass === null ? [] : [actor.ownClass.id];
  return [...own, ...actor.headedClasses.map((one) => one.id), ...theirs];
}

function readerOf({ actor, today, now, school }: HomeContext, of: LessonsOf): HomeReader {
  const moment = localMoment(now, school.timeZone);
  const shared: Pick<LessonReader, 'today' | 'now' | 'settings' | 'mayEnter'> = {
    today,
    now: moment,
    settings: school,
    mayEnter: (row) =>
      row.is_taught || row.student_ids.includes(actor.personId) || areYoungChildren(actor, row.student_ids),
  };
  const isMixed = of.studentIds.length > 1 || (of.teacherId !== null && of.studentIds.length > 0);
  const names = new Map(actor.children.map((child) => [child.id, child.name]));
  return {
    ...shared,
    names: isMixed ? names : null,
    of,
    actorId: actor.personId,
    timeZone: school.timeZone,
    headedClasses: actor.headedClasses.map((one) => one.name),
  };
}

function chipsOf(actor: Actor, childId: number | null): ChipsModel | null {
  const isAlso = actor.roles.size > 1;
  if (actor.children.length < (isAlso ? 1 : 2)) return null;
  return {
    label: 'Чей день показать',
    chips: [
      { text: isAlso ? 'Всё вместе' : 'Все дети', href: urls.home(), current: childId === null },
      ...actor.children.map((child) => ({
        text: child.className === null ? child.name : `${child.name}, ${child.className}`,
        href: urls.home({ child: child.id }),
        current: child.id === childId,
      })),
    ],
  };
}

function notesOf(actor: Actor): NoteModel[] {
  const notes: NoteModel[] = [];
  if (actor.roles.has('parent') && actor.children.length === 0) {
    notes.push({
      kind: 'info',
      title: 'Сейчас вам не открыт ни один ребёнок',
      text: 'Возможно, срок доступа закончился или ребёнок ушёл из школы. Если это ошибка, обратитесь к классному руководителю или в поддержку школы.',
    });
  }
  return notes;
}

function quickOf(actor: Actor, childId: number | undefined): ActionModel[] {
  const may = actor.permissions;
  const quick: ActionModel[] = [];
  if (may.has('question:ask') && pupilsOf(actor).length > 0) {
    quick.push({ href: urls.questionNew({ child: childId }), text: 'Задать вопрос', icon: 'message-square' });
  }
  if (actor.children.length > 0) {
    quick.push({ href: urls.absenceNew({ child: childId }), text: 'Сообщить о пропуске', icon: 'user-x' });
  }
  if (may.has('consultation:read')) {
    const href = urls.consultations({ child: childId });
    quick.push({ href, text: 'Консультации', icon: 'calendar-clock' });
  }
  return actor.roles.has('teacher') ? [...quick, ...quickOfTeacher(actor)] : quick;
}

function quickOfTeacher(actor: Actor): ActionModel[] {
  const quick: ActionModel[] = [
    {
      href: urls.week(actor.children.length > 0 ? { show: 'own' } : {}),
      text: 'Сделать урок онлайн',
      icon: 'video',
    },
    { href: urls.registers({ show: 'all' }), text: 'Журналы уроков', icon: 'clipboard-check' },
    { href: urls.channels(), text: 'Каналы', icon: 'link' },
  ];
  if (actor.headedClasses.length > 0) {
    quick.push({ href: urls.onlinePeriodNew(), text: 'Онлайн-дни для класса', icon: 'calendar-days' });
    quick.push({ href: urls.absences(), text: 'Пропуски', icon: 'user-x' });
    quick.push({ href: urls.concerns(), text: 'Под вниманием', icon: 'user-check' });
  }
  for (const { id, name } of actor.headedClasses) {
    quick.push({ href: urls.classWeek(id), text: `Расписание ${name}`, icon: 'users' });
  }
  return quick;
}

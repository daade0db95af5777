import { capital, counted, dayLong, dayShort, relativeDay, shortName, timeRange } from '../web/dates.ts';
import type { LessonRow } from './queries.ts';

/** When a lesson is; where it was moved, also where the timetable has it. */
type Timed = Pick<LessonRow, 'subject' | 'day' | 'start_time' | 'end_time'> &
  Partial<Pick<LessonRow, 'planned_day' | 'planned_period'>>;

/** «7А», «7А, 7Б · группа 1»: who has the lesson. */
export function groupLabel(lesson: Pick<LessonRow, 'classes' | 'group_name'>): string {
  const classes = lesson.classes.map((each) => each.name).join(', ');
  const isWhole = lesson.classes.length > 0 && lesson.classes.every((each) => each.is_whole);
  if (isWhole || lesson.group_name === '' || lesson.group_name === classes)
    return classes || lesson.group_name;
  return lesson.group_name.includes(classes) ? lesson.group_name : `${classes} · ${lesson.group_name}`;
}

/** «Ковалёва Е. П., Ли С. В.» */
export function teachersLabel(lesson: Pick<LessonRow, 'teachers'>): string {
  return lesson.teachers
    .map((each) => shortName(each.family_name, each.given_name, each.patronymic))
    .join(', ');
}

/** «среда, 25 ноября, 10:25–11:10» */
function whenLabel(lesson: Timed): string {
  return `${dayLong(lesson.day)}, ${timeRange(lesson.start_time, lesson.end_time)}`;
}

/**
 * The first lines of a notice: what and when it is, and where it was moved from. A notice takes the place of one that
 * is minutes old, so each tells of the whole lesson as it stands.
 */
function firstLines(lesson: Timed & Pick<LessonRow, 'classes' | 'group_name'>): string[] {
  const from = lesson.planned_day ?? null;
  return [
    `${lesson.subject}, ${groupLabel(lesson)}: ${whenLabel(lesson)}.`,
    ...(from === null
      ? []
      : [`Урок перенесён, было: ${dayLong(from)}, ${lesson.planned_period ?? ''}-й урок.`]),
  ];
}

/** «Сегодня, 24 ноября», «Четверг, 26 ноября»: where a line begins with the day. */
export function dayTitle(day: string, today: string): string {
  const word = relativeDay(day, today);
  const text = ['сегодня', 'завтра', 'вчера'].includes(word) ? `${word}, ${dayShort(day)}` : dayLong(day);
  return capital(text);
}

export interface NoticeWords {
  title: string;
  body: string;
}

/** The notice that one lesson is held online: time, format, service, topic, what to prepare (clause 2.3). */
export function announcementWords(
  lesson: Timed & Pick<LessonRow, 'classes' | 'group_name' | 'teachers'>,
  set: { serviceName: string; topic: string; preparation: string; opensTime: string; isNew: boolean },
): NoticeWords {
  const lines = [
    ...firstLines(lesson),
    `Урок пройдёт онлайн, сервис «${set.serviceName}». Учитель: ${teachersLabel(lesson)}`,
    ...(set.topic === '' ? [] : [`Тема: ${set.topic}`]),
    ...(set.preparation === '' ? [] : [`Что подготовить: ${set.preparation}`]),
    `Войти можно на странице урока с ${set.opensTime}.`,
  ];
  const title = `${lesson.subject} ${dayShort(lesson.day)} в ${lesson.start_time} — ${set.isNew ? 'онлайн' : 'онлайн, есть изменения'}`;
  return { title, body: lines.join('\n') };
}

/** The notice that a lesson announced online is held in school after all. */
export function inPersonWords(
  lesson: Timed & Pick<LessonRow, 'classes' | 'group_name' | 'room'>,
): NoticeWords {
  const room = lesson.room === '' ? '' : `, ${roomLabel(lesson.room)}`;
  return {
    title: `${lesson.subject} ${dayShort(lesson.day)} в ${lesson.start_time} — в школе, не онлайн`,
    body: [...firstLines(lesson), `Урок пройдёт в школе${room}. Онлайн-урока не будет.`].join('\n'),
  };
}

/** The notice that a lesson is cancelled. */
export function cancellationWords(
  lesson: Timed & Pick<LessonRow, 'classes' | 'group_name'>,
  reason: string,
): NoticeWords {
  return {
    title: `${lesson.subject} ${dayShort(lesson.day)} в ${lesson.start_time} — урок отменён`,
    body: [...firstLines(lesson), `Урок отменён. ${reason}`].join('\n'),
  };
}

/** The notice that a cancelled lesson takes place after all. */
export function restorationWords(
  lesson: Timed & Pick<LessonRow, 'classes' | 'group_name' | 'format' | 'room' | 'teachers'>,
): NoticeWords {
  const room = lesson.room === '' ? '' : `, ${roomLabel(lesson.room)}`;
  const how = lesson.format === 'online' ? 'онлайн' : `в школе${room}`;
  return {
    title: `${lesson.subject} ${dayShort(lesson.day)} в ${lesson.start_time} — урок состоится`,
    body: [
      ...firstLines(lesson),
      `Урок состоится, он пройдёт ${how}. Учитель: ${teachersLabel(lesson)}`,
    ].join('\n'),
  };
}

/** The notice that several lessons of one course are held online. */
export function courseWords(
  lesson: Timed & Pick<LessonRow, 'classes' | 'group_name' | 'teachers'>,
  set: { serviceName: string; days: readonly string[]; topic: string; preparation: string },
): NoticeWords {
  const first = set.days[0] ?? lesson.day;
  const last = set.days.at(-1) ?? lesson.day;
  const lines = [
    `${lesson.subject}, ${groupLabel(lesson)}: ${counted(set.days.length, 'урок', 'урока', 'уроков')} пройдут онлайн, сервис «${set.serviceName}». Учитель: ${teachersLabel(lesson)}`,
    `Дни: ${set.days.map(dayShort).join(', ')}.`,
    ...(set.topic === '' ? [] : [`Тема первого урока: ${set.topic}`]),
    ...(set.preparation === '' ? [] : [`Что подготовить: ${set.preparation}`]),
    'Время — по расписанию. Войти можно на странице урока за несколько минут до начала.',
  ];
  return {
    title: `${lesson.subject} — онлайн с ${dayShort(first)} по ${dayShort(last)}`,
    body: lines.join('\n'),
  };
}

/**
 * The notice that lessons of classes are held online for days («актированный день»); the page of the notice lists
 * those of whoever reads it.
 * @param isPart whether some lessons of these days stay in school
 */
export function onlineDaysWords(
  { from, to }: { from: string; to: string },
  serviceName: string,
  isPart: boolean,
): NoticeWords {
  const when = from === to ? dayShort(from) : `с ${dayShort(from)} по ${dayShort(to)}`;
  return {
    title: `${from === to ? dayLong(from) : when} — уроки онлайн`.replace(/^./, (first) =>
      first.toUpperCase(),
    ),
    body: [
      `Уроки ${when} пройдут онлайн по расписанию, сервис «${serviceName}».`,
      ...(isPart
        ? ['Онлайн будут не все: если урока нет в списке ниже, посмотрите в расписании, где он пройдёт.']
        : []),
      'Войти можно на странице каждого урока за несколько минут до начала.',
    ].join('\n'),
  };
}

/** The notice that the teacher, the room or the time of a lesson changed. */
export function rearrangementWords(
  before: Timed & Pick<LessonRow, 'classes' | 'group_name'>,
  changes: readonly string[],
  reason: string,
): NoticeWords {
  const end = reason === '' ? '' : `\n${reason}`;
  return {
    title: `${before.subject} ${dayShort(before.day)} в ${before.start_time} — изменение`,
    body: `${before.subject}, ${groupLabel(before)}: ${whenLabel(before)}.\n${changes.join('\n')}${end}`,
  };
}

/** «каб. 214», «спортзал» */
export function roomLabel(room: string): string {
  return /^\d/.test(room) ? `каб.\u00a0${room}` : room;
}

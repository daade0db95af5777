import { type LessonItem, type LessonReader, toLessonItem } from '../timetable/lesson-item.ts';
import type { LessonsOf } from '../timetable/lesson-rows.ts';
import { groupSaid, periodSaid, teachersSaid } from '../timetable/lesson-words.ts';
import type { EmptyModel, LinkModel, TagModel } from '../web/components.ts';
import { counted, nb, relativeDay, relativeDayLong, timeRange } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { HomeLessonRow } from './lesson-queries.ts';
import type { LessonList, OnlineAhead } from './pages.ts';

/** For whom a home page is made. */
export interface HomeReader extends LessonReader {
  of: LessonsOf;
  actorId: number;
  /** IANA name of the school's zone. */
  timeZone: string;
  /** Names of the classes whose class teacher this is. */
  headedClasses: readonly string[];
}

/**
 * The lists of lessons: a teacher's own day, then the day of the pupils asked about, and their online lessons of
 * the next day with lessons.
 */
export function lessonLists(rows: readonly HomeLessonRow[], reader: HomeReader): LessonList[] {
  const lists: LessonList[] = [];
  const { teacherId, studentIds } = reader.of;
  if (teacherId !== null) {
    // A teacher's own child is a pupil here like any other
    const own = rows.filter((row) => row.is_taught).map((row) => ({ ...row, student_ids: [] }));
    const words = { id: 'own', title: studentIds.length > 0 ? 'Мои уроки сегодня' : 'Уроки сегодня' };
    // In one's own list nobody's name stands beside the lessons
    lists.push(dayList(own, words, { ...reader, names: null }, studentIds.length > 0 ? { show: 'own' } : {}));
  }
  if (studentIds.length > 0) {
    const theirs = rows.filter((row) => row.student_ids.length > 0);
    const isOwn = studentIds.length === 1 && studentIds[0] === reader.actorId;
    const [onlyChild] = studentIds.length === 1 && !isOwn ? studentIds : [];
    const onlyName = onlyChild === undefined ? undefined : reader.names?.get(onlyChild);
    const title =
      onlyName === undefined
        ? teacherId === null
          ? 'Уроки сегодня'
          : 'Уроки детей сегодня'
        : `${onlyName}: уроки сегодня`;
    const forFamily = onlyName === undefined ? reader : { ...reader, names: null };
    // A teacher who is also the parent sees the child's lesson here, not their own
    const asFamily = theirs.map((row) => ({ ...row, is_taught: false, is_replaced: false }));
    const child = teacherId === null ? undefined : onlyChild;
    lists.push(dayList(asFamily, { id: 'family', title }, forFamily, { child }));
    const next = onlineNext(asFamily, reader);
    if (next !== null) lists.push(next);
  }
  return lists;
}

type WeekQuery = { show?: 'own' | undefined; child?: number | undefined };

function dayList(
  rows: readonly HomeLessonRow[],
  { id, title }: { id: string; title: string },
  reader: HomeReader,
  week: WeekQuery,
): LessonList {
  const today = rows.filter((row) => row.day === reader.today);
  const next = rows.find((row) => row.day > reader.today && row.status !== 'cancelled');
  const held = today.filter((row) => row.status !== 'cancelled');
  const lastEnd = lastEndOf(held);
  const items = today.map((row) => withReach(toLessonItem(row, reader), row));
  const past = items.filter(isOver);
  const isFolded = past.length >= MANY_PAST;
  return {
    id,
    title,
    aside: lastEnd === '' ? null : nb(`до ${lastEnd}`),
    past: isFolded
      ? { summary: `Уже прошли: ${counted(past.length, 'урок', 'урока', 'уроков')}`, lessons: past }
      : null,
    isOver: items.length > 0 && past.length === items.length,
    lessons: isFolded ? items.filter((item) => !isOver(item)) : items,
    empty: today.length > 0 ? null : emptyDay(next, reader.today),
    foot: footLinks(rows, next, reader, week),
  };
}

const MANY_PAST = 3;

function isOver(item: LessonItem): boolean {
  return item.classes.startsWith('is-past') && item.entry === null;
}

/** The latest end of lessons, '14:10'; empty where there are none. */
function lastEndOf(rows: readonly HomeLessonRow[]): string {
  return (
    rows
      .map((row) => row.ends)
      .sort()
      .at(-1) ?? ''
  );
}

function emptyDay(next: HomeLessonRow | undefined, today: string): EmptyModel {
  const then =
    next === undefined
      ? 'Расписание появится здесь, когда школа его загрузит.'
      : `Следующий: ${relativeDayLong(next.day, today)}, в ${next.starts}.`;
  return { text: nb(`Сегодня уроков нет. ${then}`), icon: 'calendar' };
}

/** «Вся неделя», «Завтра: 5 уроков, 08:00–13:15». */
function footLinks(
  rows: readonly HomeLessonRow[],
  next: HomeLessonRow | undefined,
  { today, names }: HomeReader,
  week: WeekQuery,
): LinkModel[] {
  const links = [{ href: urls.week(week), text: 'Вся неделя' }];
  if (next === undefined) return links;
  const day = rows.filter((row) => row.day === next.day && row.status !== 'cancelled');
  const last = lastEndOf(day);
  const word = relativeDay(next.day, today);
  const how =
    names === null
      ? `${counted(day.length, 'урок', 'урока', 'уроков')}, ${timeRange(next.starts, last)}`
      : `с ${next.starts}`;
  const text = nb(`${word.charAt(0).toUpperCase()}${word.slice(1)}: ${how}`);
  return [...links, { href: urls.week({ ...week, day: next.day }), text }];
}

/** The online lessons of the next day with lessons: a family prepares for them today. */
function onlineNext(rows: readonly HomeLessonRow[], reader: HomeReader): LessonList | null {
  const next = rows.find((row) => row.day > reader.today)?.day;
  const online = rows.filter(
    (row) => row.day === next && row.format === 'online' && row.status !== 'cancelled',
  );
  if (next === undefined || online.length === 0) return null;
  const word = relativeDay(next, reader.today);
  return {
    id: 'next',
    title: nb(`Онлайн ${word}`),
    aside: null,
    past: null,
    isOver: false,
    lessons: online.map((row) => toLessonItem(row, reader)),
    empty: null,
    foot: [],
  };
}

/** Beside a teacher's online lesson: who has read about it. */
function withReach(item: LessonItem, row: HomeLessonRow): LessonItem {
  const reach = row.is_taught && row.status !== 'cancelled' ? reachTag(row) : null;
  return reach === null ? item : { ...item, tags: [...item.tags, reach] };
}

function reachTag(row: HomeLessonRow): TagModel | null {
  if (row.format !== 'online' || row.told === 0) return null;
  const isMost = row.have_read * 2 >= row.told;
  return {
    text: nb(`прочитали ${row.have_read} из ${row.told}`),
    kind: isMost ? undefined : 'warn',
    icon: 'eye',
  };
}

/** A teacher's online lessons after today, with who has read. */
export function onlineAhead(rows: readonly HomeLessonRow[], reader: HomeReader): OnlineAhead[] {
  if (reader.of.teacherId === null) return [];
  const lessons = rows.filter(
    (row) => row.is_taught && row.day > reader.today && row.format === 'online' && row.status !== 'cancelled',
  );
  if (lessons.length === 0) return [];
  return [
    {
      id: 'ahead',
      title: 'Ваши онлайн-уроки впереди',
      lessons: lessons.map((row) => ({
        href: urls.lesson(row.id),
        head: nb(`${row.subject}, ${groupSaid(row)}`),
        text: nb(`${relativeDayLong(row.day, reader.today)}, ${timeRange(row.starts, row.ends)}`),
        tag: reachTag(row),
      })),
    },
  ];
}

/** Today's online lessons of a class teacher's classes. */
export function headedToday(rows: readonly HomeLessonRow[], reader: HomeReader): OnlineAhead[] {
  const lessons = rows.filter((row) => row.is_of_class && row.status !== 'cancelled');
  if (lessons.length === 0) return [];
  return [
    {
      id: 'headed',
      title: nb(`${reader.headedClasses.join(', ')}: сегодня онлайн`),
      lessons: lessons.map((row) => ({
        href: urls.lesson(row.id),
        head: nb(`${row.subject}, ${periodSaid(row.period)}`),
        text: nb([timeRange(row.starts, row.ends), teachersSaid(row.teachers)].filter(Boolean).join(', ')),
        tag: null,
      })),
    },
  ];
}

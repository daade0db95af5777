import { entryTimes } from '../timetable/entry-times.ts';
import { hasRegister, isUnderway, toLessonItem } from '../timetable/lesson-item.ts';
import { groupSaid } from '../timetable/lesson-words.ts';
import type { ActionModel } from '../web/components.ts';
import { nb, relativeDayLong } from '../web/dates.ts';
import type { EntryModel } from '../web/lesson-components.ts';
import { urls } from '../web/urls.ts';
import type { HomeLessonRow } from './lesson-queries.ts';
import type { HomeReader } from './lesson-sections.ts';
import type { NowCard } from './pages.ts';

/**
 * The lesson that a pupil or a teacher looks for first: an online one that may be entered now, else the one that
 * is on, else the next. Null for those who only look after others, and where nothing is to come.
 */
export function nowCard(rows: readonly HomeLessonRow[], reader: HomeReader): NowCard | null {
  const own = rows.filter((row) => isOwn(row, reader) && row.status !== 'cancelled');
  const row = chooseLesson(own, reader);
  if (row === undefined) return null;
  const shown = row.is_taught ? { ...row, student_ids: [] } : row; // a teacher's own child is a pupil here like any other
  const item = toLessonItem(shown, { ...reader, names: null });
  const entry = entryOf(row, reader);
  const isNow = isUnderway(row, reader.now);
  return {
    when: whenSaid(row, isNow, reader),
    isNow,
    isUrgent: entry !== null && entry.buttons.length > 0,
    subject: item.subject,
    href: item.href,
    facts: [row.is_taught ? groupSaid(row) : item.group, item.room, item.teachers].filter(
      (fact) => fact !== null,
    ),
    tags: item.tags.filter((tag) => tag.text !== 'Идёт сейчас'),
    topic: item.topic,
    entry,
    actions: actionsOf(row, reader),
  };
}

function isOwn(row: HomeLessonRow, { actorId, of }: HomeReader): boolean {
  return (of.teacherId !== null && row.is_taught && !row.is_replaced) || row.student_ids.includes(actorId);
}

function chooseLesson(own: readonly HomeLessonRow[], reader: HomeReader): HomeLessonRow | undefined {
  const { now } = reader;
  const enterable = own.find(
    (row) =>
      row.format === 'online' &&
      row.ends > now.time &&
      entryTimes(row, reader.settings, now).state === 'open',
  );
  const isAhead = (row: HomeLessonRow) => row.day > now.day || (row.day === now.day && row.starts > now.time);
  return enterable ?? own.find((row) => isUnderway(row, now)) ?? own.find(isAhead);
}

function whenSaid(row: HomeLessonRow, isNow: boolean, { today }: HomeReader): string {
  if (isNow) return nb(`Сейчас, до ${row.ends}`);
  if (row.day === today) return nb(`Дальше, в ${row.starts}`);
  const day = relativeDayLong(row.day, today);
  return nb(`${day.charAt(0).toUpperCase()}${day.slice(1)}, в ${row.starts}`);
}

/** The press that joins, on the page itself: nobody looks for it while the lesson begins. */
function entryOf(row: HomeLessonRow, { settings, now, today }: HomeReader): EntryModel | null {
  if (row.format !== 'online' || row.day !== today) return null;
  const { opens, state } = entryTimes(row, settings, now);
  if (state === 'over') return null;
  return {
    action: urls.lessonEntry(row.id),
    buttons: state === 'open' ? [{ label: 'Войти на урок', studentId: null }] : [],
    words: state === 'open' ? '' : nb(`Вход откроется в ${opens}`),
  };
}

function actionsOf(row: HomeLessonRow, { today, now }: HomeReader): ActionModel[] {
  const open: ActionModel = { href: urls.lesson(row.id), text: 'Об уроке' };
  if (!row.is_taught) return [open];
  if (hasRegister(row, now)) {
    const text = row.register_saved === null ? 'Заполнить журнал' : 'Журнал урока';
    return [{ href: urls.register(row.id), text, icon: 'clipboard-check', main: true }, open];
  }
  const isBegun = row.day === today && row.starts <= now.time;
  if (row.format === 'online' || isBegun) return [open];
  return [open, { href: urls.lessonFormat(row.id), text: 'Сделать онлайн', icon: 'video' }];
}

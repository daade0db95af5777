import { nameKey } from '../people/name-key.ts';
import { purposeLabels } from '../service-register/approved.ts';
import { type ChangeFound, type ChangeLine, toChangeLines } from '../timetable/change-lines.ts';
import { changesOf } from '../timetable/lesson-changes.ts';
import { hasRegister } from '../timetable/lesson-item.ts';
import type { LessonRow } from '../timetable/lesson-rows.ts';
import { groupSaid, roomSaid } from '../timetable/lesson-words.ts';
import { addDays, dayShort, momentSaid, nb, relativeDay } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ClassChannelRow } from './channel-queries.ts';
import type { ChangedLessonRow, HomeLessonRow } from './lesson-queries.ts';
import type { HomeReader } from './lesson-sections.ts';
import type { HomeNoticeRow } from './notice-queries.ts';
import type { ChannelPresses, NoticeFeed, Todo } from './pages.ts';

const MOST_CHANGES = 6;
const MOST_NOTICES = 5;

/**
 * What changed, newest first, as the lessons stand now: an older change that was undone is not told, nor is a
 * lesson that went online where a notice about it is still to be read, above on the same page.
 */
export function toChangeFeed(
  rows: readonly ChangedLessonRow[],
  notices: readonly HomeNoticeRow[],
  reader: HomeReader,
  now: Temporal.Instant,
): ChangeLine[] {
  const { timeZone } = reader;
  const toBeRead = new Set(noticesToRead(notices).flatMap((notice) => notice.lesson_ids));
  const found = rows.flatMap((row): ChangeFound[] => {
    if (isOver(row, reader) || (toBeRead.has(row.id) && isAnnouncement(row))) return [];
    const who = row.student_ids.flatMap((one) => reader.names?.get(one) ?? []).join(', ');
    return newsOf(row, reader.today).map(({ kind, sentence }) => ({
      row,
      who,
      kind,
      sentence,
      when: momentSaid(row.changed_at, now, timeZone),
    }));
  });
  return toChangeLines(found, reader.today).slice(0, MOST_CHANGES);
}

function isOver(row: Pick<LessonRow, 'day' | 'ends'>, { now }: HomeReader): boolean {
  return row.day < now.day || (row.day === now.day && row.ends <= now.time);
}

function isAnnouncement({ change_kind }: ChangedLessonRow): boolean {
  return change_kind === 'announced' || change_kind === 'edited';
}

/** The newest change of a lesson in words; none where the lesson no longer shows it. */
function newsOf(row: ChangedLessonRow, today: string): Pick<ChangeFound, 'kind' | 'sentence'>[] {
  const stands = changesOf(row, today);
  switch (row.change_kind) {
    case 'announced':
    case 'edited':
      return stands.filter((change) => change.kind === 'online');
    case 'cancelled':
      return stands.filter((change) => change.kind === 'cancelled');
    case 'in_person': {
      const room = roomSaid(row.room);
      return [{ kind: 'other', sentence: room === null ? 'снова в школе' : `снова в школе, ${room}` }];
    }
    case 'restored': {
      const still = stands.filter((change) => change.kind !== 'online').map((change) => change.sentence);
      return [{ kind: 'other', sentence: ['урок состоится, отмена снята', ...still].join('; ') }];
    }
    default: {
      const moves = stands.filter((change) => change.kind !== 'online');
      const [first] = moves;
      if (first === undefined) return [{ kind: 'other', sentence: 'снова по расписанию' }];
      return [{ kind: first.kind, sentence: moves.map((change) => change.sentence).join('; ') }];
    }
  }
}

/**
 * What needs somebody: of a teacher, own online lessons that nobody will be let into, as their service may not be
 * used on that day, and lessons that are over without a register; then what was asked of them or given to them; of a
 * family last the unread notices about online lessons to come, which may be many.
 */
export function toTodo(
  lessons: readonly HomeLessonRow[],
  notices: readonly HomeNoticeRow[],
  reader: HomeReader & { openDays: number },
  duties: Todo['items'],
): Todo | null {
  const items = [
    ...toMend(lessons, reader),
    ...toFill(lessons, reader),
    ...duties,
    ...toRead(notices, reader),
  ];
  return items.length === 0 ? null : { title: 'Нужно ваше действие', count: items.length, items };
}

function toMend(lessons: readonly HomeLessonRow[], reader: HomeReader): Todo['items'] {
  return lessons
    .filter((row) => row.is_left && !isOver(row, reader))
    .map((row) => ({
      href: urls.lesson(row.id),
      text: nb(
        `${row.subject}, ${groupSaid(row)}: сервис «${row.service_name ?? ''}» в этот день не разрешён, на урок не войти`,
      ),
      due: nb(`выберите другой до урока: ${relativeDay(row.day, reader.today)}, ${row.starts}`),
      isSoon: row.day <= addDays(reader.today, 1),
    }));
}

/** Registers of lessons that are over, the oldest first: their term ends first. */
function toFill(lessons: readonly HomeLessonRow[], reader: HomeReader & { openDays: number }): Todo['items'] {
  const { today, openDays } = reader;
  return lessons
    .filter((row) => hasRegister(row, reader.now) && row.register_saved === null && isOver(row, reader))
    .map((row) => {
      const lastDay = addDays(row.day, openDays);
      const until = row.day === today ? '' : `; до ${dayShort(lastDay)} включительно`;
      return {
        href: urls.register(row.id),
        text: nb(`Заполните журнал: ${row.subject}, ${groupSaid(row)}`),
        due: nb(`урок ${relativeDay(row.day, today)}, ${row.starts}${until}`),
        isSoon: lastDay <= addDays(today, 1),
      };
    });
}

function toRead(notices: readonly HomeNoticeRow[], { today, now }: HomeReader): Todo['items'] {
  const soonestFirst = noticesToRead(notices).sort((a, b) => (lessonAt(a) < lessonAt(b) ? -1 : 1));
  return soonestFirst.map((notice) => {
    const day = notice.lesson_day ?? today;
    const starts = notice.lesson_starts ?? '';
    const hasBegun = day === now.day && starts <= now.time;
    return {
      href: urls.notice(notice.id),
      text: nb(withChildren(notice)),
      due: hasBegun ? 'урок уже идёт' : nb(`прочитайте до урока: ${relativeDay(day, today)}, ${starts}`),
      isSoon: day <= addDays(today, 1),
    };
  });
}

/**
 * Unread notices about online lessons to come. An announcement is out of date once a later notice tells of each of
 * its lessons: it waits among the other notices.
 */
function noticesToRead(notices: readonly HomeNoticeRow[]): HomeNoticeRow[] {
  const newest = new Map<number, HomeNoticeRow>();
  for (const notice of notices) {
    for (const lesson of notice.lesson_ids) {
      const known = newest.get(lesson);
      if (known === undefined || isNewer(notice, known)) newest.set(lesson, notice);
    }
  }
  return notices.filter(
    (notice) =>
      notice.is_unread &&
      notice.lesson_day !== null &&
      notice.lesson_ids.some((lesson) => newest.get(lesson) === notice),
  );
}

function isNewer(one: HomeNoticeRow, other: HomeNoticeRow): boolean {
  return Temporal.Instant.compare(one.revised_at, other.revised_at) > 0;
}

function lessonAt(notice: HomeNoticeRow): string {
  return `${notice.lesson_day} ${notice.lesson_starts}`;
}

function withChildren(notice: HomeNoticeRow): string {
  return notice.children.length === 0 ? notice.title : `${notice.children.join(', ')}. ${notice.title}`;
}

/** The other notices, unread first. */
export function toNoticeFeed(
  notices: readonly HomeNoticeRow[],
  { now, timeZone, childId }: { now: Temporal.Instant; timeZone: string; childId: number | undefined },
): NoticeFeed {
  const asked = new Set(noticesToRead(notices));
  const items = notices
    .filter((notice) => !asked.has(notice))
    .slice(0, MOST_NOTICES)
    .map((notice) => ({
      href: urls.notice(notice.id),
      title: nb(withChildren(notice)),
      isUnread: notice.is_unread,
      about: momentSaid(notice.revised_at, now, timeZone),
    }));
  const empty =
    notices.length > 0
      ? null
      : 'Уведомлений пока нет. Здесь появится, если урок станет онлайн, отменится или перенесётся.';
  return { all: urls.notices({ child: childId }), items, empty };
}

/** Where classes meet and write, a press for each channel. */
export function toChannelPresses(channels: readonly ClassChannelRow[]): ChannelPresses[] {
  const classes = new Map<string, ClassChannelRow[]>();
  for (const channel of channels) {
    classes.set(channel.class_name, [...(classes.get(channel.class_name) ?? []), channel]);
  }
  return [...classes].map(([name, ofClass]) => ({
    title: `Каналы ${name}`,
    channels: ofClass.map((channel) => ({
      action: urls.channelEntry(channel.channel_id),
      label: channel.service_name,
      about: isSame(channel.service_name, purposeLabels[channel.purpose])
        ? null
        : purposeLabels[channel.purpose],
    })),
  }));
}

/** «Электронный журнал» is both the service and what it is for: said once. */
function isSame(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

import type { TagModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import type { IconName } from '../web/icon-names.ts';
import { urls } from '../web/urls.ts';
import { type EntryMinutes, entryTimes, type LocalMoment } from './entry-times.ts';
import {
  changesOf,
  isMoved,
  type LessonChange,
  type LessonChangeKind,
  movedAwayTag,
} from './lesson-changes.ts';
import type { LessonRow } from './lesson-rows.ts';
import { groupSaid, partSaid, roomSaid, teachersSaid } from './lesson-words.ts';

/** components/lesson.ejs: a lesson in a list or in a cell of a week, all of it finished text. */
export interface LessonItem {
  id: number;
  href: string;
  /** Number of the bell. */
  period: string;
  starts: string;
  ends: string;
  /** Whether the bell differs from the one at the left of the week. */
  showsTime: boolean;
  subject: string;
  /** Whose lesson it is, where several people's are shown together: «Соня», «Ваш урок». */
  who: string | null;
  group: string | null;
  room: string | null;
  teachers: string | null;
  topic: string | null;
  /** Style of the whole: is-now, is-online, is-cancel… */
  classes: string;
  /** A lesson that will not be here: cancelled, moved away, given to another teacher. */
  isStruck: boolean;
  tags: readonly TagModel[];
  entry: LessonEntryLink | null;
}

/** How one gets in: a link to the lesson's page, and when the door opens. The address is never here. */
export interface LessonEntryLink {
  isOpen: boolean;
  /** «Войти», «вход с 10:15» */
  text: string;
}

/** For whom lessons are shown. */
export interface LessonReader {
  today: string;
  now: LocalMoment;
  settings: EntryMinutes;
  /** Names by pupil, where several people's lessons are shown together; null where there is but one. */
  names: ReadonlyMap<number, string> | null;
  /** Whether they enter this lesson («Войти») or only look after it («Открыть урок»); null: they do neither. */
  mayEnter: ((row: LessonRow) => boolean) | null;
}

/** Icon and colour of a kind of change. */
export const changeIcons: Readonly<Record<LessonChangeKind, IconName>> = {
  cancelled: 'ban',
  moved: 'calendar-clock',
  substituted: 'repeat-2',
  room: 'map-pin',
  online: 'video',
};

export const changeTones: Readonly<Record<LessonChangeKind, NonNullable<TagModel['kind']>>> = {
  cancelled: 'bad',
  moved: 'warn',
  substituted: 'warn',
  room: 'warn',
  online: 'accent',
};

const changeClasses: Readonly<Record<LessonChangeKind, string>> = {
  cancelled: 'is-cancel',
  moved: 'is-moved',
  substituted: 'is-sub',
  room: 'is-room',
  online: 'is-online',
};

/** Whether a lesson goes on at this moment of its day. */
export function isUnderway(
  row: Pick<LessonRow, 'day' | 'starts' | 'ends' | 'status'>,
  now: LocalMoment,
): boolean {
  return row.status !== 'cancelled' && row.day === now.day && row.starts <= now.time && now.time < row.ends;
}

/** A row as it is shown to somebody. */
export function toLessonItem(row: LessonRow, reader: LessonReader): LessonItem {
  const changes = changesOf(row, reader.today);
  const isCancelled = row.status === 'cancelled';
  const underway = isUnderway(row, reader.now);
  const isOver = row.day < reader.now.day || (row.day === reader.now.day && row.ends <= reader.now.time);
  const register = registerTag(row, reader.now);
  const tags = [
    ...(underway ? [nowTag] : []),
    ...changes.map((change) => tagOf(change, row)),
    ...(register === null ? [] : [register]),
  ];
  const classes = [
    underway ? 'is-now' : isOver ? 'is-past' : '',
    ...changes.map((change) => changeClasses[change.kind]),
    row.is_replaced ? 'is-given' : '',
  ];
  return {
    ...shared(row, reader),
    room: isCancelled || row.format === 'online' ? null : roomSaid(row.room),
    teachers: isCancelled || isOwnOnly(row) ? null : teachersSaid(row.teachers),
    topic: isCancelled || row.topic === '' ? null : nb(row.topic),
    classes: classes.filter((name) => name !== '').join(' '),
    isStruck: isCancelled || row.is_replaced,
    tags,
    entry: entryLink(row, reader),
  };
}

/** The place that a moved lesson left, where that is among the days shown; null otherwise. */
export function toVacatedItem(row: LessonRow, reader: LessonReader): LessonItem | null {
  if (row.status === 'cancelled' || !isMoved(row)) return null;
  return {
    ...shared(row, reader),
    period: String(row.planned_period ?? row.period),
    showsTime: false,
    room: null,
    teachers: null,
    topic: null,
    classes: 'is-cancel is-vacated',
    isStruck: true,
    tags: [{ text: nb(movedAwayTag(row)), kind: 'warn', icon: 'calendar-clock' }],
    entry: null,
  };
}

const nowTag: TagModel = { text: 'Идёт сейчас', kind: 'accent', icon: 'clock' };

function shared(row: LessonRow, reader: LessonReader) {
  return {
    id: row.id,
    href: urls.lesson(row.id),
    period: String(row.period),
    starts: row.starts,
    ends: row.ends,
    showsTime: true,
    subject: nb(row.subject),
    who: whoseLesson(row, reader.names),
    group: row.is_taught ? groupSaid(row) : partSaid(row),
  };
}

/** Whether the register of an online lesson is filled, for its teacher, once there is something to say; null for others. */
export function registerTag(row: LessonRow, now: LocalMoment): TagModel | null {
  if (!hasRegister(row, now)) return null;
  if (row.was_not_held) return { text: 'урок не состоялся', icon: 'circle-minus' };
  if (row.register_saved === null && isUnderway(row, now)) return null;
  if (row.register_saved === null)
    return { text: 'журнал не заполнен', kind: 'warn', icon: 'clipboard-check' };
  const [day, time = ''] = row.register_saved.split(' ');
  const text = day === row.day ? nb(`журнал заполнен в ${time}`) : 'журнал заполнен';
  return { text, kind: 'ok', icon: 'clipboard-check' };
}

/** Whether a teacher's own lesson has a register by now: it is online and has begun. */
export function hasRegister(row: LessonRow, now: LocalMoment): boolean {
  const isOwn = row.is_taught && !row.is_replaced;
  const hasBegun = row.day < now.day || (row.day === now.day && row.starts <= now.time);
  return isOwn && row.format === 'online' && row.status !== 'cancelled' && hasBegun;
}

/** A teacher who alone teaches a lesson is not told their own name. */
function isOwnOnly(row: LessonRow): boolean {
  return row.is_taught && !row.is_replaced && row.teachers.length === 1 && row.student_ids.length === 0;
}

function whoseLesson(row: LessonRow, names: LessonReader['names']): string | null {
  if (names === null) return null;
  const children = row.student_ids.flatMap((one) => names.get(one) ?? []);
  return children.length === 0 ? null : children.join(', ');
}

function tagOf(change: LessonChange, row: LessonRow): TagModel {
  const kind = changeTones[change.kind];
  const icon = changeIcons[change.kind];
  if (change.kind === 'substituted' && row.is_taught) {
    const text = row.is_replaced
      ? `Вас заменяет ${teachersSaid(row.teachers.filter((one) => one.replaces !== null)) ?? ''}`
      : change.tag.replace('Замена, было', 'Вы заменяете');
    return { text: nb(text), kind, icon };
  }
  return { text: nb(change.tag), kind, icon };
}

function entryLink(row: LessonRow, reader: LessonReader): LessonEntryLink | null {
  if (row.format !== 'online' || row.status === 'cancelled' || row.day !== reader.now.day) return null;
  if (row.is_replaced || reader.mayEnter === null) return null;
  const { opens, state } = entryTimes(row, reader.settings, reader.now);
  if (state === 'over') return null;
  if (state === 'early') return { isOpen: false, text: `вход с\u00a0${opens}` };
  return { isOpen: true, text: reader.mayEnter(row) ? 'Войти' : 'Открыть урок' };
}

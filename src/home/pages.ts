import type { ChangeLine } from '../timetable/change-lines.ts';
import type { LessonItem } from '../timetable/lesson-item.ts';
import type {
  ActionModel,
  ChipsModel,
  EmptyModel,
  LinkModel,
  NoteModel,
  PageHeadModel,
  TagModel,
} from '../web/components.ts';
import type { EntryModel } from '../web/lesson-components.ts';
import { view } from '../web/view.ts';

/** home/_lessons.ejs: lessons of a day. */
export interface LessonList {
  id: string;
  title: string;
  /** «до 14:10» */
  aside: string | null;
  /** What is over, folded away where it is much; null where it is not. */
  past: { summary: string; lessons: readonly LessonItem[] } | null;
  /** Where all of the day is over. */
  isOver: boolean;
  lessons: readonly LessonItem[];
  empty: EmptyModel | null;
  foot: readonly LinkModel[];
}

/** home/_now.ejs: the lesson that is on, or the next one, as what one looks for first. */
export interface NowCard {
  /** «Сейчас, до 10:30», «Дальше, в 10:50», «Завтра, в 08:00» */
  when: string;
  isNow: boolean;
  /** Whether it can be entered this minute: then it stands before everything else. */
  isUrgent: boolean;
  subject: string;
  href: string;
  /** «каб. 214», «7А», «Ковалёва Е. П.» */
  facts: readonly string[];
  tags: readonly TagModel[];
  topic: string | null;
  entry: EntryModel | null;
  actions: readonly ActionModel[];
}

/** home/_online.ejs: a teacher's online lessons to come, with who has read. */
export interface OnlineAhead {
  id: string;
  title: string;
  lessons: readonly { href: string; head: string; text: string; tag: TagModel | null }[];
}

/** home/_notices.ejs */
export interface NoticeFeed {
  all: string;
  items: readonly { href: string; title: string; isUnread: boolean; about: string }[];
  empty: string | null;
}

/** home/_todo.ejs: what somebody has to do; it goes when it is done. */
export interface Todo {
  title: string;
  count: number;
  items: readonly { href: string; text: string; due: string; isSoon: boolean }[];
}

/** home/_channels.ejs: where a class meets, one press away; the addresses stay with the portal. */
export interface ChannelPresses {
  title: string;
  channels: readonly { action: string; label: string; about: string | null }[];
}

/** home/_meetings.ejs: consultations to come. */
export interface Meetings {
  title: string;
  all: string;
  /** `entry`: where «Войти» sends, while an online one is open. */
  items: readonly { href: string; head: string; text: string; entry: string | null }[];
}

/** What changed after a survey. */
export interface Changed {
  href: string;
  title: string;
  text: string;
}

/** The day of a pupil, of parents and of a teacher: whoever is several of these has all of it here. */
export interface PersonalHome {
  head: PageHeadModel;
  chips: ChipsModel | null;
  notes: readonly NoteModel[];
  todo: Todo | null;
  now: NowCard | null;
  meetings: Meetings | null;
  lists: readonly LessonList[];
  ahead: readonly OnlineAhead[];
  changes: readonly ChangeLine[];
  changed: readonly Changed[];
  notices: NoticeFeed | null;
  channels: readonly ChannelPresses[];
  quick: readonly ActionModel[];
}

export const personalHome = view<PersonalHome>('home/personal');

/** A number that leads to what it counts. */
export interface Figure {
  href: string;
  value: string;
  label: string;
  about: string | null;
  tone: 'bad' | 'warn' | null;
}

/** home/_figures.ejs */
export interface Figures {
  label: string;
  figures: readonly Figure[];
}

/** The coordinator's: whether the order is kept, and what to do. */
export interface CoordinatorHome {
  head: PageHeadModel;
  /** Steps of a school that is not set up yet; null once all are done. */
  steps: readonly { href: string; text: string; hint: string; isDone: boolean }[] | null;
  figures: Figures;
  tasks: readonly { href: string; text: string; due: string; isLate: boolean }[];
  noTasks: string;
  /** To what families ask and are asked; the count where something waits. */
  feedback: readonly { href: string; text: string; count: number }[];
  register: readonly { href: string; text: string; when: string }[];
  timetable: { text: string; href: string };
  quick: readonly ActionModel[];
}

export const coordinatorHome = view<CoordinatorHome>('home/coordinator');

/** The technical specialist's: whether the portal works. */
export interface SysadminHome {
  head: PageHeadModel;
  /** Measures for pupils that were given to the technical specialist. */
  todo: Todo | null;
  states: readonly { name: string; text: string; tag: TagModel }[];
  jobs: readonly { name: string; state: TagModel; text: string }[];
  imports: readonly { text: string; when: string; tag: TagModel }[];
  /** Who said today that they cannot get into a lesson. */
  calls: readonly { href: string; text: string; about: string; words: string }[];
  /** Entries that were refused today, by lesson and reason. */
  refusals: readonly { href: string; text: string; about: string; when: string }[];
}

export const sysadminHome = view<SysadminHome>('home/sysadmin');

/** Online lessons of the school, for the coordinator. */
export interface OnlineLessonsPage {
  head: PageHeadModel;
  chips: ChipsModel;
  days: readonly {
    id: string;
    title: string;
    lessons: readonly {
      href: string;
      time: string;
      subject: string;
      about: string;
      tags: readonly TagModel[];
    }[];
  }[];
  empty: EmptyModel | null;
}

export const onlineLessonsPage = view<OnlineLessonsPage>('home/online-lessons');

import type {
  ChipsModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  PageHeadModel,
  PaginationModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';
import type { RudeNote } from './rude-note.ts';

/** _desk-item.ejs: a question in a list of those that a teacher answers. */
export interface DeskItem {
  href: string;
  /** «Белова Софья, 7А» */
  who: string;
  /** «Математика, 7А. Спрашивает мать, Белова И. Н.» */
  about: string;
  /** What the family wrote last. */
  words: string;
  hasFiles: boolean;
  /** «раньше спрашивали 3 раза»; empty where they did not. */
  earlier: string;
  /** «вчера, 17:40» */
  when: string;
  tag: TagModel | null;
  /** The box that chooses it for an answer to several; null where it has none. */
  tick: { id: string; value: string; label: string; checked: boolean } | null;
}

export interface DeskPage {
  head: PageHeadModel;
  /** What is shown: waiting, answered, one's own as a parent. */
  views: ChipsModel | null;
  /** Of which course or headed class; null where there is one. */
  parts: ChipsModel | null;
  waiting: {
    items: readonly DeskItem[];
    empty: EmptyModel | null;
    more: string | null;
    /** Where chosen questions are answered at once; null where there are fewer than two. */
    shared: { action: string } | null;
  } | null;
  /** The list of what was answered, or what stands below those that wait. */
  lists: readonly { id: string; title: string; items: readonly DeskItem[]; empty: EmptyModel | null }[];
  pagination: PaginationModel | null;
}

export const deskPage = view<DeskPage>('questions/desk');

export interface OverduePage {
  head: PageHeadModel;
  /** Questions that were handed to the coordinator. */
  own: readonly DeskItem[];
  lists: readonly {
    id: string;
    title: string;
    lead: string;
    rows: readonly {
      href: string;
      age: string;
      since: string;
      teacher: string;
      target: string;
      topic: string;
      handover: { href: string; about: string };
    }[];
  }[];
  empty: EmptyModel | null;
}

export const overduePage = view<OverduePage>('questions/overdue');

export interface SharedAnswerPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  /** Null where none of the chosen questions waits any more. */
  form: {
    action: string;
    /** All that stand there, also those whose box is taken out: «12.3 14.1». */
    shown: string;
    error: string | null;
    items: readonly DeskItem[];
    body: FieldModel;
    rude: RudeNote | null;
    cancel: string;
  } | null;
  empty: EmptyModel | null;
}

export const sharedAnswerPage = view<SharedAnswerPage>('questions/shared-answer');

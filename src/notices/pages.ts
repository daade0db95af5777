import type {
  ChipsModel,
  EmptyModel,
  LinkModel,
  PageHeadModel,
  PaginationModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

export interface NoticeItem {
  href: string;
  /** Where opening it is posted, so that it is read then; null for what was read. */
  reading: string | null;
  title: string;
  /** «Соня, Миша» */
  children: string;
  tag: TagModel;
  when: string;
  author: string;
}

export interface InboxPage {
  head: PageHeadModel;
  chips: ChipsModel | null;
  items: readonly NoticeItem[];
  empty: EmptyModel | null;
  readAll: string | null;
  pagination: PaginationModel | null;
}

export const inboxPage = view<InboxPage>('notices/inbox');

export interface NoticePage {
  head: PageHeadModel;
  tag: TagModel;
  children: string;
  paragraphs: readonly string[];
  lessons: readonly { href: string; text: string; children: string; tag: TagModel | null }[];
  /** Where something can be done about it. */
  about: LinkModel | null;
  signature: string;
  /** Posted by the button, or by the script once the page was really shown; null where it is read. */
  reading: string | null;
}

export const noticePage = view<NoticePage>('notices/notice');

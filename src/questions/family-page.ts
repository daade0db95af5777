import type { ChipsModel, EmptyModel, PageHeadModel, PaginationModel, TagModel } from '../web/components.ts';
import { view } from '../web/view.ts';

/** A question in a family's list. */
export interface FamilyItem {
  href: string;
  title: string;
  /** What was asked, the beginning of it. */
  words: string;
  /** «Ковалёва Е. П., сегодня, 10:05» */
  about: string;
  tag: TagModel;
  isUnread: boolean;
}

export interface FamilyPage {
  head: PageHeadModel;
  /** For a teacher who is a parent: the desk, or one's own. */
  views: ChipsModel | null;
  children: ChipsModel | null;
  items: readonly FamilyItem[];
  empty: EmptyModel | null;
  pagination: PaginationModel | null;
}

export const familyPage = view<FamilyPage>('questions/family');

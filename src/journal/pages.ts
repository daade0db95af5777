import type {
  EmptyModel,
  FieldModel,
  LinkModel,
  PageHeadModel,
  PaginationModel,
  SelectModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

export interface JournalPage {
  head: PageHeadModel;
  filter: { action: string; what: SelectModel; person: FieldModel; day: FieldModel; reset: string | null };
  events: readonly {
    when: string;
    who: string;
    what: string;
    about: LinkModel | { href: null; text: string } | null;
    lines: readonly string[];
  }[];
  empty: EmptyModel | null;
  pages: PaginationModel | null;
}

export const journalPage = view<JournalPage>('journal/events');

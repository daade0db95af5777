import type {
  ChipsModel,
  ChoicesModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  NoteModel,
  PageHeadModel,
  SummaryListModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

export interface ComplaintsPage {
  head: PageHeadModel;
  chips: ChipsModel;
  items: readonly { href: string; title: string; quote: string; about: string; tag: TagModel }[];
  empty: EmptyModel | null;
  more: string | null;
}

export const complaintsPage = view<ComplaintsPage>('questions/complaints');

export interface ComplaintPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  tag: TagModel;
  /** The message as it stood; null where it had files only. */
  quote: string | null;
  withdrawn: string | null;
  facts: SummaryListModel;
  /** Null where it is closed. */
  closing: {
    action: string;
    version: number;
    outcome: FieldModel;
    tell: ChoicesModel;
  } | null;
}

export const complaintPage = view<ComplaintPage>('questions/complaint');

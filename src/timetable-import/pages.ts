import type {
  ChipsModel,
  ChoicesModel,
  ConfirmModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  FileFieldModel,
  NoteModel,
  PageHeadModel,
  PaginationModel,
  SelectModel,
  SummaryListModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

export interface VersionLine {
  name: string;
  tag: TagModel;
  period: string;
  applied: string;
  source: string;
  courses: string;
  slots: string;
}

export interface TimetableListPage {
  head: PageHeadModel;
  versions: readonly VersionLine[];
  empty: EmptyModel | null;
  /** Uploaded and not applied. */
  open: readonly { href: string; text: string; about: string }[];
}

export interface TimetableNewPage {
  errors: ErrorSummaryModel | null;
  head: PageHeadModel;
  action: string;
  file: FileFieldModel;
  confirm: ConfirmModel;
}

/** One row of the list that is shown: a problem of the file, or something that changes. */
export interface PreviewRow {
  tag: TagModel;
  /** «строка 925»; empty for changes. */
  place: string;
  words: string;
  /** What to do, or what it was before. */
  more: string;
}

export interface ImportPreviewPage {
  errors: ErrorSummaryModel | null;
  head: PageHeadModel;
  note: NoteModel | null;
  /** Lessons that could not be kept: shown before everything else. */
  lost: {
    title: string;
    lead: string;
    rows: readonly { href: string; text: string; what: string }[];
    more: string;
  } | null;
  summary: SummaryListModel;
  /** What changes against the version in force. */
  against: string;
  day: { action: string; field: FieldModel };
  chips: ChipsModel;
  list: { title: string; rows: readonly PreviewRow[]; empty: string; pages: PaginationModel | null };
  matches: MatchesPart | null;
  apply: ApplyPart | null;
}

export interface MatchesPart {
  action: string;
  from: string;
  version: number;
  /** Classes and teachers that were not found; open where few, or where one must be chosen. */
  groups: readonly { title: string; isOpen: boolean; fields: readonly SelectModel[] }[];
  /** How many were found without asking. */
  found: string;
  bells: ChoicesModel | null;
  confirm: ConfirmModel;
}

export interface ApplyPart {
  action: string;
  from: string;
  base: number;
  lead: string;
  /** Typing the number of lessons that go, where they are many. */
  removed: FieldModel | null;
  confirm: ConfirmModel;
}

export const timetableListPage = view<TimetableListPage>('timetable-import/list');
export const timetableNewPage = view<TimetableNewPage>('timetable-import/new');
export const importPreviewPage = view<ImportPreviewPage>('timetable-import/preview');

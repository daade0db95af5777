import type {
  ChoicesModel,
  ErrorSummaryModel,
  FieldModel,
  LinkModel,
  NoteModel,
  PageHeadModel,
  SelectModel,
  SummaryListModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

export interface SettingsPage {
  head: PageHeadModel;
  /** Where the other settings are. */
  sections: readonly (LinkModel & { about: string })[];
  problems: ErrorSummaryModel | null;
  /** What somebody else saved meanwhile. */
  conflict: NoteModel | null;
  /** Null for those who may only read. */
  form: {
    action: string;
    version: string;
    school: readonly FieldModel[];
    support: readonly FieldModel[];
    rules: readonly FieldModel[];
    registers: readonly FieldModel[];
    days: ChoicesModel;
  } | null;
  facts: SummaryListModel;
  limits: readonly { what: string; grades: string; minutes: string; source: string; since: string }[];
}

export const settingsPage = view<SettingsPage>('settings/school');

export interface ResponsiblePersonsPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  people: readonly {
    name: string;
    post: string;
    duty: string;
    clause: string;
    contacts: string;
    since: string;
    tag: TagModel | null;
    end: string | null;
  }[];
  form: {
    action: string;
    person: SelectModel;
    clause: SelectModel;
    duty: FieldModel;
    fields: readonly FieldModel[];
  } | null;
}

export const responsiblePersonsPage = view<ResponsiblePersonsPage>('settings/responsible-persons');

export interface ResponsibleEndPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  action: string;
  facts: SummaryListModel;
  day: FieldModel;
  cancel: LinkModel;
}

export const responsibleEndPage = view<ResponsibleEndPage>('settings/responsible-person-end');

/** What must be said before lessons are cancelled: which, and the box to tick. */
export interface CancellationWarning {
  note: NoteModel;
  box: ChoicesModel;
}

export interface SchoolYearPage {
  head: PageHeadModel;
  years: readonly (LinkModel & { current: boolean })[];
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  /** Null where no year is set up yet. */
  yearName: string | null;
  terms: readonly { name: string; days: string }[];
  termsForm: {
    action: string;
    seen: string;
    year: readonly FieldModel[];
    rows: readonly { legend: string; name: FieldModel; from: FieldModel; to: FieldModel }[];
    warning: CancellationWarning | null;
  } | null;
  days: readonly {
    day: string;
    what: string;
    name: string;
    /** Lessons that were cancelled because of the day. */
    lessons: readonly LinkModel[];
    removal: { action: string; about: string } | null;
  }[];
  removalWarning: { action: string; warning: CancellationWarning; cancel: LinkModel } | null;
  offForm: { action: string; fields: readonly FieldModel[]; warning: CancellationWarning | null } | null;
  movedForm: {
    action: string;
    day: FieldModel;
    weekday: SelectModel;
    name: FieldModel;
    warning: CancellationWarning | null;
  } | null;
}

export const schoolYearPage = view<SchoolYearPage>('settings/school-year');

export interface SchoolYearNewPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  action: string;
  fields: readonly FieldModel[];
  cancel: LinkModel;
}

export const schoolYearNewPage = view<SchoolYearNewPage>('settings/school-year-new');

export interface TimeInput {
  id: string;
  name: string;
  label: string;
  value: string;
  error: string | undefined;
}

export interface BellsPage {
  head: PageHeadModel;
  grades: readonly (LinkModel & { current: boolean })[];
  weekdays: readonly (LinkModel & { current: boolean })[];
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  notes: readonly NoteModel[];
  caption: string;
  /** Null for those who may only read. */
  form: {
    action: string;
    seen: string;
    grade: string;
    weekday: string;
    year: string;
    rows: readonly { period: string; from: TimeInput; to: TimeInput }[];
    copy: ChoicesModel;
  } | null;
  rows: readonly { period: string; time: string }[];
}

export const bellsPage = view<BellsPage>('settings/bells');

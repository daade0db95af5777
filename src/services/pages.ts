import type {
  ChoicesModel,
  ConfirmModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  NoteModel,
  PageHeadModel,
  SelectModel,
  SummaryListModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

/** The register: filter, table, totals. */
export interface ServiceListPage {
  head: PageHeadModel;
  filter: { action: string; q: FieldModel; status: SelectModel; reset: string | null };
  /** «Всего 4 сервиса: 3 утверждено, 1 приостановлен» */
  totals: string;
  rows: readonly ServiceListItem[];
  empty: EmptyModel | null;
}

export interface ServiceListItem {
  href: string;
  name: string;
  purposes: string;
  tag: TagModel;
  /** «с 02.09.2024», «01.09.2025 – 31.05.2026» */
  period: string;
  order: string;
  channels: string;
  lessons: string;
}

/** A service's card. */
export interface ServicePage {
  head: PageHeadModel;
  tag: TagModel;
  /** Said beside the tag: since when, until when. */
  state: string;
  errors: ErrorSummaryModel | null;
  note: NoteModel | null;
  left: LeftLessons | null;
  resumption: {
    action: string;
    version: string;
    order: FieldModel;
    reason: FieldModel;
    confirm: ConfirmModel;
  } | null;
  summary: SummaryListModel;
  instructions: SummaryListModel;
  dependents: Dependents;
  history: readonly HistoryItem[];
}

export interface LeftLessons {
  title: string;
  lead: string;
  canFix: boolean;
  rows: readonly {
    href: string | null;
    day: string;
    lesson: string;
    teachers: string;
    fix: string;
    about: string;
  }[];
}

export interface Dependents {
  /** «3 канала и 12 онлайн-уроков» */
  summary: string;
  channels: readonly { text: string; href: string | null; entry: string | null }[];
  lessons: readonly { text: string; href: string }[];
  /** «и ещё 14 уроков», or empty. */
  more: string;
}

export interface HistoryItem {
  what: string;
  when: string;
  /** For machines, and said in full on hover. */
  whenIso: string;
  whenExact: string;
  /** Who, by which order, why. */
  by: string;
  changes: readonly string[];
}

/** A new service, or the fields of one that is there. */
export interface ServiceEditPage {
  head: PageHeadModel;
  errors: ErrorSummaryModel | null;
  note: NoteModel | null;
  action: string;
  /** Null for a new one. */
  version: string | null;
  sections: readonly EditSection[];
  confirm: ConfirmModel;
}

export interface EditSection {
  title: string;
  lead: string | null;
  parts: readonly EditPart[];
}

export type EditPart =
  | { kind: 'field'; model: FieldModel }
  | { kind: 'boxes'; model: ChoicesModel }
  | { kind: 'select'; model: SelectModel };

/** Suspension or withdrawal: what depends on the service, and what becomes of it. */
export interface StopPage {
  head: PageHeadModel;
  errors: ErrorSummaryModel | null;
  note: NoteModel | null;
  /** «Зависит: 3 канала, 12 уроков…» */
  warning: NoteModel | null;
  action: string;
  version: string;
  days: readonly FieldModel[];
  order: FieldModel;
  reason: FieldModel;
  successor: SelectModel;
  /** Null where no channel is live. */
  channels: {
    title: string;
    lead: string;
    /** An address for each; none where nothing could take a channel over. */
    fields: readonly FieldModel[];
    /** The fields of channels that were seen and can only end or wait. */
    hidden: readonly string[];
  } | null;
  lessons: {
    title: string;
    lead: string;
    rows: readonly { text: string; href: string }[];
    more: string;
  } | null;
  /** Consultations online that are held in it. */
  consultations: StopPage['lessons'];
  confirm: ConfirmModel;
}

export const serviceListPage = view<ServiceListPage>('services/list');
export const servicePage = view<ServicePage>('services/card');
export const serviceEditPage = view<ServiceEditPage>('services/edit');
export const stopPage = view<StopPage>('services/stop');

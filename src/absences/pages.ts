import type {
  ChipsModel,
  ChoicesModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  LinkModel,
  NoteModel,
  PageHeadModel,
  SummaryListModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

export interface AnnouncePage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  /** Whose absence; null where there is one child. */
  chips: ChipsModel | null;
  /** Null until a child is chosen. */
  form: {
    action: string;
    studentId: number;
    when: ChoicesModel;
    from: FieldModel;
    to: FieldModel;
    /** Boxes of the lessons of today and of the next day; those that the days have. */
    lessons: readonly ChoicesModel[];
    reason: ChoicesModel;
    words: FieldModel;
    cancel: string;
  } | null;
}

export const announcePage = view<AnnouncePage>('absences/new');

export interface AbsenceItem {
  href: string;
  title: string;
  about: string;
  tag: TagModel;
}

export interface AbsencesPage {
  head: PageHeadModel;
  /** For whoever decides: absences of the classes. */
  kept: {
    title: string;
    chips: ChipsModel;
    items: readonly AbsenceItem[];
    empty: EmptyModel | null;
    /** Where more than the list shows are there. */
    more: string | null;
  } | null;
  /** Pupils of whose absence no guardian could be told. */
  untold: {
    title: string;
    isFolded: boolean;
    pupils: readonly {
      name: string;
      lessons: readonly LinkModel[];
      /** Guardians with their telephones; none where the school knows nobody. */
      contacts: readonly { name: string; call: LinkModel | null }[];
    }[];
  } | null;
  /** For guardians: what was announced, and what registers say. */
  own: {
    title: string;
    chips: ChipsModel | null;
    items: readonly AbsenceItem[];
    empty: EmptyModel | null;
  } | null;
  marks: readonly {
    id: string;
    title: string;
    lead: string;
    items: readonly { href: string; text: string; tag: TagModel }[];
  }[];
  /** For whoever has neither a class nor a child here. */
  nothing: EmptyModel | null;
}

export const absencesPage = view<AbsencesPage>('absences/list');

interface ActForm {
  action: string;
  version: number;
}

export interface AbsencePage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  tag: TagModel;
  facts: SummaryListModel;
  answer: (ActForm & { question: string; answer: FieldModel }) | null;
  confirm: (ActForm & { excuse: ChoicesModel | null; button: string }) | null;
  ask: (ActForm & { question: FieldModel; isOpen: boolean }) | null;
  change:
    | (ActForm & {
        isOpen: boolean;
        days: { from: FieldModel; to: FieldModel } | null;
        lessons: ChoicesModel | null;
        reason: ChoicesModel;
        words: FieldModel;
      })
    | null;
  withdraw: ActForm | null;
}

export const absencePage = view<AbsencePage>('absences/absence');

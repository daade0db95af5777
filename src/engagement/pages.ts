import type {
  ChipsModel,
  ChoicesModel,
  EmptyModel,
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

/** engagement/_measure.ejs: a measure in a list: what, who answers for it, until when, what came of it. */
export interface MeasureLine {
  href: string;
  text: string;
  about: string;
  tag: TagModel;
}

export interface ConcernLine {
  href: string;
  name: string;
  className: string;
  tag: TagModel;
  what: string;
  cause: string;
  since: string;
  measures: readonly MeasureLine[];
  /** «Мер нет», or how it was closed; null where there are measures. */
  state: string | null;
  plan: string | null;
  closing: string | null;
}

export interface ConcernsPage {
  head: PageHeadModel;
  views: ChipsModel;
  kinds: ChipsModel;
  /** Null where there is one class; folded away where there are many. */
  classes: { summary: string; isFolded: boolean; chips: ChipsModel } | null;
  summary: string;
  lines: readonly ConcernLine[];
  empty: EmptyModel | null;
}

export const concernsPage = view<ConcernsPage>('engagement/concerns');

interface FormPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  action: string;
  cancel: LinkModel;
}

export interface ConcernClosingPage extends FormPage {
  version: string;
  words: FieldModel;
}

export const concernClosingPage = view<ConcernClosingPage>('engagement/concern-closing');

/** A link of the chain: what brought the pupil up, and what was done about it. */
export interface ChainItem {
  /** Whether the pupil is under attention for this now. */
  isOpen: boolean;
  /** Null for measures that nothing of the portal called for. */
  concern: { tag: TagModel; what: string; cause: string; rule: string; state: string } | null;
  measures: readonly (MeasureLine & { words: string; outcome: string; comparison: string })[];
  actions: readonly LinkModel[];
}

export interface StudentPage {
  head: PageHeadModel;
  /** That the pupil has left the school, and when. */
  left: string | null;
  guardians: readonly { name: string; relation: string; phone: { href: string; text: string } | null }[];
  chain: readonly ChainItem[];
  periods: ChipsModel;
  period: string;
  /** What the marks of the period come to; empty where there are none. */
  figures: readonly { value: string; label: string }[];
  share: string;
  /** The lessons in the order of time, a letter each, as in a paper register. */
  spark: readonly { letter: string; tone: 'ok' | 'warn' | 'bad' | 'none'; isSilent: boolean }[];
  legend: readonly { letter: string; text: string }[];
  lessons: {
    summary: string;
    isOpen: boolean;
    rows: readonly {
      day: string;
      subject: string;
      mark: TagModel;
      /** Activity in words, and the remark. */
      about: string;
      register: string | null;
    }[];
  } | null;
  absences: readonly { when: string; text: string; tag: TagModel }[];
}

export const studentPage = view<StudentPage>('engagement/student');

export interface MeasureNewPage extends FormPage {
  about: NoteModel | null;
  concernId: string;
  kind: ChoicesModel;
  words: FieldModel;
  owner: SelectModel;
  due: FieldModel;
}

export const measureNewPage = view<MeasureNewPage>('engagement/measure-new');

export interface MeasurePage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  facts: SummaryListModel;
  tag: TagModel;
  /** Null once the measure has its outcome. */
  form: {
    action: string;
    version: string;
    outcome: ChoicesModel;
    words: FieldModel;
    doneOn: FieldModel;
  } | null;
}

export const measurePage = view<MeasurePage>('engagement/measure');

export interface EngagementRulesPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  action: string;
  rules: readonly {
    id: string;
    title: string;
    now: string;
    about: string;
    plan: string | null;
    history: readonly string[];
    /** Null for those who may only read. */
    form: { kind: string; seen: string; threshold: FieldModel; window: FieldModel; from: FieldModel } | null;
  }[];
}

export const engagementRulesPage = view<EngagementRulesPage>('engagement/rules');

export interface ReviewsPage {
  head: PageHeadModel;
  reviews: readonly { href: string; title: string; about: string; decision: string }[];
  empty: EmptyModel | null;
}

export const reviewsPage = view<ReviewsPage>('engagement/reviews');

export interface ReviewFormModel extends FormPage {
  /** Another term to choose; null where the review is there already: its term stays. */
  terms: ChipsModel | null;
  termId: string | null;
  version: string | null;
  fields: readonly FieldModel[];
  button: string;
}

export const reviewFormPage = view<ReviewFormModel>('engagement/review-form');

export interface ReviewPage {
  head: PageHeadModel;
  facts: SummaryListModel;
  findings: readonly string[];
  decision: readonly string[];
}

export const reviewPage = view<ReviewPage>('engagement/review');

import type {
  ActionModel,
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

export interface SurveysPage {
  head: PageHeadModel;
  /** What clause 3.1 asks for now; null where the term has its survey. */
  due: NoteModel | null;
  surveys: readonly { href: string; title: string; about: string; tag: TagModel; decision: string | null }[];
  empty: EmptyModel | null;
}

export const surveysPage = view<SurveysPage>('surveys/list');

export interface SurveyFormPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  action: string;
  /** Null for a new survey. */
  version: string | null;
  title: FieldModel;
  intro: FieldModel;
  statements: readonly FieldModel[];
  /** Lines that are empty yet: folded away. */
  moreStatements: { isOpen: boolean; fields: readonly FieldModel[] } | null;
  questions: readonly FieldModel[];
  asked: ChoicesModel;
  skipYoung: ChoicesModel;
  scope: ChoicesModel;
  grades: ChoicesModel;
  classes: { isOpen: boolean; choices: ChoicesModel };
  days: readonly FieldModel[];
  button: string;
  cancel: LinkModel;
}

export const surveyFormPage = view<SurveyFormPage>('surveys/form');

interface PressModel {
  action: string;
  version: string;
  button: string;
  text: string;
}

/** A survey for whoever makes it. */
export interface SurveyDeskPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  tag: TagModel;
  facts: SummaryListModel;
  warnings: NoteModel | null;
  statements: readonly string[];
  questions: readonly string[];
  opening: PressModel | null;
  end: (PressModel & { day: FieldModel }) | null;
  closing: (PressModel & { isWithoutAnswers: boolean }) | null;
  removal: PressModel | null;
  onward: readonly ActionModel[];
}

export const surveyDeskPage = view<SurveyDeskPage>('surveys/desk');

/** A survey for whoever is asked. */
export interface SurveyStatePage {
  head: PageHeadModel;
  note: NoteModel;
  /** Each answer that may be given: for oneself, about each child. */
  answers: readonly { text: string; tag: TagModel; link: LinkModel | null }[];
}

export const surveyStatePage = view<SurveyStatePage>('surveys/state');

/** A statement with its scale; the first choice has the id that a fault leads to. */
export interface ScaleModel {
  name: string;
  text: string;
  error: string | undefined;
  /** From 1 to 5. */
  steps: readonly { value: string; mark: string; words: string; checked: boolean }[];
  unsure: { value: string; words: string; checked: boolean };
  ends: { low: string; high: string };
}

export interface AnswerPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  intro: string | null;
  /** About whom, where somebody answers about several children. */
  whom: { label: string; chips: readonly (LinkModel & { current: boolean; isDone: boolean })[] } | null;
  form: {
    action: string;
    scales: readonly ScaleModel[];
    texts: readonly FieldModel[];
  } | null;
  /** In the form's place once it is answered, or when the survey has closed. */
  note: NoteModel | null;
  next: readonly LinkModel[];
}

export const answerPage = view<AnswerPage>('surveys/answer');

import type {
  ChipsModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  LinkModel,
  NoteModel,
  PageHeadModel,
  PaginationModel,
} from '../web/components.ts';
import type { SafeHtml } from '../web/safe-html.ts';
import { view } from '../web/view.ts';

/** surveys/_statement.ejs: a statement with its mean and how the answers are spread. */
export interface StatementModel {
  id: string;
  text: string;
  /** «4,3 из 5»; or that everybody found it hard to say. */
  mean: string;
  svg: SafeHtml;
  rows: readonly { label: string; count: string; share: string }[];
}

/** surveys/_figures.ejs: rows of numbers under their headings. */
export interface FiguresModel {
  id: string;
  title: string;
  lead: string;
  first: string;
  columns: readonly string[];
  rows: readonly { label: string; detail: string; cells: readonly string[] }[];
  notes: readonly string[];
}

export interface ResultsPage {
  head: PageHeadModel;
  /** How many answered; a line a role. */
  response: readonly string[];
  /** Why nothing is shown; null where there are results. */
  tooFew: EmptyModel | null;
  whose: ChipsModel | null;
  groupings: ChipsModel | null;
  /** What is looked at, in words. */
  shown: string;
  statements: readonly StatementModel[];
  table: FiguresModel | null;
  trend: { finding: string; svg: SafeHtml | null; table: FiguresModel } | null;
  beside: FiguresModel | null;
}

export const resultsPage = view<ResultsPage>('surveys/results');

export interface TextModel {
  id: string;
  action: string;
  body: readonly string[];
  role: string;
  tags: readonly string[];
  /** Tags that others have, for one press. */
  offered: readonly string[];
  field: FieldModel;
}

export interface TextsPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  items: ChipsModel | null;
  filters: ChipsModel | null;
  /** Tags that have been given, for the browser to offer. */
  known: readonly string[];
  question: string;
  texts: readonly TextModel[];
  /** What the page was opened with: where to come back to. */
  hidden: readonly { name: string; value: string }[];
  pages: PaginationModel | null;
  empty: EmptyModel | null;
}

export const textsPage = view<TextsPage>('surveys/texts');

export interface DecisionPage {
  head: PageHeadModel;
  problems: ErrorSummaryModel | null;
  conflict: NoteModel | null;
  /** What the survey came to: a line a statement. */
  found: readonly string[];
  action: string;
  version: string;
  decision: FieldModel;
  changes: FieldModel;
  cancel: LinkModel;
  /** Null while there is nothing to publish; `words` say who will be told. */
  publication: { action: string; version: string; words: string } | null;
  published: NoteModel | null;
}

export const decisionPage = view<DecisionPage>('surveys/decision');

export interface OutcomePage {
  head: PageHeadModel;
  changes: readonly string[];
  decision: readonly string[];
  response: string;
  statements: readonly StatementModel[];
  tooFew: string;
}

export const outcomePage = view<OutcomePage>('surveys/outcome');

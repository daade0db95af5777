import type {
  ChipsModel,
  EmptyModel,
  FieldModel,
  LinkModel,
  PageHeadModel,
  SelectModel,
} from '../web/components.ts';
import type { SafeHtml } from '../web/safe-html.ts';
import { view } from '../web/view.ts';

/** reports/_filters.ejs: a form of the GET kind, with what is chosen as chips that take it away. */
export interface FiltersModel {
  action: string;
  /** What the address holds beside the fields. */
  hidden: readonly { name: string; value: string }[];
  selects: readonly SelectModel[];
  days: readonly FieldModel[];
  /** What is chosen: each leads to the same page without it. */
  chosen: readonly LinkModel[];
  /** The page as it begins; null where nothing is chosen. */
  reset: string | null;
}

/** A number in a table; `hint` says in words what «—» stands for. */
export interface CellModel {
  text: string;
  hint: string | null;
}

export interface TableRowModel {
  label: string;
  href: string | null;
  detail: string;
  /** A second way from the row: a pupil's card. */
  more: LinkModel | null;
  cells: readonly CellModel[];
}

/** reports/_table.ejs */
export interface TableModel {
  id: string;
  caption: string;
  title: string;
  columns: readonly { title: string; href: string }[];
  /** Above the second ways of the rows; null where they have none. */
  more: string | null;
  rows: readonly TableRowModel[];
  total: TableRowModel | null;
  /** What stands below it: what «—» means, rows that are not here. */
  notes: readonly string[];
}

/** reports/_chart.ejs: a chart with the same numbers as a table. */
export interface ChartModel {
  id: string;
  title: string;
  finding: string;
  svg: SafeHtml;
  table: { title: string; column: string; rows: readonly { label: string; value: string }[] };
}

export interface StatModel {
  name: string;
  value: string;
  note: string;
  link: LinkModel | null;
}

/** reports/_stats.ejs */
export interface StatsModel {
  stats: readonly StatModel[];
}

/** What a press on a heading leads to. */
export interface DefinitionModel {
  id: string;
  title: string;
  text: string;
}

/** reports/_definitions.ejs */
export interface DefinitionsModel {
  definitions: readonly DefinitionModel[];
}

export interface ReportPage {
  head: PageHeadModel;
  shortcuts: ChipsModel | null;
  filters: FiltersModel;
  groupings: ChipsModel;
  stats: readonly StatModel[];
  empty: EmptyModel | null;
  table: TableModel | null;
  charts: readonly ChartModel[];
  /** Why there is no line. */
  chartNote: string | null;
  definitions: readonly DefinitionModel[];
}

export const reportPage = view<ReportPage>('reports/report');

export interface ScreenTimePage {
  head: PageHeadModel;
  filters: FiltersModel;
  stats: readonly StatModel[];
  empty: EmptyModel | null;
  table: TableModel | null;
  days: {
    title: string;
    note: string | null;
    items: readonly { title: string; over: string; lessons: readonly (LinkModel & { time: string })[] }[];
  } | null;
  definitions: readonly DefinitionModel[];
}

export const screenTimePage = view<ScreenTimePage>('reports/screen-time');

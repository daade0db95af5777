import { dayNumeric, dayWithYear, localMoment, number, shortName } from '../web/dates.ts';
import { chosenWords, narrowingTitles } from './choice-words.ts';
import type { ExportedCell, ExportedColumn, ExportedTable } from './exported-table.ts';
import type { LoadedReport } from './load-report.ts';
import { narrowings } from './report-filters.ts';
import type { ReportRow } from './report-table.ts';
import { rowWords } from './row-words.ts';

/** Who takes a table along, and when. */
export interface TakenAlong {
  by: { familyName: string; givenName: string; patronymic: string };
  at: Temporal.Instant;
  timeZone: string;
}

/** A report's table as it leaves the portal: the very rows and figures of the page, unrounded. */
export function toExportedTable(report: LoadedReport, taken: TakenAlong): ExportedTable {
  const { table, filters } = report;
  const hasDetail = table.rows.some(({ detail }) => detail !== '');
  const isOfWeeks = table.by === 'week';
  return {
    title: `Онлайн-занятия ${rowWords[table.by].by} ${dayNumeric(filters.from)}–${dayNumeric(filters.to)}`,
    latinTitle: `online-lessons-by-${table.by}-${filters.from}-${filters.to}`,
    about: aboutSaid(report, taken),
    columns: [
      isOfWeeks ? { kind: 'day', title: 'Неделя с', definition: 'Понедельник недели.' } : words(table.title),
      ...(hasDetail ? [words('Подробнее')] : []),
      ...table.columns.map(toColumn),
    ],
    rows: table.rows.map((row) => [
      isOfWeeks ? row.key : plain(row.label),
      ...(hasDetail ? [plain(row.detail)] : []),
      ...cellsOf(row),
    ]),
    totals: [table.total.label, ...(hasDetail ? [null] : []), ...cellsOf(table.total)],
  };
}

const words = (title: string): ExportedColumn => ({ kind: 'text', title, definition: '' });

function toColumn({ unit, title, definition }: LoadedReport['table']['columns'][number]): ExportedColumn {
  const empty = unit === 'count' ? '' : ' Пустая ячейка — меньше пяти уроков или делить не на что.';
  return { kind: unit, title, definition: definition + empty };
}

function cellsOf({ values }: ReportRow): ExportedCell[] {
  return values.map((value) => (typeof value === 'number' ? value : null));
}

/** What is in the table, in one line: the period, what it is narrowed to, what is left out, who took it and when. */
function aboutSaid(
  { table, period, choices, filters, scope }: LoadedReport,
  { by, at, timeZone }: TakenAlong,
): string {
  const chosen = narrowings
    .filter((name) => filters[name] !== null)
    .map((name) => `${narrowingTitles[name].field}: ${chosenWords(name, filters, choices)}`);
  const left =
    table.left === 0
      ? []
      : [`Здесь первые ${number(table.rows.length)} строк, не вошло ещё ${number(table.left)}`];
  const made = localMoment(at, timeZone);
  const own = scope.teacherId === null ? '' : ', в пределах своих уроков и классов';
  const who = shortName(by.familyName, by.givenName, by.patronymic) + own;
  return plain(
    [
      `Онлайн-занятия ${rowWords[table.by].by}`,
      `${period.words} (${dayNumeric(filters.from)} — ${dayNumeric(filters.to)})`,
      ...chosen,
      ...left,
      `Выгружено ${dayWithYear(made.day)} в ${made.time}: ${who}`,
    ].join('. '),
  );
}

/** With ordinary spaces: whoever looks for words in a file types these. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

import { type FigureCode, figures, missingWords, valueSaid } from '../attendance/figures.ts';
import { counted, nb } from '../web/dates.ts';
import type { DefinitionModel, TableModel, TableRowModel } from './pages.ts';
import type { ReportRow, ReportTable } from './report-table.ts';

interface TableOf {
  id: string;
  caption: string;
  /** The figures that are shown, of those that the table has. */
  shown: readonly FigureCode[];
}

/** A report's rows as the page prints them. */
export function toTable(table: ReportTable, { id, caption, shown }: TableOf): TableModel {
  const places = table.columns.flatMap((column, at) => (shown.includes(column.code) ? [at] : []));
  const columns = places.flatMap((at) => table.columns[at] ?? []);
  const toRow = (row: ReportRow): TableRowModel => ({
    label: row.label,
    href: row.href,
    detail: row.detail,
    more: row.card === null ? null : { href: row.card, text: 'открыть' },
    cells: places.map((at) => {
      const value = row.values[at] ?? 'none';
      const unit = table.columns[at]?.unit ?? 'count';
      return { text: valueSaid(value, unit), hint: typeof value === 'string' ? missingWords[value] : null };
    }),
  });
  const rows = table.rows.map(toRow);
  const total = toRow(table.total);
  return {
    id,
    caption,
    title: table.title,
    columns: columns.map((column) => ({ title: column.title, href: `#${definitionId(column.code)}` })),
    more: rows.some((row) => row.more !== null) ? 'Карточка' : null,
    rows,
    total: rows.length > 1 ? total : null,
    notes: notesOf(table, [...rows, total]),
  };
}

function notesOf(table: ReportTable, rows: readonly TableRowModel[]): string[] {
  const notes: string[] = [];
  if (rows.some((row) => row.cells.some((cell) => cell.hint !== null)))
    notes.push(
      nb(
        '«—»: уроков меньше пяти или делить не на что. Доля от нескольких уроков ничего не говорит, поэтому её нет.',
      ),
    );
  if (['class', 'grade', 'teacher'].includes(table.by))
    notes.push(nb('Урок нескольких классов или учителей есть в строке каждого, а во «Всего» — один раз.'));
  if (table.left > 0) {
    const which = table.by === 'lesson' ? 'последние уроки' : 'первые строки';
    const left = counted(table.left, 'строка', 'строки', 'строк');
    notes.push(nb(`Здесь ${which}; ещё ${left} нет на странице. Сузьте период или скачайте таблицу.`));
  }
  return notes;
}

/** What the figures mean, each at the place that its heading leads to. */
export function toDefinitions(codes: readonly FigureCode[]): DefinitionModel[] {
  return codes.map((code) => ({
    id: definitionId(code),
    title: figures[code].title,
    text: nb(figures[code].definition),
  }));
}

export function definitionId(code: FigureCode): string {
  return `figure-${code.replaceAll('_', '-')}`;
}

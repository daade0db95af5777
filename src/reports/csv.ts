import { rounded } from '../attendance/figures.ts';
import { dayNumeric } from '../web/dates.ts';
import {
  type ColumnKind,
  type ExportedCell,
  type ExportedColumn,
  type ExportedTable,
  harmless,
} from './exported-table.ts';

export const CSV_TYPE = 'text/csv; charset=utf-8';

const BYTE_ORDER_MARK = '\uFEFF';
const SEPARATOR = ';';
const LINE_END = '\r\n';
/** What numbers in a column are numbers of. */
const UNITS: Readonly<Partial<Record<ColumnKind, string>>> = { share: ', %', minutes: ', мин' };

/**
 * A table by RFC 4180 as a Russian spreadsheet opens it by a double press: UTF-8 that says so, semicolons, decimal
 * commas, days as 24.11.2026. The first line holds the headings; numbers are rounded as the page shows them, and shares
 * are per cent.
 */
export function toCsv(table: ExportedTable): string {
  const { columns, rows, totals } = table;
  const lines = [
    columns.map(headingOf),
    ...rows.map((row) => columns.map(({ kind }, index) => fieldOf(kind, row[index] ?? null))),
    ...(totals === null
      ? []
      : [columns.map(({ kind }, index) => fieldOf(index === 0 ? 'text' : kind, totals[index] ?? null))]),
  ];
  return BYTE_ORDER_MARK + lines.map((line) => line.join(SEPARATOR) + LINE_END).join('');
}

function headingOf({ kind, title }: ExportedColumn): string {
  const unit = UNITS[kind] ?? '';
  return field(title.startsWith('Минут') ? title : title + unit);
}

function fieldOf(kind: ColumnKind, cell: ExportedCell): string {
  if (cell === null) return '';
  if (kind === 'text' || kind === 'day')
    return field(kind === 'day' ? dayNumeric(String(cell)) : String(cell));
  return String(rounded(Number(cell), kind)).replace('.', ',');
}

/** Quoted where it holds a sign of the format; a comma too, for programs that part fields by it whatever they are told. */
function field(text: string): string {
  const safe = harmless(text);
  return /[";,\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

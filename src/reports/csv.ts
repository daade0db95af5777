import { dayNumeric } from '../web/dates.ts';
import { type ColumnKind, type ExportedCell, type ExportedTable, harmless } from './exported-table.ts';

export const CSV_TYPE = 'text/csv; charset=utf-8';

const BYTE_ORDER_MARK = '\uFEFF';
const SEPARATOR = ';';
const LINE_END = '\r\n';

/**
 * A table by RFC 4180 as a Russian spreadsheet opens it by a double press: UTF-8 that says so, semicolons, decimal
 * commas, days as 24.11.2026. The first line holds the headings; shares are per cent, and their headings say so.
 */
export function toCsv(table: ExportedTable): string {
  const { columns, rows, totals } = table;
  const lines = [
    columns.map(({ kind, title }) => field(kind === 'share' ? `${title}, %` : title)),
    ...[...rows, ...(totals === null ? [] : [totals])].map((row) =>
      columns.map(({ kind }, index) => fieldOf(kind, row[index] ?? null)),
    ),
  ];
  return BYTE_ORDER_MARK + lines.map((line) => line.join(SEPARATOR) + LINE_END).join('');
}

function fieldOf(kind: ColumnKind, cell: ExportedCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return decimal(kind === 'share' ? cell * 100 : cell);
  return field(kind === 'day' ? dayNumeric(cell) : cell);
}

/** A number with at most two digits after the comma. */
function decimal(value: number): string {
  return String(Math.round(value * 100) / 100).replace('.', ',');
}

/** Quoted where it holds a sign of the format; a comma too, for programs that part fields by it whatever they are told. */
function field(text: string): string {
  const safe = harmless(text);
  return /[";,\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

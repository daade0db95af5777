import type { Cell, Row } from 'write-excel-file/node';
import { daysBetween } from '../web/dates.ts';
import {
  type ColumnKind,
  type ExportedCell,
  type ExportedColumn,
  type ExportedTable,
  harmless,
} from './exported-table.ts';

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Day 0 of a spreadsheet; from 1 March 1900 on they all count the same. */
const DAY_ZERO = '1899-12-30';

const FORMATS: Readonly<Partial<Record<ColumnKind, string>>> = {
  share: '0.0%',
  minutes: '0.0',
  score: '0.0',
  day: 'dd.mm.yyyy',
};

const HEADING = { fontWeight: 'bold', wrap: true, alignVertical: 'top', backgroundColor: '#EDEDED' } as const;
const [NARROWEST, WIDEST] = [9, 48];

/**
 * A table as a workbook: what is filtered in the first line, headings that stay in sight, numbers, shares and days as
 * what they are, so that they can be summed and sorted; a second sheet says how each figure is counted.
 */
export async function toXlsx(table: ExportedTable): Promise<Buffer> {
  // loaded for the first file: the portal is lighter without it
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const { columns, rows, totals } = table;
  return writeExcelFile([
    {
      sheet: 'Отчёт',
      orientation: 'landscape',
      stickyRowsCount: 2,
      stickyColumnsCount: 1,
      columns: columns.map((column, index) => ({ width: widthOf(column, index, rows) })),
      data: [
        [textCell(table.about)],
        columns.map(({ title, kind }) => ({ ...textCell(title), ...HEADING, align: sideOf(kind) })),
        ...rows.map((row) => toRow(columns, row)),
        ...(totals === null
          ? []
          : [toRow(asSums(columns), totals).map((cell) => ({ ...cell, fontWeight: 'bold' as const }))]),
      ],
    },
    definitionsSheet(columns),
  ]).toBuffer();
}

function definitionsSheet(columns: readonly ExportedColumn[]) {
  const explained = columns.filter(({ definition }) => definition !== '');
  const top = { wrap: true, alignVertical: 'top' } as const;
  const data: Row[] = [
    [
      { ...textCell('Показатель'), ...HEADING },
      { ...textCell('Как считается'), ...HEADING },
    ],
    ...explained.map(({ title, definition }) => [
      { ...textCell(title), ...top },
      { ...textCell(definition), ...top },
    ]),
  ];
  return { sheet: 'Показатели', stickyRowsCount: 1, columns: [{ width: 32 }, { width: 96 }], data };
}

/** The row of sums begins with a word, whatever the rows above it begin with. */
function asSums([first, ...others]: readonly ExportedColumn[]): ExportedColumn[] {
  return first === undefined ? [] : [{ ...first, kind: 'text' }, ...others];
}

function toRow(columns: readonly ExportedColumn[], row: readonly ExportedCell[]) {
  return columns.map(({ kind }, index) => toCell(kind, row[index] ?? null));
}

function toCell(kind: ColumnKind, cell: ExportedCell) {
  if (cell === null) return {};
  if (typeof cell === 'string' && kind !== 'day') return textCell(cell);
  const value = typeof cell === 'string' ? daysBetween(DAY_ZERO, cell) : cell;
  const format = FORMATS[kind];
  return { value, type: Number, ...(format === undefined ? {} : { format }) };
}

/** Characters that a workbook cannot hold; judged without them, for whoever writes or reads it leaves them out. */
const UNHELD = /[\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu;
/** What stands for a character by its number in a workbook («_x003D_» is «=»). */
const BY_NUMBER = /_(?=x[\da-f]{4}_)/giu;

/** Text that stays text, though somebody saves the sheet in another format or edits the cell. */
function textCell(text: string) {
  const held = harmless(text.replace(UNHELD, '')).replace(BY_NUMBER, '_x005F_');
  return { value: held, type: String } satisfies Cell;
}

const sideOf = (kind: ColumnKind) => (kind === 'text' ? 'left' : 'right');

/** Wide enough for the cells and for the longest word of the heading, in characters. */
function widthOf(
  { kind, title }: ExportedColumn,
  index: number,
  rows: readonly (readonly ExportedCell[])[],
): number {
  const words = title.split(/[\s-]+/).map(({ length }) => length);
  const cells = kind === 'text' ? rows.map((row) => String(row[index] ?? '').length) : [];
  const longest = [...words, ...cells].reduce((most, length) => Math.max(most, length), NARROWEST);
  return Math.min(longest + 2, WIDEST);
}

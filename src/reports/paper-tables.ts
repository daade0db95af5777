import type { ContentTable, TableCell } from 'pdfmake/interfaces.js';
import { INK } from './pdf.ts';

/** A thin line under each row and a stronger one under the headings; nothing between columns. */
const RULED = {
  hLineWidth: (line: number) => (line === 0 ? 0 : line === 1 ? 0.8 : 0.4),
  vLineWidth: () => 0,
  hLineColor: () => INK.line,
  paddingTop: () => 2.5,
  paddingBottom: () => 1,
  paddingLeft: () => 3,
  paddingRight: () => 3,
};

/**
 * A table with headings that come again on each page, and rows that stay in one piece. The first column is words, the
 * others are figures.
 * @param isSummed whether the last row is of sums
 */
export function ruledTable(
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  options: { isSummed?: boolean } = {},
): ContentTable {
  const side = (column: number) => (column === 0 ? ('left' as const) : ('right' as const));
  const last = options.isSummed === true ? rows.length - 1 : -1;
  const body: TableCell[][] = [
    heads.map((text, column) => ({ text, style: 'head', alignment: side(column) })),
    ...rows.map((row, index) =>
      row.map((cell, column) => ({
        text: String(cell),
        alignment: side(column),
        ...(index === last ? { bold: true, noWrap: true } : {}),
      })),
    ),
  ];
  return {
    fontSize: 9,
    layout: RULED,
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: heads.map((_head, column) => (column === 0 ? '*' : 'auto')),
      body,
    },
  };
}

/** Names of figures with their values. */
export function factsTable(title: string, rows: readonly (readonly [string, string])[]): ContentTable {
  return {
    layout: RULED,
    margin: [0, 0, 0, 8],
    fontSize: 9.5,
    table: {
      dontBreakRows: true,
      widths: ['*', 'auto'],
      body: [
        [
          { text: title, style: 'head' },
          { text: '', style: 'head' },
        ],
        ...rows.map(([name, value]) => [name, { text: value, alignment: 'right' as const, bold: true }]),
      ],
    },
  };
}

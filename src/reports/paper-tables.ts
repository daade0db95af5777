import type { ContentTable, TableCell } from 'pdfmake/interfaces.js';
import { INK } from './pdf.ts';

const PADDING = 3;

/** A thin line under each row; nothing between columns. */
const RULED = {
  hLineWidth: (line: number) => (line === 0 ? 0 : 0.4),
  vLineWidth: () => 0,
  hLineColor: () => INK.line,
  paddingTop: () => 2.5,
  paddingBottom: () => 1,
  paddingLeft: () => PADDING,
  paddingRight: () => PADDING,
};

/**
 * A table under its title: both come again on each page, rows stay in one piece, and the title never stands without a
 * row. The first column is words, the others are figures.
 * @param isSummed whether the last row is of sums
 */
export function titledTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  { isSummed = false }: { isSummed?: boolean } = {},
): ContentTable {
  const side = (column: number) => (column === 0 ? ('left' as const) : ('right' as const));
  const last = isSummed ? rows.length - 1 : -1;
  const over = heads.slice(1).map(() => '');
  const titleRow: TableCell[] = [
    { text: title, style: 'heading', margin: [-PADDING, 14, 0, 3], colSpan: heads.length },
    ...over,
  ];
  return {
    fontSize: 9,
    layout: { ...RULED, hLineWidth: (line: number) => (line < 2 ? 0 : 0.4) },
    table: {
      headerRows: 2,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: heads.map((_head, column) => (column === 0 ? '*' : 'auto')),
      body: [
        titleRow,
        heads.map((text, column) => ({ text, style: 'head', alignment: side(column) })),
        ...rows.map((row, index) =>
          row.map((cell, column) => ({
            text: String(cell),
            alignment: side(column),
            ...(index === last ? { bold: true, noWrap: true } : {}),
          })),
        ),
      ],
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

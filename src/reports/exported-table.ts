import type { FigureUnit } from '../attendance/figures.ts';

/** A table as it leaves the portal: what each column holds, and its cells as they are, not as a page prints them. */

/**
 * What a column holds: words, a day ('2026-11-24'), or a figure: a number of things, a share of one (0.931), minutes,
 * activity. An empty cell is null in all of them.
 */
export type ColumnKind = 'text' | 'day' | FigureUnit;

export interface ExportedColumn {
  kind: ColumnKind;
  title: string;
  /** How the figure is counted; empty for what needs no words. */
  definition: string;
}

export type ExportedCell = string | number | null;

export interface ExportedTable {
  /** Name of the table, and of the file without its ending: letters, digits, spaces, hyphens. */
  title: string;
  /** The file's name for programs that know Latin letters only, without its ending. */
  latinTitle: string;
  /** What is filtered, in a sentence. */
  about: string;
  columns: readonly ExportedColumn[];
  rows: readonly (readonly ExportedCell[])[];
  /** The sums under the rows, the first cell a word for them; null where there are none. */
  totals: readonly ExportedCell[] | null;
}

/**
 * Characters with which a spreadsheet takes a text for a formula, or drops what follows: ASVS v5.0.0-1.2.10, and the
 * full-width signs that some editions take for the same.
 */
const DANGEROUS = /^[=+\-@\t\r\n\0＝＋－＠]/;

/** A text that no spreadsheet runs as a formula: with an apostrophe before it where it could be taken for one. */
export function harmless(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text;
}

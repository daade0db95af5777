import type { ChartWords } from './charts.ts';
import { escapeHtml, type SafeHtml, safeHtml } from './safe-html.ts';
import { number } from './words.ts';

export interface SharePart {
  label: string;
  count: number;
}

const WIDTH = 360;
const ROW = 26;
const LABEL_WIDTH = 150;
const BAR_WIDTH = 122;

/**
 * How answers are spread over the choices: a short bar a choice, with its share and count beside it; nothing is said
 * by colour alone. A table with the same numbers belongs beside it.
 * @returns null where there are no answers
 */
export function shareChart({ id, title, finding }: ChartWords, parts: readonly SharePart[]): SafeHtml | null {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  if (total === 0) return null;
  const rows = parts.map(({ label, count }, at) => {
    const top = at * ROW;
    const width = Math.round((count / total) * BAR_WIDTH * 10) / 10;
    const bar =
      count === 0
        ? ''
        : `<rect class="chart-bar" x="${LABEL_WIDTH}" y="${top + 5}" width="${width}" height="14" rx="3"/>`;
    return (
      `<text class="chart-name" x="0" y="${top + 17}">${escapeHtml(label)}</text>` +
      `<rect class="chart-track" x="${LABEL_WIDTH}" y="${top + 5}" width="${BAR_WIDTH}" height="14" rx="3"/>${bar}` +
      `<text class="chart-val" x="${LABEL_WIDTH + BAR_WIDTH + 8}" y="${top + 17}">${shareSaid(count, total)} · ${number(count)}</text>`
    );
  });
  // every text among the rows went through escapeHtml or is a number
  return safeHtml(
    `<svg class="chart chart-shares" viewBox="0 0 ${WIDTH} ${parts.length * ROW}" role="img" aria-labelledby="${id}-t ${id}-d">` +
      `<title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(finding)}</desc>${rows.join('')}</svg>`,
  );
}

/** A part of a whole in whole per cent: «46 %». */
export function shareSaid(count: number, total: number): string {
  return `${Math.round((count / total) * 100)}\u00a0%`;
}

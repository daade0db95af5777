/**
 * Charts as SVG, drawn on the server. Colours come from classes, so dark schemes, schemes for poor sight and print come by
 * themselves; whatever colour says is said by shape too, and the finding stands in words for screen readers. A table
 * with the same numbers belongs beside each chart.
 */
import { escapeHtml, type SafeHtml, safeHtml } from './safe-html.ts';
import { number } from './words.ts';

export interface ChartPoint {
  label: string;
  /** Null: nothing to show, and the line breaks. */
  value: number | null;
  /** Not finished yet: dashed and hollow. */
  isPart?: boolean | undefined;
}

export interface ChartWords {
  /** The element's id, unique on the page. */
  id: string;
  title: string;
  /** What is to be seen, in words. */
  finding: string;
}

const WIDTH = 440;
const HEIGHT = 230;
const MARGIN = { top: 24, right: 18, bottom: 30, left: 40 };
const PAD = 18;
const MOST_LABELS = 6;
const MOST_VALUES = 9;

/** Where a line's axis begins and ends, and its ticks: round numbers around the values, within `limits`. */
export function scaleOf(
  values: readonly number[],
  limits: { from: number; to: number },
): { from: number; to: number; ticks: number[] } {
  if (values.length === 0) return { ...limits, ticks: [limits.from, limits.to] };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = [1, 2, 5, 10, 20, 25, 50, 100].find((one) => (high - low) / one <= 3) ?? 200;
  let from = Math.max(limits.from, Math.floor(low / step) * step);
  const to = Math.min(limits.to, Math.max(Math.ceil(high / step), Math.floor(low / step) + 1) * step);
  if (to <= from) from = Math.max(limits.from, to - step);
  const count = Math.round((to - from) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => tidy(from + i * step));
  return { from: tidy(from), to: tidy(Math.max(to, from + step)), ticks };
}

/**
 * A line over time. The lowest value is a diamond, where not all are equal; what is not finished is dashed and hollow.
 * @param limits between which values can be: 0 and 100 for per cent
 * @returns null where there are fewer than two values: no line can be drawn
 */
export function lineChart(
  words: ChartWords,
  points: readonly ChartPoint[],
  limits: { from: number; to: number },
): SafeHtml | null {
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  if (values.length < 2) return null;
  const scale = scaleOf(values, limits);
  const lowest = lowestOf(values);
  const x = (at: number) =>
    tidy(MARGIN.left + PAD + ((WIDTH - MARGIN.left - MARGIN.right - 2 * PAD) * at) / (points.length - 1));
  const y = (value: number) =>
    tidy(
      HEIGHT -
        MARGIN.bottom -
        ((value - scale.from) / (scale.to - scale.from)) * (HEIGHT - MARGIN.top - MARGIN.bottom),
    );
  const parts = scale.ticks.map((tick) => gridLine(tick, y(tick)));
  points.forEach((point, at) => {
    const before = points[at - 1];
    if (point.value !== null && before !== undefined && before.value !== null)
      parts.push(
        `<path class="chart-line${point.isPart ? ' is-part' : ''}" d="M${x(at - 1)} ${y(before.value)}L${x(at)} ${y(point.value)}"/>`,
      );
  });
  const every = Math.ceil(points.length / MOST_LABELS);
  points.forEach((point, at) => {
    if ((points.length - 1 - at) % every === 0)
      parts.push(
        `<text class="chart-tick" x="${x(at)}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(point.label)}</text>`,
      );
    if (point.value !== null) parts.push(dot(x(at), y(point.value), point, point.value === lowest));
  });
  const isTight = values.length > MOST_VALUES;
  points.forEach((point, at) => {
    if (point.value === null || (isTight && point.value !== lowest && at !== points.length - 1)) return;
    const isDip = point.value === lowest && y(point.value) < HEIGHT - MARGIN.bottom - 24;
    const place = isDip ? y(point.value) + 21 : y(point.value) - 10;
    parts.push(
      `<text class="chart-val" x="${x(at)}" y="${tidy(place)}" text-anchor="middle">${said(point.value, values)}</text>`,
    );
  });
  return drawn(words, HEIGHT, parts);
}

const ROW = 46;
const BAR_LEFT = 4;
const BAR_WIDTH = 350;
const LONGEST_LABEL = 46;

/**
 * Horizontal bars from zero, each under its name. The longest one has a diamond at its end, where not all are
 * equal; a bar without a value says so.
 * @param to what a full bar means
 * @returns null where no bar has a value
 */
export function barChart(
  words: ChartWords,
  bars: readonly ChartPoint[],
  { to, unit, missing }: { to: number; unit: string; missing: string },
): SafeHtml | null {
  const values = bars.flatMap((bar) => (bar.value === null ? [] : [bar.value]));
  if (values.length === 0) return null;
  const lowest = lowestOf(values);
  const longest = lowest === null ? null : Math.max(...values);
  const parts = bars.map((bar, at) => {
    const top = at * ROW;
    const name = `<text class="chart-name" x="${BAR_LEFT}" y="${top + 16}">${escapeHtml(short(bar.label))}</text>`;
    const track = `<rect class="chart-track" x="${BAR_LEFT}" y="${top + 23}" width="${BAR_WIDTH}" height="14" rx="3"/>`;
    if (bar.value === null)
      return `${name}${track}<text class="chart-tick" x="${BAR_LEFT + 8}" y="${top + 35}">${escapeHtml(missing)}</text>`;
    const width = tidy((Math.min(bar.value, to) / to) * BAR_WIDTH);
    const isLongest = bar.value === longest;
    const fill = `<rect class="chart-bar" x="${BAR_LEFT}" y="${top + 23}" width="${width}" height="14" rx="3"/>`;
    const mark = isLongest ? diamond(BAR_LEFT + width, top + 30, 'chart-dot is-low') : '';
    return `${name}${track}${fill}${mark}<text class="chart-val" x="${BAR_LEFT + BAR_WIDTH + 12}" y="${top + 35}">${said(bar.value, values)}${escapeHtml(unit)}</text>`;
  });
  return drawn(words, bars.length * ROW + 4, parts);
}

function drawn({ id, title, finding }: ChartWords, height: number, parts: readonly string[]): SafeHtml {
  // every text among the parts went through escapeHtml or is a number
  return safeHtml(
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">` +
      `<title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(finding)}</desc>${parts.join('')}</svg>`,
  );
}

function gridLine(tick: number, y: number): string {
  return (
    `<line class="chart-grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y}" y2="${y}"/>` +
    `<text class="chart-tick" x="${MARGIN.left - 8}" y="${tidy(y + 4)}" text-anchor="end">${number(tick)}</text>`
  );
}

function dot(x: number, y: number, point: ChartPoint, isLow: boolean): string {
  const look = `chart-dot${point.isPart ? ' is-part' : ''}${isLow ? ' is-low' : ''}`;
  return isLow ? diamond(x, y, look) : `<circle class="${look}" cx="${x}" cy="${y}" r="5"/>`;
}

function diamond(x: number, y: number, look: string): string {
  return `<path class="${look}" d="M${x} ${tidy(y - 7)}L${tidy(x + 7)} ${y}L${x} ${tidy(y + 7)}L${tidy(x - 7)} ${y}Z"/>`;
}

/** The lowest of values that are not all equal; null where they are, for then none stands out. */
function lowestOf(values: readonly number[]): number | null {
  const lowest = Math.min(...values);
  return values.some((value) => value > lowest) ? lowest : null;
}

/** A value with one decimal, where any of them has one. */
function said(value: number, values: readonly number[]): string {
  const isWhole = values.every((one) => Number.isInteger(tidy(one)));
  return isWhole ? number(tidy(value)) : value.toFixed(1).replace('.', ',');
}

function short(label: string): string {
  return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

/** One decimal at most: what is shown, and what an attribute needs. */
function tidy(value: number): number {
  return Math.round(value * 10) / 10;
}

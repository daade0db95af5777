import { rounded } from '../attendance/figures.ts';
import { dayNumeric, number } from '../web/dates.ts';
import { INK } from './pdf.ts';

export interface ChartWeek {
  /** The week's Monday. */
  monday: string;
  lessons: number;
  /** Share of attendance, 0 to 1; null where there are too few lessons to say. */
  attendance: number | null;
}

const WIDTH = 497;
const HEIGHT = 218;
const LEFT = 36;
const RIGHT = 8;
const LINE = { top: 24, bottom: 118 };
const BARS = { top: 152, bottom: 196 };
/** The scale of attendance never starts higher than this, so that a fall of one point does not look like a collapse. */
const HIGHEST_START = 50;
const GRID = '#d4d4d4';

/**
 * Attendance by week as a line, and under it the lessons as columns; in plain colours that the PDF knows, and as
 * clear in black and white. A week without enough lessons has a gap in the line.
 */
export function termChart(weeks: readonly ChartWeek[]): string {
  const step = (WIDTH - LEFT - RIGHT) / Math.max(weeks.length, 1);
  const x = (index: number) => LEFT + step * (index + 0.5);
  const size = weeks.length > 14 ? 6.5 : 8;
  const text = (at: number, y: number, words: string, anchor = 'middle', colour: string = INK.text) =>
    `<text x="${fixed(at)}" y="${fixed(y)}" text-anchor="${anchor}" font-family="Roboto" font-size="${size}" fill="${colour}">${words}</text>`;
  const days = weeks.map(({ monday }, index) =>
    text(x(index), HEIGHT - 8, dayNumeric(monday).slice(0, 5), 'middle', INK.quiet),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    text(0, 8, 'Посещаемость, %', 'start', INK.quiet),
    ...attendanceLine(weeks, x, text),
    text(0, BARS.top - 14, 'Уроков онлайн', 'start', INK.quiet),
    ...columns(weeks, x, Math.min(step * 0.5, 28), text),
    ...days,
    '</svg>',
  ].join('');
}

type Text = (at: number, y: number, words: string, anchor?: string, colour?: string) => string;
type Across = (index: number) => number;

function attendanceLine(weeks: readonly ChartWeek[], x: Across, text: Text): string[] {
  const values = weeks.flatMap(({ attendance }) => (attendance === null ? [] : [attendance * 100]));
  const start = Math.min(HIGHEST_START, Math.floor(Math.min(...values, 100) / 10) * 10);
  const y = (value: number) => LINE.bottom - ((value - start) / (100 - start)) * (LINE.bottom - LINE.top);
  const grid = [start, (start + 100) / 2, 100].flatMap((value) => [
    stroke(LEFT, y(value), WIDTH - RIGHT, y(value), GRID, 0.6),
    text(LEFT - 6, y(value) + 3, number(value), 'end', INK.quiet),
  ]);
  const points = weeks.map(({ attendance }, index) =>
    attendance === null ? null : { x: x(index), y: y(attendance * 100), value: rounded(attendance, 'share') },
  );
  const lines = points.flatMap((point, index) => {
    const before = points[index - 1];
    return point && before ? [stroke(before.x, before.y, point.x, point.y, INK.accent, 1.5)] : [];
  });
  const known = points.filter((point) => point !== null);
  // behind the numbers, so that the grid does not run through them
  const gaps = known.map(
    (point) =>
      `<rect x="${fixed(point.x - 10)}" y="${fixed(point.y - 14)}" width="20" height="9" fill="#ffffff"/>`,
  );
  const dots = known.flatMap((point) => [
    `<circle cx="${fixed(point.x)}" cy="${fixed(point.y)}" r="2.8" fill="${INK.accent}"/>`,
    text(point.x, point.y - 6, point.value.toFixed(1).replace('.', ',')),
  ]);
  return [...grid, ...gaps, ...lines, ...dots];
}

function columns(weeks: readonly ChartWeek[], x: Across, width: number, text: Text): string[] {
  const most = Math.max(...weeks.map(({ lessons }) => lessons), 1);
  return [
    stroke(LEFT, BARS.bottom, WIDTH - RIGHT, BARS.bottom, INK.line, 0.6),
    ...weeks.flatMap(({ lessons }, index) => {
      const height = (lessons / most) * (BARS.bottom - BARS.top);
      return [
        `<rect x="${fixed(x(index) - width / 2)}" y="${fixed(BARS.bottom - height)}" width="${fixed(width)}" height="${fixed(height)}" fill="${INK.line}"/>`,
        text(x(index), BARS.bottom - height - 3, number(lessons)),
      ];
    }),
  ];
}

function stroke(x1: number, y1: number, x2: number, y2: number, colour: string, width: number): string {
  return `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" stroke="${colour}" stroke-width="${width}"/>`;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

import {
  type FigureCode,
  type FigureValue,
  figures,
  missingWords,
  valueSaid,
} from '../attendance/figures.ts';
import { barChart, type ChartPoint, lineChart } from '../web/charts.ts';
import { addDays, dayRange, dayShort } from '../web/dates.ts';
import type { LoadedReport, WeekSums } from './load-report.ts';
import type { ChartModel } from './pages.ts';
import { rowWords } from './row-words.ts';

/** The id of the line by week. */
export const LINE = 'by-week';
/** The id of the bars by the rows of the table. */
export const BARS = 'by-row';

const PER_CENT = { from: 0, to: 100 };
const MOST_BARS = 12;
/** Groupings whose rows are compared as bars; weeks are the line, lessons have no shares. */
const COMPARED = ['class', 'grade', 'teacher', 'course', 'subject', 'service', 'student'];

/**
 * Attendance by week as a line, and what was missed by the rows of the table as bars where they are few: bars begin at
 * zero, so bars of attendance would all look alike.
 */
export function toCharts(report: LoadedReport, today: string): ChartModel[] {
  const line = attendanceByWeek(report.weeks, today);
  const bars = missedByRow(report);
  return [...(line === null ? [] : [line]), ...(bars === null ? [] : [bars])];
}

interface Valued extends ChartPoint {
  /** «от 9 до 15 ноября», or the row's label: how the finding names it. */
  name: string;
  said: string;
}

function attendanceByWeek(weeks: readonly WeekSums[], today: string): ChartModel | null {
  const points = weeks.map(({ monday, sums }): Valued => {
    const sunday = addDays(monday, 6);
    return {
      ...valued(figures.attendance.of(sums)),
      label: dayShort(monday).replace(/(?<=\s\p{L}{3})\p{L}+$/u, ''),
      name: dayRange(monday, sunday),
      isPart: sunday >= today,
    };
  });
  const title = 'Посещаемость по неделям';
  const finding = findingOf(points);
  const svg = lineChart({ id: LINE, title: `${title}, %`, finding }, points, PER_CENT);
  if (svg === null) return null;
  return { id: LINE, title, finding, svg, table: tableOf('Неделя', 'attendance', points) };
}

function missedByRow({ table }: LoadedReport): ChartModel | null {
  if (!COMPARED.includes(table.by) || table.rows.length < 2 || table.rows.length > MOST_BARS) return null;
  const { title: row, by } = rowWords[table.by];
  const points = table.rows.map((each): Valued => {
    const name = each.detail === '' ? each.label : `${each.label}, ${each.detail}`;
    return { ...valued(figures.missed_share.of(each.sums)), label: name, name };
  });
  if (points.filter((point) => point.value !== null).length < 2) return null;
  const title = `Не были на уроках: ${by}`;
  const finding = findingOf(points);
  const most = Math.max(...points.map((point) => point.value ?? 0));
  const style = { to: Math.max(10, Math.ceil(most / 10) * 10), unit: '\u00a0%', missing: missingWords.few };
  const svg = barChart({ id: BARS, title: `${title}, %`, finding }, points, style);
  if (svg === null) return null;
  return { id: BARS, title, finding, svg, table: tableOf(row, 'missed_share', points) };
}

function valued(value: FigureValue): { value: number | null; said: string } {
  return { value: typeof value === 'string' ? null : value * 100, said: valueSaid(value, 'share') };
}

function tableOf(title: string, code: FigureCode, points: readonly Valued[]): ChartModel['table'] {
  return {
    title,
    column: figures[code].title,
    rows: points.map((point) => ({ label: point.name, value: point.said })),
  };
}

/** The lowest and the highest in words, and how many say nothing. */
function findingOf(points: readonly Valued[]): string {
  const known = points.filter((point) => point.value !== null);
  const [first] = known;
  if (first === undefined) return '';
  const lowest = known.reduce((low, point) => ((point.value ?? 0) < (low.value ?? 0) ? point : low), first);
  const highest = known.reduce(
    (high, point) => ((point.value ?? 0) > (high.value ?? 0) ? point : high),
    first,
  );
  const range =
    lowest.value === highest.value
      ? `Везде одинаково: ${lowest.said}.`
      : `Ниже всего — ${lowest.said} (${lowest.name}), выше всего — ${highest.said} (${highest.name}).`;
  const last = known.at(-1);
  const part = last?.isPart ? ` Последняя неделя ещё идёт: ${last.said}.` : '';
  const few = known.length < points.length ? ' Где уроков меньше пяти, доля не показана.' : '';
  return `${range}${part}${few}`;
}

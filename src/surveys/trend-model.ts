import { lineChart } from '../web/charts.ts';
import { nb, number } from '../web/dates.ts';
import type { ClosedSurvey } from './closed-survey.ts';
import type { ResultsPage } from './result-pages.ts';
import type { TrendRow } from './results-queries.ts';
import { FEWEST_ANSWERS } from './scale.ts';
import { tenths } from './statement-model.ts';

const FROM_ONE_TO_FIVE = { from: 1, to: 5 };

interface TermResults {
  label: string;
  rows: readonly TrendRow[];
  mean: number | null;
}

/**
 * The same statements in the surveys of the last terms: a line of the mean of all of them, a table of each. Null where
 * there are fewer than two surveys to compare.
 */
export function trendModel(
  statements: ClosedSurvey['items'],
  rows: readonly TrendRow[],
): ResultsPage['trend'] {
  const terms = [...Map.groupBy(rows, (row) => row.survey_id).values()].flatMap(termOf);
  if (terms.length < 2) return null;
  const finding = findingOf(terms);
  return {
    finding,
    svg: lineChart(
      { id: 'trend', title: 'Средняя оценка по четвертям', finding },
      terms.map((term) => ({ label: term.label, value: term.mean })),
      FROM_ONE_TO_FIVE,
    ),
    table: {
      id: 'trend-table',
      title: 'Те же утверждения по четвертям',
      lead: '',
      first: 'Утверждение',
      columns: terms.map((term) => term.label),
      rows: statements.map((item, at) => ({
        label: `${at + 1}. ${item.text}`,
        detail: '',
        cells: terms.map((term) => cellOf(term.rows.find((row) => row.text === item.text))),
      })),
      notes: [],
    },
  };
}

function termOf(rows: readonly TrendRow[]): TermResults[] {
  const [first] = rows;
  if (first === undefined || first.answers < FEWEST_ANSWERS) return [];
  const [sum, rated] = [
    rows.reduce((all, row) => all + row.sum, 0),
    rows.reduce((all, row) => all + row.rated, 0),
  ];
  const label = nb(`${first.term_name.replace(/ четверть$/u, '')}, ${first.year_name}`);
  return [{ label, rows, mean: rated === 0 ? null : sum / rated }];
}

function cellOf(row: TrendRow | undefined): string {
  return row === undefined || row.rated === 0 ? '—' : tenths(row.sum / row.rated);
}

function findingOf(terms: readonly TermResults[]): string {
  const [before, last] = terms.slice(-2);
  if (before?.mean == null || last?.mean == null) return 'Все утверждения вместе, от 1 до 5.';
  const change = Math.round(last.mean * 10) - Math.round(before.mean * 10);
  const said =
    change === 0
      ? 'как и в прошлый раз'
      : `на ${number(Math.abs(change) / 10)} ${change > 0 ? 'выше' : 'ниже'}, чем в прошлый раз`;
  return nb(`Все утверждения вместе: ${tenths(last.mean)} из 5, ${said}.`);
}

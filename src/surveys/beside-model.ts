import { FEWEST_LESSONS, figures, NO_SUMS, valueSaid } from '../attendance/figures.ts';
import { nb, number } from '../web/dates.ts';
import type { ClosedSurvey } from './closed-survey.ts';
import { type LeafRow, meanOf } from './leaf-views.ts';
import type { FiguresModel } from './result-pages.ts';
import type { ClassRow } from './results-queries.ts';
import { tenths } from './statement-model.ts';

/**
 * Attendance of online lessons and calls for help of the same term beside the answers, class by class. The figures
 * are those of the reports; they are about classes, and are joined with no answer.
 */
export function besideTable(
  survey: ClosedSurvey,
  rows: readonly LeafRow[],
  classes: readonly ClassRow[],
): FiguresModel {
  const term = survey.term === null ? '' : `${survey.term.name}, ${survey.term.year_name}`;
  return {
    id: 'beside',
    title: 'Рядом: как шли уроки',
    lead: nb(
      `${term}. Посещаемость онлайн-уроков и обращения «не могу войти» — из журналов и обращений, с ответами людей они не связаны.`,
    ),
    first: 'Класс',
    columns: ['Средняя оценка', 'Посещаемость', 'Сбои связи', 'Обращений'],
    rows: classes.map((one) => {
      const sums = { ...NO_SUMS, ...one, lessons: one.filled };
      const row = rows.find((each) => each.classId === one.id);
      return {
        label: one.name,
        detail: '',
        cells: [
          row === undefined ? 'меньше пяти' : overall(row),
          one.filled < FEWEST_LESSONS ? 'мало уроков' : valueSaid(figures.attendance.of(sums), 'share'),
          number(one.technical),
          number(one.calls),
        ],
      };
    }),
    notes: [],
  };
}

/** The mean of all statements together. */
function overall(row: LeafRow): string {
  const together = row.counts.reduce<number[]>(
    (sum, counts) => counts.map((count, choice) => count + (sum[choice] ?? 0)),
    [],
  );
  const mean = meanOf(together);
  return mean === null ? '—' : tenths(mean);
}

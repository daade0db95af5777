import {
  FEWEST_LESSONS,
  figures,
  lessonsDue,
  lessonsMarked,
  NO_SUMS,
  valueSaid,
} from '../attendance/figures.ts';
import type { AttentionRow, MeasuresRow } from '../attendance/term-attention.ts';
import { counted, plural } from '../web/dates.ts';
import type { TermSums } from './review-queries.ts';

/**
 * What the findings of a meeting begin with: the figures of the term as plain sentences, to be edited by hand. They
 * are the numbers of the reports, by the same definitions.
 */
export function draftFindings(
  term: TermSums,
  attention: AttentionRow,
  measures: readonly MeasuresRow[],
): string {
  return [...lessonsSaid(term), ...pupilsSaid(attention), ...measuresSaid(measures)].join('\n');
}

function lessonsSaid(term: TermSums): string[] {
  const sums = { ...NO_SUMS, ...term };
  const due = lessonsDue(sums);
  if (due === 0) return ['Онлайн-уроков в этой четверти не было.'];
  const held = `${plural(term.lessons, 'Прошёл', 'Прошли', 'Прошло')} ${counted(term.lessons, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков')}`;
  const notHeld = term.not_held === 0 ? '' : `, не состоялось — ${term.not_held}`;
  const filled = `${held}${notHeld}. Журналы заполнены: ${term.filled} из ${due}.`;
  if (lessonsMarked(sums) < FEWEST_LESSONS)
    return [filled, 'Отмечено меньше пяти уроков: доли не считаются.'];
  const share = figures.active_share.of(sums);
  const active =
    typeof share === 'number'
      ? `; на уроке работали ${valueSaid(share, 'share')} тех, у кого отмечена активность`
      : '';
  return [
    filled,
    `Посещаемость — ${valueSaid(figures.attendance.of(sums), 'share')}${active}.`,
    `Пропуски — ${term.absent}, по уважительной причине — ${term.excused}, опоздания — ${term.late}, сбои связи — ${term.technical}.`,
  ];
}

function pupilsSaid({ concerned, without_measure }: AttentionRow): string[] {
  if (concerned === 0) return ['Под вниманием никого не было.'];
  const met = without_measure === 0 ? 'меры назначены каждому' : `без мер — ${without_measure}`;
  const pupils = counted(concerned, 'ученик', 'ученика', 'учеников');
  return [`Под вниманием ${plural(concerned, 'был', 'были', 'было')} ${pupils}, ${met}.`];
}

function measuresSaid(measures: readonly MeasuresRow[]): string[] {
  const sum = (of: (row: MeasuresRow) => number) => measures.reduce((all, row) => all + of(row), 0);
  const planned = sum((row) => row.planned);
  if (planned === 0) return [];
  const [helped, partly, notHelped] = [
    sum((row) => row.helped),
    sum((row) => row.partly),
    sum((row) => row.not_helped),
  ];
  const rest = planned - helped - partly - notHelped;
  return [
    `Мер: ${planned}. Помогли — ${helped}, отчасти — ${partly}, не помогли — ${notHelped}, итога ещё нет — ${rest}.`,
  ];
}

import {
  FEWEST_LESSONS,
  figures,
  lessonsDue,
  lessonsMarked,
  NO_SUMS,
  valueSaid,
} from '../attendance/figures.ts';
import { counted, plural } from '../web/dates.ts';
import type { TermFacts } from './review-queries.ts';

/** What the findings of a meeting begin with: the figures of the term as plain sentences, to be edited by hand. */
export function draftFindings(facts: TermFacts): string {
  const sums = { ...NO_SUMS, ...facts };
  const due = lessonsDue(sums);
  if (due === 0) return [NO_LESSONS, ...peopleSaid(facts)].join('\n');
  const held = `${plural(facts.lessons, 'Прошёл', 'Прошли', 'Прошло')} ${counted(facts.lessons, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков')}`;
  const notHeld = facts.not_held === 0 ? '' : `, не состоялось — ${facts.not_held}`;
  return [
    `${held}${notHeld}. Журналы заполнены: ${facts.filled} из ${due}.`,
    ...(lessonsMarked(sums) < FEWEST_LESSONS
      ? ['Отмечено меньше пяти уроков: доли не считаются.']
      : [
          `Посещаемость — ${valueSaid(figures.attendance.of(sums), 'share')}; на уроке работали ${valueSaid(figures.active_share.of(sums), 'share')} тех, у кого отмечена активность.`,
          `Пропуски — ${facts.absent}, по уважительной причине — ${facts.excused}, опоздания — ${facts.late}, сбои связи — ${facts.technical}.`,
        ]),
    ...peopleSaid(facts),
  ].join('\n');
}

const NO_LESSONS = 'Онлайн-уроков в этой четверти не было.';

function peopleSaid({
  concerned,
  without_measure,
  planned,
  helped,
  partly,
  not_helped,
}: TermFacts): string[] {
  const pupils = counted(concerned, 'ученик', 'ученика', 'учеников');
  const met = without_measure === 0 ? 'меры назначены каждому' : `без мер — ${without_measure}`;
  const rest = planned - helped - partly - not_helped;
  return [
    concerned === 0
      ? 'Под вниманием никого не было.'
      : `Под вниманием ${plural(concerned, 'был', 'были', 'было')} ${pupils}, ${met}.`,
    ...(planned === 0
      ? []
      : [
          `Назначено мер: ${planned}. Помогли — ${helped}, отчасти — ${partly}, не помогли — ${not_helped}, итога ещё нет — ${rest}.`,
        ]),
  ];
}

import { pulseQuestions } from '../feedback/pulse.ts';
import { lineChart } from '../web/charts.ts';
import type { ChipsModel } from '../web/components.ts';
import { addDays, counted, dayNumeric, dayRange, nb, number } from '../web/dates.ts';
import { shareChart, shareSaid } from '../web/share-chart.ts';
import { urls } from '../web/urls.ts';
import type { PulsePage } from './pulse-pages.ts';
import type { PulseLeafRow, PulseTerm } from './pulse-queries.ts';
import { type PulseGrouping, type PulseLeaf, type PulseView, pulseRows, pulseSum } from './pulse-views.ts';
import type { FiguresModel, StatementModel } from './result-pages.ts';
import { FEWEST_ANSWERS } from './scale.ts';

export interface PulseChoice {
  by: PulseGrouping;
  from: string;
  to: string;
}

/** The share of answers, in per cent, that a line or a column tells of: the best choice of each question. */
const BEST = { connection: 3, clarity: 3, pace: 2 } as const;

const byTitles: Readonly<Record<PulseGrouping, string>> = {
  week: 'По неделям',
  course: 'По курсам',
  grade: 'По параллелям',
  service: 'По сервисам',
};
const firstTitles: Readonly<Record<PulseGrouping, string>> = {
  week: 'Неделя',
  course: 'Курс',
  grade: 'Параллель',
  service: 'Сервис',
};
const restTitles: Readonly<Record<PulseGrouping, string>> = {
  week: '',
  course: 'Остальные курсы вместе',
  grade: 'Остальные вместе',
  service: 'Остальные вместе',
};

export function toPulseLeaf(row: PulseLeafRow): PulseLeaf {
  const { course_id: courseId, service_id: serviceId, connection, clarity, pace, ...leaf } = row;
  return { ...leaf, courseId, serviceId, counts: { connection, clarity, pace } };
}

/** What was told of online lessons in a time, as sums of leaves; nothing below five. */
export function toPulsePage(
  leaves: readonly PulseLeaf[],
  terms: readonly PulseTerm[],
  choice: PulseChoice,
): PulsePage {
  const whole = pulseSum(leaves);
  const hasAny = whole.answers >= FEWEST_ANSWERS;
  return {
    head: {
      title: 'Как прошли уроки',
      crumb: [{ text: 'Опросы', href: urls.surveys() }],
      lead: nb(
        'После онлайн-урока ученик отвечает в трёх строках, какой была связь, всё ли понятно и какой темп, не чаще раза в неделю. Ответы без имён; неделя видна с понедельника.',
      ),
    },
    terms: termChips(terms, choice),
    groupings: byChips(choice),
    summary: hasAny
      ? nb(`${dayRange(choice.from, choice.to)}: ${counted(whole.answers, 'ответ', 'ответа', 'ответов')}.`)
      : '',
    questions: hasAny ? questionModels(whole) : [],
    trend: hasAny ? trendOf(leaves) : null,
    table: hasAny ? tableOf(leaves, choice.by) : null,
    empty: hasAny
      ? null
      : {
          icon: 'lock',
          text: nb(
            'Пока показать нечего. Ответы открываются в понедельник после недели, в которой их набралось не меньше пяти: меньше не видит никто, чтобы не узнать чужой ответ.',
          ),
        },
  };
}

function termChips(terms: readonly PulseTerm[], choice: PulseChoice): ChipsModel {
  return {
    label: 'Четверть',
    chips: terms.map((term) => ({
      text: nb(`${term.name}, ${term.year_name}`),
      href: urls.pulse({ by: choice.by, from: term.starts_on, to: term.ends_on }),
      current: term.starts_on === choice.from && term.ends_on === choice.to,
    })),
  };
}

function byChips(choice: PulseChoice): ChipsModel {
  const by: readonly PulseGrouping[] = ['week', 'course', 'grade', 'service'];
  return {
    label: 'Как показать',
    chips: by.map((one) => ({
      text: byTitles[one],
      href: `${urls.pulse({ by: one, from: choice.from, to: choice.to })}#pulse-table-h`,
      current: one === choice.by,
    })),
  };
}

function questionModels(whole: PulseView): StatementModel[] {
  return pulseQuestions.flatMap(({ name, title, choices }) => {
    const parts = choices.map(({ value, label }) => ({ label, count: whole.counts[name][value - 1] ?? 0 }));
    const best = choices.find(({ value }) => value === BEST[name]);
    const mean = `${best?.label ?? ''}: ${shareSaid(whole.counts[name][BEST[name] - 1] ?? 0, whole.answers)}`;
    const id = `pulse-${name}`;
    const svg = shareChart({ id, title, finding: mean }, parts);
    if (svg === null) return [];
    return [
      {
        id,
        text: title,
        mean,
        svg,
        rows: parts.map(({ label, count }) => ({
          label,
          count: number(count),
          share: shareSaid(count, whole.answers),
        })),
      },
    ];
  });
}

function trendOf(leaves: readonly PulseLeaf[]): PulsePage['trend'] {
  const weeks = pulseRows(leaves, 'week');
  const title = 'Всё понятно, % ответов по неделям';
  const points = weeks.map((week) => ({
    label: dayNumeric(week.label).slice(0, 5),
    value: ((week.counts.clarity[BEST.clarity - 1] ?? 0) / week.answers) * 100,
  }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const finding = nb(
    `В первую неделю — ${Math.round(first.value)} %, в последнюю — ${Math.round(last.value)} %.`,
  );
  const svg = lineChart({ id: 'pulse-weeks', title, finding }, points, { from: 0, to: 100 });
  return { title, finding, svg };
}

function tableOf(leaves: readonly PulseLeaf[], by: PulseGrouping): FiguresModel {
  const rows = pulseRows(leaves, by);
  const hasRest = rows.some((row) => row.isRest);
  return {
    id: 'pulse-table',
    title: byTitles[by],
    lead: nb('Доли ответов «хорошая связь», «всё понятно», «темп в самый раз».'),
    first: firstTitles[by],
    columns: ['Ответов', 'Связь хорошая', 'Всё понятно', 'Темп в самый раз'],
    rows: rows.map((row) => ({
      label: row.isRest
        ? restTitles[by]
        : by === 'week'
          ? dayRange(row.label, addDays(row.label, 6))
          : row.label,
      detail: '',
      cells: [
        number(row.answers),
        ...pulseQuestions.map(({ name }) => shareSaid(row.counts[name][BEST[name] - 1] ?? 0, row.answers)),
      ],
    })),
    notes: hasRest
      ? [
          nb(
            'Где за неделю набралось меньше пяти ответов, они сложены с другими: с параллелью, с сервисом или со всей школой. Последние несколько, если их меньше пяти, не хранятся.',
          ),
        ]
      : [],
  };
}

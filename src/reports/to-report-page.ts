import type { Actor } from '../access/actor.ts';
import { type FigureCode, figures, lessonsDue, valueSaid } from '../attendance/figures.ts';
import type { ChipsModel, EmptyModel, PageHeadModel } from '../web/components.ts';
import { counted, nb, number } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { chosenWords } from './choice-words.ts';
import { groupingsFor, type LoadedReport } from './load-report.ts';
import type { ReportPage, StatModel } from './pages.ts';
import { addressOf, type Narrowing, narrowings, type ReportFilters } from './report-filters.ts';
import { rowWords } from './row-words.ts';
import { BARS, LINE, toCharts } from './to-charts.ts';
import { toFilters } from './to-filters.ts';
import { toDefinitions, toTable } from './to-table.ts';

/** What the page shows of the figures; files hold all of them. */
const SHOWN: readonly FigureCode[] = [
  'lessons',
  'not_held',
  'filled_share',
  'same_day',
  'marks',
  'attendance',
  'absent',
  'excused',
  'late',
  'minutes_late',
  'technical',
  'silent_share',
  'activity',
  'screen_over',
];
/** Of groups of pupils these would crowd the rest out. */
const OF_PUPILS_ONLY: readonly FigureCode[] = ['marks', 'minutes_late'];

/** A report as a page. @param today by which the week that is not over is told */
export function toReportPage(report: LoadedReport, actor: Actor, today: string): ReportPage {
  const { filters, table, period } = report;
  const isOfPupils = filters.by === 'student' || filters.student !== null;
  const shown = SHOWN.filter(
    (code) => isOfPupils || filters.by === 'lesson' || !OF_PUPILS_ONLY.includes(code),
  );
  const isEmpty = table.rows.length === 0;
  const title = titleOf(report);
  const charts = isEmpty ? [] : toCharts(report, today);
  return {
    head: {
      title,
      crumb: crumbOf(report),
      lead: nb(period.words),
      actions: actionsOf(report, actor, today),
    },
    shortcuts: shortcutsOf(report, actor),
    filters: toFilters(report, {
      link: urls.reports,
      fields: report.scope.teacherId === null ? ALL_FIELDS : TEACHER_FIELDS,
      hasGrouping: true,
    }),
    groupings: {
      label: 'Строки таблицы',
      chips: groupingsFor(filters).map((by) => ({
        text: rowWords[by].by,
        href: urls.reports(addressOf({ ...filters, by })),
        current: by === filters.by,
      })),
    },
    stats: isEmpty ? [] : statsOf(report),
    empty: isEmpty ? emptyOf(report) : null,
    table: isEmpty
      ? null
      : toTable(table, {
          id: 'rows',
          caption: `${title}: ${rowWords[filters.by].by}`,
          shown,
        }),
    charts,
    chartNote:
      isEmpty || charts.some((chart) => chart.id === LINE)
        ? null
        : nb('Графика по неделям нет: нужны хотя бы две недели, в каждой не меньше пяти уроков с журналом.'),
    definitions: isEmpty
      ? []
      : toDefinitions([
          ...shown.filter((code) => table.columns.some((column) => column.code === code)),
          ...(charts.some((chart) => chart.id === BARS) ? (['missed_share'] as const) : []),
        ]),
  };
}

const ALL_FIELDS = ['grade', 'class', 'subject', 'teacher', 'service'] as const;
const TEACHER_FIELDS = ['class', 'subject', 'teacher', 'service'] as const;

function titleOf({ filters, choices, scope }: LoadedReport): string {
  const last = chosenOf(filters).at(-1);
  if (last === undefined)
    return scope.teacherId === null ? 'Онлайн-уроки школы' : 'Онлайн-уроки: мои и моих классов';
  if (last === 'teacher' && filters.teacher === scope.teacherId) return 'Мои онлайн-уроки';
  return `Онлайн-уроки: ${chosenWords(last, filters, choices)}`;
}

function chosenOf(filters: ReportFilters): Narrowing[] {
  return narrowings.filter((name) => filters[name] !== null);
}

/** The way back: each step is the report with what was chosen down to there. */
function crumbOf({ filters, choices }: LoadedReport): PageHeadModel['crumb'] {
  const chosen = chosenOf(filters);
  const { from, to, term } = filters;
  const period = addressOf({ ...NOTHING, from, to, term, by: 'class' });
  const steps = chosen.slice(0, -1).map((name, at) => {
    const kept = Object.fromEntries(chosen.slice(0, at + 1).map((one) => [one, filters[one] ?? undefined]));
    return {
      text: chosenWords(name, filters, choices),
      href: urls.reports({ ...period, ...kept, by: undefined }),
    };
  });
  if (chosen.length === 0) return [{ text: 'Отчёты' }];
  return [{ text: 'Отчёты', href: urls.reports({ ...period, by: 'class' }) }, ...steps];
}

const NOTHING = {
  service: null,
  teacher: null,
  subject: null,
  grade: null,
  class: null,
  course: null,
  student: null,
} as const;

function actionsOf({ filters, scope }: LoadedReport, actor: Actor, today: string): PageHeadModel['actions'] {
  const address = addressOf(filters);
  const screen = { ...address, by: undefined };
  const card = filters.student !== null && seesCards(filters, scope) ? filters.student : null;
  return [
    ...(card === null ? [] : [{ href: urls.student(card), text: 'Карточка ученика', icon: 'user' as const }]),
    { href: urls.screenTime(screen), text: 'Экранное время', icon: 'monitor' },
    ...(actor.permissions.has('report:export')
      ? [
          { href: urls.reportTable('xlsx', address), text: 'Excel', icon: 'download' as const },
          { href: urls.reportTable('csv', address), text: 'CSV', icon: 'download' as const },
        ]
      : []),
    ...(isBegunTerm(filters, today) && actor.permissions.has('report:submit')
      ? [
          {
            href: urls.termReport({ term: Number(filters.term) }),
            text: 'Отчёт директору, PDF',
            icon: 'file-text' as const,
          },
        ]
      : []),
  ];
}

/** The head's report is of a term, not of a year or days of one's own. */
function isBegunTerm({ term, from }: ReportFilters, today: string): boolean {
  return term !== null && !term.startsWith('year') && from <= today;
}

/** Pupils' cards are for the coordinator, and for the class teacher of the class that is chosen. */
function seesCards(filters: ReportFilters, scope: LoadedReport['scope']): boolean {
  return scope.teacherId === null || (filters.class !== null && scope.headed.includes(filters.class));
}

/** A teacher's two ways in: own lessons, and each class that is headed. */
function shortcutsOf({ filters, scope }: LoadedReport, actor: Actor): ChipsModel | null {
  if (scope.teacherId === null || actor.headedClasses.length === 0) return null;
  const period = addressOf({
    ...NOTHING,
    from: filters.from,
    to: filters.to,
    term: filters.term,
    by: 'course',
  });
  const chosen = chosenOf(filters);
  const isOnly = (name: Narrowing, id: number) => chosen.length === 1 && filters[name] === id;
  return {
    label: 'Что показать',
    chips: [
      {
        text: 'Мои уроки',
        href: urls.reports({ ...period, teacher: scope.teacherId, by: 'course' }),
        current: isOnly('teacher', scope.teacherId),
      },
      ...actor.headedClasses.map((each) => ({
        text: `Мой класс: ${each.name}`,
        href: urls.reports({ ...period, class: each.id, by: 'student' }),
        current: isOnly('class', each.id),
      })),
    ],
  };
}

function statsOf({ filters, table }: LoadedReport): StatModel[] {
  const { sums } = table.total;
  const stat = (code: FigureCode, note: string, link: StatModel['link'] = null): StatModel => ({
    name: figures[code].title,
    value: valueSaid(figures[code].of(sums), figures[code].unit),
    note,
    link,
  });
  const marks = counted(Number(figures.marks.of(sums)), 'отметка', 'отметки', 'отметок');
  if (filters.student !== null)
    return [
      stat('attendance', marks),
      stat('absent', ''),
      stat('technical', ''),
      stat('activity', 'от 0 до 3'),
    ];
  const notHeld = sums.not_held === 0 ? '' : `не состоялось: ${number(sums.not_held)}`;
  const isScreen = table.columns.some((column) => column.code === 'screen_over');
  return [
    stat('lessons', notHeld),
    stat('filled_share', `${number(sums.filled)} из ${number(lessonsDue(sums))}`),
    stat('attendance', marks),
    ...(isScreen
      ? [
          stat('screen_over', '', {
            href: urls.screenTime({ ...addressOf(filters), by: undefined }),
            text: 'Экранное время',
          }),
        ]
      : [stat('silent_share', 'из тех, чья активность отмечена')]),
  ];
}

function emptyOf({ filters, scope }: LoadedReport): EmptyModel {
  if (chosenOf(filters).length > 0)
    return {
      text: nb(
        'За эти дни прошедших онлайн-уроков здесь нет. Выберите другой период или уберите лишние условия.',
      ),
      icon: 'search',
      link: {
        href: urls.reports({
          ...addressOf({ ...filters, ...NOTHING }),
          by: scope.teacherId === null ? 'class' : 'course',
        }),
        text: 'Показать всё',
      },
    };
  return {
    text: nb(
      'За эти дни онлайн-уроков ещё не было. Отчёт появится, когда закончится первый из них; журналы его дополнят.',
    ),
    icon: 'chart-column-increasing',
  };
}

import {
  FEWEST_LESSONS,
  type FigureCode,
  figures,
  lessonsMarked,
  type ScreenSums,
  type Sums,
  valueSaid,
} from '../attendance/figures.ts';
import { dayNumeric, dayRange, dayWithYear, localMoment, nb, number } from '../web/dates.ts';
import { findingsOf } from './findings.ts';
import { factsTable, titledTable } from './paper-tables.ts';
import { type PdfContent, type PdfPaper, section } from './pdf.ts';
import { termChart } from './term-chart.ts';
import { factsOf, measureLines, type NamedSums, type TermReport } from './term-report.ts';
import type { ReviewRow } from './term-report-queries.ts';

const TITLE = 'Отчёт об онлайн-занятиях за четверть';

const OF_LESSONS: readonly FigureCode[] = ['lessons', 'not_held', 'filled', 'filled_share', 'same_day'];
const OF_MARKS: readonly FigureCode[] = [
  'marks',
  'attendance',
  'attended',
  'late',
  'minutes_late',
  'absent',
  'excused',
  'technical',
];
const OF_ACTIVITY: readonly FigureCode[] = ['active_share', 'silent_share', 'activity'];
const OF_SCREEN: readonly FigureCode[] = ['screen_minutes', 'screen_over'];
const OF_CLASSES: readonly FigureCode[] = [
  'lessons',
  'not_held',
  'filled_share',
  'attendance',
  'absent',
  'excused',
  'technical',
  'active_share',
  'screen_over',
];
const OF_SERVICES: readonly FigureCode[] = [
  'lessons',
  'not_held',
  'filled_share',
  'attendance',
  'technical',
  'active_share',
];

/** The report laid out: figures, weeks, findings, classes, services, pupils and measures, the decision, signatures. */
export function termPaper(report: TermReport): PdfPaper {
  const { school, term, madeAt, timeZone } = report;
  const made = localMoment(madeAt, timeZone);
  return {
    title: `${TITLE}, ${term.name} ${term.year_name}`,
    author: school.name,
    madeAt,
    foot: `${school.shortName}. ${term.name} ${term.year_name}. Составлен ${dayNumeric(made.day)} в ${made.time}.`,
    content: [
      ...top(report),
      ...section('Показатели', figuresSaid(report)),
      ...weeksDrawn(report),
      ...findingsSaid(report),
      ...tableOf('По классам', 'Класс', report.classes, OF_CLASSES, report.total),
      ...tableOf('По сервисам', 'Сервис', report.services, OF_SERVICES),
      ...peopleAndMeasures(report),
      ...decisions(report.reviews),
      ...signatures(report),
      ...definitions(),
    ],
  };
}

function top({ school, term, signers, isOver }: TermReport): PdfContent[] {
  const order =
    signers.order_date === null
      ? 'Приказ о порядке онлайн-занятий на портале не указан.'
      : `Составлен по приказу №\u00a0${signers.order_number} от ${dayWithYear(signers.order_date)} (пункт 3.2 порядка).`;
  const goesOn = isOver ? [] : ['Четверть ещё идёт: здесь уроки, которые прошли ко времени составления.'];
  const lines = [
    `${term.name} ${term.year_name} учебного года, ${dayRange(term.starts_on, term.ends_on)} ${term.ends_on.slice(0, 4)} года.`,
    order,
    ...goesOn,
  ];
  return [
    { text: school.name, margin: [0, 0, 0, 10] },
    { text: TITLE, style: 'title' },
    ...lines.map((text) => ({ text: nb(text), margin: [0, 2, 0, 0] as [number, number, number, number] })),
  ];
}

type Rows = readonly (readonly [string, string])[];

function figuresSaid({ total, attention }: TermReport): PdfContent {
  const rows = (codes: readonly FigureCode[]): Rows =>
    codes.map((code) => [figures[code].title, said(code, total)]);
  const announced: Rows = [['Объявлено с опозданием', number(attention.announced_late)]];
  return {
    columnGap: 20,
    columns: [
      [
        factsTable('Уроки', [...rows(OF_LESSONS), ...announced]),
        factsTable('Экранное время классов', rows(OF_SCREEN)),
      ],
      [factsTable('Посещаемость', rows(OF_MARKS)), factsTable('Активность', rows(OF_ACTIVITY))],
    ],
  };
}

function weeksDrawn({ weeks }: TermReport): PdfContent[] {
  if (weeks.length === 0) return [];
  const points = weeks.map(({ monday, sums }) => {
    const attendance = figures.attendance.of(sums);
    return {
      monday,
      lessons: sums.lessons,
      attendance: typeof attendance === 'number' ? attendance : null,
    };
  });
  const hasGap = weeks.some(({ sums }) => lessonsMarked(sums) < FEWEST_LESSONS);
  const gap = 'Где точки нет, отмечено меньше пяти уроков. Под столбцом — понедельник недели.';
  return section('По неделям', [{ svg: termChart(points) }, ...(hasGap ? [note(gap)] : [])]);
}

function findingsSaid(report: TermReport): PdfContent[] {
  const [first = '', ...others] = findingsOf(factsOf(report)).map((text) => ({ text, unbreakable: true }));
  return section('Выводы', { ul: [first] }, { ul: others });
}

function tableOf(
  title: string,
  first: string,
  rows: readonly NamedSums[],
  codes: readonly FigureCode[],
  total?: Sums & ScreenSums,
): PdfContent[] {
  if (rows.length === 0) return [];
  const line = (name: string, sums: Sums & ScreenSums) => [name, ...codes.map((code) => said(code, sums))];
  const lines = rows.map(({ name, sums }) => line(name, sums));
  const all = total === undefined ? lines : [...lines, line('Всего', total)];
  const hasDash = all.some((cells) => cells.includes('—'));
  return [
    titledTable(title, [first, ...codes.map((code) => figures[code].title)], all, {
      isSummed: total !== undefined,
    }),
    ...(hasDash ? [note('«—» — меньше пяти уроков, доля не считается.')] : []),
  ];
}

/** Small words under a table or chart. */
function note(words: string): PdfContent {
  return { text: nb(words), style: 'quiet', margin: [0, 3, 0, 0] };
}

function said(code: FigureCode, sums: Sums & ScreenSums): string {
  return valueSaid(figures[code].of(sums), figures[code].unit);
}

function peopleAndMeasures({ attention, measures }: TermReport): PdfContent[] {
  const { concerned, without_measure } = attention;
  const pupils =
    concerned === 0
      ? 'В этой четверти под внимание никто не попал.'
      : `Под вниманием в четверти: ${number(concerned)}, с мерой — ${number(concerned - without_measure)}, без меры — ${number(without_measure)}.`;
  const heads = ['Мера', 'Назначено', 'Помогло', 'Помогло отчасти', 'Не помогло', 'Без итога'];
  return [
    ...section('Ученики под вниманием', { text: nb(pupils) }),
    ...(measures.length === 0
      ? section('Меры', { text: nb('Мер в этой четверти не было.') })
      : [titledTable('Меры', heads, measureLines(measures))]),
  ];
}

function decisions(reviews: readonly ReviewRow[]): PdfContent[] {
  const [first, ...others] = reviews.flatMap(decision);
  const missing = { text: nb('Совещание «Анализ за четверть» на портале ещё не записано.') };
  return section('Решение по итогам четверти', first ?? missing, ...others);
}

function decision({ held_on, people, findings, decision: decided }: ReviewRow): PdfContent[] {
  const told: Rows = [
    ['Совещание', [dayWithYear(held_on), people].filter(Boolean).join('. ')],
    ['Выводы', findings],
    ['Решение', decided],
  ];
  return told
    .filter(([, words]) => words !== '')
    .map(([name, words]) => ({ text: [{ text: `${name}. `, bold: true }, words], margin: [0, 0, 0, 4] }));
}

/** Who signs, with room to do it; kept in one piece. */
function signatures({ signers }: TermReport): PdfContent[] {
  const rows = [
    ...(signers.coordinator_name === '' ? [] : [[signers.coordinator_post, signers.coordinator_name]]),
    ['Директор', signers.director_name],
  ];
  return section('Подписи', [
    {
      layout: 'noBorders',
      table: {
        widths: ['*', 130, 150],
        body: rows.map(([post = '', name = '']) => [
          { text: post, margin: [0, 10, 0, 0] },
          { text: '____________________', margin: [0, 10, 0, 0], alignment: 'center' },
          { text: name, margin: [0, 10, 0, 0] },
        ]),
      },
    },
    { text: '«____» ______________ 20____\u00a0г.', margin: [0, 14, 0, 0] },
  ]);
}

/** How the figures are counted: the words of the pages themselves. */
function definitions(): PdfContent[] {
  const used = new Set([
    ...OF_LESSONS,
    ...OF_MARKS,
    ...OF_ACTIVITY,
    ...OF_SCREEN,
    ...OF_CLASSES,
    ...OF_SERVICES,
  ]);
  const [first = '', ...others] = [
    ...[...used].map((code) => defined(figures[code].title, figures[code].definition)),
    defined(
      'Объявлено с опозданием',
      'Онлайн-уроки, которые учитель назначил позже срока, установленного школой (пункт 2.3 порядка).',
    ),
  ];
  return section('Как считаются показатели', first, ...others);
}

function defined(title: string, words: string): PdfContent {
  return {
    text: [{ text: `${title}. `, bold: true }, nb(words)],
    style: 'quiet',
    margin: [0, 0, 0, 2],
    unbreakable: true,
  };
}

import {
  addSums,
  type FigureCode,
  figures,
  missingWords,
  NO_SUMS,
  valueSaid,
} from '../attendance/figures.ts';
import { counted, dayLong, nb, number } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { choiceGroups, chosenWords } from './choice-words.ts';
import type { AskedReport } from './load-report.ts';
import type { CellModel, ScreenTimePage, TableModel } from './pages.ts';
import { addressOf } from './report-filters.ts';
import type { ClassScreenRow, OverDayRow } from './screen-queries.ts';
import { toFilters } from './to-filters.ts';
import { definitionId, toDefinitions } from './to-table.ts';

const CODES: readonly FigureCode[] = ['screen_minutes', 'screen_over'];

/** Minutes of online lessons a day by class, against the limits of their days. */
export function toScreenTimePage(
  asked: AskedReport,
  classes: readonly ClassScreenRow[],
  days: readonly OverDayRow[],
): ScreenTimePage {
  const { filters, choices, period, scope } = asked;
  const ofClass = filters.class === null ? '' : `: ${chosenWords('class', filters, choices)}`;
  const address = { ...addressOf(filters), by: filters.class === null ? 'class' : 'student' };
  return {
    head: {
      title: `Экранное время${ofClass}`,
      crumb: [{ text: 'Отчёты', href: urls.reports(address) }],
      lead: nb(period.words),
    },
    filters: toFilters(asked, {
      link: urls.screenTime,
      fields: scope.teacherId === null ? ['grade', 'class'] : ['class'],
      hasGrouping: false,
    }),
    stats: statsOf(classes),
    empty: classes.length > 0 ? null : emptyOf(asked),
    table: classes.length > 0 ? toTable(classes, address) : null,
    days: toDays(days),
    definitions: classes.length > 0 ? toDefinitions(CODES) : [],
  };
}

function emptyOf({ filters, scope, choices }: AskedReport): ScreenTimePage['empty'] {
  const isTeacher = scope.teacherId !== null;
  const isOfOthers = filters.class !== null && !scope.headed.includes(filters.class);
  if (isTeacher && (scope.headed.length === 0 || isOfOthers))
    return {
      text: nb(
        'Норма считается на весь день класса, поэтому экранное время видят координатор и классный руководитель. Когда вы назначаете урок онлайн, портал сам предупредит, если день класса выйдет за норму.',
      ),
      icon: 'monitor',
    };
  const hasClasses = choiceGroups('class', choices).length > 1;
  return {
    text: nb(
      hasClasses
        ? 'За эти дни прошедших онлайн-уроков нет, и время за экраном не набралось. Выберите другой период или класс.'
        : 'За эти дни на портале нет классов. Выберите другой период.',
    ),
    icon: 'monitor',
  };
}

function statsOf(classes: readonly ClassScreenRow[]): ScreenTimePage['stats'] {
  if (classes.length === 0) return [];
  const sums = classes.map((row) => ({ ...NO_SUMS, ...sumsOf(row) })).reduce(addSums);
  const over = classes.filter((row) => row.screen_over > 0).length;
  return [
    {
      name: 'Дней с онлайн-уроками',
      value: number(sums.screen_days),
      note: 'у всех классов вместе',
      link: null,
    },
    { name: figures.screen_over.title, value: number(sums.screen_over), note: '', link: null },
    {
      name: 'Классов с превышением',
      value: number(over),
      note: `из ${number(classes.length)}`,
      link: null,
    },
    {
      name: 'Самый долгий день',
      value: `${number(Math.max(...classes.map((row) => row.most)))}\u00a0мин`,
      note: '',
      link: null,
    },
  ];
}

function sumsOf(row: ClassScreenRow) {
  const { screen_days, screen_minutes, screen_over } = row;
  return { screen_days, screen_minutes, screen_over };
}

function toTable(
  classes: readonly ClassScreenRow[],
  address: Readonly<Record<string, string | number | undefined>>,
): TableModel {
  const cell = (text: string, hint: string | null = null): CellModel => ({ text, hint });
  return {
    id: 'rows',
    caption: 'Экранное время по классам',
    title: 'Класс',
    columns: [
      { title: 'Дней онлайн', href: `#${definitionId('screen_minutes')}` },
      { title: figures.screen_minutes.title, href: `#${definitionId('screen_minutes')}` },
      { title: 'Самый долгий день', href: `#${definitionId('screen_minutes')}` },
      { title: 'Норма, минут', href: `#${definitionId('screen_over')}` },
      { title: figures.screen_over.title, href: `#${definitionId('screen_over')}` },
    ],
    more: null,
    rows: classes.map((row) => ({
      label: row.name,
      href: urls.screenTime({ ...address, by: undefined, class: row.class_id }),
      detail: '',
      more: null,
      cells: [
        cell(number(row.screen_days)),
        figureCell('screen_minutes', row),
        cell(number(row.most)),
        row.allowed_from === null
          ? cell('—', 'нормы нет')
          : cell(limitSaid(row.allowed_from, row.allowed_to)),
        figureCell('screen_over', row),
      ],
    })),
    total: null,
    notes: [],
  };
}

function figureCell(code: FigureCode, row: ClassScreenRow): CellModel {
  const value = figures[code].of({ ...NO_SUMS, ...sumsOf(row) });
  const text = valueSaid(value, figures[code].unit);
  // what is divided here is days
  const missing = { ...missingWords, few: 'меньше пяти дней' };
  return { text, hint: typeof value === 'string' ? missing[value] : null };
}

/** «60», or «60–90» where the limit changed within the period. */
function limitSaid(from: number, to: number | null): string {
  return to === null || to === from ? String(from) : `${from}–${to}`;
}

function toDays(days: readonly OverDayRow[]): ScreenTimePage['days'] {
  const [first] = days;
  if (first === undefined) return null;
  const left = first.row_count - days.length;
  return {
    title: 'Дни сверх нормы',
    note:
      left > 0
        ? nb(`Последние ${number(days.length)}. Чтобы увидеть остальные, сузьте период или выберите класс.`)
        : null,
    items: days.map((day) => ({
      title: nb(`${day.name}, ${dayLong(day.day)}`),
      over: nb(`${counted(day.minutes, 'минута', 'минуты', 'минут')} при норме ${number(day.allowed)}`),
      lessons: day.lessons.map((lesson) => ({
        time: `${lesson.starts}–${lesson.ends}`,
        href: urls.lesson(lesson.id),
        text: [lesson.subject, lesson.group].filter((words) => words !== '').join(', '),
      })),
    })),
  };
}

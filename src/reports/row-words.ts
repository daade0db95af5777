import { type Attendance, activityWords, attendances, attendanceWords } from '../attendance/mark.ts';
import { addDays, counted, dayRange, dayShort, nb, shortName, weekdayBrief } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { addressOf, type Grouping, type ReportFilters } from './report-filters.ts';
import type { ReportRow } from './report-table.ts';
import type { ReportSumsRow } from './sums-queries.ts';

/** How a grouping names its column, itself and its rows, and where these lead. */
interface RowWords {
  /** Above the labels. */
  title: string;
  /** «по классам» */
  by: string;
  of(
    row: ReportSumsRow,
    filters: ReportFilters,
  ): Pick<ReportRow, 'label' | 'detail' | 'href'> & { card?: string };
}

/** The same report narrowed further. */
function narrower(filters: ReportFilters, change: Partial<ReportFilters>): string {
  return urls.reports(addressOf({ ...filters, ...change }));
}

const part = (row: ReportSumsRow, at: number) => row.parts[at] ?? '';

export const rowWords: Readonly<Record<Grouping, RowWords>> = {
  class: {
    title: 'Класс',
    by: 'по классам',
    of: (row, filters) => ({
      label: part(row, 0) || 'Без класса',
      detail: '',
      href: row.key === '' ? null : narrower(filters, { class: Number(row.key), by: 'student' }),
    }),
  },
  grade: {
    title: 'Параллель',
    by: 'по параллелям',
    of: (row, filters) => ({
      label: gradeSaid(Number(row.key)),
      detail: '',
      href: row.key === '' ? null : narrower(filters, { grade: Number(row.key), by: 'class' }),
    }),
  },
  teacher: {
    title: 'Учитель',
    by: 'по учителям',
    of: (row, filters) => ({
      label: shortName(part(row, 0), part(row, 1), part(row, 2)),
      detail: '',
      href: narrower(filters, { teacher: Number(row.key), by: 'course' }),
    }),
  },
  course: {
    title: 'Курс',
    by: 'по курсам',
    of: (row, filters) => ({
      label: part(row, 0),
      detail: courseSaid(part(row, 1), part(row, 2)),
      href: narrower(filters, {
        course: Number(row.key),
        by: filters.student === null ? 'student' : 'lesson',
      }),
    }),
  },
  subject: {
    title: 'Предмет',
    by: 'по предметам',
    of: (row, filters) => ({
      label: part(row, 0),
      detail: '',
      href: narrower(filters, {
        subject: Number(row.key),
        by: filters.student === null ? 'course' : 'lesson',
      }),
    }),
  },
  service: {
    title: 'Сервис',
    by: 'по сервисам',
    of: (row, filters) => ({
      label: part(row, 0),
      detail: '',
      href: narrower(filters, {
        service: Number(row.key),
        by: filters.student !== null ? 'lesson' : filters.class === null ? 'class' : 'course',
      }),
    }),
  },
  week: {
    title: 'Неделя',
    by: 'по неделям',
    of: (row, filters) => {
      const week = { from: row.key, to: addDays(row.key, 6) };
      return {
        label: dayRange(week.from, week.to),
        detail: '',
        href: narrower(filters, { ...withinPeriod(week, filters), term: null, by: 'lesson' }),
      };
    },
  },
  student: {
    title: 'Ученик',
    by: 'по ученикам',
    of: (row, filters) => ({
      label: `${part(row, 0)} ${part(row, 1)}`,
      detail: '',
      href: narrower(filters, { student: Number(row.key), by: 'lesson' }),
      ...(part(row, 3) === 'true' ? { card: urls.student(Number(row.key)) } : {}),
    }),
  },
  lesson: {
    title: 'Урок',
    by: 'по урокам',
    of: (row, filters) => ({
      label: nb(`${weekdayBrief(part(row, 0))}, ${dayShort(part(row, 0))}, ${part(row, 1)}-й урок`),
      detail: [part(row, 2), courseSaid(part(row, 3), part(row, 4)), stateSaid(row, filters)]
        .filter((words) => words !== '')
        .join(' · '),
      href: urls.register(Number(row.key)),
    }),
  },
};

/** «7-е классы»; classes outside the grades together. */
export function gradeSaid(grade: number): string {
  return grade === 0 ? 'Прочие группы' : nb(`${grade}-е классы`);
}

/** «7А», «7А, 7Б», «7А, 1-я подгруппа»: a part of a class is mostly named by it. */
function courseSaid(classes: string, group: string): string {
  if (group === '' || classes === '') return group || classes;
  return group.startsWith(classes) ? group : `${classes}, ${group}`;
}

/** What a lesson's register says in a word: of one pupil the mark; of all, only where there are no marks. */
function stateSaid(row: ReportSumsRow, filters: ReportFilters): string {
  if (filters.student !== null) return markSaid(row);
  if (part(row, 6) === 'false') return 'не состоялся';
  return part(row, 5) === 'false' ? 'журнал не заполнен' : '';
}

function markSaid(row: ReportSumsRow): string {
  const attendance = attendances.find((name: Attendance) => row[name] > 0);
  if (attendance === undefined) return '';
  const { long } = attendanceWords[attendance];
  const late = row.minutes_late > 0 ? ` ${counted(row.minutes_late, 'минута', 'минуты', 'минут')}` : '';
  const activity = row.activity_marks > 0 ? activityOf(row.activity_sum) : '';
  return `${long}${late}${activity}`;
}

function activityOf(activity: number): string {
  const words = Object.entries(activityWords).find(([value]) => Number(value) === activity);
  return words === undefined ? '' : `, ${words[1]}`;
}

/** The days of a week that are in the report's period. */
function withinPeriod(week: { from: string; to: string }, filters: ReportFilters) {
  const [, from = week.from] = [week.from, filters.from].sort();
  const [to = week.to] = [week.to, filters.to].sort();
  return { from, to };
}

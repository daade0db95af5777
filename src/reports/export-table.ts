import { dayNumeric, dayWithYear, localMoment, number, shortName } from '../web/dates.ts';
import type { ChoiceRow } from './choice-queries.ts';
import type { ExportedCell, ExportedColumn, ExportedTable } from './exported-table.ts';
import type { LoadedReport } from './load-report.ts';
import type { ReportRow } from './report-table.ts';
import { gradeSaid, rowWords } from './row-words.ts';

/** Who takes a table along, and when. */
export interface TakenAlong {
  by: { familyName: string; givenName: string; patronymic: string };
  at: Temporal.Instant;
  timeZone: string;
}

/** A report's table as it leaves the portal: the very rows and figures of the page, unrounded. */
export function toExportedTable(report: LoadedReport, taken: TakenAlong): ExportedTable {
  const { table, filters } = report;
  const hasDetail = table.rows.some(({ detail }) => detail !== '');
  const days = `${filters.from}-${filters.to}`;
  const isOfWeeks = table.by === 'week';
  return {
    title: `Онлайн-занятия ${rowWords[table.by].by} ${days}`,
    latinTitle: `online-lessons-by-${table.by}-${days}`,
    about: aboutSaid(report, taken),
    columns: [
      isOfWeeks ? { kind: 'day', title: 'Неделя с', definition: 'Понедельник недели.' } : words(table.title),
      ...(hasDetail ? [words('Подробнее')] : []),
      ...table.columns.map(toColumn),
    ],
    rows: table.rows.map((row) => [
      isOfWeeks ? row.key : plain(row.label),
      ...(hasDetail ? [plain(row.detail)] : []),
      ...cellsOf(row),
    ]),
    totals: [isOfWeeks ? null : table.total.label, ...(hasDetail ? [null] : []), ...cellsOf(table.total)],
  };
}

const words = (title: string): ExportedColumn => ({ kind: 'text', title, definition: '' });

function toColumn({ unit, title, definition }: LoadedReport['table']['columns'][number]): ExportedColumn {
  const empty = unit === 'count' ? '' : ' Пустая ячейка — меньше пяти уроков или делить не на что.';
  return { kind: unit, title, definition: definition + empty };
}

function cellsOf({ values }: ReportRow): ExportedCell[] {
  return values.map((value) => (typeof value === 'number' ? value : null));
}

/** What is in the table, in one line: the period, what it is narrowed to, what is left out, who took it and when. */
function aboutSaid(
  { table, period, choices, filters }: LoadedReport,
  { by, at, timeZone }: TakenAlong,
): string {
  const chosen = choices.filter((choice) => choice.is_chosen).map(choiceSaid);
  const grade = filters.grade === null ? [] : [gradeSaid(filters.grade)];
  const left =
    table.left === 0
      ? []
      : [`Здесь первые ${number(table.rows.length)} строк, не вошло ещё ${number(table.left)}`];
  const made = localMoment(at, timeZone);
  const who = shortName(by.familyName, by.givenName, by.patronymic);
  return plain(
    [
      `Онлайн-занятия ${rowWords[table.by].by}`,
      `${period.words} (${dayNumeric(filters.from)} — ${dayNumeric(filters.to)})`,
      ...grade,
      ...chosen,
      ...left,
      `Выгружено ${dayWithYear(made.day)} в ${made.time}: ${who}`,
    ].join('. '),
  );
}

const kinds: Readonly<Record<ChoiceRow['kind'], string>> = {
  class: 'Класс',
  course: 'Курс',
  subject: 'Предмет',
  teacher: 'Учитель',
  service: 'Сервис',
  student: 'Ученик',
};

function choiceSaid({ kind, parts }: ChoiceRow): string {
  const [first = '', second = '', third = ''] = parts;
  const named =
    kind === 'teacher'
      ? shortName(first, second, third)
      : kind === 'student'
        ? `${first} ${second}`
        : parts.filter(Boolean).join(', ');
  return `${kinds[kind]}: ${named}`;
}

/** With ordinary spaces: whoever looks for words in a file types these. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

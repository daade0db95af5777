import type { Actor } from '../access/actor.ts';
import { addSums, NO_SUMS, type ScreenSums, type Sums } from '../attendance/figures.ts';
import type { Db } from '../db/db.ts';
import type { SchoolInfo } from '../web/route.ts';
import { areAllChosen, type ChoiceRow, listChoices } from './choice-queries.ts';
import { type CalendarRow, choosePeriod, listCalendar, type Period } from './period.ts';
import {
  type Grouping,
  groupings,
  narrowings,
  type ReportFilters,
  type ReportQuery,
} from './report-filters.ts';
import { type ReportScope, scopeOf } from './report-scope.ts';
import { codesFor, columnsOf, type ReportRow, type ReportTable, valuesOf } from './report-table.ts';
import { rowWords } from './row-words.ts';
import { type ClassScreenRow, loadScreenTime } from './screen-queries.ts';
import { loadSums, type ReportSumsRow } from './sums-queries.ts';

/** What a report is loaded with: a request's own database, actor, clock and school. */
export interface ReportContext {
  db: Db;
  actor: Actor;
  now: Temporal.Instant;
  today: string;
  school: Pick<SchoolInfo, 'timeZone'>;
}

/** The sums of a week, by its Monday. */
export interface WeekSums {
  monday: string;
  sums: Sums & ScreenSums;
}

export interface LoadedReport {
  filters: ReportFilters;
  scope: ReportScope;
  period: Period;
  calendar: readonly CalendarRow[];
  choices: readonly ChoiceRow[];
  table: ReportTable;
  /** In order, those with a lesson. */
  weeks: readonly WeekSums[];
}

/** What an address asks for, with the period and the choices that it was checked against. */
export interface AskedReport {
  filters: ReportFilters;
  scope: ReportScope;
  period: Period;
  calendar: readonly CalendarRow[];
  choices: readonly ChoiceRow[];
}

/**
 * The filters behind an address: the period chosen, what it names checked against what the actor may see.
 * Nothing asked at all: the school by classes for the coordinator, their own courses for a teacher.
 * @returns null where the address names something that is not there or not theirs
 */
export async function askReport(context: ReportContext, query: ReportQuery): Promise<AskedReport | null> {
  const { db, actor, today } = context;
  const scope = scopeOf(actor);
  const calendar = await listCalendar(db);
  const period = choosePeriod(query, calendar, today);
  if (period === null) return null;
  const isBare = Object.values(query).every((value) => value === undefined);
  const asked = Object.fromEntries(narrowings.map((name) => [name, query[name] ?? null])) as Record<
    (typeof narrowings)[number],
    number | null
  >; // a value for each of the names
  if (isBare) asked.teacher = scope.teacherId;
  const { from, to, term } = period;
  const by = groupingOf(query.by, asked, scope);
  const filters: ReportFilters = { ...asked, from, to, term, by };
  const choices = await listChoices(db, scope, filters);
  return areAllChosen(choices, filters) ? { filters, scope, period, calendar, choices } : null;
}

/** A report, whole: at most four statements. @returns null where it asks for something not there or not theirs */
export async function loadReport(
  context: ReportContext,
  query: ReportQuery,
  { most }: { most: number },
): Promise<LoadedReport | null> {
  const asked = await askReport(context, query);
  return asked === null ? null : { ...asked, ...(await loadTable(context, asked, { most })) };
}

/** The table of a report whose filters have been checked, with its weeks: at most two statements. */
export async function loadTable(
  context: Pick<ReportContext, 'db' | 'now' | 'school'>,
  { filters, scope }: Pick<AskedReport, 'filters' | 'scope'>,
  { most }: { most: number },
): Promise<Pick<LoadedReport, 'table' | 'weeks'>> {
  const task = { filters, scope, now: context.now, timeZone: context.school.timeZone, most };
  const hasScreen = tellsScreenTime(filters, scope);
  const [rows, screen] = await Promise.all([
    loadSums(context.db, task),
    hasScreen ? loadScreenTime(context.db, task) : [],
  ]);
  const weeks = rows
    .filter((row) => row.kind === 'week')
    .map((row) => ({ monday: row.key, sums: sumsOf(row) }))
    .sort((one, other) => (one.monday < other.monday ? -1 : 1));
  const table = toTable(filters, { rows, weeks, screen, hasScreen });
  return { table, weeks };
}

/** By what the rows may be: pupils are told apart within a class or a course, and a pupil has no classes. */
export function groupingsFor(filters: Pick<ReportFilters, 'class' | 'course' | 'student'>): Grouping[] {
  if (filters.student !== null) return ['lesson', 'week', 'subject', 'course', 'teacher', 'service'];
  const isNarrow = filters.class !== null || filters.course !== null;
  return groupings.filter((by) => by !== 'student' || isNarrow);
}

function groupingOf(
  by: Grouping | undefined,
  asked: Pick<ReportFilters, 'class' | 'course' | 'student'>,
  scope: ReportScope,
): Grouping {
  if (by !== undefined && groupingsFor(asked).includes(by)) return by;
  if (asked.student !== null) return 'lesson';
  if (asked.class !== null || asked.course !== null) return 'student';
  return scope.teacherId === null ? 'class' : 'course';
}

/** Screen time is of whole days of classes: told where nothing but classes narrows, to whoever sees those days. */
function tellsScreenTime(filters: ReportFilters, scope: ReportScope): boolean {
  if (filters.by !== 'class' && filters.by !== 'grade') return false;
  if (narrowings.some((name) => name !== 'class' && name !== 'grade' && filters[name] !== null)) return false;
  return scope.teacherId === null || (filters.class !== null && scope.headed.includes(filters.class));
}

function sumsOf(row: ReportSumsRow): Sums & ScreenSums {
  const { kind: _kind, key: _key, parts: _parts, row_count: _count, ...sums } = row;
  return { ...NO_SUMS, ...sums };
}

interface Loaded {
  rows: readonly ReportSumsRow[];
  weeks: readonly WeekSums[];
  screen: readonly ClassScreenRow[];
  hasScreen: boolean;
}

function toTable(filters: ReportFilters, { rows, weeks, screen, hasScreen }: Loaded): ReportTable {
  const codes = codesFor(filters.by, { onePupil: filters.student !== null, screen: hasScreen });
  const shown = rows.filter((row) => row.kind === 'row');
  const toRow = (words: Omit<ReportRow, 'sums' | 'values'>, sums: Sums & ScreenSums): ReportRow => ({
    ...words,
    sums,
    values: valuesOf(codes, sums),
  });
  const all = [...weeks.map((week) => week.sums), ...screen.map(screenSums)];
  return {
    by: filters.by,
    title: rowWords[filters.by].title,
    columns: columnsOf(codes),
    rows: shown.map((row) => {
      const ofRow = screen.filter(
        (one) => String(filters.by === 'grade' ? one.grade : one.class_id) === row.key,
      );
      const sums = [sumsOf(row), ...ofRow.map(screenSums)].reduce(addSums);
      return toRow({ key: row.key, card: null, ...rowWords[filters.by].of(row, filters) }, sums);
    }),
    total: toRow(
      { key: '', label: 'Всего', detail: '', href: null, card: null },
      all.reduce(addSums, NO_SUMS),
    ),
    left: Math.max(0, (shown[0]?.row_count ?? 0) - shown.length),
  };
}

function screenSums(row: ClassScreenRow): Sums & ScreenSums {
  const { screen_days, screen_minutes, screen_over } = row;
  return { ...NO_SUMS, screen_days, screen_minutes, screen_over };
}

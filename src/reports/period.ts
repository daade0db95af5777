import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { addDays, dayRange, dayWithYear } from '../web/dates.ts';
import type { ReportQuery } from './report-filters.ts';

const CalendarRow = z.object({
  kind: z.enum(['year', 'term']),
  id,
  name: z.string(),
  year_id: id,
  year_name: z.string(),
  starts_on: day,
  ends_on: day,
});
/** A school year or one of its terms. */
export type CalendarRow = z.infer<typeof CalendarRow>;

/** School years with their terms, the newest year first. */
export function listCalendar(db: Db): Promise<CalendarRow[]> {
  return db.rows(
    CalendarRow,
    sql`
      select 'year' as kind, y.id, y.name, y.id as year_id, y.name as year_name, y.starts_on, y.ends_on from school_year y
      union all
      select 'term', t.id, t.name, y.id, y.name, t.starts_on, t.ends_on
      from term t join school_year y on y.id = t.school_year_id
      order by year_name desc, kind desc, starts_on
    `,
  );
}

/** The days that a report is of. */
export interface Period {
  from: string;
  to: string;
  /** As in the address: a term's number or «year-2»; null: days of one's own. */
  term: string | null;
  /** «II четверть 2026/27 учебного года, 9 ноября – 28 декабря». */
  words: string;
}

const DAYS_WITHOUT_CALENDAR = 30;

/**
 * The period that an address asks for: days of one's own before a term or year; nothing asked: the term of today, or
 * the last one that has begun. Days that are the wrong way round are turned.
 * @returns null where the address names a term or year that is not there
 */
export function choosePeriod(
  query: Pick<ReportQuery, 'from' | 'to' | 'term'>,
  calendar: readonly CalendarRow[],
  today: string,
): Period | null {
  if (query.from !== undefined || query.to !== undefined) return ownPeriod(query, calendar, today);
  if (query.term !== undefined) {
    const asked = calendar.find((row) => addressTerm(row) === query.term);
    return asked === undefined ? null : namedPeriod(asked);
  }
  const begun = calendar.filter((row) => row.kind === 'term' && row.starts_on <= today);
  const latest = begun.reduce<CalendarRow | null>(
    (last, row) => (last === null || row.starts_on > last.starts_on ? row : last),
    null,
  );
  const current = latest ?? calendar.find((row) => row.kind === 'year');
  if (current !== undefined) return namedPeriod(current);
  return ownPeriod({ from: addDays(today, -DAYS_WITHOUT_CALENDAR), to: today }, calendar, today);
}

/** How a term or year stands in an address. */
export function addressTerm(row: CalendarRow): string {
  return row.kind === 'year' ? `year-${row.id}` : String(row.id);
}

function namedPeriod(row: CalendarRow): Period {
  const year = `${row.year_name} учебный год`;
  const name = row.kind === 'year' ? year : `${row.name}, ${year}`;
  const words = `${name}: ${dayRange(row.starts_on, row.ends_on)}`;
  return { from: row.starts_on, to: row.ends_on, term: addressTerm(row), words };
}

function ownPeriod(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  calendar: readonly CalendarRow[],
  today: string,
): Period {
  const last = to ?? (from !== undefined && from > today ? from : today);
  const year = calendar.find((row) => row.kind === 'year' && row.starts_on <= last && last <= row.ends_on);
  const first = from ?? year?.starts_on ?? last;
  const [start, end] = first <= last ? [first, last] : [last, first];
  const words =
    start === end
      ? dayWithYear(start)
      : start.slice(0, 4) === end.slice(0, 4)
        ? `${dayRange(start, end)} ${end.slice(0, 4)} года`
        : dayRange(start, end);
  return { from: start, to: end, term: null, words };
}

import { listTermMeasures, loadAttention } from '../attendance/term-attention.ts';
import type { SchoolInfo } from '../web/route.ts';
import { loadTable, type ReportContext } from './load-report.ts';
import { type Grouping, narrowings, type ReportFilters } from './report-filters.ts';
import { scopeOf } from './report-scope.ts';
import type { TermReport } from './term-report.ts';
import { listTermReviews, loadSigners, type TermRow } from './term-report-queries.ts';

/** More than a school has classes or services: nothing is left out. */
const MOST_ROWS = 500;

interface TermContext extends ReportContext {
  school: Pick<SchoolInfo, 'name' | 'shortName' | 'timeZone'>;
}

/** All that the head's report of a term says; its tables are those of the report pages. */
export async function loadTermReport(context: TermContext, term: TermRow): Promise<TermReport> {
  const { db, now, today, school } = context;
  const days = { from: term.starts_on, to: term.ends_on, now, timeZone: school.timeZone };
  const isOver = term.ends_on < today;
  const scope = scopeOf(context.actor);
  const tableBy = (by: Grouping) =>
    loadTable(context, { filters: wholeTerm(term, by), scope }, { most: MOST_ROWS });
  const signers = await loadSigners(db, isOver ? term.ends_on : today, today);
  const classes = await tableBy('class');
  const services = await tableBy('service');
  const named = ({ label, sums }: { label: string; sums: TermReport['total'] }) => ({ name: label, sums });
  return {
    school: { name: school.name, shortName: school.shortName },
    term,
    signers,
    isOver,
    madeAt: now,
    timeZone: school.timeZone,
    total: classes.table.total.sums,
    classes: classes.table.rows.map(named),
    services: services.table.rows.map(named),
    weeks: classes.weeks,
    attention: await loadAttention(db, days),
    measures: await listTermMeasures(db, days),
    reviews: await listTermReviews(db, term.id),
  };
}

/** The whole school in a term. */
function wholeTerm(term: TermRow, by: Grouping): ReportFilters {
  const unnarrowed = Object.fromEntries(narrowings.map((name) => [name, null])) as Record<
    (typeof narrowings)[number],
    null
  >; // each of the names
  return { ...unnarrowed, from: term.starts_on, to: term.ends_on, term: String(term.id), by };
}

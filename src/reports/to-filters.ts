import { field, freshForm, type SelectModel, select } from '../web/components.ts';
import { choiceGroups, chosenWords, narrowingTitles } from './choice-words.ts';
import { type AskedReport, groupingsFor } from './load-report.ts';
import type { FiltersModel } from './pages.ts';
import { addressTerm, type CalendarRow } from './period.ts';
import { addressOf, type Narrowing, narrowings, type ReportFilters } from './report-filters.ts';

type LinkTo = (address: Record<string, string | number | undefined>) => string;

/** Which page the filters are of: its address, and what may be narrowed there. */
export interface FiltersOf {
  link: LinkTo;
  fields: readonly Exclude<Narrowing, 'course' | 'student'>[];
  /** Whether the address says by what the rows are. */
  hasGrouping: boolean;
}

/** The form of filters and the chips of what is chosen. */
export function toFilters(asked: AskedReport, { link, fields, hasGrouping }: FiltersOf): FiltersModel {
  const { filters, calendar, choices } = asked;
  const form = freshForm({
    term: filters.term ?? '',
    from: filters.term === null ? filters.from : '',
    to: filters.term === null ? filters.to : '',
    ...Object.fromEntries(fields.map((name) => [name, String(filters[name] ?? '')])),
  });
  const kept: Narrowing[] = narrowings.filter(
    (name) => !fields.some((one) => one === name) && filters[name] !== null && hasGrouping,
  );
  return {
    action: link({}),
    hidden: [
      ...kept.map((name) => ({ name, value: String(filters[name]) })),
      ...(hasGrouping ? [{ name: 'by', value: filters.by }] : []),
    ],
    selects: [
      periodSelect(form, calendar),
      ...fields
        .map((name) => select(form, name, narrowingTitles[name].field, choiceGroups(name, choices)))
        .filter((one) => hasChoice(one)),
    ],
    days: [
      field(form, 'from', 'или с', { type: 'date', width: 'short' }),
      field(form, 'to', 'по', { type: 'date', width: 'short' }),
    ],
    chosen: narrowings
      .filter((name) => filters[name] !== null && (hasGrouping || fields.some((one) => one === name)))
      .map((name) => {
        const text = `${narrowingTitles[name].field}: ${chosenWords(name, filters, choices)}`;
        return { text, href: link(without(filters, name, hasGrouping)) };
      }),
    reset: narrowings.some((name) => filters[name] !== null)
      ? link({ by: hasGrouping ? filters.by : undefined })
      : null,
  };
}

/** The address without one of what narrows it, by the same rows where they can be shown of more. */
function without(filters: ReportFilters, name: Narrowing, hasGrouping: boolean) {
  const rest = { ...filters, [name]: null };
  const stays = hasGrouping && name !== 'student' && groupingsFor(rest).includes(filters.by);
  return { ...addressOf(rest), by: stays ? filters.by : undefined };
}

function periodSelect(form: ReturnType<typeof freshForm>, calendar: readonly CalendarRow[]): SelectModel {
  const named = calendar.map((row) => ({
    value: addressTerm(row),
    label: row.kind === 'year' ? `${row.year_name}, весь год` : `${row.name} ${row.year_name}`,
    group: row.year_name,
  }));
  return select(form, 'term', 'Четверть или год', [{ value: '', label: 'свои дни' }, ...named]);
}

/** A choice between one thing and everything is none. */
function hasChoice(one: SelectModel): boolean {
  return one.groups.flatMap((group) => group.options).length > 2;
}

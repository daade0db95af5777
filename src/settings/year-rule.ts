import { dayNumeric, dayRange, nb } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { termNumbers } from './forms.ts';
import type { NumberedTerm, YearRow } from './school-years.ts';

/** A line of the terms' form: what was typed, empty where nothing was. */
export interface TypedTerm {
  number: number;
  name: string;
  from: string | null;
  to: string | null;
}

export type YearVerdict = { ok: true; terms: NumberedTerm[] } | { ok: false; errors: FormErrors };

/** The lines of a form whose fields are named term_name_1, term_from_1, term_to_1 and on. */
export function typedTerms(values: Readonly<Record<string, unknown>>): TypedTerm[] {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '');
  return termNumbers.map((number) => ({
    number,
    name: text(`term_name_${number}`),
    from: text(`term_from_${number}`) || null,
    to: text(`term_to_${number}`) || null,
  }));
}

/**
 * Whether a year's days and terms hold: the year ends after it begins and lasts at most 400 days, meets no other
 * year, each term is whole, lies within the year, and meets no other term. Errors are by field name.
 * @param others all other school years
 */
export function judgeYear(
  days: { starts_on: string; ends_on: string },
  typed: readonly TypedTerm[],
  others: readonly YearRow[],
): YearVerdict {
  const errors: Record<string, string> = { ...judgeYearDays(days, others) };
  const kept = typed.filter((term) => term.name !== '' || term.from !== null || term.to !== null);
  const terms: NumberedTerm[] = [];
  for (const { number, name, from, to } of kept) {
    if (name === '') errors[`term_name_${number}`] = 'Назовите период, например «1-я четверть»';
    if (from === null) errors[`term_from_${number}`] = 'Укажите первый день';
    if (to === null) errors[`term_to_${number}`] = 'Укажите последний день';
    if (name === '' || from === null || to === null) continue;
    if (to < from) errors[`term_to_${number}`] = 'Последний день раньше первого';
    else if (from < days.starts_on || to > days.ends_on)
      errors[`term_from_${number}`] = nb(`Дни вне учебного года: он идёт ${spoken(days)}`);
    else terms.push({ number, name, starts_on: from, ends_on: to });
  }
  terms.sort((a, b) => a.starts_on.localeCompare(b.starts_on));
  for (const [index, term] of terms.entries()) {
    const next = terms[index + 1];
    if (next !== undefined && next.starts_on <= term.ends_on)
      errors[`term_from_${next.number}`] = nb(
        `«${next.name}» начинается, пока идёт «${term.name}» (${spoken(term)})`,
      );
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, terms };
}

/** Whether the year's own days hold, beside the other years. */
export function judgeYearDays(
  days: { starts_on: string; ends_on: string },
  others: readonly YearRow[],
): FormErrors {
  if (days.ends_on <= days.starts_on) return { ends_on: 'Последний день должен быть позже первого' };
  const length = Temporal.PlainDate.from(days.starts_on).until(days.ends_on, { largestUnit: 'days' }).days;
  if (length > 400) return { ends_on: nb('Учебный год не бывает длиннее 400 дней: проверьте год в дате') };
  const met = others.find((other) => other.starts_on <= days.ends_on && days.starts_on <= other.ends_on);
  return met ? { starts_on: nb(`В эти дни уже идёт учебный год ${met.name} (${spoken(met)})`) } : {};
}

function spoken(days: { starts_on: string; ends_on: string }): string {
  return days.starts_on.slice(0, 4) === days.ends_on.slice(0, 4)
    ? dayRange(days.starts_on, days.ends_on)
    : `${dayNumeric(days.starts_on)} – ${dayNumeric(days.ends_on)}`;
}

import { shortName } from '../web/dates.ts';
import type { ChoiceRow } from './choice-queries.ts';
import type { Narrowing, ReportFilters } from './report-filters.ts';
import { gradeSaid } from './row-words.ts';

/** What a narrowing is called in the form, and what choosing nothing means. */
export const narrowingTitles: Readonly<Record<Narrowing, { field: string; all: string }>> = {
  service: { field: 'Сервис', all: 'все' },
  teacher: { field: 'Учитель', all: 'все' },
  subject: { field: 'Предмет', all: 'все' },
  grade: { field: 'Параллель', all: 'все' },
  class: { field: 'Класс', all: 'все' },
  course: { field: 'Курс', all: 'все' },
  student: { field: 'Ученик', all: 'все' },
};

const byRussian = new Intl.Collator('ru', { numeric: true });

/** The options of a select: all, and what may be chosen by its name. */
export function choiceGroups(name: Narrowing, choices: readonly ChoiceRow[]) {
  const all = { value: '', label: narrowingTitles[name].all };
  if (name === 'grade') return [all, ...gradeOptions(choices)];
  const found = choices
    .filter((row) => row.kind === name && !row.is_chosen)
    .map((row) => ({ value: String(row.id), label: choiceSaid(row), year: row.year }))
    .sort(
      (one, other) => byRussian.compare(other.year, one.year) || byRussian.compare(one.label, other.label),
    );
  const options = found.map(({ value, label, year }) => ({ value, label, group: year || undefined }));
  const known = new Set(options.map((option) => option.value));
  const chosen = choices
    .filter((row) => row.kind === name && row.is_chosen && !known.has(String(row.id)))
    .map((row) => ({ value: String(row.id), label: choiceSaid(row), group: undefined }));
  return [all, ...chosen, ...options];
}

/** The grades of the classes that may be chosen. */
function gradeOptions(choices: readonly ChoiceRow[]) {
  const names = choices
    .filter((row) => row.kind === 'class')
    .map((row) => Number.parseInt(row.parts[0] ?? '', 10));
  const grades = [...new Set(names.filter((grade) => grade > 0))].sort((one, other) => one - other);
  return grades.map((grade) => ({ value: String(grade), label: gradeSaid(grade) }));
}

function choiceSaid(row: ChoiceRow): string {
  const [first = '', second = '', third = ''] = row.parts;
  if (row.kind === 'teacher') return shortName(first, second, third);
  if (row.kind === 'student') return `${first} ${second}`;
  return row.kind === 'course' ? `${first}, ${second}` : first;
}

/** What is chosen, in words: «7А», «Ковалёва Е. П.», «7-е классы». */
export function chosenWords(name: Narrowing, filters: ReportFilters, choices: readonly ChoiceRow[]): string {
  if (name === 'grade') return gradeSaid(filters.grade ?? 0);
  const row = choices.find((one) => one.is_chosen && one.kind === name && one.id === filters[name]);
  return row === undefined ? '' : choiceSaid(row);
}

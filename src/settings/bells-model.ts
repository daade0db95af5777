import { choices, errorSummary, type FilledForm, fieldId, type NoteModel } from '../web/components.ts';
import { clockTime, nb, timeRange, weekdaysWhen } from '../web/dates.ts';
import { type FormErrors, type FormValues, typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { BellRow } from './bells.ts';
import { bellPeriods } from './forms.ts';
import type { BellsPage, TimeInput } from './pages.ts';
import { signOf, type YearRow } from './school-years.ts';

export interface BellsFacts {
  year: YearRow;
  grade: number;
  /** 1 (Monday) to 7; 0: all days. */
  weekday: number;
  daysPerWeek: number;
  /** The grade's bells of the whole week. */
  rows: readonly BellRow[];
  /** Grades that have classes. */
  grades: readonly number[];
  canEdit: boolean;
}

const weekdayNames = ['Все дни', 'Пн', 'Вт', 'Ср', 'Чт', 'Пт', 'Сб', 'Вс'] as const;
const weekdaysOn = ['во все дни', ...weekdaysWhen] as const;

const MOST_SHOWN = 10;

/** «5 класс»; the grade 0 is what a timetable calls a class and is none. */
export function gradeName(grade: number): string {
  return grade === 0 ? 'Группы без класса' : nb(`${grade} класс`);
}

/** «5 класс, во все дни». @param weekday 0: all days */
export function bellsCaption(grade: number, weekday: number): string {
  return `${gradeName(grade)}, ${weekdaysOn[weekday] ?? ''}`;
}

/** The sign of what the form was filled from. */
export function signOfBells(rows: readonly BellRow[]): string {
  return signOf(rows);
}

/** Whether the days of the week have different bells. */
function daysThatDiffer(facts: BellsFacts): number[] {
  const line = (weekday: number) =>
    facts.rows
      .filter((row) => row.weekday === weekday)
      .map((row) => `${row.period} ${timeRange(row.starts_at, row.ends_at)}`)
      .join(', ');
  const usual = line(usualDay(facts));
  return weekdaysOf(facts.daysPerWeek).filter((weekday) => line(weekday) !== usual);
}

/** The weekday whose bells stand for the week: Wednesday, as Mondays are often different. */
function usualDay(facts: BellsFacts): number {
  return facts.rows.some((row) => row.weekday === 3) ? 3 : (facts.rows[0]?.weekday ?? 1);
}

/** Monday to Friday or Saturday. */
export function weekdaysOf(daysPerWeek: number): number[] {
  return Array.from({ length: daysPerWeek }, (_, i) => i + 1);
}

export function toBellsPage(
  facts: BellsFacts,
  filled?: FilledForm,
  conflict: NoteModel | null = null,
): BellsPage {
  const { year, grade, weekday } = facts;
  const shown = facts.rows.filter((row) => row.weekday === (weekday || usualDay(facts)));
  const form = filled ?? { values: valuesOf(shown), errors: {} };
  const allGrades = [...Array.from({ length: 11 }, (_, i) => i + 1), 0];
  return {
    head: {
      title: 'Звонки',
      crumb: [{ text: 'Настройки', href: urls.settings() }],
      lead: nb(`Начало и конец уроков, учебный год ${year.name}.`),
    },
    grades: allGrades.map((one) => ({
      href: urls.bells({ grade: one, weekday, year: year.id }),
      text: one === 0 ? 'Без класса' : String(one),
      current: one === grade,
    })),
    weekdays: [0, ...weekdaysOf(facts.daysPerWeek)].map((one) => ({
      href: urls.bells({ grade, weekday: one, year: year.id }),
      text: weekdayNames[one] ?? '',
      current: one === weekday,
    })),
    problems: errorSummary(form.errors),
    conflict,
    notes: differenceNotes(facts),
    caption: bellsCaption(grade, weekday),
    form: facts.canEdit ? editForm(facts, form) : null,
    rows: shown.map((row) => ({
      period: nb(`${row.period}-й урок`),
      time: timeRange(row.starts_at, row.ends_at),
    })),
  };
}

function differenceNotes(facts: BellsFacts): NoteModel[] {
  if (facts.rows.length === 0)
    return [{ kind: 'info', text: nb(`${gradeName(facts.grade)}: звонков ещё нет.`) }];
  const differing = facts.weekday === 0 ? daysThatDiffer(facts) : [];
  if (differing.length === 0) return [];
  return [
    {
      kind: 'warn',
      title: 'По дням звонки различаются',
      text: nb(
        facts.canEdit
          ? 'Если сохранить «Все дни», у всех дней станут одинаковые звонки. Отдельный день:'
          : 'Отдельный день:',
      ),
      items: differing.map((one) => ({
        text: `${weekdaysOn[one]}`,
        href: urls.bells({ grade: facts.grade, weekday: one, year: facts.year.id }),
      })),
    },
  ];
}

function editForm(facts: BellsFacts, form: FilledForm): BellsPage['form'] {
  const most = Math.max(MOST_SHOWN, ...facts.rows.map((row) => row.period));
  return {
    action: urls.bells(),
    seen: signOfBells(facts.rows),
    grade: String(facts.grade),
    weekday: String(facts.weekday),
    year: String(facts.year.id),
    rows: bellPeriods
      .filter((period) => period <= most)
      .map((period) => ({
        period: nb(`${period}-й урок`),
        from: timeInput(form, `from_${period}`, nb(`${period}-й урок, начало`)),
        to: timeInput(form, `to_${period}`, nb(`${period}-й урок, конец`)),
      })),
    copy: choices(
      form,
      'copy_to',
      'Так же и в других классах',
      facts.grades
        .filter((one) => one !== facts.grade)
        .map((one) => ({ value: String(one), label: gradeName(one) })),
      { inline: true, hint: nb('Отметьте, куда ещё записать эти звонки.') },
    ),
  };
}

function timeInput(form: FilledForm, name: string, label: string): TimeInput {
  return { id: fieldId(name), name, label, value: typed(form.values, name), error: form.errors[name] };
}

function valuesOf(rows: readonly BellRow[]): FormValues {
  return Object.fromEntries(
    rows.flatMap((row) => [
      [`from_${row.period}`, clockTime(row.starts_at)],
      [`to_${row.period}`, clockTime(row.ends_at)],
    ]),
  );
}

/** Says lesson by lesson what somebody else saved and what was typed here. */
export function bellsConflict(facts: BellsFacts, values: FormValues): NoteModel {
  const now = valuesOf(facts.rows.filter((row) => row.weekday === (facts.weekday || usualDay(facts))));
  const line = (from: FormValues, period: number) =>
    [typed(from, `from_${period}`), typed(from, `to_${period}`)].filter(Boolean).join('–') || 'нет';
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, звонки изменил кто-то ещё',
    text: nb('Проверьте отличия. В форме осталось то, что ввели вы; если всё верно, сохраните ещё раз.'),
    items: bellPeriods
      .filter((period) => line(now, period) !== line(values, period))
      .map((period) => ({
        text: nb(`${period}-й урок: сейчас ${line(now, period)}, у вас ${line(values, period)}`),
      })),
  };
}

/** Bells that lessons stand on, as an error at the line that was emptied. */
export function usedBellErrors(
  used: readonly { period: number; weekday: number; group_name: string; subject_name: string }[],
): FormErrors {
  return Object.fromEntries(
    used.map((one) => [
      `from_${one.period}`,
      nb(
        `${one.period}-й урок стоит в расписании: ${one.group_name}, ${one.subject_name}, ${weekdaysOn[one.weekday]}. Оставьте звонок или сначала измените расписание`,
      ),
    ]),
  );
}

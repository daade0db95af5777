import {
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  select,
} from '../web/components.ts';
import { counted, dayLong, dayNumeric, dayRange, nb, weekdaysWhen } from '../web/dates.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { type AttachedLesson, type CalendarOutcome, lessonLine } from './change-calendar.ts';
import { termNumbers } from './forms.ts';
import type { CancellationWarning, SchoolYearPage } from './pages.ts';
import { type CancelledRow, type SchoolDayRow, signOf, type TermRow, type YearRow } from './school-years.ts';

/** What the page of a school year is made from. */
export interface YearFacts {
  years: readonly YearRow[];
  year: YearRow;
  terms: readonly TermRow[];
  days: readonly SchoolDayRow[];
  cancelled: readonly CancelledRow[];
  canEdit: boolean;
  daysPerWeek: number;
  today: string;
}

/** Which of the page's forms was sent and refused, or waits for a word; the others are as at first. */
export interface YearAnswer {
  terms?: FilledForm;
  off?: FilledForm;
  moved?: FilledForm;
  conflict?: NoteModel;
  /** Lessons that the sent form would cancel, and which form it was. */
  unconfirmed?: {
    form: 'terms' | 'off' | 'moved' | 'removal';
    lessons: readonly AttachedLesson[];
    day?: string;
  };
}

/** The sign of what the terms' form was filled from. */
export function signOfYear(year: YearRow, terms: readonly TermRow[]): string {
  return signOf(year, terms);
}

/** What the terms' form holds before anybody touched it. */
export function termsForm(year: YearRow, terms: readonly TermRow[]): FilledForm {
  const lines = terms.flatMap((term, i) => [
    [`term_name_${i + 1}`, term.name],
    [`term_from_${i + 1}`, term.starts_on],
    [`term_to_${i + 1}`, term.ends_on],
  ]);
  return freshForm({ starts_on: year.starts_on, ends_on: year.ends_on, ...Object.fromEntries(lines) });
}

const TITLE = 'Учебный год';

export function toSchoolYearPage(facts: YearFacts, answer: YearAnswer = {}): SchoolYearPage {
  const { year, terms, canEdit } = facts;
  const waiting = answer.unconfirmed ? { [boxOf[answer.unconfirmed.form]]: UNCONFIRMED } : {};
  const errors = { ...answer.terms?.errors, ...answer.off?.errors, ...answer.moved?.errors, ...waiting };
  return {
    head: yearHead(canEdit),
    years: facts.years.map((one) => ({
      href: urls.schoolYear({ year: one.id }),
      text: one.name,
      current: one.id === year.id,
    })),
    problems: errorSummary(errors),
    conflict: answer.conflict ?? null,
    yearName: year.name,
    terms: terms.map((term) => ({ name: term.name, days: dayRange(term.starts_on, term.ends_on) })),
    termsForm: canEdit ? editTerms(facts, answer) : null,
    days: facts.days.map((row) => dayLine(row, facts)),
    removalWarning: removalWarning(answer),
    offForm: canEdit ? daysOffForm(facts, answer) : null,
    movedForm: canEdit ? movedDayForm(facts, answer) : null,
  };
}

/** The page of a school that has no year yet. */
export function toEmptyYearPage(canEdit: boolean): SchoolYearPage {
  return {
    head: yearHead(canEdit),
    years: [],
    problems: null,
    conflict: null,
    yearName: null,
    terms: [],
    termsForm: null,
    days: [],
    removalWarning: null,
    offForm: null,
    movedForm: null,
  };
}

function yearHead(canEdit: boolean): SchoolYearPage['head'] {
  return {
    title: TITLE,
    crumb: [{ text: 'Настройки', href: urls.settings() }],
    lead: nb('По этим дням портал составляет уроки. Меняете день — уроки будущих дней меняются сами.'),
    actions: canEdit ? [{ href: urls.schoolYearNew(), text: 'Новый учебный год', icon: 'plus' }] : [],
  };
}

function editTerms({ year, terms }: YearFacts, answer: YearAnswer): SchoolYearPage['termsForm'] {
  const form = answer.terms ?? termsForm(year, terms);
  return {
    action: urls.schoolYearTerms(year.id),
    seen: signOfYear(year, terms),
    year: [
      field(form, 'starts_on', 'Первый день года', { type: 'date' }),
      field(form, 'ends_on', 'Последний день года', { type: 'date' }),
    ],
    rows: termNumbers.slice(0, Math.max(4, terms.length + 1)).map((n) => ({
      legend: `${n}-й период`,
      name: field(form, `term_name_${n}`, 'Название', { maxLength: 60, width: 'middle' }),
      from: field(form, `term_from_${n}`, 'Первый день', { type: 'date' }),
      to: field(form, `term_to_${n}`, 'Последний день', { type: 'date' }),
    })),
    warning: warningFor('terms', answer),
  };
}

function daysOffForm({ year }: YearFacts, answer: YearAnswer): SchoolYearPage['offForm'] {
  const form = answer.off ?? freshForm();
  return {
    action: urls.daysOff(year.id),
    fields: [
      field(form, 'off_from', 'Первый день', { type: 'date' }),
      field(form, 'off_to', 'Последний день', { type: 'date', hint: nb('Не нужно, если день один') }),
      field(form, 'off_name', 'Почему', {
        maxLength: 100,
        width: 'middle',
        hint: nb('Например: «Карантин» или «Актированный день»'),
      }),
    ],
    warning: warningFor('off', answer),
  };
}

function movedDayForm({ year, daysPerWeek }: YearFacts, answer: YearAnswer): SchoolYearPage['movedForm'] {
  const form = answer.moved ?? freshForm();
  return {
    action: urls.movedDays(year.id),
    day: field(form, 'moved_day', 'День', { type: 'date' }),
    weekday: select(form, 'moved_weekday', 'Работаем как', [
      { value: '', label: 'Выберите' },
      ...weekdaysWhen.slice(0, daysPerWeek).map((label, i) => ({ value: String(i + 1), label })),
    ]),
    name: field(form, 'moved_name', 'Почему', {
      maxLength: 100,
      width: 'middle',
      hint: nb('Например: «Отрабатываем 9 марта». Можно не заполнять'),
    }),
    warning: warningFor('moved', answer),
  };
}

/** «Работаем как в пятницу»; for a day off «Выходной». */
export function whatDayIs(row: Pick<SchoolDayRow, 'kind' | 'follows_weekday'>): string {
  return row.kind === 'off' ? 'Выходной' : nb(`Работаем как ${weekdaysWhen[(row.follows_weekday ?? 1) - 1]}`);
}

function dayLine(row: SchoolDayRow, facts: YearFacts): SchoolYearPage['days'][number] {
  const spoken = dayLong(row.day);
  return {
    day: spoken,
    what: whatDayIs(row),
    name: row.name,
    lessons: facts.cancelled
      .filter((lesson) => lesson.day === row.day)
      .map((lesson) => ({
        href: urls.lesson(lesson.id),
        text: nb(`${lesson.period}-й урок: ${lesson.subject_name}, ${lesson.group_name}`),
      })),
    removal:
      facts.canEdit && row.day >= facts.today
        ? { action: urls.schoolDayRemoval(row.day), about: spoken }
        : null,
  };
}

const boxOf = {
  terms: 'is_confirmed',
  off: 'off_confirmed',
  moved: 'moved_confirmed',
  removal: 'removal_confirmed',
} as const;

const UNCONFIRMED = 'Подтвердите, что уроки можно отменить';

function warningFor(form: keyof typeof boxOf, { unconfirmed }: YearAnswer): CancellationWarning | null {
  if (unconfirmed?.form !== form) return null;
  const { lessons } = unconfirmed;
  return {
    note: {
      kind: 'warn',
      title: nb(`Будет отменено: ${counted(lessons.length, 'урок', 'урока', 'уроков')}`),
      text: nb(
        'К этим урокам уже что-то приложено: тема, ссылка или объявление. Семьям, которым объявили онлайн-урок, придёт уведомление об отмене.',
      ),
      items: lessons.map((lesson) => ({ text: nb(lessonLine(lesson)), href: urls.lesson(lesson.id) })),
    },
    box: {
      name: boxOf[form],
      label: 'Подтверждение',
      error: UNCONFIRMED,
      choices: [{ value: 'yes', label: nb('Да, отменить эти уроки'), checked: false }],
    },
  };
}

function removalWarning(answer: YearAnswer): SchoolYearPage['removalWarning'] {
  const warning = warningFor('removal', answer);
  const removed = answer.unconfirmed?.day;
  if (warning === null || removed === undefined) return null;
  return {
    action: urls.schoolDayRemoval(removed),
    warning,
    cancel: { href: urls.schoolYear(), text: 'Не менять' },
  };
}

/** What a change of the calendar did to the lessons, in one or a few sentences. */
export function outcomeWords(done: string, outcome: CalendarOutcome & { kind: 'done' }): string {
  const lessons = (count: number) => counted(count, 'урок', 'урока', 'уроков');
  return [
    done,
    outcome.made > 0 ? `Добавлено по расписанию: ${lessons(outcome.made)}.` : '',
    outcome.removed > 0 ? `Убрано: ${lessons(outcome.removed)}.` : '',
    outcome.cancelled.length > 0 ? `Отменено: ${lessons(outcome.cancelled.length)}.` : '',
    outcome.restored.length > 0 ? `Снова состоится: ${lessons(outcome.restored.length)}.` : '',
  ]
    .filter(Boolean)
    .map(nb)
    .join(' ');
}

/** Says what somebody else saved and what was typed here. */
export function yearConflict(year: YearRow, terms: readonly TermRow[], form: FilledForm): NoteModel {
  const now = termsForm(year, terms);
  const names = ['starts_on', 'ends_on', ...termNumbers.flatMap((n) => [`term_from_${n}`, `term_to_${n}`])];
  const shown = (value: string) => (value === '' ? 'пусто' : dayNumeric(value));
  const label = (name: string) => {
    if (name === 'starts_on') return 'Первый день года';
    if (name === 'ends_on') return 'Последний день года';
    return `${name.split('_').at(-1)}-й период, ${name.startsWith('term_from') ? 'первый' : 'последний'} день`;
  };
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, год изменил кто-то ещё',
    text: nb('Проверьте отличия. В форме осталось то, что ввели вы; если всё верно, сохраните ещё раз.'),
    items: names
      .filter((name) => typed(form.values, name) !== typed(now.values, name))
      .map((name) => ({
        text: `${label(name)}: сейчас ${shown(typed(now.values, name))}, у вас ${shown(typed(form.values, name))}`,
      })),
  };
}

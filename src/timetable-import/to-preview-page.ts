import {
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  summaryRow,
} from '../web/components.ts';
import { counted, dayShort, dayWithYear, momentSaid, number, relativeDayLong } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { bigRemoval } from './big-removal.ts';
import type { ImportPlan } from './build-plan.ts';
import type { Portal } from './load-portal.ts';
import type { LostLesson } from './lost-lessons.ts';
import { matchFields } from './match-fields.ts';
import type { ApplyPart, ImportPreviewPage, MatchesPart } from './pages.ts';
import { countOf, type ListKey, lists, rowsOf } from './preview-list.ts';
import type { StoredImport } from './stored-import.ts';

const ROWS_OF_A_PAGE = 100;
const MOST_LOST = 50;

export interface PreviewFacts {
  stored: StoredImport;
  portal: Portal;
  plan: ImportPlan;
  lost: readonly LostLesson[];
  show: string | undefined;
  pageNumber: number;
  form: FilledForm;
  note: NoteModel | null;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

/** The preview of an uploaded timetable: what cannot be kept first, then what was understood and what changes. */
export function toPreviewPage(facts: PreviewFacts): ImportPreviewPage {
  const { stored, plan, form, now, timeZone, today } = facts;
  return {
    errors: errorSummary(form.errors, 'Расписание не применено'),
    head: {
      title: 'Что в этом расписании',
      crumb: [{ text: 'Версии расписания', href: urls.timetables() }],
      lead: `${stored.file_name}, загружен ${momentSaid(stored.uploaded_at, now, timeZone)}. Пока ничего не записано.`,
    },
    note: facts.note ?? stateNote(plan),
    lost: toLost(facts.lost, today),
    summary: toSummary(facts),
    against:
      plan.before === null
        ? 'Расписания в портале ещё нет: всё ниже появится впервые.'
        : `По сравнению с версией «${plan.before.name}»:`,
    day: {
      action: urls.timetableImport(stored.id),
      field: field(dayForm(plan, form), 'from', 'С какого дня действует', {
        type: 'date',
        hint:
          plan.before === null
            ? 'Уроки появятся у всех с этого дня.'
            : `Прежнее расписание закончится накануне: ${dayShort(plan.from)} — уже новое.`,
      }),
    },
    chips: {
      label: 'Что показать',
      chips: lists.map(({ key, text }) => ({
        href: urls.timetableImport(stored.id, { from: plan.from, show: key }),
        text,
        current: key === shownList(facts),
        count: countOf(plan, key),
      })),
    },
    list: toList(facts),
    matches: toMatches(facts),
    apply: toApply(facts),
  };
}

function dayForm(plan: ImportPlan, form: FilledForm): FilledForm {
  const fault = form.errors.from;
  return { values: { from: plan.from }, errors: fault === undefined ? {} : { from: fault } };
}

function stateNote(plan: ImportPlan): NoteModel | null {
  const errors = countOf(plan, 'errors');
  if (errors > 0) {
    return {
      kind: 'bad',
      title: `Применить пока нельзя: ${counted(errors, 'ошибка', 'ошибки', 'ошибок')}`,
      text: 'Из-за них часть расписания потерялась бы. Ниже — каждая, с номером строки файла и тем, что сделать.',
    };
  }
  if (plan.later !== null) {
    return {
      kind: 'warn',
      title: 'На этот день применить нельзя',
      text: `С ${dayWithYear(plan.later.starts_on)} уже введена версия «${plan.later.name}». Выберите этот день или более поздний.`,
    };
  }
  if (plan.changesNothing) {
    return {
      kind: 'info',
      title: 'Это расписание уже действует',
      text: 'Курсы, места, кабинеты и недели те же, что сейчас. Применять нечего.',
    };
  }
  return null;
}

function toLost(lost: readonly LostLesson[], today: string): ImportPreviewPage['lost'] {
  if (lost.length === 0) return null;
  const rest = lost.length - MOST_LOST;
  return {
    title: `Не удаётся сохранить: ${counted(lost.length, 'урок', 'урока', 'уроков')}`,
    lead: 'К этим урокам что-то приложено, а места в новом расписании у них нет. Они будут отменены с указанием причины, записи о них останутся, семьям объявленных уроков придёт уведомление.',
    rows: lost.slice(0, MOST_LOST).map((lesson) => ({
      href: urls.lesson(lesson.id),
      text: `${relativeDayLong(lesson.day, today)}, ${lesson.period}-й урок: ${lesson.label}`,
      what: attachedWords(lesson),
    })),
    more: rest > 0 ? `И ещё ${counted(rest, 'урок', 'урока', 'уроков')}.` : '',
  };
}

function attachedWords(lesson: LostLesson): string {
  const words = [
    lesson.is_online ? 'онлайн' : '',
    lesson.topic === '' ? '' : `тема «${lesson.topic}»`,
    lesson.was_told ? 'семьи уведомлены' : '',
    lesson.is_substituted ? 'замена учителя' : '',
    lesson.is_moved ? 'перенесён' : '',
    lesson.is_cancelled ? 'уже отменён' : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? 'есть записи в истории' : words.join(', ');
}

function toSummary({ stored, plan }: PreviewFacts): ImportPreviewPage['summary'] {
  const { content } = stored;
  const { courses, slots } = plan.comparison;
  const graded = content.classes.filter((one) => one.grade > 0).length;
  const others = content.classes.length - graded;
  const classes = counted(graded, 'класс', 'класса', 'классов');
  const delta = (added: number, gone: number, changed: number, kept: number) =>
    `появится ${number(added)}, снимется ${number(gone)}, изменится ${number(changed)}, останется ${number(kept)}`;
  return {
    rows: [
      summaryRow(
        'Классы',
        others === 0 ? classes : `${classes} и ещё ${counted(others, 'группа', 'группы', 'групп')}`,
      ),
      summaryRow('Учителя', number(content.teachers.length)),
      summaryRow('Предметы', number(content.subjects.length)),
      {
        name: 'Курсы',
        lines: [
          { text: number(content.courses.length) },
          { text: delta(courses.added.length, courses.gone.length, courses.changed.length, courses.kept) },
        ],
      },
      {
        name: 'Уроки в неделю',
        lines: [
          { text: number(content.slots.length) },
          { text: delta(slots.added.length, slots.removed.length, slots.changed.length, slots.kept) },
        ],
      },
    ],
  };
}

function shownList({ show, plan }: PreviewFacts): ListKey {
  const asked = lists.find((list) => list.key === show);
  return (asked ?? lists.find((list) => countOf(plan, list.key) > 0) ?? lists[0]).key;
}

function toList(facts: PreviewFacts): ImportPreviewPage['list'] {
  const key = shownList(facts);
  const list = lists.find((one) => one.key === key) ?? lists[0];
  const rows = rowsOf(facts.plan, key);
  const last = Math.max(1, Math.ceil(rows.length / ROWS_OF_A_PAGE));
  const current = Math.min(facts.pageNumber, last);
  const first = (current - 1) * ROWS_OF_A_PAGE;
  const shown = rows.slice(first, first + ROWS_OF_A_PAGE);
  const at = (page: number) =>
    urls.timetableImport(facts.stored.id, { from: facts.plan.from, show: key, page });
  return {
    title: list.text,
    rows: shown,
    empty: list.empty,
    pages:
      last === 1
        ? null
        : {
            label: 'Страницы списка',
            shown: `${first + 1}–${first + shown.length} из ${number(rows.length)}`,
            previous: current > 1 ? at(current - 1) : null,
            next: current < last ? at(current + 1) : null,
          },
  };
}

function toMatches({ stored, portal, plan }: PreviewFacts): MatchesPart | null {
  if (stored.applied_at !== null) return null;
  const fields = matchFields(stored.content, portal, plan, stored.choices);
  if (fields === null) return null;
  return {
    ...fields,
    action: urls.timetableImportMatches(stored.id),
    from: plan.from,
    version: stored.version,
    confirm: { button: 'Сохранить выбор' },
  };
}

function toApply({ stored, plan, form, lost, today }: PreviewFacts): ApplyPart | null {
  if (stored.applied_at !== null || !plan.canApply || plan.changesNothing) return null;
  const toType = bigRemoval(plan.comparison);
  const until = plan.before === null ? '' : ` Версия «${plan.before.name}» закончится накануне.`;
  const planned = lost.filter((lesson) => !lesson.is_cancelled).length;
  const cancelled =
    planned === 0
      ? ''
      : ` ${counted(planned, 'урок будет отменён', 'урока будут отменены', 'уроков будут отменены')}.`;
  return {
    action: urls.timetableImportApplication(stored.id),
    from: plan.from,
    base: plan.before?.id ?? 0,
    lead: `Новое расписание начнёт действовать ${relativeDayLong(plan.from, today)}.${until} Темы, ссылки и уведомления уроков, у которых место осталось, сохранятся.${cancelled}`,
    removed:
      toType === null
        ? null
        : field(form, 'removed', `Снимается много уроков. Впишите сколько: ${toType}`, {
            type: 'text',
            inputMode: 'numeric',
            width: 'short',
            autocomplete: 'off',
            maxLength: 10,
          }),
    confirm: {
      button: 'Применить расписание',
      cancel: { href: urls.timetables(), text: 'Пока не применять' },
    },
  };
}

/** A form that nobody has filled. */
export const unfilled: FilledForm = freshForm();

import { causeSaid, concernSaid } from '../attendance/cause-words.ts';
import { measureKinds, measureKindWords, outcomes, outcomeWords } from '../attendance/measure.ts';
import type { StaffRow } from '../people/staff.ts';
import {
  choices,
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  select,
  summaryRow,
} from '../web/components.ts';
import { addDays, capital, dayLong, localDay, nb, relativeDayLong, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { MeasureRow, StudentRow } from './find.ts';
import { measureTag } from './measure-lines.ts';
import type { CalledForRow } from './measure-queries.ts';
import type { MeasureNewPage, MeasurePage } from './pages.ts';

/** A measure is planned for a week ahead, unless told. */
const USUAL_DAYS = 7;

/** What a new measure's form begins with: whoever plans it is asked to answer for it. */
export function freshMeasure(concern: CalledForRow | null, actorId: number, today: string): FilledForm {
  return freshForm({
    concern_id: concern === null ? '' : String(concern.id),
    kind: concern?.cause === 'no_device' ? 'device' : 'talk',
    owner_id: String(actorId),
    due_on: addDays(today, USUAL_DAYS),
  });
}

export function toMeasureNewPage(
  student: StudentRow,
  { concern, staff, today }: { concern: CalledForRow | null; staff: readonly StaffRow[]; today: string },
  form: FilledForm,
): MeasureNewPage {
  const name = nb(`${student.family_name} ${student.given_name}`);
  return {
    head: {
      title: 'Новая мера',
      crumb: [
        { text: 'Под вниманием', href: urls.concerns() },
        { text: name, href: urls.student(student.id) },
      ],
      lead: nb('Кто и до какого дня что сделает. Ответственный получит уведомление.'),
    },
    problems: errorSummary(form.errors),
    conflict: null,
    about: concern === null ? null : { kind: 'info', title: concernSaid(concern), text: causeSaid(concern) },
    action: urls.measures(student.id),
    concernId: concern === null ? '' : String(concern.id),
    kind: choices(
      form,
      'kind',
      'Что сделать',
      measureKinds.map((kind) => ({ value: kind, label: nb(measureKindWords[kind]) })),
    ),
    words: field(form, 'words', 'Подробнее, если нужно', {
      type: 'textarea',
      rows: 3,
      maxLength: 1000,
      hint: nb('Эти слова увидит ответственный, даже если карточка ученика ему не открыта.'),
    }),
    owner: select(
      form,
      'owner_id',
      'Кто отвечает',
      staff.map((one) => ({
        value: String(one.id),
        label: shortName(one.family_name, one.given_name, one.patronymic),
      })),
    ),
    due: field(form, 'due_on', 'До какого дня', { type: 'date', min: today }),
    cancel: { href: urls.student(student.id), text: 'Не назначать' },
  };
}

interface Reader {
  today: string;
  timeZone: string;
}

/** A measure's page; the form is there until the measure has its outcome. */
export function toMeasurePage(
  measure: MeasureRow,
  { today, timeZone }: Reader,
  form: FilledForm = freshForm({ done_on: today }),
  conflict: NoteModel | null = null,
): MeasurePage {
  const name = nb(`${measure.family_name} ${measure.given_name}`);
  const isOpen = measure.done_on === null;
  return {
    head: {
      title: nb(measureKindWords[measure.kind]),
      crumb: measure.sees_card
        ? [
            { text: 'Под вниманием', href: urls.concerns() },
            { text: name, href: urls.student(measure.student_id) },
          ]
        : [{ text: name }],
    },
    problems: errorSummary(form.errors),
    conflict,
    facts: { rows: factRows(measure, name, { today, timeZone }) },
    tag: measureTag(measure, today),
    form: isOpen
      ? {
          action: urls.measureOutcome(measure.id),
          version: String(measure.version),
          outcome: choices(
            form,
            'outcome',
            'Что получилось',
            outcomes.map((one) => ({ value: one, label: capital(outcomeWords[one]) })),
          ),
          words: field(form, 'outcome_words', 'Что сделано и что изменилось', {
            type: 'textarea',
            rows: 4,
            maxLength: 1000,
          }),
          doneOn: field(form, 'done_on', 'Когда', { type: 'date', max: today }),
        }
      : null,
  };
}

function factRows(measure: MeasureRow, name: string, { today, timeZone }: Reader) {
  const said = (one: { family_name: string; given_name: string; patronymic: string }) =>
    shortName(one.family_name, one.given_name, one.patronymic);
  const author = measure.author === null ? 'портал' : said(measure.author);
  const rows = [
    measure.sees_card
      ? { name: 'Ученик', lines: [{ text: name, href: urls.student(measure.student_id) }] }
      : summaryRow('Ученик', name),
    ...(measure.words === '' ? [] : [summaryRow('Подробнее', measure.words)]),
    summaryRow('Отвечает', said(measure.owner)),
    summaryRow('Срок', nb(relativeDayLong(measure.due_on, today))),
    summaryRow('Назначено', nb(`${dayLong(localDay(measure.created_at, timeZone))}, ${author}`)),
  ];
  if (measure.outcome === '' || measure.done_on === null) return rows;
  return [
    ...rows,
    summaryRow('Итог', nb(`${capital(outcomeWords[measure.outcome])}, ${dayLong(measure.done_on)}`)),
    summaryRow('Что изменилось', measure.outcome_words),
  ];
}

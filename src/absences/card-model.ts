import type { Actor } from '../access/actor.ts';
import { absenceReasonWords, absenceWhen } from '../attendance/absence-words.ts';
import {
  choices,
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  type SummaryRowModel,
  summaryRow,
} from '../web/components.ts';
import { addDays, counted, fullName, momentSaid, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { DAYS_BACK } from './absence-rule.ts';
import { lessonChoice } from './announce-model.ts';
import type { ChildLessonRow } from './child-queries.ts';
import { MOST_WORDS } from './forms.ts';
import type { AbsencePage } from './pages.ts';
import type { AbsenceRow } from './queries.ts';
import { reasonChoices, stateTag } from './words.ts';

export interface CardLook {
  actor: Actor;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

/** Which of the card's forms came back refused, as it was filled. */
export type RefusedForm = { of: 'answer' | 'ask' | 'change'; form: FilledForm };

/** Whether this actor announced it, and may still see the child: only they change, answer and take back. */
export function isOwn(absence: Pick<AbsenceRow, 'announced_by' | 'student_id'>, actor: Actor): boolean {
  return (
    absence.announced_by === actor.personId && actor.children.some((child) => child.id === absence.student_id)
  );
}

/** Whether its days are not over, so that it may still be changed or taken back. */
export function isOpen(absence: Pick<AbsenceRow, 'state' | 'ends_on'>, today: string): boolean {
  return absence.state !== 'withdrawn' && absence.ends_on >= today;
}

/** The card of an absence for whoever looks. */
export function toAbsencePage(
  absence: AbsenceRow,
  look: CardLook,
  more: { excusable: number; lessons: readonly ChildLessonRow[] },
  refused: RefusedForm | null = null,
  notes: readonly NoteModel[] = [],
): AbsencePage {
  const { actor, today } = look;
  const own = isOwn(absence, actor);
  const mayChange = own && isOpen(absence, today);
  const formOf = (of: RefusedForm['of'], values: FilledForm['values'] = {}) =>
    refused?.of === of ? refused.form : freshForm(values);
  return {
    head: {
      title: nb(`${nameOf(absence)}: ${absenceReasonWords[absence.reason]}`),
      crumb: [{ text: 'Пропуски', href: urls.absences() }],
    },
    summary: errorSummary(refused?.form.errors ?? {}),
    notes,
    tag: stateTag(absence),
    facts: { rows: factRows(absence, look, own) },
    answer:
      own && absence.state === 'asked'
        ? {
            action: urls.absenceAnswer(absence.id),
            version: absence.version,
            question: absence.question,
            answer: field(formOf('answer'), 'answer', 'Ваш ответ', textarea),
          }
        : null,
    ...decisionForms(absence, more.excusable, formOf('ask'), refused?.of === 'ask'),
    change: mayChange ? changeForm(absence, more.lessons, today, formOf, refused?.of === 'change') : null,
    withdraw: mayChange ? { action: urls.absenceWithdrawal(absence.id), version: absence.version } : null,
  };
}

const textarea = { type: 'textarea', rows: 3, maxLength: MOST_WORDS } as const;

/** «Белова Софья, 7А»; to a guardian «Соня». */
function nameOf(absence: AbsenceRow): string {
  if (!absence.is_kept) return absence.call_name;
  const name = fullName(absence.family_name, absence.given_name, null);
  return absence.class_name === '' ? name : `${name}, ${absence.class_name}`;
}

/** What the other guardian wrote stays between them and the school: it may hold what is theirs alone. */
function factRows(absence: AbsenceRow, look: CardLook, own: boolean): SummaryRowModel[] {
  const { now, timeZone, today } = look;
  const seesWords = own || absence.is_kept;
  const line = (name: string, text: string) => (text === '' ? [] : [summaryRow(name, nb(text))]);
  const who = own ? 'вы' : absence.is_kept ? absence.announcer : 'другой родитель';
  const at = momentSaid(absence.announced_at, now, timeZone);
  return [
    summaryRow('Когда', nb(absenceWhen(absence, today))),
    summaryRow('Почему', absenceReasonWords[absence.reason]),
    ...(seesWords ? line('Подробнее', absence.words) : []),
    summaryRow('От кого', nb(who === '' ? at : `${who}, ${at}`)),
    ...(seesWords && !(own && absence.state === 'asked') ? line('Вопрос школы', absence.question) : []),
    ...(seesWords ? line('Ответ', absence.answer) : []),
    ...(absence.state === 'confirmed' && absence.decided_at !== null
      ? line(
          'Подтверждено',
          [absence.decider, momentSaid(absence.decided_at, now, timeZone)].filter(Boolean).join(', '),
        )
      : []),
  ];
}

function decisionForms(
  absence: AbsenceRow,
  excusable: number,
  askForm: FilledForm,
  isAskOpen: boolean,
): Pick<AbsencePage, 'confirm' | 'ask'> {
  if (!absence.is_kept || absence.state === 'withdrawn') return { confirm: null, ask: null };
  const isDecided = absence.state === 'confirmed';
  const version = absence.version;
  const excuse =
    excusable === 0
      ? null
      : choices(freshForm({ excuse: 'yes' }), 'excuse', 'Журналы онлайн-уроков', [
          {
            value: 'yes',
            label: nb(
              `Исправить «нет» на «по уважительной» в ${counted(excusable, 'онлайн-уроке', 'онлайн-уроках', 'онлайн-уроках')}`,
            ),
          },
        ]);
  return {
    confirm:
      isDecided && excuse === null
        ? null
        : {
            action: urls.absenceConfirmation(absence.id),
            version,
            excuse,
            button: isDecided ? 'Исправить отметки' : 'Подтвердить',
          },
    ask: isDecided
      ? null
      : {
          action: urls.absenceQuestion(absence.id),
          version,
          isOpen: isAskOpen,
          question: field(askForm, 'question', 'Что нужно узнать', {
            ...textarea,
            hint: nb('Вопрос придёт тому, кто сообщил о пропуске.'),
          }),
        },
  };
}

function changeForm(
  absence: AbsenceRow,
  lessons: readonly ChildLessonRow[],
  today: string,
  formOf: (of: 'change', values: FilledForm['values']) => FilledForm,
  isRefused: boolean,
): NonNullable<AbsencePage['change']> {
  const form = formOf('change', {
    from: absence.starts_on,
    to: absence.ends_on,
    lessons_first: (absence.periods ?? []).map((period) => `${absence.starts_on}.${period}`),
    reason: absence.reason,
    words: absence.words,
  });
  const range = { type: 'date', min: addDays(today, -DAYS_BACK) } as const;
  return {
    action: urls.absence(absence.id),
    version: absence.version,
    isOpen: isRefused,
    days:
      absence.periods === null
        ? {
            from: field(form, 'from', 'С какого дня', range),
            to: field(form, 'to', 'По какой день', range),
          }
        : null,
    lessons:
      absence.periods === null
        ? null
        : choices(form, 'lessons_first', 'Каких уроков не будет', lessons.map(lessonChoice)),
    reason: choices(form, 'reason', 'Почему', reasonChoices, { inline: true }),
    words: field(form, 'words', 'Подробнее (без диагноза)', { maxLength: MOST_WORDS }),
  };
}

import {
  type ErrorSummaryModel,
  errorSummary,
  type FieldModel,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  type PageHeadModel,
  type SelectModel,
  type SummaryListModel,
  select,
  summaryRow,
} from '../web/components.ts';
import { fullName, momentSaid, nb, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { view } from '../web/view.ts';
import type { QuestionRow } from './find.ts';
import { type CandidateRow, isOpenToHandOn } from './handover.ts';
import { aboutQuestion, pupilName } from './question-words.ts';

/** Signs of what is written to the next teacher at most. */
export const MOST_HANDOVER_WORDS = 500;

export interface HandoverPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  facts: SummaryListModel;
  /** Null where there is nothing to hand on. */
  form: {
    action: string;
    version: number;
    to: SelectModel;
    words: FieldModel;
    cancel: string;
  } | null;
}

export const handoverPage = view<HandoverPage>('questions/handover');

interface Look {
  now: Temporal.Instant;
  timeZone: string;
}

/** The form that gives a question to somebody else; teachers of the pupil stand first. */
export function toHandoverPage(
  question: QuestionRow,
  candidates: readonly CandidateRow[],
  { now, timeZone }: Look,
  form: FilledForm = freshForm(),
  notes: readonly NoteModel[] = [],
): HandoverPage {
  const { family_name: family, given_name: given, patronymic } = question.teacher;
  const isOpen = isOpenToHandOn(question.state);
  const over: NoteModel = {
    kind: 'info',
    text: nb(
      'На этот вопрос уже ответили: передавать нечего. Если семья напишет снова, его можно будет передать.',
    ),
  };
  return {
    head: { title: 'Передать вопрос', crumb: [{ text: 'Вопрос', href: urls.question(question.id) }] },
    summary: errorSummary(form.errors),
    notes: isOpen ? notes : [...notes, over],
    facts: {
      rows: [
        summaryRow('Чей вопрос', pupilName(question)),
        summaryRow('О чём', aboutQuestion(question)),
        summaryRow('Сейчас у', nb(shortName(family, given, patronymic))),
        ...(question.waiting_since === null
          ? []
          : [summaryRow('Ждёт', nb(`с ${momentSaid(question.waiting_since, now, timeZone)}`))]),
      ],
    },
    form: isOpen
      ? {
          action: urls.questionHandover(question.id),
          version: question.version,
          to: select(
            form,
            'to',
            'Кому',
            [{ value: '', label: 'Выберите' }, ...candidates.map((one) => toChoice(one, question))],
            {
              hint: nb('Семья узнает, кто теперь отвечает. Срок ответа для неё не сдвинется.'),
            },
          ),
          words: field(form, 'words', 'Почему передаёте', {
            type: 'textarea',
            rows: 3,
            maxLength: MOST_HANDOVER_WORDS,
            hint: nb('Необязательно. Эти слова увидит и семья.'),
          }),
          cancel: urls.question(question.id),
        }
      : null,
  };
}

function toChoice(one: CandidateRow, question: Pick<QuestionRow, 'class_name'>) {
  const name = fullName(one.family_name, one.given_name, one.patronymic);
  const what = [one.is_class_teacher ? 'классный руководитель' : '', one.subjects].filter(Boolean).join(', ');
  const isNear = what !== '';
  return {
    value: String(one.id),
    label: isNear ? `${name} — ${what}` : name,
    group: isNear
      ? question.class_name === ''
        ? 'Учителя ученика'
        : `Учителя ${question.class_name}`
      : 'Другие сотрудники',
  };
}

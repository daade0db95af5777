import {
  type ChoicesModel,
  choices,
  type ErrorSummaryModel,
  errorSummary,
  type FieldModel,
  type FilledForm,
  field,
  freshForm,
  type LinkModel,
  type NoteModel,
  type PageHeadModel,
} from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { view } from '../web/view.ts';
import type { QuestionRow } from './find.ts';
import { MOST_WRITTEN } from './message-form.ts';
import type { DraftRow, Publication } from './publication.ts';

export interface PublicationPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  /** Null where nothing can be published. */
  form: {
    action: string;
    version: number;
    /** Where there is one place, words instead of a choice. */
    target: ChoicesModel | null;
    onlyTarget: string;
    question: FieldModel;
    answer: FieldModel;
    files: ChoicesModel | null;
    tell: ChoicesModel | null;
    /** Names that were found: the press «Опубликовать всё равно». */
    names: string | null;
    button: string;
    cancel: string;
  } | null;
  published: { shelf: LinkModel; withdrawal: { action: string; version: number } } | null;
}

export const publicationPage = view<PublicationPage>('questions/publication');

/** Where a question may be published: its course; the class, by its class teacher. By the value of the choice. */
export function targetsOf(draft: DraftRow): Record<string, { target: Publication['target']; label: string }> {
  const targets: Record<string, { target: Publication['target']; label: string }> = {};
  if (draft.course !== null)
    targets.course = { target: { kind: 'course', id: draft.course.id }, label: draft.course.name };
  if (draft.headed_class !== null)
    targets.class = {
      target: { kind: 'class', id: draft.headed_class.id },
      label: `Весь класс ${draft.headed_class.name}`,
    };
  return targets;
}

/** The form that publishes a question's answer, or changes what was published of it. */
export function toPublicationPage(
  question: Pick<QuestionRow, 'id'>,
  draft: DraftRow,
  form: FilledForm | null = null,
  names: readonly string[] = [],
  notes: readonly NoteModel[] = [],
): PublicationPage {
  const { published } = draft;
  const reason = whyNot(draft);
  return {
    head: {
      title: published === null ? 'Опубликовать ответ' : 'Опубликованный ответ',
      crumb: [{ text: 'Вопрос', href: urls.question(question.id) }],
      lead: nb('Его прочитают ученики, их родители и учителя. Кто спросил, не видно никому.'),
    },
    summary: errorSummary(form?.errors ?? {}),
    notes: reason === null ? notes : [...notes, { kind: 'info', text: reason }],
    form: reason === null ? toForm(question.id, draft, form ?? filledFrom(draft), names) : null,
    published:
      published === null
        ? null
        : {
            shelf: {
              href:
                published.course_id === null
                  ? urls.classAnswers(published.class_id ?? 0)
                  : urls.courseAnswers(published.course_id),
              text: 'Посмотреть в «Вопросах и ответах»',
            },
            withdrawal: { action: urls.answerWithdrawal(published.id), version: published.version },
          },
  };
}

function whyNot(draft: DraftRow): string | null {
  if (draft.published === null && draft.answer === null)
    return nb('Сначала ответьте на вопрос: публикуется ваш ответ.');
  if (Object.keys(targetsOf(draft)).length === 0)
    return nb('Вопрос задан классному руководителю: опубликовать ответ для класса может только он.');
  return null;
}

/** What stands in the fields to begin with: what was published, or the question and the last answer. */
function filledFrom({ published, question, answer }: DraftRow): FilledForm {
  if (published !== null)
    return freshForm({
      target: published.course_id === null ? 'class' : 'course',
      question: published.question,
      answer: published.answer,
      ...(published.has_files ? { files: 'yes' } : {}),
    });
  return freshForm({ target: 'course', question, answer: answer?.body ?? '' });
}

function toForm(
  questionId: number,
  draft: DraftRow,
  form: FilledForm,
  names: readonly string[],
): NonNullable<PublicationPage['form']> {
  const targets = Object.entries(targetsOf(draft)).map(([value, { label }]) => ({ value, label: nb(label) }));
  const isNew = draft.published === null;
  const box = (name: string, legend: string, label: string) =>
    choices(form, name, legend, [{ value: 'yes', label: nb(label) }]);
  return {
    action: urls.questionPublication(questionId),
    version: draft.published?.version ?? 0,
    target: targets.length > 1 ? choices(form, 'target', 'Для кого', targets) : null,
    onlyTarget: targets.length === 1 ? nb(targets[0]?.label ?? '') : '',
    question: field(form, 'question', 'Вопрос', {
      type: 'textarea',
      rows: 4,
      maxLength: MOST_WRITTEN,
      hint: nb('Уберите имена и всё, по чему можно узнать семью.'),
    }),
    answer: field(form, 'answer', 'Ответ', { type: 'textarea', rows: 8, maxLength: MOST_WRITTEN }),
    files: draft.answer?.has_files
      ? box('files', 'Файлы', 'Показать и файлы, которые вы приложили к ответу')
      : null,
    tell: isNew ? box('tell', 'Уведомление', 'Сообщить ученикам и родителям') : null,
    names: names.length === 0 ? null : namesSaid(names),
    button: isNew ? 'Опубликовать' : 'Сохранить',
    cancel: urls.question(questionId),
  };
}

function namesSaid(names: readonly string[]): string {
  const named = names.map((word) => `«${word}»`).join(', ');
  return nb(
    `В тексте, похоже, есть имена: ${named}. Текст прочитает весь класс. Уберите их или опубликуйте так, если это не имена.`,
  );
}

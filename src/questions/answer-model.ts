import type { FileUploadModel } from '../attachments/attachment-model.ts';
import {
  type ActionModel,
  type ChoicesModel,
  type FieldModel,
  type FilledForm,
  field,
  type SelectModel,
  select,
} from '../web/components.ts';
import { momentSaid, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { AnswerHelpRow } from './answer-queries.ts';
import type { QuestionRow } from './find.ts';
import { MOST_WRITTEN } from './message-form.ts';
import { mayAnswer } from './message-rule.ts';

/** _answer.ejs: what whoever answers a question has on its page. */
export interface AnswerPanel {
  /** Where to go on, once this question waits no more: stands in the page's head; none where no other waits. */
  next: readonly ActionModel[];
  /** Null where it is not theirs to answer. */
  form: {
    action: string;
    version: number;
    body: FieldModel;
    files: FileUploadModel;
    /** Where rude words were found: «send it all the same»; null otherwise. */
    rude: ChoicesModel | null;
    /** What is put into the field by a press; null where there are no templates. */
    templates: {
      /** GET, without script: the page comes back with the text in the field. */
      action: string;
      select: SelectModel;
      texts: readonly { id: string; text: string }[];
    } | null;
    templatesLink: string;
  } | null;
  /** Hand on, publish. */
  actions: readonly ActionModel[];
  earlier: readonly { href: string; when: string; words: string; answer: string }[];
  nearest: readonly { question: string; answer: string }[];
}

interface Given {
  /** What was typed, where the form came back; freshForm() otherwise. */
  form: FilledForm;
  files: FileUploadModel;
  rude: ChoicesModel | null;
  /** The template that was chosen without script. */
  templateId: number | null;
  now: Temporal.Instant;
  timeZone: string;
}

/** The panel for whoever reads the question; null where nothing of it is theirs. */
export function toAnswerPanel(
  question: Pick<QuestionRow, 'id' | 'party' | 'state' | 'version' | 'course_id'>,
  help: AnswerHelpRow,
  given: Given,
): AnswerPanel | null {
  const answers = mayAnswer(question.party);
  if (!answers && question.party !== 'overseer') return null;
  return {
    next: answers && question.state !== 'waiting' ? toNext(help.next_id) : [],
    form: answers ? toForm(question, help, given) : null,
    actions: toActions(question, help),
    earlier: help.earlier.map((one) => ({
      href: urls.question(one.id),
      when: momentSaid(one.asked_at, given.now, given.timeZone),
      words: nb(one.words === '' ? 'Сообщение отозвано' : one.words),
      answer: nb(one.answer),
    })),
    nearest: help.nearest.map((one) => ({ question: nb(one.question), answer: nb(one.answer) })),
  };
}

function toForm(
  question: Pick<QuestionRow, 'id' | 'version' | 'state'>,
  help: AnswerHelpRow,
  { form, files, rude, templateId }: Given,
): NonNullable<AnswerPanel['form']> {
  const template = help.templates.find((one) => one.id === templateId);
  const filled =
    template === undefined || form.values.body !== undefined
      ? form
      : { ...form, values: { ...form.values, body: template.body } };
  return {
    action: urls.questionMessages(question.id),
    version: question.version,
    body: field(filled, 'body', question.state === 'waiting' ? 'Ответ' : 'Дополнить ответ', {
      type: 'textarea',
      rows: 6,
      maxLength: MOST_WRITTEN,
    }),
    files,
    rude,
    templates:
      help.templates.length === 0
        ? null
        : {
            action: urls.question(question.id),
            select: select(
              { values: { template: String(templateId ?? '') }, errors: {} },
              'template',
              'Шаблон',
              help.templates.map((one) => ({ value: String(one.id), label: one.title })),
            ),
            texts: help.templates.map((one) => ({ id: String(one.id), text: one.body })),
          },
    templatesLink: urls.answerTemplates(),
  };
}

function toNext(nextId: number | null): readonly ActionModel[] {
  if (nextId === null) return [];
  return [{ href: urls.question(nextId), text: 'Следующий вопрос', icon: 'arrow-right' }];
}

function toActions(
  question: Pick<QuestionRow, 'id' | 'party' | 'state'>,
  help: AnswerHelpRow,
): readonly ActionModel[] {
  const isAnswered = question.state === 'answered' || question.state === 'closed';
  const handOn: ActionModel = {
    href: urls.questionHandover(question.id),
    text: 'Передать другому учителю',
    icon: 'repeat-2',
  };
  const publish: ActionModel = {
    href: urls.questionPublication(question.id),
    text: help.is_published ? 'Опубликовано для класса' : 'Опубликовать для класса',
    icon: 'users',
  };
  return [
    ...(question.state === 'waiting' || question.state === 'asked_back' ? [handOn] : []),
    ...(isAnswered && mayAnswer(question.party) ? [publish] : []),
  ];
}

import {
  type ErrorSummaryModel,
  errorSummary,
  type FieldModel,
  type FilledForm,
  field,
  freshForm,
  type PageHeadModel,
} from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { view } from '../web/view.ts';
import { MOST_WRITTEN } from './message-form.ts';
import { MOST_TEMPLATES, suggestedTemplates, type TemplateRow } from './templates.ts';

/** Signs of a template's name at most. */
export const MOST_TITLE = 80;

export interface TemplateForm {
  action: string;
  title: FieldModel;
  body: FieldModel;
  button: string;
}

export interface TemplatesPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  own: readonly { id: string; title: string; body: string; edit: string; removal: string }[];
  empty: string | null;
  /** Null where there are as many as there may be. */
  add: TemplateForm | null;
  isAddOpen: boolean;
  /** Ready ones that are not taken over yet, each a form of one press. */
  suggested: readonly { title: string; body: string; action: string }[];
}

export const templatesPage = view<TemplatesPage>('questions/templates');

export interface TemplatePage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  form: TemplateForm;
  cancel: string;
}

export const templatePage = view<TemplatePage>('questions/template');

/** A teacher's templates, those that the portal suggests, and the form for a new one. */
export function toTemplatesPage(rows: readonly TemplateRow[], form: FilledForm | null = null): TemplatesPage {
  const names = new Set(rows.map((row) => row.title));
  const hasRoom = rows.length < MOST_TEMPLATES;
  return {
    head: {
      title: 'Шаблоны ответов',
      crumb: [{ text: 'Вопросы', href: urls.questions() }],
      lead: nb(
        'Тексты, которые вы вставляете в ответ одним нажатием и правите под вопрос. Видите их только вы.',
      ),
    },
    summary: errorSummary(form?.errors ?? {}),
    own: rows.map((row) => ({
      id: `t-${row.id}`,
      title: nb(row.title),
      body: nb(row.body),
      edit: urls.answerTemplate(row.id),
      removal: urls.answerTemplateRemoval(row.id),
    })),
    empty: rows.length > 0 ? null : nb('Своих шаблонов пока нет. Возьмите готовый или напишите свой.'),
    add: hasRoom ? toForm(urls.answerTemplates(), form ?? freshForm(), 'Добавить шаблон') : null,
    isAddOpen: form !== null,
    suggested: hasRoom
      ? suggestedTemplates
          .filter((one) => !names.has(one.title))
          .map((one) => ({ ...one, action: urls.answerTemplates() }))
      : [],
  };
}

/** One template to be changed. */
export function toTemplatePage(template: TemplateRow, form: FilledForm | null = null): TemplatePage {
  const filled = form ?? freshForm({ title: template.title, body: template.body });
  return {
    head: {
      title: 'Изменить шаблон',
      crumb: [{ text: 'Шаблоны ответов', href: urls.answerTemplates() }],
    },
    summary: errorSummary(filled.errors),
    form: toForm(urls.answerTemplate(template.id), filled, 'Сохранить'),
    cancel: urls.answerTemplates(),
  };
}

function toForm(action: string, form: FilledForm, button: string): TemplateForm {
  return {
    action,
    title: field(form, 'title', 'Название', { maxLength: MOST_TITLE }),
    body: field(form, 'body', 'Текст', { type: 'textarea', rows: 6, maxLength: MOST_WRITTEN }),
    button,
  };
}

import {
  type ChoicesModel,
  choices,
  errorSummary,
  type FilledForm,
  field,
  type NoteModel,
} from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { type ClassOption, gradesOf } from './audience-choice.ts';
import { questionNames, statementNames, type Template } from './survey-form.ts';
import type { SurveyFormPage } from './survey-pages.ts';
import type { SurveyRow } from './survey-queries.ts';

interface Shown {
  classes: readonly ClassOption[];
  form: FilledForm;
  today: string;
}

const crumb = [{ text: 'Опросы', href: urls.surveys() }];

export function toNewSurveyPage(template: Template, shown: Shown): SurveyFormPage {
  const other =
    template === 'term'
      ? { href: urls.surveyNew({ template: 'own' }), text: 'Начать с пустого' }
      : { href: urls.surveyNew({ template: 'term' }), text: 'Взять шаблон за четверть' };
  return {
    head: {
      title: 'Новый опрос',
      crumb,
      lead: nb('Сначала это черновик: вы увидите, кого спросят, и откроете опрос отдельной кнопкой.'),
      actions: [other],
    },
    conflict: null,
    action: urls.surveyNew({ template }),
    version: null,
    button: 'Сохранить черновик',
    cancel: { href: urls.surveys(), text: 'Не сохранять' },
    ...parts(shown),
  };
}

export function toEditSurveyPage(
  survey: SurveyRow,
  shown: Shown,
  conflict: NoteModel | null,
): SurveyFormPage {
  return {
    head: {
      title: 'Изменить опрос',
      crumb: [...crumb, { text: survey.title, href: urls.survey(survey.id) }],
    },
    conflict,
    action: urls.surveyEdit(survey.id),
    version: String(survey.version),
    button: 'Сохранить',
    cancel: { href: urls.survey(survey.id), text: 'Не сохранять' },
    ...parts(shown),
  };
}

/** So many lines stand open; the others are folded away while they are empty. */
const OPEN_STATEMENTS = 5;

function parts({ classes, form, today }: Shown) {
  const lines = statementNames.map((name, at) =>
    field(form, name, `Утверждение ${at + 1}`, { type: 'textarea', rows: 2, maxLength: 300 }),
  );
  const more = lines.slice(OPEN_STATEMENTS);
  const isUsed = more.some((line) => line.value !== '' || line.error !== undefined);
  return {
    problems: errorSummary(form.errors),
    title: field(form, 'title', 'Название', { maxLength: 120 }),
    intro: field(form, 'intro', 'Зачем спрашиваем', {
      type: 'textarea',
      rows: 3,
      maxLength: 1000,
      hint: nb('Две-три фразы перед вопросами: их прочтут все, кого спрашивают.'),
    }),
    statements: lines.slice(0, OPEN_STATEMENTS),
    moreStatements: { isOpen: isUsed, fields: more },
    questions: questionNames.map((name, at) =>
      field(form, name, at === 0 ? 'Вопрос, на который отвечают словами' : 'Ещё один такой вопрос', {
        type: 'textarea',
        rows: 2,
        maxLength: 300,
      }),
    ),
    ...audienceParts(form, classes),
    days: [
      field(form, 'opens_on', 'Первый день', { type: 'date', min: today }),
      field(form, 'closes_on', 'Последний день', { type: 'date', min: today }),
    ],
  };
}

function audienceParts(form: FilledForm, classes: readonly ClassOption[]) {
  const scope = typed(form.values, 'scope');
  return {
    asked: choices(form, 'roles', 'Кого спрашиваем', [
      { value: 'parent', label: 'Родителей', hint: nb('О каждом ребёнке отдельно.') },
      { value: 'student', label: 'Учеников' },
      { value: 'teacher', label: 'Учителей' },
    ]),
    skipYoung: choices(form, 'skip_young', '1–4 классы', [
      {
        value: 'yes',
        label: 'Не спрашивать учеников',
        hint: nb('Младшим такие вопросы трудны: лучше спросить их родителей.'),
      },
    ]),
    scope: choices(form, 'scope', 'Какие классы', [
      { value: 'all', label: 'Вся школа' },
      { value: 'grades', label: 'Параллели, отмеченные ниже' },
      { value: 'classes', label: 'Классы, отмеченные ниже' },
    ]),
    grades: choices(
      form,
      'grades',
      'Параллели',
      gradesOf(classes).map((grade) => ({ value: String(grade), label: String(grade) })),
      { inline: true },
    ),
    classes: {
      isOpen: scope === 'classes' || form.errors.classes !== undefined,
      choices: classBoxes(form, classes),
    },
  };
}

function classBoxes(form: FilledForm, classes: readonly ClassOption[]): ChoicesModel {
  return choices(
    form,
    'classes',
    'Классы',
    classes.map((one) => ({ value: String(one.id), label: one.name })),
    { inline: true },
  );
}

import * as z from 'zod';
import type { FilledForm } from '../web/components.ts';
import { addDays, daysBetween } from '../web/dates.ts';
import {
  choice,
  choices,
  day,
  type FormBody,
  type FormErrors,
  type FormResult,
  ids,
  integer,
  optionalText,
  readForm,
  refuse,
  text,
  ticked,
} from '../web/form.ts';
import { type AudienceChoice, type ClassOption, scopes, toAudience, toChoice } from './audience-choice.ts';
import type { SurveyContent } from './save-survey.ts';
import { askedRoles } from './scale.ts';
import type { SurveyRow } from './survey-queries.ts';

export const MOST_STATEMENTS = 10;
export const MOST_QUESTIONS = 2;
const LONGEST_STATEMENT = 300;
/** A survey that lasts longer is forgotten by everybody. */
const MOST_DAYS = 60;

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_one, at) => `${name}_${at + 1}`);
export const statementNames = numbered('statement', MOST_STATEMENTS);
export const questionNames = numbered('question', MOST_QUESTIONS);

const REOPEN = 'Откройте страницу заново';
const lines = Object.fromEntries(
  [...statementNames, ...questionNames].map((name) => [name, optionalText(LONGEST_STATEMENT)]),
);

/** A new survey, or one that nobody was shown yet. */
const SurveyForm = z.object({
  title: text('Напишите, как называется опрос', 120),
  intro: optionalText(1000),
  roles: choices(askedRoles, 'Выберите, кого спрашиваем'),
  scope: choice(scopes, 'Выберите, все классы или не все'),
  grades: ids(REOPEN, 0),
  classes: ids(REOPEN, 0),
  skip_young: ticked(),
  opens_on: day('Укажите первый день, например 01.12.2026'),
  closes_on: day('Укажите последний день, например 10.12.2026'),
});
const Lines = z.object(lines);

/** The version that a form was made from. */
export const VersionForm = z.object({ version: integer(1, 1_000_000_000, REOPEN) });

/** The new end of a survey that is under way. */
export const EndForm = VersionForm.extend({
  closes_on: day('Укажите последний день, например 10.12.2026'),
});

/** Closing before the end; `without_answers` where no box opens and the coordinator closes all the same. */
export const ClosingForm = VersionForm.extend({ without_answers: ticked() });

/** Reads what was typed. @param today local day: nothing opens in the past */
export function readSurvey(
  body: FormBody,
  classes: readonly ClassOption[],
  today: string,
): FormResult<SurveyContent> {
  const form = readForm(SurveyForm, body);
  const items = readForm(Lines, body);
  const errors = { ...(items.ok ? {} : items.errors), ...(form.ok ? {} : form.errors) };
  if (!form.ok || !items.ok) return refuse(body, errors);
  const { title, intro, roles, scope, grades, classes: classIds, skip_young: skipsYoung } = form.value;
  const wanted = { roles, scope, grades, classIds, skipsYoung };
  const audience = toAudience(wanted, classes);
  const said = (names: readonly string[]) => names.map((name) => items.value[name] ?? '').filter(Boolean);
  const content = {
    title,
    intro,
    opensOn: form.value.opens_on,
    closesOn: form.value.closes_on,
    statements: said(statementNames),
    questions: said(questionNames),
    audience,
  };
  const found = {
    ...dayErrors(content, today),
    ...(content.statements.length === 0 ? { statement_1: 'Напишите хотя бы одно утверждение' } : {}),
    ...(audience.length === 0 ? audienceErrors(wanted, classes) : {}),
  };
  return Object.keys(found).length > 0 ? refuse(body, found) : { ok: true, value: content };
}

function dayErrors({ opensOn, closesOn }: SurveyContent, today: string): FormErrors {
  if (opensOn < today) return { opens_on: 'Выберите сегодняшний день или более поздний' };
  return endErrors(opensOn, closesOn);
}

/** What is wrong with a last day. */
export function endErrors(opensOn: string, closesOn: string): FormErrors {
  if (closesOn < opensOn) return { closes_on: 'Последний день не может быть раньше первого' };
  if (daysBetween(opensOn, closesOn) > MOST_DAYS) return { closes_on: 'Опрос длится не больше двух месяцев' };
  return {};
}

/** Why nobody is asked: no grade or class is chosen, or only such whose pupils are left out. */
function audienceErrors(choice: AudienceChoice, classes: readonly ClassOption[]): FormErrors {
  const { scope } = choice;
  if (toAudience({ ...choice, skipsYoung: false }, classes).length > 0)
    return { skip_young: 'Отмечены только 1–4 классы: снимите эту отметку или выберите классы постарше' };
  return scope === 'grades'
    ? { grades: 'Выберите параллели' }
    : scope === 'classes'
      ? { classes: 'Выберите классы' }
      : { roles: 'Никто не выбран' };
}

/** A term's survey begins with these: they suit pupils, parents and teachers alike. */
const TEMPLATE = {
  title: 'Как идёт общение со школой',
  intro:
    'Расскажите, как вам учится и общается со школой в этой четверти. Ответы помогут решить, что поправить в первую очередь.',
  statements: [
    'Об онлайн-уроках и переменах в расписании я узнаю вовремя.',
    'На онлайн-урок легко попасть: вход работает, связь не подводит.',
    'На онлайн-уроках понятно, что делать, и удаётся участвовать.',
    'На вопросы учителям отвечают быстро и по делу.',
    'Если что-то не получается, я знаю, к кому обратиться, и мне помогают.',
  ],
  questions: ['Что стоит изменить в первую очередь?'],
};

export const templates = ['term', 'own'] as const;
export type Template = (typeof templates)[number];

const USUAL_DAYS = 10;

/** What a new survey's form begins with. @param termName «Вторая четверть»; null outside any */
export function freshSurvey(
  template: Template,
  termName: string | null,
  today: string,
): FilledForm['values'] {
  const opensOn = addDays(today, 1);
  const shared = {
    roles: [...askedRoles],
    scope: 'all',
    skip_young: 'yes',
    opens_on: opensOn,
    closes_on: addDays(opensOn, USUAL_DAYS),
  };
  if (template === 'own') return shared;
  const title = termName === null ? TEMPLATE.title : `${TEMPLATE.title}: ${termName.toLowerCase()}`;
  return { ...shared, title, intro: TEMPLATE.intro, ...lineValues(TEMPLATE.statements, TEMPLATE.questions) };
}

/** A survey as its form has it. */
export function valuesOf(survey: SurveyRow, classes: readonly ClassOption[]): FilledForm['values'] {
  const texts = (kind: 'scale' | 'open') =>
    survey.items.filter((item) => item.kind === kind).map((item) => item.text);
  const audience = survey.audience.map(({ role, grade, class_id: classId }) => ({ role, grade, classId }));
  const { roles, scope, grades, classIds, skipsYoung } = toChoice(audience, classes);
  return {
    title: survey.title,
    intro: survey.intro,
    roles,
    scope,
    grades: grades.map(String),
    classes: classIds.map(String),
    ...(skipsYoung ? { skip_young: 'yes' } : {}),
    opens_on: survey.opens_on,
    closes_on: survey.closes_on,
    ...lineValues(texts('scale'), texts('open')),
  };
}

function lineValues(statements: readonly string[], questions: readonly string[]): Record<string, string> {
  return Object.fromEntries([
    ...statements.map((line, at) => [`statement_${at + 1}`, line]),
    ...questions.map((line, at) => [`question_${at + 1}`, line]),
  ]);
}

import { errorSummary, type FilledForm, field, type LinkModel, type NoteModel } from '../web/components.ts';
import { addDays, dayShort, nb } from '../web/dates.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { choiceName, LONGEST_TEXT, textName } from './answer-form.ts';
import type { AskedSurvey } from './find-survey.ts';
import { scaleWords } from './scale.ts';
import type { AnswerPage, ScaleModel, SurveyStatePage } from './survey-pages.ts';

/** One answer that may be given: for oneself, or about a child. */
export interface Slot {
  /** Null: for oneself. */
  childId: number | null;
  /** «Соня, 7А»; null: for oneself. */
  child: string | null;
  hasAnswered: boolean;
}

interface Shown {
  slots: readonly Slot[];
  /** The one that the page is about. */
  slot: Slot;
  form: FilledForm;
}

const title = (survey: AskedSurvey) => nb(survey.title);

/** The page of the questions; of thanks, once this answer is given. */
export function toAnswerPage(survey: AskedSurvey, { slots, slot, form }: Shown): AnswerPage {
  return {
    head: { title: title(survey), ...(slot.child === null ? {} : { lead: nb(`О ребёнке: ${slot.child}`) }) },
    problems: errorSummary(form.errors, 'Ответьте на пропущенное и отправьте ещё раз'),
    intro: survey.intro === '' ? null : survey.intro,
    whom: slots.length > 1 ? { label: 'О ком отвечаете', chips: chips(survey, slots, slot) } : null,
    form: slot.hasAnswered
      ? null
      : {
          action: urls.surveyAnswer(survey.id, childOf(slot)),
          scales: survey.items
            .filter((item) => item.kind === 'scale')
            .map((item) => scaleModel(item.text, choiceName(item.id), form)),
          texts: survey.items
            .filter((item) => item.kind === 'open')
            .map((item) =>
              field(form, textName(item.id), item.text, {
                type: 'textarea',
                rows: 4,
                maxLength: LONGEST_TEXT,
                hint: nb('Можно не отвечать. Не пишите имён и того, по чему вас можно узнать.'),
              }),
            ),
        },
    note: slot.hasAnswered ? thanksNote(survey) : null,
    next: slot.hasAnswered ? nextLinks(survey, slots) : [],
  };
}

function scaleModel(text: string, name: string, form: FilledForm): ScaleModel {
  const chosen = typed(form.values, name);
  return {
    name,
    text,
    error: form.errors[name],
    steps: ([1, 2, 3, 4, 5] as const).map((step) => ({
      value: String(step),
      mark: String(step),
      words: scaleWords[step].toLowerCase(),
      checked: chosen === String(step),
    })),
    unsure: { value: '0', words: scaleWords[0], checked: chosen === '0' },
    ends: { low: scaleWords[1].toLowerCase(), high: scaleWords[5].toLowerCase() },
  };
}

function childOf(slot: Slot): { child?: number } {
  return slot.childId === null ? {} : { child: slot.childId };
}

function chips(survey: AskedSurvey, slots: readonly Slot[], current: Slot) {
  return slots.map((slot) => ({
    text: slotSaid(slot),
    href: urls.surveyAnswer(survey.id, childOf(slot)),
    current: slot === current,
    isDone: slot.hasAnswered,
  }));
}

function slotSaid(slot: Slot): string {
  return slot.child === null ? 'За себя' : nb(slot.child);
}

function thanksNote(survey: AskedSurvey): NoteModel {
  return {
    kind: 'ok',
    title: nb('Спасибо, ваш ответ принят'),
    text: nb(
      `Второй раз отвечать не нужно. Опрос идёт до ${dayShort(survey.closes_on)}; что школа решит и изменит, появится здесь же.`,
    ),
  };
}

function nextLinks(survey: AskedSurvey, slots: readonly Slot[]): LinkModel[] {
  const others = slots
    .filter((slot) => !slot.hasAnswered)
    .map((slot) => ({
      href: urls.surveyAnswer(survey.id, childOf(slot)),
      text: slot.child === null ? 'Ответить и за себя' : nb(`Ответить ещё: ${slot.child}`),
    }));
  return [...others, { href: urls.home(), text: 'На главную' }];
}

/** A survey for whoever is asked, in whatever state it is. */
export function toStatePage(survey: AskedSurvey, slots: readonly Slot[], today: string): SurveyStatePage {
  return {
    head: { title: title(survey), ...(survey.intro === '' ? {} : { lead: survey.intro }) },
    note: stateNote(survey, slots, today),
    answers: slots.map((slot) => ({
      text: slotSaid(slot),
      tag: slot.hasAnswered
        ? { text: 'Ответ принят', kind: 'ok', icon: 'circle-check' }
        : { text: 'Ответа ещё нет', kind: 'accent', icon: 'clock' },
      link: slot.hasAnswered
        ? null
        : {
            href: urls.surveyAnswer(survey.id, childOf(slot)),
            text: slot.child === null ? 'Ответить' : nb(`Ответить: ${slot.child}`),
          },
    })),
  };
}

/** For whoever sent an answer when the survey had closed. */
export function toTooLatePage(survey: AskedSurvey): SurveyStatePage {
  const note: NoteModel = {
    kind: 'warn',
    title: nb('Опрос уже завершён'),
    text: nb('Он закончился, пока вы отвечали: ваш ответ не записан и нигде не сохранён.'),
  };
  return { head: { title: title(survey) }, note, answers: [] };
}

function stateNote(survey: AskedSurvey, slots: readonly Slot[], today: string): NoteModel {
  if (survey.state === 'published')
    return {
      kind: 'ok',
      title: nb('Опрос завершён, решение принято'),
      text: nb('Спасибо всем, кто ответил. Что показали ответы и что изменилось, — на отдельной странице.'),
      link: { href: urls.surveyOutcome(survey.id), text: 'Что изменилось' },
    };
  if (survey.state === 'closed' || survey.closes_on < today)
    return {
      kind: 'info',
      title: nb('Опрос завершён'),
      text: nb('Спасибо всем, кто ответил. Когда школа решит, что изменить, вы получите уведомление.'),
    };
  if (slots.every((slot) => slot.hasAnswered)) return thanksNote(survey);
  return {
    kind: 'info',
    text: nb(
      `Ответить можно до ${dayShort(survey.closes_on)} включительно, итоги подведут ${dayShort(addDays(survey.closes_on, 1))}. Ответы без имён: школа увидит только общие итоги.`,
    ),
  };
}

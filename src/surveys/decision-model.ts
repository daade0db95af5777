import { errorSummary, type FilledForm, field, type NoteModel } from '../web/components.ts';
import { momentSaid, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { type ClosedSurvey, statementsOf } from './closed-survey.ts';
import type { LeafView } from './leaf-views.ts';
import type { DecisionPage, OutcomePage } from './result-pages.ts';
import { FEWEST_ANSWERS } from './scale.ts';
import { meanSaid, responseSaid, statementModels } from './statement-model.ts';

const FEW = 'Ответов меньше пяти: чтобы никто не узнал чужой ответ, они не показаны никому.';

/** The longest decision, and the longest story of what changed, in characters. */
export const LONGEST_WORDS = 4000;

/** What an empty or saved form begins with. */
export function decisionValues({ decision, changes }: ClosedSurvey): Record<string, string> {
  return { decision, changes };
}

export function toDecisionPage(
  survey: ClosedSurvey,
  whole: LeafView,
  form: FilledForm,
  { now, timeZone, conflict }: { now: Temporal.Instant; timeZone: string; conflict: NoteModel | null },
): DecisionPage {
  const isReady = survey.decision !== '' && survey.changes !== '';
  const isPublished = survey.published_at !== null;
  return {
    head: {
      title: 'Решение по опросу',
      crumb: [
        { text: 'Опросы', href: urls.surveys() },
        { text: survey.title, href: urls.surveyResults(survey.id) },
      ],
      lead: nb('Что школа решила и что уже изменилось. Это прочитают все, кого спрашивали.'),
    },
    problems: errorSummary(form.errors),
    conflict,
    found: foundLines(survey, whole),
    action: urls.surveyDecision(survey.id),
    version: String(survey.version),
    decision: field(form, 'decision', 'Что решили', {
      type: 'textarea',
      rows: 6,
      maxLength: LONGEST_WORDS,
      hint: nb('Кто, что и до какого дня сделает.'),
    }),
    changes: field(form, 'changes', 'Что изменилось', {
      type: 'textarea',
      rows: 6,
      maxLength: LONGEST_WORDS,
      hint: nb('Просто, как рассказали бы на собрании: что люди заметят сами.'),
    }),
    cancel: { href: urls.surveyResults(survey.id), text: 'Не сохранять' },
    publication:
      isReady && !isPublished
        ? {
            action: urls.surveyPublication(survey.id),
            version: String(survey.version),
            words: nb(
              'Все, кого спрашивали, получат уведомление и увидят общие итоги, решение и что изменилось. Кто из них ответил, портал не знает.',
            ),
          }
        : null,
    published: publishedNote(survey, now, timeZone),
  };
}

function publishedNote(survey: ClosedSurvey, now: Temporal.Instant, timeZone: string): NoteModel | null {
  if (survey.published_at === null) return null;
  return {
    kind: 'ok',
    title: nb(`Опубликовано: ${momentSaid(survey.published_at, now, timeZone)}`),
    text: nb('Правки сразу увидят все, кого спрашивали; нового уведомления не будет.'),
    link: { href: urls.surveyOutcome(survey.id), text: 'Как это видят все' },
  };
}

function foundLines(survey: ClosedSurvey, whole: LeafView): string[] {
  if (whole.answers < FEWEST_ANSWERS) return [FEW];
  return [
    responseSaid(survey),
    ...statementsOf(survey).map((item, at) =>
      nb(`${item.text.replace(/\.$/, '')} — ${meanSaid(whole.counts[at] ?? [])}`),
    ),
  ];
}

/** What somebody else saved meanwhile; what was typed stays in the form. */
export function decisionConflict(survey: ClosedSurvey, values: FilledForm['values']): NoteModel {
  const labels = { decision: 'Что решили', changes: 'Что изменилось' } as const;
  const names = ['decision', 'changes'] as const;
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, решение изменил кто-то ещё',
    text: nb('В форме осталось то, что ввели вы; если всё верно, сохраните ещё раз. Сейчас записано:'),
    items: names
      .filter((name) => String(values[name] ?? '').trim() !== survey[name])
      .map((name) => ({ text: `${labels[name]}: «${survey[name]}»` })),
  };
}

/** What those who were asked read in the end. */
export function toOutcomePage(survey: ClosedSurvey, whole: LeafView): OutcomePage {
  const isEnough = whole.answers >= FEWEST_ANSWERS;
  return {
    head: {
      title: survey.title,
      lead: nb('Что ответили, что решила школа и что изменилось. Спасибо всем, кто ответил.'),
    },
    changes: linesOf(survey.changes),
    decision: linesOf(survey.decision),
    response: responseSaid(survey),
    statements: isEnough ? statementModels(survey, whole) : [],
    tooFew: isEnough ? '' : nb(FEW),
  };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

import { dayRange, dayShort, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { SurveysPage } from './survey-pages.ts';
import type { ListedSurvey, TermState } from './survey-queries.ts';
import { shareSaid, stateTag } from './survey-words.ts';

const LONGEST = 160;

/** The coordinator's list. @param term the term of today, and whether it has its survey */
export function toSurveysPage(
  surveys: readonly ListedSurvey[],
  term: TermState | null,
  today: string,
): SurveysPage {
  return {
    head: {
      title: 'Опросы',
      lead: nb('Раз в четверть школа спрашивает, как идёт общение, и решает, что изменить (п. 3.1).'),
      actions: [
        { href: urls.surveyNew(), text: 'Новый опрос', icon: 'plus', main: true },
        { href: urls.pulse(), text: 'Как прошли уроки' },
      ],
    },
    due:
      term === null || term.has_survey
        ? null
        : {
            kind: 'warn',
            title: nb(`${term.name}: опроса ещё не было`),
            text:
              term.ends_on >= today
                ? nb(`Четверть кончается ${dayShort(term.ends_on)}. Ответы собирают дней десять.`)
                : nb(`Четверть кончилась ${dayShort(term.ends_on)}, но спросить ещё можно.`),
            link: { href: urls.surveyNew({ template: 'term' }), text: 'Составить по шаблону' },
          },
    surveys: surveys.map((survey) => ({
      href: urls.survey(survey.id),
      title: survey.title,
      about: aboutSaid(survey),
      tag: stateTag(survey, today),
      decision: survey.decision === '' ? null : nb(`Решение: ${shortened(survey.decision)}`),
    })),
    empty:
      surveys.length > 0
        ? null
        : {
            text: nb('Здесь появятся опросы: кого спросили, сколько ответили и что школа решила.'),
            icon: 'clipboard-check',
          },
  };
}

function aboutSaid(survey: ListedSurvey): string {
  const days = nb(dayRange(survey.opens_on, survey.closes_on));
  const isAsking = survey.state !== 'draft' && survey.opened_at !== null;
  return isAsking ? `${days}; ${shareSaid(survey.answered, survey.asked)}` : days;
}

function shortened(decision: string): string {
  const [line = ''] = decision.split('\n');
  return line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/[\s,;—]*\S*$/u, '')}…` : line;
}

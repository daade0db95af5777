import type { TagModel } from '../web/components.ts';
import { counted, dayShort, nb, number, relativeDay } from '../web/dates.ts';
import { FEWEST_ANSWERS } from './scale.ts';
import type { SurveyRow } from './survey-queries.ts';

type Timed = Pick<SurveyRow, 'state' | 'opens_on' | 'closes_on' | 'opened_at'>;

/** Where a survey stands. */
export function stateTag(survey: Timed, today: string): TagModel {
  if (survey.state === 'draft') return { text: 'Черновик', icon: 'pencil' };
  if (survey.state === 'closed') return { text: 'Завершён', icon: 'circle-check' };
  if (survey.state === 'published') return { text: 'Решение опубликовано', kind: 'ok', icon: 'circle-check' };
  if (survey.opened_at === null)
    return { text: nb(`Откроется: ${relativeDay(survey.opens_on, today)}`), kind: 'accent', icon: 'clock' };
  if (survey.closes_on < today) return { text: 'Подводим итоги', icon: 'clock' };
  return { text: nb(`Открыт до ${dayShort(survey.closes_on)}`), kind: 'accent', icon: 'clock' };
}

/**
 * How many answered: «ответили 34 из 120 (28 %)». Below five no figure, so that nobody is counted out; what is left to
 * five is not told either.
 */
export function shareSaid(answered: number, asked: number): string {
  if (asked === 0) return 'отвечать некому';
  if (answered < FEWEST_ANSWERS) return nb(`ответили меньше пяти, спросили ${number(asked)}`);
  const share = Math.round((100 * Math.min(answered, asked)) / asked);
  return nb(`ответили ${number(answered)} из ${number(asked)} (${share} %)`);
}

/** «12 ответов» as it stands after «возможно»: how many answers there can be. */
export function answersSaid(count: number): string {
  return counted(count, 'ответ', 'ответа', 'ответов');
}

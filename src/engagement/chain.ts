import { causeSaid, concernSaid } from '../attendance/cause-words.ts';
import { dayShort, nb, sentence } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { Chain, ChainConcern, ChainMeasure } from './card-queries.ts';
import { comparisonSaid } from './compare-attendance.ts';
import { kindTag } from './concerns-model.ts';
import { closedSaid, toMeasureLine } from './measure-lines.ts';
import type { ChainItem } from './pages.ts';
import { ruleSaid } from './rules-model.ts';

/** Rule, measure, outcome: each concern with what was done about it; measures of nobody's call come last. */
export function toChainItems(
  chain: Pick<Chain, 'concerns' | 'measures'>,
  { studentId, today, mayDecide }: { studentId: number; today: string; mayDecide: boolean },
): ChainItem[] {
  const items = chain.concerns.map((concern): ChainItem => {
    const isOpen = concern.closed_on === null;
    return {
      isOpen,
      concern: toConcern(concern),
      measures: chain.measures
        .filter((one) => one.concern_id === concern.id)
        .map((one) => toMeasure(one, today)),
      actions:
        mayDecide && isOpen
          ? [
              { href: urls.measureNew(studentId, { concern: concern.id }), text: 'Назначить меру' },
              { href: urls.concernClosing(concern.id), text: 'Закрыть' },
            ]
          : [],
    };
  });
  const others = chain.measures.filter((one) => one.concern_id === null).map((one) => toMeasure(one, today));
  return others.length === 0
    ? items
    : [...items, { isOpen: false, concern: null, measures: others, actions: [] }];
}

function toConcern(concern: ChainConcern): NonNullable<ChainItem['concern']> {
  return {
    tag: { ...kindTag(concern.kind), kind: concern.closed_on === null ? 'warn' : undefined },
    what: concernSaid(concern),
    cause: causeSaid(concern),
    rule: nb(`Правило: ${ruleSaid(concern)}. Найдено ${dayShort(concern.found_on)}.`),
    state: concern.closed_on === null ? '' : closedSaid(concern, concern.closed_on),
  };
}

function toMeasure(measure: ChainMeasure, today: string): ChainItem['measures'][number] {
  const isDone = measure.done_on !== null;
  const day = measure.done_on ?? measure.created_on;
  return {
    ...toMeasureLine(measure, today),
    words: measure.words,
    outcome: measure.outcome_words === '' ? '' : nb(sentence(`Итог: ${measure.outcome_words}`)),
    comparison:
      measure.outcome === 'cancelled'
        ? ''
        : comparisonSaid({ day, isDone, before: measure.before, after: measure.after }, today),
  };
}

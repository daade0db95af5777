import type { NoteModel } from '../web/components.ts';
import { counted, nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { dayTitle, type EveningFacts, nameOf } from './evening-facts.ts';
import { lineOf, parts, saidOf, toPlanned } from './evening-line.ts';
import { crumb } from './parents-day-draft-model.ts';
import type { PlanPage } from './parents-day-pages.ts';
import type { EveningPlan } from './plan-evening.ts';
import { type Talk, type Wishes, wishFields } from './plan-wishes.ts';

export interface Proposal {
  plan: EveningPlan;
  wishes: Wishes;
  talks: readonly Talk[];
}

/** The proposed order. @param notes what changed since the last proposal, where something did */
export function toPlanPage(
  facts: EveningFacts,
  proposal: Proposal,
  notes: readonly NoteModel[] = [],
): PlanPage {
  const { day } = facts;
  const { plan, wishes } = proposal;
  const turns = plan.talks.map(({ key, turn }) => `${key.split('.')[0]}.${turn.id}`);
  const count = plan.talks.length;
  return {
    head: {
      title: count === 0 ? 'Порядка не получилось' : 'Предлагаем такой порядок',
      crumb: [...crumb, { text: dayTitle(day), href: facts.paths.card() }],
    },
    notes,
    said: saidOf(facts, plan),
    line: lineOf(
      facts,
      plan.talks.map((one) => toPlanned(one, facts)),
    ),
    booking:
      count === 0
        ? null
        : {
            action: facts.paths.bookings,
            turns: turns.join(','),
            wishes: wishFields(wishes),
            button:
              count === 1
                ? facts.onBehalfOf === null
                  ? 'Записаться'
                  : 'Записать'
                : nb(
                    `${facts.onBehalfOf === null ? 'Записаться' : 'Записать'} на ${counted(count, 'беседу', 'беседы', 'бесед')}`,
                  ),
          },
    change: {
      href: facts.paths.card(Object.fromEntries(wishFields(wishes).map((one) => [one.name, one.value]))),
      text: 'Изменить выбор',
    },
    leftOut: plan.leftOut.map(({ key, hasTurns }) => toLeftOut(key, hasTurns, facts)),
  };
}

function toLeftOut(key: string, hasTurns: boolean, facts: EveningFacts): PlanPage['leftOut'][number] {
  const { child, offer } = parts(key, facts);
  const isFull = offer?.turns.length === 0;
  return {
    title: nb([offer === undefined ? '' : nameOf(offer), child?.name ?? ''].filter(Boolean).join(' — ')),
    why: isFull
      ? nb('Все беседы заняты. Встаньте в очередь: если место освободится, придёт уведомление.')
      : hasTurns
        ? nb('Не помещается рядом с остальными. Уберите кого-то или расширьте время.')
        : nb('В выбранные часы свободных бесед нет. Расширьте время.'),
    waiting:
      isFull &&
      facts.onBehalfOf === null &&
      offer?.some_turn !== null &&
      offer?.some_turn !== undefined &&
      child !== undefined
        ? { action: urls.consultationWaiting(offer.some_turn), studentId: child.id }
        : null,
  };
}

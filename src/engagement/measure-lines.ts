import { type MeasureKind, measureKindWords, type Outcome, outcomeWords } from '../attendance/measure.ts';
import type { TagModel } from '../web/components.ts';
import { dayShort, nb, relativeDay, sentence, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { MeasureLine } from './pages.ts';

export interface MeasureFacts {
  id: number;
  kind: MeasureKind;
  due_on: string;
  done_on: string | null;
  outcome: '' | Outcome;
  owner: { family_name: string; given_name: string; patronymic: string };
}

/** «Разговор с семьёй», «Ковалёва Е. П., до 27 ноября», and how it stands. */
export function toMeasureLine(measure: MeasureFacts, today: string): MeasureLine {
  const { family_name, given_name, patronymic } = measure.owner;
  const owner = shortName(family_name, given_name, patronymic);
  const when =
    measure.done_on === null
      ? `срок — ${relativeDay(measure.due_on, today)}`
      : `завершена ${dayShort(measure.done_on)}`;
  return {
    href: urls.measure(measure.id),
    text: nb(measureKindWords[measure.kind]),
    about: nb(`${owner}, ${when}`),
    tag: measureTag(measure, today),
  };
}

const outcomeTags: Readonly<Record<Outcome, TagModel>> = {
  helped: { text: outcomeWords.helped, kind: 'ok', icon: 'circle-check' },
  partly: { text: outcomeWords.partly, kind: 'ok', icon: 'circle-check' },
  not_helped: { text: outcomeWords.not_helped, kind: 'warn', icon: 'circle-alert' },
  cancelled: { text: outcomeWords.cancelled, icon: 'circle-minus' },
};

/** How a measure stands: its outcome, «просрочена», «в работе». */
export function measureTag(measure: Pick<MeasureFacts, 'due_on' | 'outcome'>, today: string): TagModel {
  if (measure.outcome !== '') return outcomeTags[measure.outcome];
  if (measure.due_on < today) return { text: 'просрочена', kind: 'bad', icon: 'circle-alert' };
  if (measure.due_on === today) return { text: 'срок сегодня', kind: 'warn', icon: 'clock' };
  return { text: 'в работе', kind: 'accent', icon: 'clock' };
}

/** How a concern ended, in words. @param closer null where the portal closed it */
export function closedSaid(
  concern: { closer: string | null; closed_words: string },
  closedOn: string,
): string {
  if (concern.closer === null) return nb(`Закрыто ${dayShort(closedOn)}: правило больше не выполняется.`);
  return nb(sentence(`Закрыто ${dayShort(closedOn)}, ${concern.closer}: «${concern.closed_words}»`));
}

import { counted, nb, number, plural } from '../web/dates.ts';
import { shareChart, shareSaid } from '../web/share-chart.ts';
import type { ClosedSurvey } from './closed-survey.ts';
import { statementsOf } from './closed-survey.ts';
import { type LeafView, meanOf } from './leaf-views.ts';
import type { StatementModel } from './result-pages.ts';
import { FEWEST_ANSWERS, scaleChoices, scaleWords } from './scale.ts';

const COLD = 'все затруднились ответить';

/** «4,3»: a mean with one decimal; a dash where everybody found it hard to say. */
export function meanShort(counts: readonly number[]): string {
  const mean = meanOf(counts);
  return mean === null ? '—' : tenths(mean);
}

/** 4.25 → «4,3». */
export function tenths(value: number): string {
  return value.toFixed(1).replace('.', ',');
}

/** «4,3 из 5». */
export function meanSaid(counts: readonly number[]): string {
  const mean = meanOf(counts);
  return mean === null ? COLD : nb(`${tenths(mean)} из 5`);
}

/** The statements of a survey with what a view holds for each. */
export function statementModels(survey: ClosedSurvey, shown: LeafView): StatementModel[] {
  return statementsOf(survey).flatMap((item, at) => {
    const counts = shown.counts[at] ?? [];
    const parts = scaleChoices.map((choice) => ({ label: scaleWords[choice], count: counts[choice] ?? 0 }));
    const id = `s-${item.id}`;
    const finding = `В среднем ${meanSaid(counts)}.`;
    const svg = shareChart({ id, title: `Как ответили: ${item.text}`, finding }, parts);
    if (svg === null) return [];
    return [
      {
        id,
        text: item.text,
        mean: meanSaid(counts),
        svg,
        rows: parts.map(({ label, count }) => ({
          label,
          count: number(count),
          share: shareSaid(count, shown.answers),
        })),
      },
    ];
  });
}

/** «57 ответов из 120 возможных»; «Меньше пяти ответов из 120 возможных». */
export function responseSaid({ asked, answered }: Pick<ClosedSurvey, 'asked' | 'answered'>): string {
  const answers =
    answered < FEWEST_ANSWERS ? 'Меньше пяти ответов' : counted(answered, 'ответ', 'ответа', 'ответов');
  if (asked === 0) return answers;
  return nb(`${answers} из ${number(asked)} ${plural(asked, 'возможного', 'возможных', 'возможных')}`);
}

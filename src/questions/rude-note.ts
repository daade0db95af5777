import { type ChoicesModel, choices, type ErrorSummaryModel, fieldId, freshForm } from '../web/components.ts';
import { nb } from '../web/dates.ts';

/** _rude-note.ejs: which words were found, and that it is the writer who decides. */
export interface RudeNote {
  words: string;
}

/** What is said about rude words beside the press «Отправить всё равно»; null where there are none. */
export function toRudeNote(rude: readonly string[]): RudeNote | null {
  if (rude.length === 0) return null;
  const rest = 'Можно написать иначе или отправить так. Портал это нигде не отмечает.';
  return { words: nb(`${found(rude)} ${rest}`) };
}

/** The same on top of the page, leading to the field. */
export function rudeSummary(rude: readonly string[]): ErrorSummaryModel {
  return { title: 'Проверьте слова', errors: [{ href: `#${fieldId('body')}`, text: nb(found(rude)) }] };
}

/** The same as a box, for a form with several buttons. */
export function toRudeChoice(rude: readonly string[]): ChoicesModel | null {
  if (rude.length === 0) return null;
  return choices(freshForm(), 'rude_ok', nb(found(rude)), [{ value: '1', label: 'Отправить всё равно' }], {
    hint: nb('Можно написать иначе или отправить так. Портал это нигде не отмечает.'),
  });
}

function found(rude: readonly string[]): string {
  const named = rude.map((word) => `«${word}»`).join(', ');
  return rude.length === 1
    ? `В тексте есть грубое слово: ${named}.`
    : `В тексте есть грубые слова: ${named}.`;
}

import type { FilledForm } from '../web/components.ts';
import { type FormBody, type FormResult, refuse, typed } from '../web/form.ts';
import type { Ballot } from './ballot.ts';
import type { SurveyItem } from './survey-queries.ts';

export const LONGEST_TEXT = 1000;

/** Names of the fields: by the number of what is answered. */
export const choiceName = (itemId: number) => `choice_${itemId}`;
export const textName = (itemId: number) => `text_${itemId}`;

/**
 * Reads what was chosen and written: every statement must have its choice, or «затрудняюсь ответить»; words are free.
 */
export function readAnswer(
  body: FormBody,
  items: readonly SurveyItem[],
): FormResult<Pick<Ballot, 'choices' | 'texts'>> {
  const values: FilledForm['values'] = body;
  const errors: Record<string, string> = {};
  const choices: number[] = [];
  const texts: Ballot['texts'] = [];
  let place = 0;
  for (const { id: item, kind } of items) {
    if (kind === 'scale') {
      place += 1;
      const chosen = typed(values, choiceName(item));
      if (/^[0-5]$/.test(chosen)) choices.push(Number(chosen));
      else errors[choiceName(item)] = `Утверждение ${place}: выберите от 1 до 5 или «Затрудняюсь ответить»`;
      continue;
    }
    const words = typed(values, textName(item)).replace(/\r\n?/g, '\n').trim();
    if (words.length > LONGEST_TEXT)
      errors[textName(item)] = `Сократите текст: не больше ${LONGEST_TEXT} знаков`;
    else if (words !== '') texts.push({ item, body: words });
  }
  return Object.keys(errors).length > 0 ? refuse(body, errors) : { ok: true, value: { choices, texts } };
}

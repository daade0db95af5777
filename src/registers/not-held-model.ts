import { notHeldReasons, notHeldWords } from '../attendance/mark.ts';
import { field, freshForm, select } from '../web/components.ts';
import type { FormErrors, FormValues } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { RegisterRow } from './find.ts';
import type { NotHeldForm } from './pages.ts';

/** The form «Урок не состоялся» as it was filled. */
export interface NotHeldFilled {
  values: FormValues;
  errors: FormErrors;
  /** From which state of the register it was begun, where that may be an earlier one. */
  version?: number;
}

/** The form that says why the lesson did not take place; folded away until it is needed. */
export function toNotHeldForm(register: RegisterRow, filled: NotHeldFilled | null): NotHeldForm {
  const form = filled ?? freshForm({ reason: register.not_held_reason, words: register.not_held_words });
  const hasMarks = register.version > 0 && register.not_held_reason === '';
  return {
    action: urls.registerNotHeld(register.lesson_id),
    version: String(filled?.version ?? register.version),
    isOpen: filled !== null,
    warning: hasMarks ? 'Отметки этого урока уйдут в историю журнала и не попадут в отчёты.' : null,
    reason: select(form, 'reason', 'Почему', [
      { value: '', label: 'Выберите причину' },
      ...notHeldReasons.map((reason) => ({ value: reason, label: notHeldWords[reason] })),
    ]),
    words: field(form, 'words', 'Подробнее, если нужно', { maxLength: 300 }),
  };
}

import type { AbsenceReason } from '../attendance/absence-words.ts';
import type { TagModel } from '../web/components.ts';
import type { AbsenceRow } from './queries.ts';

/** The reasons as a guardian chooses them. */
export const reasonChoices: readonly { value: AbsenceReason; label: string }[] = [
  { value: 'illness', label: 'Болеет' },
  { value: 'doctor', label: 'У врача' },
  { value: 'family', label: 'Дела семьи' },
  { value: 'event', label: 'Спорт, конкурс' },
  { value: 'no_connection', label: 'Нет связи' },
  { value: 'other', label: 'Другое' },
];

/** The state of an absence for whoever announced it, and for whoever decides. */
export function stateTag({ state, is_kept: isKept }: Pick<AbsenceRow, 'state' | 'is_kept'>): TagModel {
  switch (state) {
    case 'announced':
      return { text: isKept ? 'Ждёт решения' : 'Ждёт подтверждения', kind: 'warn', icon: 'clock' };
    case 'asked':
      return { text: isKept ? 'Ждём ответа' : 'Есть вопрос', kind: 'warn', icon: 'message-square' };
    case 'confirmed':
      return { text: 'Подтверждено', kind: 'ok', icon: 'circle-check' };
    case 'withdrawn':
      return { text: 'Отозвано', icon: 'ban' };
  }
}

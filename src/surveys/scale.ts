import type { Role } from '../access/permissions.ts';

/** Who can be asked. */
export const askedRoles = ['parent', 'student', 'teacher'] as const satisfies readonly Role[];
export type AskedRole = (typeof askedRoles)[number];

/** Below so many answers nothing is shown, and nothing can be computed from what is shown (always true 7). */
export const FEWEST_ANSWERS = 5;

/** What can be chosen under a statement, as it stands beside the buttons; 0 counts in no mean. */
export const scaleWords = {
  5: 'Полностью согласны',
  4: 'Скорее согласны',
  3: 'И да, и нет',
  2: 'Скорее не согласны',
  1: 'Совсем не согласны',
  0: 'Затрудняюсь ответить',
} as const;

/** The choices as they are read: from yes to no, and then none. */
export const scaleChoices = [5, 4, 3, 2, 1, 0] as const;

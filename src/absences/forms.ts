import * as z from 'zod';
import { absenceReasons } from '../attendance/absence-words.ts';
import { choice, id, idParam, integer, isDay, optionalDay, optionalText, text, ticked } from '../web/form.ts';
import type { LessonBox } from './absence-rule.ts';

export const AbsenceParams = z.object({ absenceId: idParam });
export const NewQuery = z.object({ child: idParam.optional() });
export const ListQuery = z.object({ show: z.enum(['all']).optional(), child: idParam.optional() });

export const MOST_WORDS = 300;

const version = integer(1, 1_000_000_000, 'Откройте страницу заново');
const reason = choice(absenceReasons, 'Выберите причину');
const WHEN = 'Выберите, когда ребёнка не будет';

/** Boxes of lessons: '2026-11-24.3' each. */
const boxes = z.preprocess(
  (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(
    z
      .string()
      .regex(/^\d{4}-\d\d-\d\d\.\d{1,2}$/, 'Отметьте уроки заново')
      .transform((value): LessonBox => ({ day: value.slice(0, 10), period: Number(value.slice(11)) }))
      .refine((box) => isDay(box.day), 'Отметьте уроки заново'),
  ),
);

/** `when` is a day, «days» for a range, or «lessons» for some lessons of one day. */
export const AnnounceForm = z.object({
  student_id: id('Выберите ребёнка'),
  when: text(WHEN, 10).refine((value) => value === 'days' || value === 'lessons' || isDay(value), WHEN),
  from: optionalDay('Укажите первый день'),
  to: optionalDay('Укажите последний день'),
  lessons_first: boxes,
  lessons_next: boxes,
  reason,
  words: optionalText(MOST_WORDS),
});
export type AnnounceValues = z.output<typeof AnnounceForm>;

export const ChangeForm = z.object({
  version,
  from: optionalDay('Укажите первый день'),
  to: optionalDay('Укажите последний день'),
  lessons_first: boxes,
  reason,
  words: optionalText(MOST_WORDS),
});

export const VersionForm = z.object({ version });
export const ConfirmForm = z.object({ version, excuse: ticked() });
export const QuestionForm = z.object({
  version,
  question: text('Напишите, что нужно узнать', MOST_WORDS),
});
export const AnswerForm = z.object({ version, answer: text('Напишите ответ', MOST_WORDS) });

import * as z from 'zod';
import { day, id, optionalText, text } from '../web/form.ts';
import type { Choices } from './match.ts';

/** Which list of the preview is shown, and as of which day. */
export const PreviewQuery = z.object({
  from: z.string().max(20).optional(),
  show: z.string().max(20).optional(),
  page: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .optional(),
});

export const ApplicationForm = z.object({
  from: day('Выберите день, с которого действует расписание'),
  /** The version that the preview was shown against; 0: none was there. */
  base: id('Откройте страницу заново'),
  /** How many lessons of the week go, typed where they are many. */
  removed: optionalText(10),
});

/** Names of the fields: the kind of thing and its id in the file. */
export const CLASS_FIELD = 'class-';
export const TEACHER_FIELD = 'teacher-';

export const BellsForm = z.object({ from: optionalText(20), version: id('Откройте страницу заново') });

const Choice = z.union([text('').pipe(z.literal('make')), id('')]);

/**
 * What was chosen on the preview, beside what had been chosen before. A field left at «как предложено» (empty) takes
 * the choice back; a value that is neither a number nor «make» is left out.
 */
export function readChoices(
  body: Readonly<Record<string, string | readonly string[]>>,
  before: Choices,
): Choices {
  const classes: Record<string, number | 'make'> = { ...before.classes };
  const teachers: Record<string, number | 'make'> = { ...before.teachers };
  for (const [name, value] of Object.entries(body)) {
    const [target, key] = name.startsWith(CLASS_FIELD)
      ? [classes, name.slice(CLASS_FIELD.length)]
      : name.startsWith(TEACHER_FIELD)
        ? [teachers, name.slice(TEACHER_FIELD.length)]
        : [null, ''];
    if (target === null) continue;
    const parsed = Choice.safeParse(value);
    if (parsed.success) target[key] = parsed.data;
    else delete target[key];
  }
  const bells = body.bells === 'portal' || body.bells === 'file' ? body.bells : before.bells;
  return { classes, teachers, ...(bells === undefined ? {} : { bells }) };
}

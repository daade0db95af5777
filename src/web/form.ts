import * as z from 'zod';

/** What a form sent: names to one value, or to several where a name came more than once. */
export type FormBody = Readonly<Record<string, string | readonly string[]>>;

/** What was typed, to be shown again: text by field name; for boxes and lists, all that were chosen. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** Faults by field name, in words that say what to do. */
export type FormErrors = Readonly<Record<string, string>>;

export type FormResult<T> = { ok: true; value: T } | { ok: false; errors: FormErrors; values: FormValues };

/**
 * Reads a form by its schema. Unknown names are dropped, so nothing gets in that the schema does not name;
 * what was typed comes back with the faults.
 */
export function readForm<S extends z.ZodObject>(schema: S, body: FormBody): FormResult<z.output<S>> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? 'form');
    // A message in Latin letters is zod's own: the schema has no words for a field that is missing altogether
    errors[field] ??= /^[A-Za-z]/.test(issue.message) ? 'Заполните это поле' : issue.message;
  }
  return { ok: false, errors, values: valuesOf(body) };
}

/**
 * Whether a form was filled from another version than the row has now. Asked before anything is refused: a form that
 * comes back with errors carries the newest version, and the next press would overwrite what nobody was shown. A
 * version that is missing or no number is left to the form's schema.
 */
export function isOutdated(body: FormBody, version: number): boolean {
  const seen = single(body.version);
  return typeof seen === 'string' && /^\d{1,10}$/.test(seen) && Number(seen) !== version;
}

/** A refusal that a rule found after the schema was satisfied; keeps what was typed. */
export function refuse(
  body: FormBody,
  errors: FormErrors,
): { ok: false; errors: FormErrors; values: FormValues } {
  return { ok: false, errors, values: valuesOf(body) };
}

function valuesOf(body: FormBody): FormValues {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('_')));
}

/** The typed text of a field, for showing it again; empty where there is none. */
export function typed(values: FormValues, field: string): string {
  const value = values[field];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** All that was chosen in a list of boxes. */
export function chosen(values: FormValues, field: string): readonly string[] {
  const value = values[field];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** The last of several values of one name: what a browser means by two fields of one name. */
const single = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);

/** One line or several of text, trimmed, with line ends as \n; refused where empty or longer than `max`. */
export function text(required: string, max = 200) {
  return z.preprocess(
    single,
    z
      .string({ error: required })
      .transform((value) => value.replace(/\r\n?/g, '\n').trim())
      .pipe(z.string().min(1, required).max(max, `Сократите текст: не больше ${max} знаков`)),
  );
}

/** Text that may be left empty. */
export function optionalText(max = 200) {
  return z.preprocess(
    (value) => single(value) ?? '',
    z
      .string()
      .transform((value) => value.replace(/\r\n?/g, '\n').trim())
      .pipe(z.string().max(max, `Сократите текст: не больше ${max} знаков`)),
  );
}

/** One of the named choices. */
export function choice<const C extends readonly [string, ...string[]]>(choices: C, required: string) {
  return z.preprocess(single, z.enum(choices, { error: required }));
}

/** Any number of the named choices, at least `min`. */
export function choices<const C extends readonly [string, ...string[]]>(
  allowed: C,
  required: string,
  min = 1,
) {
  return z.preprocess(toList, z.array(z.enum(allowed, { error: required })).min(min, required));
}

/** Any number of row numbers (boxes in a list), at least `min`. */
export function ids(required: string, min = 1) {
  return z.preprocess(toList, z.array(idText).min(min, required));
}

/** A row's number in a select or hidden field. */
export function id(required: string) {
  return z.preprocess(
    single,
    z
      .string({ error: required })
      .regex(/^\d{1,15}$/, required)
      .transform(Number),
  );
}

/** A row's number, or null where nothing was chosen. */
export function optionalId() {
  return z.preprocess(
    (value) => single(value) ?? '',
    z.union([z.literal('').transform(() => null), idText], { error: 'Выберите из списка' }),
  );
}

/** A day as a date field sends it: '2026-09-01', a real day of the calendar. */
export function day(required: string) {
  return z.preprocess(single, z.string({ error: required }).refine(isDay, required));
}

/** A day, or null where the field was left empty. */
export function optionalDay(wrong = 'Укажите день, например 01.09.2026') {
  return z.preprocess(
    (value) => single(value) ?? '',
    z.union([z.literal('').transform(() => null), z.string().refine(isDay, wrong)], { error: wrong }),
  );
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number, wrong: string) {
  return z.preprocess(
    single,
    z
      .string({ error: wrong })
      .trim()
      .regex(/^-?\d{1,9}$/, wrong)
      .transform(Number)
      .pipe(z.number().min(min, wrong).max(max, wrong)),
  );
}

/** A whole number from `min` to `max`, or null where the field was left empty. */
export function optionalInteger(min: number, max: number, wrong: string) {
  return z.preprocess((value) => {
    const one = single(value);
    return typeof one === 'string' && one.trim() !== '' ? one : null;
  }, integer(min, max, wrong).nullable());
}

/** A box: true where it was ticked. */
export function ticked() {
  return z.preprocess((value) => single(value) !== undefined, z.boolean());
}

const idText = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

function toList(value: unknown): unknown {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/**
 * Whether text is a real day of the calendar of our times, '2026-09-01': the database has no year 0, and sums of
 * days end in the year 9999.
 */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    Temporal.PlainDate.from(value, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** Row numbers in an address: `/lessons/:lessonId`. Anything else is a page that does not exist. */
export const idParam = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);

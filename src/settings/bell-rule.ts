import { minutesOf, nb } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { bellPeriods } from './forms.ts';

/** When a lesson of the day begins and ends: local time, 'HH:MM'. */
export interface Bell {
  period: number;
  starts_at: string;
  ends_at: string;
}

export type BellsVerdict = { ok: true; bells: Bell[] } | { ok: false; errors: FormErrors };

/** '8:5' and '8.30' as people type them; null for what is no time of day. */
export function readTime(text: string): string | null {
  const [, hours, minutes] = /^(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?$/.exec(text.trim()) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, '0')}:${minutes}`;
}

/**
 * Reads a day's bells from fields named from_1, to_1 and on; a line that is empty has no lesson. Each lesson ends
 * after it begins, lasts from 10 minutes to two hours, and begins when the one before is over.
 */
export function judgeBells(values: Readonly<Record<string, unknown>>): BellsVerdict {
  const errors: Record<string, string> = {};
  const bells: Bell[] = [];
  for (const period of bellPeriods) {
    const [from, to] = [textOf(values[`from_${period}`]), textOf(values[`to_${period}`])];
    if (from === '' && to === '') continue;
    const [start, end] = [readTime(from), readTime(to)];
    if (start === null) errors[`from_${period}`] = nb(`${period}-й урок: укажите начало, например 08:30`);
    if (end === null) errors[`to_${period}`] = nb(`${period}-й урок: укажите конец, например 09:10`);
    if (start === null || end === null) continue;
    const minutes = minutesOf(end) - minutesOf(start);
    const before = bells.at(-1);
    if (minutes <= 0) errors[`to_${period}`] = nb(`${period}-й урок кончается раньше, чем начинается`);
    else if (minutes < 10 || minutes > 120)
      errors[`to_${period}`] = nb(`${period}-й урок длится ${minutes} минут: проверьте время`);
    else if (before !== undefined && start < before.ends_at)
      errors[`from_${period}`] = nb(
        `${period}-й урок начинается, пока идёт ${before.period}-й: он до ${before.ends_at}`,
      );
    bells.push({ period, starts_at: start, ends_at: end });
  }
  if (bells.length === 0 && Object.keys(errors).length === 0) errors.from_1 = 'Укажите хотя бы один урок';
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, bells };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

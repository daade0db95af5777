import { dayRange, nb, relativeDayLong } from '../web/dates.ts';

/** Why a pupil will be absent, as a guardian says it: a short list, and words of their own beside it. */
export const absenceReasons = ['illness', 'doctor', 'family', 'event', 'no_connection', 'other'] as const;

export type AbsenceReason = (typeof absenceReasons)[number];

/** After a pupil's name, or alone in a list. */
export const absenceReasonWords: Readonly<Record<AbsenceReason, string>> = {
  illness: 'болеет',
  doctor: 'у врача',
  family: 'по семейным обстоятельствам',
  event: 'на соревнованиях или мероприятии',
  no_connection: 'нет связи или устройства',
  other: 'другая причина',
};

export const absenceStates = ['announced', 'confirmed', 'asked', 'withdrawn'] as const;

/** The days of an absence, and its lessons where only some of one day were named. */
export interface AbsenceDays {
  starts_on: string;
  ends_on: string;
  periods: readonly number[] | null;
}

/** «сегодня, 24 ноября», «24–27 ноября», «завтра, 25 ноября: 3-й и 4-й уроки». */
export function absenceWhen({ starts_on, ends_on, periods }: AbsenceDays, today: string): string {
  if (starts_on !== ends_on) return dayRange(starts_on, ends_on);
  const day = relativeDayLong(starts_on, today);
  return nb(periods === null ? day : `${day}: ${lessonNumbers(periods)}`);
}

/** «3-й урок», «3-й и 4-й уроки», «1-й, 2-й и 5-й уроки». */
function lessonNumbers(periods: readonly number[]): string {
  const numbers = [...periods].sort((a, b) => a - b).map((period) => `${period}-й`);
  const last = numbers.pop() ?? '';
  return numbers.length === 0 ? `${last} урок` : `${numbers.join(', ')} и ${last} уроки`;
}

import { dayShort, shortName } from '../web/dates.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { subjectsSaid } from './parents-day-words.ts';
import type { BusyRow, Family, OfferRow, TaughtRow } from './plan-queries.ts';

/** Where a family's evening is looked at: by the guardian, or by the school on the telephone. */
export interface EveningPaths {
  card: (wishes?: Readonly<Record<string, string>>) => string;
  plan: string;
  bookings: string;
}

/** Whose evening it is, on which day, and under which addresses it is looked at. */
export interface Evening {
  day: ParentsDayRow;
  family: Family;
  /** Null where the guardian looks; otherwise the guardian's name, «Белова И. Н.». */
  onBehalfOf: string | null;
  paths: EveningPaths;
}

/** An evening with what the pages about it are made of. */
export interface EveningFacts extends Evening {
  /** Whether whoever looks books for families that call. */
  mayAssist: boolean;
  offers: readonly OfferRow[];
  busy: readonly BusyRow[];
  taught: readonly TaughtRow[];
  today: string;
  now: Temporal.Instant;
}

/** «Ковалёва Е. П.» */
export const nameOf = (one: Pick<OfferRow, 'family_name' | 'given_name' | 'patronymic'>) =>
  shortName(one.family_name, one.given_name, one.patronymic);

/** «Родительский день 27 ноября» */
export const dayTitle = (day: ParentsDayRow) => `${day.name} ${dayShort(day.day)}`;

/** «Алгебра, Геометрия»; «классный руководитель, Алгебра и ещё 4» */
export function subjectWords(taught: Pick<TaughtRow, 'subjects' | 'is_class_teacher'> | undefined): string {
  if (taught === undefined) return '';
  if (!taught.is_class_teacher) return subjectsSaid(taught.subjects);
  return ['классный руководитель', subjectsSaid(taught.subjects, 1)].filter(Boolean).join(', ');
}

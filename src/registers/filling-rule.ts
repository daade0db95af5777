import { addDays } from '../web/dates.ts';

/** As what somebody stands before a register. */
export type RegisterReader = 'teacher' | 'coordinator' | 'class_teacher';

/** What may be done with a register now. */
export type Filling =
  | { kind: 'open'; lastDay: string | null }
  /** The lesson has not begun. */
  | { kind: 'early' }
  /** The term for its teachers has passed; the coordinator still corrects. */
  | { kind: 'closed'; lastDay: string }
  /** Kept by others. */
  | { kind: 'reader' };

/**
 * Whether a register may be filled or corrected now (always true 5): from the lesson's beginning on; by its teachers
 * until so many days after the lesson's day have passed, by the coordinator for ever.
 * @param openDays 0: on the lesson's day only
 */
export function decideFilling(
  reader: RegisterReader,
  lesson: { startsAt: Temporal.Instant; day: string },
  now: Temporal.Instant,
  today: string,
  openDays: number,
): Filling {
  if (reader === 'class_teacher') return { kind: 'reader' };
  if (Temporal.Instant.compare(now, lesson.startsAt) < 0) return { kind: 'early' };
  if (reader === 'coordinator') return { kind: 'open', lastDay: null };
  const lastDay = addDays(lesson.day, openDays);
  return today > lastDay ? { kind: 'closed', lastDay } : { kind: 'open', lastDay };
}

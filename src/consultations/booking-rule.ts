import { counted } from '../web/dates.ts';

/** An invitation holds a place for a day, and no longer than until two hours before. */
const INVITATION_HOURS = 24;
const INVITATION_ENDS_HOURS = 2;
/** Below so many minutes to answer nothing is held: those who wait are told that a place is free. */
const LEAST_MINUTES = 30;

/**
 * Until when a place that has become free, or that a teacher offers, is held for one family: a day, at most until two
 * hours before the start. Null where less than half an hour would be left to answer.
 */
export function invitationUntil(startsAt: Temporal.Instant, now: Temporal.Instant): Temporal.Instant | null {
  const day = now.add({ hours: INVITATION_HOURS });
  const latest = startsAt.subtract({ hours: INVITATION_ENDS_HOURS });
  const until = Temporal.Instant.compare(day, latest) < 0 ? day : latest;
  return Temporal.Instant.compare(until, now.add({ minutes: LEAST_MINUTES })) < 0 ? null : until;
}

/** Up to when a family cancels and moves by itself. */
export function changeableUntil(turn: {
  starts_at: Temporal.Instant;
  cancel_hours: number;
}): Temporal.Instant {
  return turn.starts_at.subtract({ hours: turn.cancel_hours });
}

/** Whether a family may still cancel or move by itself; a turn that has begun is over for that. */
export function mayFamilyChange(
  turn: { starts_at: Temporal.Instant; cancel_hours: number },
  now: Temporal.Instant,
): boolean {
  return (
    Temporal.Instant.compare(now, turn.starts_at) < 0 &&
    Temporal.Instant.compare(now, changeableUntil(turn)) <= 0
  );
}

/** «не позже чем за 3 часа до начала», «до самого начала». */
export function cancelLimitSaid(cancelHours: number): string {
  return cancelHours === 0
    ? 'до самого начала'
    : `не позже чем за ${counted(cancelHours, 'час', 'часа', 'часов')} до начала`;
}

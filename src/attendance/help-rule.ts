/** What decides whether help may be called for a lesson. */
export interface HelpLesson {
  format: string;
  status: string;
  /** Local day, '2026-11-24'. */
  day: string;
  starts_at: Temporal.Instant;
}

/**
 * Whether a pupil or guardian may say that they cannot get into a lesson: an online one that is not cancelled, from
 * the moment its entry opens to the end of its day.
 * @param opensMinutes entry opens so many minutes before the start
 * @param today the school's local day
 */
export function mayCallForHelp(
  lesson: HelpLesson,
  opensMinutes: number,
  now: Temporal.Instant,
  today: string,
): boolean {
  const opens = lesson.starts_at.subtract({ minutes: opensMinutes });
  return (
    lesson.format === 'online' &&
    lesson.status !== 'cancelled' &&
    lesson.day === today &&
    Temporal.Instant.compare(now, opens) >= 0
  );
}

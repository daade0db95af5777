import { counted } from '../web/dates.ts';

/** Why a lesson is announced later than it should be: a short list, and words for «другое». */
export const lateReasons = ['weather', 'illness', 'quarantine', 'building', 'other'] as const;
export type LateReason = (typeof lateReasons)[number];

export const lateReasonLabels: Readonly<Record<LateReason, string>> = {
  weather: 'погода, актированный день',
  illness: 'болезнь учителя',
  quarantine: 'карантин в классе',
  building: 'авария или ремонт в здании',
  other: 'другое',
};

/** What the decision needs to know of the lesson. */
export interface AnnounceableLesson {
  status: 'planned' | 'cancelled' | 'held';
  startsAt: Temporal.Instant;
  /** When it was first announced as online; null where it never was. */
  announcedAt: Temporal.Instant | null;
}

export type AnnouncingDecision =
  | { allowed: true; isLate: boolean }
  | { allowed: false; field: 'form' | 'late_reason' | 'late_words'; words: string };

/**
 * Whether a lesson may be announced as online now (clause 2.3; always true 3): not once it has begun or was
 * cancelled; with less than the lead only for a reason, and then it counts as late. A change of what was
 * announced in time stays in time.
 * @param leadHours the school's setting
 */
export function decideAnnouncing(
  lesson: AnnounceableLesson,
  now: Temporal.Instant,
  leadHours: number,
  reason: { code: LateReason | null; words: string },
): AnnouncingDecision {
  if (lesson.status === 'cancelled')
    return refused('form', 'Урок отменён. Сначала верните его в расписание.');
  if (Temporal.Instant.compare(now, lesson.startsAt) >= 0) {
    return refused('form', 'Урок уже начался или прошёл. Формат можно изменить только у будущего урока.');
  }
  if (!isLate(lesson, now, leadHours)) return { allowed: true, isLate: false };
  if (reason.code === null) {
    const lead = counted(leadHours, 'часа', 'часов', 'часов');
    return refused('late_reason', `До урока меньше ${lead}. Выберите, почему предупреждаете так поздно`);
  }
  if (reason.code === 'other' && reason.words === '')
    return refused('late_words', 'Напишите коротко, что случилось');
  return { allowed: true, isLate: true };
}

/** Whether less than the lead is left and the lesson was not announced before. @param leadHours the school's setting */
export function isLate(
  lesson: Pick<AnnounceableLesson, 'startsAt' | 'announcedAt'>,
  now: Temporal.Instant,
  leadHours: number,
): boolean {
  return (
    lesson.announcedAt === null &&
    Temporal.Instant.compare(now.add({ hours: leadHours }), lesson.startsAt) > 0
  );
}

function refused(field: 'form' | 'late_reason' | 'late_words', words: string): AnnouncingDecision {
  return { allowed: false, field, words };
}

/** A limit in force on the lesson's day for one of its grades. */
export interface HealthLimit {
  kind: 'lesson_minutes' | 'lesson_screen_minutes' | 'day_screen_minutes';
  minutes: number;
  source: string;
}

/** What to keep in mind while planning: how much of the lesson may be spent before the screen; null: no limit. */
export function screenHint(limits: readonly HealthLimit[]): string | null {
  const limit = limits.find((each) => each.kind === 'lesson_screen_minutes');
  if (limit === undefined) return null;
  const allowed = counted(limit.minutes, 'минута', 'минуты', 'минут');
  return `За экраном на уроке можно провести не дольше: ${allowed} (${limit.source}).`;
}

/**
 * Warnings about health limits (always true 11): they do not stop the teacher, are shown while planning and kept.
 * @param minutes the lesson's length
 * @param otherMinutes online minutes of the same pupils on that day besides this lesson
 */
export function healthWarnings(
  limits: readonly HealthLimit[],
  minutes: number,
  otherMinutes: number,
): string[] {
  const found: string[] = [];
  for (const limit of limits) {
    const allowed = counted(limit.minutes, 'минута', 'минуты', 'минут');
    if (limit.kind === 'lesson_minutes' && minutes > limit.minutes) {
      found.push(
        `Онлайн-урок длится ${minutes} мин, а можно не дольше: ${allowed} (${limit.source}). Закончите раньше.`,
      );
    }
    if (limit.kind === 'day_screen_minutes' && otherMinutes + minutes > limit.minutes) {
      found.push(
        `В этот день у класса выйдет ${otherMinutes + minutes} мин онлайн-уроков, за экраном можно: ${allowed} (${limit.source}).`,
      );
    }
  }
  return found;
}

import { clockTime, relativeDay, relativeDayLong } from '../web/dates.ts';

/** As what somebody asks to enter an online lesson. */
export type EntrantKind = 'student' | 'guardian' | 'teacher' | 'support' | 'stranger';

/** What the decision needs to know of the lesson, all as of now. */
export interface EnterableLesson {
  status: 'planned' | 'cancelled' | 'held';
  format: 'in_person' | 'online';
  /** Whether its service is approved on the lesson's day. */
  isServiceApproved: boolean;
  serviceName: string;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  /** Local day, '2026-11-24'. */
  day: string;
  /** Local times, '10:25'. */
  startTime: string;
  endTime: string;
  /** Local time at which entry opens, '10:15'. */
  opensTime: string;
}

export interface EntryTimes {
  /** Entry opens this many minutes before the start… */
  opensMinutes: number;
  /** …and closes this many minutes after the end. */
  closesMinutes: number;
}

export type EntryRefusal =
  | 'not_participant'
  | 'pupil_enters_alone'
  | 'cancelled'
  | 'in_person'
  | 'service_not_approved'
  | 'too_early'
  | 'too_late';

export type EntryDecision = { admitted: true } | { admitted: false; reason: EntryRefusal; words: string };

/**
 * Whether somebody may enter an online lesson now (product.md, Entry; clause 2.2): participants only, from a
 * little before the start to a little after the end.
 * @param mayGuardianEnter for a guardian: the child is young, or has no access of their own
 */
export function decideEntry(
  kind: EntrantKind,
  lesson: EnterableLesson,
  times: EntryTimes,
  now: Temporal.Instant,
  today: string,
  mayGuardianEnter: boolean,
): EntryDecision {
  if (kind === 'stranger') {
    return refusal(
      'not_participant',
      'Войти на этот урок могут только ученики его группы, их учитель и поддержка.',
    );
  }
  if (kind === 'guardian' && !mayGuardianEnter) {
    const byTime = decideByTime(lesson, times, now, today);
    if (!byTime.admitted && byTime.reason === 'too_late') return byTime; // nobody is to be helped into it any more
    return refusal(
      'pupil_enters_alone',
      'На этот урок ученик входит сам, под своим именем. Помогите ему открыть портал.',
    );
  }
  if (lesson.status === 'cancelled') return refusal('cancelled', 'Урок отменён, входить не нужно.');
  if (lesson.format !== 'online') return refusal('in_person', 'Этот урок проходит в школе, а не онлайн.');
  if (!lesson.isServiceApproved) {
    return refusal(
      'service_not_approved',
      `Сервис «${lesson.serviceName}» сейчас не разрешён школой. Учитель выберет другой — загляните чуть позже.`,
    );
  }
  return decideByTime(lesson, times, now, today);
}

function decideByTime(
  lesson: EnterableLesson,
  times: EntryTimes,
  now: Temporal.Instant,
  today: string,
): EntryDecision {
  const opens = lesson.startsAt.subtract({ minutes: times.opensMinutes });
  const closes = lesson.endsAt.add({ minutes: times.closesMinutes });
  if (Temporal.Instant.compare(now, opens) < 0) {
    const when = lesson.day === today ? '' : `${relativeDayLong(lesson.day, today)} `;
    const start = `Урок начнётся ${when}в ${clockTime(lesson.startTime)}`;
    return refusal('too_early', `${start}, вход откроется в ${clockTime(lesson.opensTime)}.`);
  }
  if (Temporal.Instant.compare(now, closes) > 0) {
    const day = relativeDay(lesson.day, today);
    return refusal('too_late', `Урок уже закончился: ${day} в ${clockTime(lesson.endTime)}.`);
  }
  return { admitted: true };
}

function refusal(reason: EntryRefusal, words: string): EntryDecision {
  return { admitted: false, reason, words };
}

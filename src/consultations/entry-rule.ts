import type { EntryMinutes } from '../timetable/entry-times.ts';
import { clockTime, relativeDay, relativeDayLong } from '../web/dates.ts';

/** As what somebody asks to enter a consultation online. */
export type EntrantKind = 'teacher' | 'booked' | 'pupil_alone' | 'stranger';

/** What the decision needs to know of the turn, as of now. */
export interface EnterableTurn {
  state: 'open' | 'cancelled';
  format: 'online' | 'in_person';
  is_service_approved: boolean;
  service_name: string | null;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  /** Local day and times. */
  day: string;
  starts: string;
  ends: string;
}

export type EntryRefusal =
  | 'not_booked'
  | 'pupil_enters_alone'
  | 'cancelled'
  | 'in_person'
  | 'service_not_approved'
  | 'too_early'
  | 'too_late';

export type EntryDecision = { admitted: true } | { admitted: false; reason: EntryRefusal; words: string };

/**
 * Whether somebody may enter a consultation online now (always true 4; clause 2.2): its teacher and whoever is booked,
 * from a little before the start to a little after the end, in a service that is approved on that day.
 */
export function decideEntry(
  kind: EntrantKind,
  turn: EnterableTurn,
  minutes: EntryMinutes,
  now: { at: Temporal.Instant; today: string },
): EntryDecision {
  if (kind === 'stranger')
    return refusal(
      'not_booked',
      'Войти могут учитель и те, кто записан на это время. Запишитесь или дождитесь приглашения.',
    );
  if (kind === 'pupil_alone')
    return refusal('pupil_enters_alone', 'На эту встречу ученик входит сам, под своим именем.');
  if (turn.state === 'cancelled') return refusal('cancelled', 'Консультация отменена, входить не нужно.');
  if (turn.format !== 'online') return refusal('in_person', 'Эта встреча проходит в школе, а не онлайн.');
  if (!turn.is_service_approved)
    return refusal(
      'service_not_approved',
      `Сервис «${turn.service_name ?? ''}» сейчас не разрешён школой. Учитель выберет другой — загляните чуть позже.`,
    );
  const opens = turn.starts_at.subtract({ minutes: minutes.entryOpensMinutes });
  const closes = turn.ends_at.add({ minutes: minutes.entryClosesMinutes });
  if (Temporal.Instant.compare(now.at, opens) < 0) {
    const when = turn.day === now.today ? '' : `${relativeDayLong(turn.day, now.today)} `;
    return refusal(
      'too_early',
      `Встреча начнётся ${when}в ${clockTime(turn.starts)}, войти можно за ${minutes.entryOpensMinutes} мин до начала.`,
    );
  }
  if (Temporal.Instant.compare(now.at, closes) > 0)
    return refusal(
      'too_late',
      `Встреча уже закончилась: ${relativeDay(turn.day, now.today)} в ${clockTime(turn.ends)}.`,
    );
  return { admitted: true };
}

function refusal(reason: EntryRefusal, words: string): EntryDecision {
  return { admitted: false, reason, words };
}

import { minutesOf } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { EARLIEST, LATEST } from './opening-rule.ts';
import { turnsBetween } from './turns-rule.ts';

/** A parents' day as a form tells it; local day and times. */
export interface AskedParentsDay {
  day: string;
  starts: string;
  ends: string;
  turn_minutes: number;
}

/** A teacher has no more turns than this in one day: after that nobody listens any more. */
export const MOST_TURNS = 60;

/**
 * What is wrong with the times of a parents' day, by field; empty where nothing is. Refused: what has begun or is over,
 * before 8:00 and after 21:00, an end before the beginning, no room for a single turn, too many turns, a day off.
 * @param now the school's local day and time
 * @param dayOff the name of the day off that it would fall on, or null
 */
export function judgeParentsDay(
  asked: AskedParentsDay,
  now: { day: string; time: string },
  dayOff: string | null,
): FormErrors {
  const errors: Record<string, string> = {};
  if (asked.day < now.day) errors.day = 'Этот день уже прошёл';
  else if (dayOff !== null) errors.day = `В этот день школа закрыта: ${dayOff}`;
  if (asked.day === now.day && asked.starts <= now.time) errors.starts = 'Это время уже прошло';
  if (asked.starts < EARLIEST) errors.starts = 'Не раньше 8:00';
  if (asked.ends > LATEST) errors.ends = 'Не позже 21:00: вечером и дети, и взрослые отдыхают';
  if (minutesOf(asked.ends) <= minutesOf(asked.starts)) errors.ends = 'Конец должен быть позже начала';
  if (Object.keys(errors).length > 0) return errors;
  const turns = turnsBetween(asked.starts, asked.ends, asked.turn_minutes).length;
  if (turns === 0) return { turn_minutes: 'Беседа не помещается в это время' };
  if (turns > MOST_TURNS) {
    return { ends: `Получается больше ${MOST_TURNS} бесед подряд. Сократите время или удлините беседы` };
  }
  return {};
}

import { addDays, dayLong, daysBetween, minutesOf, timeOfMinutes } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { type TurnTimes, turnsBetween } from './turns-rule.ts';

/** Nobody is asked to come or to sit before a screen earlier or later than this. */
export const EARLIEST = '08:00';
export const LATEST = '21:00';
/** A weekly series is opened for so many days at most: a school year. */
const MOST_DAYS = 300;
const MOST_TURNS = 1500;

/** What was asked to open, as the form has it. */
export interface AskedOpening {
  repeat: 'once' | 'weekly';
  first_day: string;
  last_day: string | null;
  starts: string;
  ends: string;
  turn_minutes: number | null;
  kind: 'one' | 'group';
  places: number | null;
}

/** What the school's calendar says of a day. */
export interface CalendarDay {
  day: string;
  kind: 'off' | 'moved' | null;
  name: string;
  /** Null in holidays. */
  term_name: string | null;
  is_in_year: boolean;
}

/** The last day that is meant: that of a single consultation is its only one. */
export function lastDayOf(asked: Pick<AskedOpening, 'repeat' | 'first_day' | 'last_day'>): string {
  return asked.repeat === 'once' ? asked.first_day : (asked.last_day ?? asked.first_day);
}

/**
 * What is wrong with the times that are to be opened, by field; empty where nothing is. Refused: what has begun or is
 * over, before 8:00 and after 21:00, a turn that is longer than the time or than three hours, a series without an end,
 * backwards or longer than a school year.
 * @param now the school's local day and time
 */
export function judgeTimes(asked: AskedOpening, now: { day: string; time: string }): FormErrors {
  const errors: Record<string, string> = {};
  const last = lastDayOf(asked);
  if (asked.first_day < now.day) errors.first_day = 'Этот день уже прошёл';
  else if (asked.first_day === now.day && asked.starts.slice(0, 5) <= now.time)
    errors.starts = 'Это время уже прошло';
  if (asked.repeat === 'weekly') {
    if (asked.last_day === null) errors.last_day = 'Укажите, по какой день';
    else if (last < asked.first_day) errors.last_day = 'Последний день не может быть раньше первого';
    else if (daysBetween(asked.first_day, last) > MOST_DAYS)
      errors.last_day = 'Открыть можно не больше, чем на учебный год';
  }
  if (asked.starts < EARLIEST) errors.starts ??= 'Не раньше 8:00';
  if (asked.ends.slice(0, 5) > LATEST) errors.ends = 'Не позже 21:00: вечером и дети, и взрослые отдыхают';
  const length = minutesOf(asked.ends) - minutesOf(asked.starts);
  if (length <= 0) errors.ends ??= 'Конец должен быть позже начала';
  else if (turnsOf(asked).length === 0)
    errors.turn_minutes ??=
      length > 180 && asked.turn_minutes === null
        ? 'Одна встреча длится не больше трёх часов: укажите, сколько минут'
        : 'Встреча не помещается в это время: укажите меньше минут или более поздний конец';
  if (asked.kind === 'group' && asked.places === null) errors.places = 'Укажите, сколько семей придут вместе';
  return errors;
}

/** The turns of a day: of the length that was asked, or one for all of the time where none was (at most 3 hours). */
export function turnsOf(asked: Pick<AskedOpening, 'starts' | 'ends' | 'turn_minutes'>): TurnTimes[] {
  const length = minutesOf(asked.ends) - minutesOf(asked.starts);
  const minutes = asked.turn_minutes ?? length;
  if (minutes < 5 || minutes > 180) return [];
  return turnsBetween(asked.starts, timeOfMinutes(minutesOf(asked.ends)), minutes);
}

export type OpenedDays =
  | { ok: true; days: string[]; skipped: { day: string; why: string }[] }
  | { ok: false; errors: FormErrors };

/**
 * The days that are opened: the one day, or the same weekday of each week. Of a weekly series days off and holidays are
 * skipped; a single day off is refused by its name.
 * @param calendar each day from the first to the last
 */
export function daysToOpen(
  asked: Pick<AskedOpening, 'repeat' | 'first_day' | 'last_day' | 'starts' | 'ends' | 'turn_minutes'>,
  calendar: readonly CalendarDay[],
): OpenedDays {
  const known = new Map(calendar.map((one) => [one.day, one]));
  const last = lastDayOf(asked);
  const days: string[] = [];
  const skipped: { day: string; why: string }[] = [];
  for (let day = asked.first_day; day <= last; day = addDays(day, 7)) {
    const why = whyClosed(known.get(day), asked.repeat);
    if (why === null) days.push(day);
    else skipped.push({ day, why });
  }
  const [first] = skipped;
  if (days.length === 0)
    return {
      ok: false,
      errors: { first_day: first === undefined ? 'Укажите день' : `${dayLong(first.day)}: ${first.why}` },
    };
  if (days.length * turnsOf(asked).length > MOST_TURNS)
    return { ok: false, errors: { last_day: 'Слишком много встреч сразу: укажите меньше недель' } };
  return { ok: true, days, skipped };
}

function whyClosed(day: CalendarDay | undefined, repeat: 'once' | 'weekly'): string | null {
  if (day?.is_in_year !== true) return 'вне учебного года';
  if (day.kind === 'off') return day.name === '' ? 'выходной' : day.name;
  return repeat === 'weekly' && day.term_name === null ? 'каникулы' : null;
}

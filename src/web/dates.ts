/**
 * Days, times, counts and names as people say them. Everything is plain string work on '2026-11-24' and
 * '08:30', remembered where it repeats: pages print hundreds of them, and Intl costs microseconds a piece.
 * A day is always the school's local day; an instant needs the school's zone.
 */
export {
  calledName,
  capital,
  counted,
  fullName,
  nb,
  number,
  phoneSaid,
  plural,
  sentence,
  shortName,
} from './words.ts';

const nbsp = '\u00a0';
const weekdays = ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'] as const;
/** Monday first: «в понедельник», «во вторник». */
export const weekdaysWhen = [
  'в понедельник',
  'во вторник',
  'в среду',
  'в четверг',
  'в пятницу',
  'в субботу',
  'в воскресенье',
] as const;
const weekdaysBrief = ['Пн', 'Вт', 'Ср', 'Чт', 'Пт', 'Сб', 'Вс'] as const;
const months = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
] as const;

const msOfDay = 86_400_000;

/** Days since 1970-01-01. Throws on what is not a day of the calendar. */
function numberOf(day: string): number {
  const number = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) / msOfDay : Number.NaN;
  if (Number.isNaN(number) || dayOfNumber(number) !== day) throw new RangeError(`not a day: ${day}`);
  return number;
}

const daysByNumber = new Map<number, string>();

function dayOfNumber(number: number): string {
  let day = daysByNumber.get(number);
  if (day === undefined) {
    day = Temporal.PlainDate.from('1970-01-01').add({ days: number }).toString();
    if (daysByNumber.size < 10_000) daysByNumber.set(number, day);
  }
  return day;
}

/** What is remembered of a day. */
interface Facts {
  number: number;
  year: number;
  /** 1 is Monday. */
  weekday: number;
  /** «24 ноября» */
  short: string;
  /** «вторник, 24 ноября» */
  long: string;
}

const factsByDay = new Map<string, Facts>();

function factsOf(day: string): Facts {
  const known = factsByDay.get(day);
  if (known) return known;
  const number = numberOf(day);
  const weekday = ((((number + 3) % 7) + 7) % 7) + 1;
  const short = `${Number(day.slice(8))}${nbsp}${months[Number(day.slice(5, 7)) - 1]}`;
  const long = `${weekdays[weekday - 1]}, ${short}`;
  const facts = { number, year: Number(day.slice(0, 4)), weekday, short, long };
  if (factsByDay.size < 10_000) factsByDay.set(day, facts);
  return facts;
}

/** '2026-11-24' → «вторник, 24 ноября». */
export function dayLong(day: string): string {
  return factsOf(day).long;
}

/** '2026-11-24' → «24 ноября». */
export function dayShort(day: string): string {
  return factsOf(day).short;
}

/** '2026-11-24' → «24 ноября 2026 года». */
export function dayWithYear(day: string): string {
  const { short, year } = factsOf(day);
  return `${short} ${year}${nbsp}года`;
}

/** '2026-11-24' → «24.11.2026», for tables. */
export function dayNumeric(day: string): string {
  return `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)}`;
}

/** '2026-11-24' → «24», the day of the month. */
export function dayOfMonth(day: string): string {
  return String(Number(day.slice(8)));
}

/** '2026-11-24' → «вторник». */
export function weekdayName(day: string): string {
  return weekdays[factsOf(day).weekday - 1] ?? '';
}

/** '2026-11-24' → «Вт». */
export function weekdayBrief(day: string): string {
  return weekdaysBrief[factsOf(day).weekday - 1] ?? '';
}

/** 1 (Monday) … 7 (Sunday). */
export function weekdayNumber(day: string): number {
  return factsOf(day).weekday;
}

/** The day `count` days later, or earlier for a negative count. */
export function addDays(day: string, count: number): string {
  return dayOfNumber(factsOf(day).number + count);
}

/** Days from `from` to `to`: 1 when `to` is the next day. */
export function daysBetween(from: string, to: string): number {
  return factsOf(to).number - factsOf(from).number;
}

/** As people speak: «сегодня», «завтра», «вчера», «в четверг» (the next six days), «24 ноября», or with the year. */
export function relativeDay(day: string, today: string): string {
  const { number, weekday, short, year } = factsOf(day);
  const now = factsOf(today);
  const ahead = number - now.number;
  if (ahead === 0) return 'сегодня';
  if (ahead === 1) return 'завтра';
  if (ahead === -1) return 'вчера';
  if (ahead > 1 && ahead < 7) return weekdaysWhen[weekday - 1] ?? short;
  return year === now.year || Math.abs(ahead) < 60 ? short : `${short} ${year}${nbsp}года`;
}

/** «сегодня, 24 ноября», «в четверг, 26 ноября», «24 декабря»: the word and the day, where both help. */
export function relativeDayLong(day: string, today: string): string {
  const word = relativeDay(day, today);
  const { short } = factsOf(day);
  return word.startsWith(short) ? word : `${word}, ${short}`;
}

/** '08:30:00' → «08:30». */
export function clockTime(time: string): string {
  return time.slice(0, 5);
}

/** «08:30–09:15». */
export function timeRange(from: string, to: string): string {
  return `${clockTime(from)}–${clockTime(to)}`;
}

const offsets = new Map<string, number>();

/** Milliseconds of UTC offset of a zone at an instant; zones change only on quarters of an hour. */
function offsetOf(instant: Temporal.Instant, zone: string): number {
  const quarter = Math.floor(instant.epochMilliseconds / 900_000);
  const key = `${zone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = instant.toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
    if (offsets.size > 50_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

/** The local day and time of an instant: { day: '2026-11-24', time: '08:30' }. */
export function localMoment(instant: Temporal.Instant, zone: string): { day: string; time: string } {
  const local = instant.epochMilliseconds + offsetOf(instant, zone);
  const number = Math.floor(local / msOfDay);
  const minutes = Math.floor((local - number * msOfDay) / 60_000);
  return { day: dayOfNumber(number), time: timeOfMinutes(minutes) };
}

/** The local day of an instant: '2026-11-24'. */
export function localDay(instant: Temporal.Instant, zone: string): string {
  return dayOfNumber(Math.floor((instant.epochMilliseconds + offsetOf(instant, zone)) / msOfDay));
}

/** When something happened or will: «сегодня, 08:05», «вчера, 17:40», «21 ноября, 17:40». */
export function momentSaid(instant: Temporal.Instant, now: Temporal.Instant, zone: string): string {
  const { day, time } = localMoment(instant, zone);
  return `${relativeDay(day, localDay(now, zone))}, ${time}`;
}

/** Minutes since midnight as '08:30'. */
export function timeOfMinutes(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** '08:30' or '08:30:00' as minutes since midnight. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** The Monday of an ISO week: '2026-W48' → '2026-11-23'; null when there is no such week. */
export function mondayOf(week: string): string | null {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  if (!year || !number || Number(year) < 1) return null;
  const fourth = factsOf(`${year}-01-04`); // the first ISO week is the one with January the 4th
  const monday = dayOfNumber(fourth.number - fourth.weekday + 1 + (Number(number) - 1) * 7);
  return weekOf(monday) === week ? monday : null;
}

/** The ISO week of a day: '2026-11-24' → '2026-W48'. */
export function weekOf(day: string): string {
  const { number, weekday } = factsOf(day);
  const year = dayOfNumber(number - weekday + 4).slice(0, 4); // the year of its Thursday
  const fourth = factsOf(`${year}-01-04`);
  const first = fourth.number - fourth.weekday + 1;
  return `${year}-W${String(Math.floor((number - first) / 7) + 1).padStart(2, '0')}`;
}

/** Monday … Sunday of a day's week. */
export function daysOfWeek(day: string): string[] {
  const { number, weekday } = factsOf(day);
  return Array.from({ length: 7 }, (_, i) => dayOfNumber(number - weekday + 1 + i));
}

/** The ISO week `count` weeks later. */
export function addWeeks(week: string, count: number): string {
  const monday = mondayOf(week);
  if (monday === null) throw new RangeError(`not a week: ${week}`);
  return weekOf(addDays(monday, count * 7));
}

/** «23–29 ноября», «30 ноября – 6 декабря»; across years each with its year. */
export function dayRange(from: string, to: string): string {
  if (from === to) return dayShort(from);
  if (from.slice(0, 4) !== to.slice(0, 4)) return `${dayWithYear(from)}${nbsp}– ${dayWithYear(to)}`;
  if (from.slice(0, 7) === to.slice(0, 7)) return `${dayOfMonth(from)}–${dayShort(to)}`;
  return `${dayShort(from)}${nbsp}– ${dayShort(to)}`;
}

import {
  daysOffBetween,
  firstYearOf,
  type SchoolYear,
  termsBetween,
  usualYear,
} from '../school-start/school-year.ts';

type Day = Temporal.PlainDate;

/**
 * The school year of the demo, made around `today` so that today is always a school day with some before and after
 * it: holidays that touch the days around today come later that year, a public holiday of today itself (in winter,
 * of the days around it) is not kept, a Saturday or Sunday of today is worked by the timetable of a Tuesday or
 * Wednesday, and in summer the coming year begins early with a «летняя смена».
 */
export interface DemoCalendar extends SchoolYear {
  moved: { day: string; followsWeekday: number; name: string }[];
  /** True on the days that have lessons. */
  isSchoolDay(day: string): boolean;
  /** The weekday whose timetable the day is worked by. */
  weekdayOf(day: string): number;
  /** The nearest school day `steps` after (before, where negative) a day; null outside the year. */
  schoolDay(day: string, steps: number): string | null;
}

const DAYS_BEFORE = 7;
const DAYS_AFTER = 10;
const SATURDAY_FOLLOWS = 2;
const SUNDAY_FOLLOWS = 3;

/** The demo's calendar for a local day. */
export function demoCalendar(todayText: string): DemoCalendar {
  const today = Temporal.PlainDate.from(todayText);
  const year = aroundToday(today);
  const moved =
    today.dayOfWeek < 6
      ? []
      : [
          {
            day: todayText,
            followsWeekday: today.dayOfWeek === 6 ? SATURDAY_FOLLOWS : SUNDAY_FOLLOWS,
            name: `Учебный день по расписанию ${today.dayOfWeek === 6 ? 'вторника' : 'среды'}`,
          },
        ];
  return { ...year, moved, ...questions(year, moved) };
}

function questions(year: SchoolYear, moved: DemoCalendar['moved']) {
  const off = new Set(year.daysOff.map((one) => one.day));
  const followed = new Map(moved.map((one) => [one.day, one.followsWeekday]));
  const weekdayOf = (day: string) => followed.get(day) ?? Temporal.PlainDate.from(day).dayOfWeek;
  const isSchoolDay = (day: string) =>
    !off.has(day) &&
    weekdayOf(day) <= 5 &&
    year.terms.some((term) => term.startsOn <= day && day <= term.endsOn);
  const schoolDay = (day: string, steps: number) => {
    const step = Math.sign(steps);
    let left = Math.abs(steps);
    let found = Temporal.PlainDate.from(day);
    while (left > 0) {
      found = found.add({ days: step });
      const text = found.toString();
      if (text < year.startsOn || text > year.endsOn) return null;
      if (isSchoolDay(text)) left -= 1;
    }
    return found.toString();
  };
  return { weekdayOf, isSchoolDay, schoolDay };
}

function aroundToday(today: Day): SchoolYear {
  const isSummer = today.month > 5 && today.month < 9;
  const isAfterLastBell = today.month === 5 && today.day > 26;
  const firstYear = isAfterLastBell ? today.year : firstYearOf(today.toString());
  const usual = usualYear(firstYear, 5);
  const autumn = Temporal.PlainDate.from(usual.startsOn);
  const from = today.subtract({ days: DAYS_BEFORE });
  const to = today.add({ days: DAYS_AFTER });
  const endsOn = later(Temporal.PlainDate.from(usual.endsOn), isSummer || isAfterLastBell ? today : to);
  const breaks = breaksOf(usual).map((one) => movedAway(one, from, to));
  const terms = termsBetween(autumn, endsOn, breaks, 5);
  const needsSummer = Temporal.PlainDate.compare(from, autumn) < 0;
  if (needsSummer) {
    const monday = today.subtract({ days: today.dayOfWeek - 1 + 14 });
    const last = earlier(today.add({ days: 28 - today.dayOfWeek }), autumn.subtract({ days: 1 }));
    terms.unshift({ name: 'Летняя смена', startsOn: monday.toString(), endsOn: last.toString() });
  }
  const startsOn = needsSummer ? Temporal.PlainDate.from(terms[0]?.startsOn ?? usual.startsOn) : autumn;
  return {
    name: usual.name,
    startsOn: startsOn.toString(),
    endsOn: endsOn.toString(),
    terms,
    daysOff: daysOffBetween(startsOn, endsOn).filter((off) =>
      isKept(Temporal.PlainDate.from(off.day), today),
    ),
  };
}

/** The breaks between the quarters of a year, weekends at their ends left out. */
function breaksOf(year: SchoolYear): { from: Day; to: Day }[] {
  return year.terms.slice(1).map((term, index) => {
    const before = Temporal.PlainDate.from(year.terms[index]?.endsOn ?? year.startsOn);
    return {
      from: before.add({ days: 1 }),
      to: Temporal.PlainDate.from(term.startsOn).subtract({ days: 1 }),
    };
  });
}

/** The break, later by whole weeks where it touches the days from `from` to `to`. */
function movedAway(one: { from: Day; to: Day }, from: Day, to: Day): { from: Day; to: Day } {
  let moved = one;
  const touches =
    Temporal.PlainDate.compare(one.from, to) <= 0 && Temporal.PlainDate.compare(from, one.to) <= 0;
  while (touches && Temporal.PlainDate.compare(moved.from, to) <= 0) {
    moved = { from: moved.from.add({ weeks: 1 }), to: moved.to.add({ weeks: 1 }) };
  }
  return moved;
}

function isKept(off: Day, today: Day): boolean {
  const distance = today.until(off, { largestUnit: 'days' }).days;
  const isNewYear = (off.month === 12 && off.day === 31) || (off.month === 1 && off.day <= 8);
  return isNewYear ? distance < -DAYS_BEFORE || distance > DAYS_AFTER : distance !== 0;
}

function later(a: Day, b: Day): Day {
  return Temporal.PlainDate.compare(a, b) >= 0 ? a : b;
}

function earlier(a: Day, b: Day): Day {
  return Temporal.PlainDate.compare(a, b) <= 0 ? a : b;
}

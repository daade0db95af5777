/** The calendar and the bells that a school begins with: quarters, holidays, days off by law, bells by grade. */

export interface Term {
  name: string;
  startsOn: string;
  endsOn: string;
}

export interface SchoolYear {
  /** '2026/2027'. */
  name: string;
  startsOn: string;
  endsOn: string;
  terms: Term[];
  daysOff: { day: string; name: string }[];
}

export interface Bell {
  grade: number;
  /** ISO: Monday is 1. */
  weekday: number;
  period: number;
  /** Local time, 'HH:MM'. */
  startsAt: string;
  endsAt: string;
}

const DAYS_OFF: readonly (readonly [month: number, day: number, name: string])[] = [
  [11, 4, 'День народного единства'],
  [12, 31, 'Новогодние каникулы'],
  ...[1, 2, 3, 4, 5, 6, 8].map((day) => [1, day, 'Новогодние каникулы'] as const),
  [1, 7, 'Рождество Христово'],
  [2, 23, 'День защитника Отечества'],
  [3, 8, 'Международный женский день'],
  [5, 1, 'Праздник Весны и Труда'],
  [5, 9, 'День Победы'],
  [6, 12, 'День России'],
];

/** The year in which the school year of `today` begins; from June on the coming one. */
export function firstYearOf(today: string): number {
  const day = Temporal.PlainDate.from(today);
  return day.month >= 6 ? day.year : day.year - 1;
}

/**
 * The usual year of quarters that begins on 1 September of `firstYear` and ends on 26 May: holidays in the last
 * week of October, from 31 December to the Sunday on or after 8 January, and in the last week of March. A
 * quarter ends on the last school day before the holiday, in a week of `daysPerWeek` days.
 */
export function usualYear(firstYear: number, daysPerWeek: 5 | 6): SchoolYear {
  const date = (year: number, month: number, day: number) => Temporal.PlainDate.from({ year, month, day });
  const mondayOf = (day: Temporal.PlainDate) => day.subtract({ days: day.dayOfWeek - 1 });
  const lastYear = firstYear + 1;
  const autumn = mondayOf(date(firstYear, 10, 28));
  const epiphany = date(lastYear, 1, 8);
  const spring = mondayOf(date(lastYear, 3, 31));
  const breaks = [
    { from: autumn, to: autumn.add({ days: 6 }) },
    { from: date(firstYear, 12, 31), to: epiphany.add({ days: 7 - epiphany.dayOfWeek }) },
    { from: spring, to: spring.add({ days: 6 }) },
  ];
  const startsOn = date(firstYear, 9, 1);
  const endsOn = date(lastYear, 5, 26);
  return {
    name: `${firstYear}/${lastYear}`,
    startsOn: startsOn.toString(),
    endsOn: endsOn.toString(),
    terms: termsBetween(startsOn, endsOn, breaks, daysPerWeek),
    daysOff: daysOffBetween(startsOn, endsOn),
  };
}

/** The quarters that the breaks leave of a year; each ends on a school day of the week. */
export function termsBetween(
  startsOn: Temporal.PlainDate,
  endsOn: Temporal.PlainDate,
  breaks: readonly { from: Temporal.PlainDate; to: Temporal.PlainDate }[],
  daysPerWeek: 5 | 6,
): Term[] {
  const starts = [startsOn, ...breaks.map((one) => one.to.add({ days: 1 }))];
  const ends = [...breaks.map((one) => one.from.subtract({ days: 1 })), endsOn];
  return starts.map((start, index) => {
    const end = ends[index] ?? endsOn;
    const over = Math.max(0, end.dayOfWeek - daysPerWeek);
    return {
      name: `${index + 1}-я четверть`,
      startsOn: start.toString(),
      endsOn: end.subtract({ days: over }).toString(),
    };
  });
}

/** The public holidays between two days. */
export function daysOffBetween(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): { day: string; name: string }[] {
  const found: { day: string; name: string }[] = [];
  for (let year = from.year; year <= to.year; year += 1) {
    for (const [month, dayOfMonth, name] of DAYS_OFF) {
      const day = Temporal.PlainDate.from({ year, month, day: dayOfMonth });
      if (Temporal.PlainDate.compare(from, day) <= 0 && Temporal.PlainDate.compare(day, to) <= 0) {
        found.push({ day: day.toString(), name });
      }
    }
  }
  return found.sort((a, b) => a.day.localeCompare(b.day));
}

/** Starts of the lessons, 'HH:MM', and their length in minutes. */
interface BellPlan {
  minutes: number;
  starts: readonly string[];
  /** Monday begins with half an hour «Разговоры о важном». */
  monday: readonly string[];
}

const TALK_MINUTES = 30;

const GRADE_1: BellPlan = {
  minutes: 35,
  starts: ['08:00', '08:50', '10:05', '10:55', '11:45', '12:30'],
  monday: ['08:00', '08:45', '10:00', '10:50', '11:35', '12:20'],
};
const GRADES_2_TO_4: BellPlan = {
  minutes: 40,
  starts: ['08:00', '09:00', '10:00', '10:55', '11:45', '12:35', '13:25'],
  monday: ['08:00', '08:40', '09:40', '10:40', '11:30', '12:20', '13:10'],
};
const GRADES_5_TO_11: BellPlan = {
  minutes: 40,
  starts: ['08:00', '08:50', '09:50', '10:50', '11:40', '12:30', '13:20', '14:10'],
  monday: ['08:00', '08:40', '09:30', '10:30', '11:30', '12:20', '13:10', '14:00'],
};

function planOf(grade: number): BellPlan {
  if (grade === 1) return GRADE_1;
  return grade >= 2 && grade <= 4 ? GRADES_2_TO_4 : GRADES_5_TO_11;
}

/**
 * The usual bells: lessons of 40 minutes (35 in grade 1, with a long pause after the second), and on Mondays half an
 * hour «Разговоры о важном» as the first. Grade 0, what a timetable calls a class and is none, has those of grade 5.
 */
export function usualBells(daysPerWeek: 5 | 6): Bell[] {
  const bells: Bell[] = [];
  for (let grade = 0; grade <= 11; grade += 1) {
    const plan = planOf(grade);
    for (let weekday = 1; weekday <= daysPerWeek; weekday += 1) {
      const starts = weekday === 1 ? plan.monday : plan.starts;
      for (const [index, startsAt] of starts.entries()) {
        const minutes = weekday === 1 && index === 0 ? TALK_MINUTES : plan.minutes;
        const endsAt = Temporal.PlainTime.from(startsAt)
          .add({ minutes })
          .toString({ smallestUnit: 'minute' });
        bells.push({ grade, weekday, period: index + 1, startsAt, endsAt });
      }
    }
  }
  return bells;
}

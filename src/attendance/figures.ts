import * as z from 'zod';
import { number } from '../web/words.ts';

/**
 * What lessons and marks come to for one row of a report: of a class, a pupil, a week. Everything is a sum, so rows
 * may be added up; all figures are made of them and of nothing else.
 */
export const SumsShape = z.object({
  /** Online lessons that are over, were not cancelled, and of which no register says that they did not take place. */
  lessons: z.number(),
  /** Online lessons of which the register says that they did not take place. */
  not_held: z.number(),
  /** Registers that were filled, those of lessons that did not take place included. */
  filled: z.number(),
  /** Of them, filled on the lesson's own day by the school's clock. */
  same_day: z.number(),
  present: z.number(),
  late: z.number(),
  absent: z.number(),
  excused: z.number(),
  technical: z.number(),
  /** Minutes of all late arrivals together. */
  minutes_late: z.number(),
  /** Present or late, with activity 1 to 3. */
  active: z.number(),
  /** Present or late, with activity 0. */
  silent: z.number(),
  activity_marks: z.number(),
  activity_sum: z.number(),
});
export type Sums = z.infer<typeof SumsShape>;

/** What the days of classes with online lessons come to, against the limits in force on each of the days. */
export const ScreenSumsShape = z.object({
  /** Days of a class that had an online lesson. */
  screen_days: z.number(),
  /** Minutes of online lessons on those days; lessons at one time (of parts of a class) count once. */
  screen_minutes: z.number(),
  /** Days on which they were more than the limit of that day. */
  screen_over: z.number(),
});
export type ScreenSums = z.infer<typeof ScreenSumsShape>;

export const NO_SUMS: Sums & ScreenSums = {
  lessons: 0,
  not_held: 0,
  filled: 0,
  same_day: 0,
  present: 0,
  late: 0,
  absent: 0,
  excused: 0,
  technical: 0,
  minutes_late: 0,
  active: 0,
  silent: 0,
  activity_marks: 0,
  activity_sum: 0,
  screen_days: 0,
  screen_minutes: 0,
  screen_over: 0,
};

/** Below so many lessons nothing is divided: a share of a handful says nothing, and is no trend. */
export const FEWEST_LESSONS = 5;

/** A figure's value; `few`: fewer than five lessons (or days) to divide by, `none`: nothing to divide by. */
export type FigureValue = number | 'few' | 'none';

/** How a value is read: a number of things, a share from 0 to 1, minutes, or activity from 0 to 3. */
export type FigureUnit = 'count' | 'share' | 'minutes' | 'score';

export interface Figure {
  /** Above a column: short. */
  title: string;
  /** What is counted, in words for whoever presses the heading. */
  definition: string;
  unit: FigureUnit;
  of(sums: Sums & ScreenSums): FigureValue;
}

export const figureCodes = [
  'lessons',
  'not_held',
  'filled',
  'filled_share',
  'same_day',
  'marks',
  'attended',
  'attendance',
  'missed_share',
  'absent',
  'excused',
  'technical',
  'late',
  'minutes_late',
  'active_share',
  'silent_share',
  'activity',
  'screen_minutes',
  'screen_over',
] as const;
export type FigureCode = (typeof figureCodes)[number];

/** All numbers of the reports, each defined once: in words and in code. */
export const figures: Readonly<Record<FigureCode, Figure>> = {
  lessons: {
    title: 'Уроков онлайн',
    definition:
      'Онлайн-уроки, которые уже закончились: без отменённых и без тех, о которых в журнале сказано, что урок не состоялся. Урок без заполненного журнала тоже считается.',
    unit: 'count',
    of: (sums) => sums.lessons,
  },
  not_held: {
    title: 'Не состоялось',
    definition: 'Онлайн-уроки, о которых учитель записал в журнале: «урок не состоялся», с причиной.',
    unit: 'count',
    of: (sums) => sums.not_held,
  },
  filled: {
    title: 'Журналов заполнено',
    definition:
      'Заполненные журналы онлайн-уроков. Запись «урок не состоялся» с причиной — тоже заполненный журнал.',
    unit: 'count',
    of: (sums) => sums.filled,
  },
  filled_share: {
    title: 'Доля заполненных',
    definition: 'Заполненные журналы от всех прошедших онлайн-уроков, вместе с несостоявшимися.',
    unit: 'share',
    of: (sums) => divided(sums.filled, lessonsDue(sums), lessonsDue(sums)),
  },
  same_day: {
    title: 'Заполнено в тот же день',
    definition: 'Журналы, которые впервые заполнены в день урока, до полуночи по времени школы.',
    unit: 'count',
    of: (sums) => sums.same_day,
  },
  marks: {
    title: 'Отметок',
    definition:
      'Отметки в журналах: одна на каждого ученика группы за каждый состоявшийся урок с заполненным журналом.',
    unit: 'count',
    of: marksOf,
  },
  attended: {
    title: 'Были на уроке',
    definition: 'Отметки «на уроке» и «опоздание».',
    unit: 'count',
    of: attendedOf,
  },
  attendance: {
    title: 'Посещаемость',
    definition:
      'Отметки «на уроке» и «опоздание» от всех отметок. Пропуски по уважительной причине и неудачные подключения остаются в общем числе.',
    unit: 'share',
    of: (sums) => divided(attendedOf(sums), marksOf(sums), lessonsMarked(sums)),
  },
  missed_share: {
    title: 'Не были',
    definition:
      'Отметки «не было», «уважительная причина» и «не смог подключиться» от всех отметок: всё, что не посещаемость.',
    unit: 'share',
    of: (sums) => divided(marksOf(sums) - attendedOf(sums), marksOf(sums), lessonsMarked(sums)),
  },
  absent: {
    title: 'Пропуски',
    definition: 'Отметки «не было»: причина не известна или не уважительная.',
    unit: 'count',
    of: (sums) => sums.absent,
  },
  excused: {
    title: 'По уважительной',
    definition: 'Отметки «уважительная причина».',
    unit: 'count',
    of: (sums) => sums.excused,
  },
  technical: {
    title: 'Сбои связи',
    definition: 'Отметки «не смог подключиться»: ученик пытался войти, но техника или связь подвели.',
    unit: 'count',
    of: (sums) => sums.technical,
  },
  late: {
    title: 'Опоздания',
    definition: 'Отметки «опоздание».',
    unit: 'count',
    of: (sums) => sums.late,
  },
  minutes_late: {
    title: 'Опоздание в среднем',
    definition:
      'Минуты всех опозданий, делённые на число опозданий. Если минуты не указаны, опоздание считается нулевым.',
    unit: 'minutes',
    of: (sums) => divided(sums.minutes_late, sums.late, lessonsMarked(sums)),
  },
  active_share: {
    title: 'Активны',
    definition:
      'Отметки активности 1, 2 и 3 от всех отметок активности у тех, кто был на уроке или опоздал. Где активность не отмечена, она не считается.',
    unit: 'share',
    of: (sums) => divided(sums.active, sums.active + sums.silent, lessonsMarked(sums)),
  },
  silent_share: {
    title: 'Молчали',
    definition:
      'Отметки активности 0 от всех отметок активности у тех, кто был на уроке или опоздал. Где активность не отмечена, она не считается.',
    unit: 'share',
    of: (sums) => divided(sums.silent, sums.active + sums.silent, lessonsMarked(sums)),
  },
  activity: {
    title: 'Активность',
    definition: 'Средняя отметка активности: от 0 (молчал) до 3 (работал весь урок).',
    unit: 'score',
    of: (sums) => divided(sums.activity_sum, sums.activity_marks, lessonsMarked(sums)),
  },
  screen_minutes: {
    title: 'Минут онлайн в день',
    definition:
      'Минуты онлайн-уроков класса, делённые на число дней, в которые они были. Одновременные уроки подгрупп считаются один раз; уроки подгрупп в разное время складываются, поэтому у отдельного ученика может выйти меньше.',
    unit: 'minutes',
    of: (sums) => divided(sums.screen_minutes, sums.screen_days, sums.screen_days),
  },
  screen_over: {
    title: 'Дней сверх нормы',
    definition:
      'Дни, в которые минуты онлайн-уроков класса превысили дневную норму экранного времени для его параллели — ту, что действовала в тот день.',
    unit: 'count',
    of: (sums) => sums.screen_over,
  },
};

/** Lessons that should have a register: those that took place and those of which it says that they did not. */
export function lessonsDue(sums: Sums): number {
  return sums.lessons + sums.not_held;
}

/** Lessons with marks: their registers are filled, and they took place. */
export function lessonsMarked(sums: Sums): number {
  return sums.filled - sums.not_held;
}

function marksOf(sums: Sums): number {
  return sums.present + sums.late + sums.absent + sums.excused + sums.technical;
}

function attendedOf(sums: Sums): number {
  return sums.present + sums.late;
}

/** A quotient, unless it is of a handful. @param lessons how many lessons (or days) it speaks of */
function divided(part: number, whole: number, lessons: number): FigureValue {
  if (lessons < FEWEST_LESSONS) return 'few';
  return whole === 0 ? 'none' : part / whole;
}

/** Two rows of sums together. Sums of the same lesson in both count twice: that is for the caller to know. */
export function addSums<S extends Readonly<Record<string, number>>>(one: S, other: S): S {
  const added = Object.entries(one).map(([name, value]) => [name, value + (other[name] ?? 0)]);
  return Object.fromEntries(added) as S; // the same names with other numbers
}

/** A value for people: «94,6 %», «12,5 мин», «2,1», «1 204»; «—» where nothing was divided. */
export function valueSaid(value: FigureValue, unit: FigureUnit): string {
  if (typeof value === 'string') return '—';
  if (unit === 'count') return number(value);
  const decimal = rounded(value, unit).toFixed(1).replace('.', ',');
  if (unit === 'share') return `${decimal}\u00a0%`;
  return unit === 'minutes' ? `${decimal}\u00a0мин` : decimal;
}

/** What «—» stands for. */
export const missingWords: Readonly<Record<'few' | 'none', string>> = {
  few: 'меньше пяти уроков',
  none: 'делить не на что',
};

/** A value rounded as it is shown: shares in per cent and the rest to one decimal. */
export function rounded(value: number, unit: FigureUnit): number {
  return unit === 'share' ? Math.round(value * 1000) / 10 : Math.round(value * 10) / 10;
}

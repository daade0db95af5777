import {
  FEWEST_LESSONS,
  type FigureCode,
  figures,
  lessonsDue,
  lessonsMarked,
  rounded,
  type ScreenSums,
  type Sums,
  valueSaid,
} from '../attendance/figures.ts';
import { counted, nb, number, plural } from '../web/dates.ts';

/** Below this attendance, in per cent, a class is named. */
const LOW_ATTENDANCE = 80;
/** From so many failures to connect on a class is named. */
const MANY_FAILURES = 5;
const MOST_NAMED = 8;

type AllSums = Sums & ScreenSums;

/** What the findings are made from. */
export interface TermFacts {
  /** Everything together. */
  sums: AllSums;
  /** Online lessons of the term that were announced later than the school wants it. */
  announcedLate: number;
  classes: readonly { name: string; sums: AllSums }[];
  /** Pupils who came up, and those of them for whom no measure is written. */
  concerned: number;
  withoutMeasure: number;
  measures: MeasureFacts;
}

/** Measures of the term; those that were called off are left out. */
export interface MeasureFacts {
  planned: number;
  helped: number;
  partly: number;
  notHelped: number;
}

/**
 * What the figures of a term say, in sentences (clause 3.2). Shares are spoken of from five lessons on, of the school
 * and of each class alike; a class is named for a reason, never to be praised.
 */
export function findingsOf(facts: TermFacts): string[] {
  const { sums, classes, measures } = facts;
  const people = [...pupilsSaid(facts), ...measuresSaid(measures)];
  if (lessonsDue(sums) === 0) return ['Онлайн-уроков в этой четверти не было.', ...people].map(nb);
  return [
    lessonsSaid(sums),
    registersSaid(sums),
    announcedSaid(facts),
    ...(lessonsMarked(sums) < FEWEST_LESSONS
      ? ['Отмечено меньше пяти уроков: посещаемость и активность по ним не оцениваются.']
      : [attendanceSaid(sums, classes), ...activitySaid(sums), failuresSaid(sums, classes)]),
    screenSaid(sums),
    ...people,
  ].map(nb);
}

function lessonsSaid({ lessons, not_held }: AllSums): string {
  const held = `${plural(lessons, 'Прошёл', 'Прошли', 'Прошло')} ${counted(lessons, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков')}`;
  if (not_held === 0) return `${held}.`;
  return `${held}, ${plural(not_held, 'не состоялся', 'не состоялось', 'не состоялось')} ${number(not_held)}.`;
}

function registersSaid(sums: AllSums): string {
  const due = lessonsDue(sums);
  if (sums.filled === 0) return 'Журналы не заполнены.';
  const part = `${counted(sums.filled, 'урока', 'уроков', 'уроков')} из ${number(due)}`;
  const all = sums.filled === due ? 'всех уроков' : part + inBrackets(sums, 'filled_share');
  const sameDay =
    sums.same_day === sums.filled ? 'все — в день урока' : `в день урока — у ${number(sums.same_day)}`;
  return `Журналы заполнены у ${all}, ${sameDay}.`;
}

function announcedSaid({ sums, announcedLate }: TermFacts): string {
  if (announcedLate === 0) return 'Все уроки объявлены заранее, в установленный школой срок.';
  const verb = plural(announcedLate, 'объявлен', 'объявлены', 'объявлено');
  const late = `С опозданием ${verb} ${counted(announcedLate, 'урок', 'урока', 'уроков')}`;
  const due = lessonsDue(sums);
  return announcedLate === due
    ? `${late} — все, что были.`
    : `${late} из ${number(due)}, остальные — заранее, в установленный школой срок.`;
}

function attendanceSaid(sums: AllSums, classes: TermFacts['classes']): string {
  const low = classes
    .flatMap(({ name, sums: own }) => {
      const value = figures.attendance.of(own);
      return typeof value === 'number' && rounded(value, 'share') < LOW_ATTENDANCE ? [{ name, value }] : [];
    })
    .sort((a, b) => a.value - b.value)
    .map(({ name, value }) => `${name} (${valueSaid(value, 'share')})`);
  const said = `Посещаемость ${valueSaid(figures.attendance.of(sums), 'share')}`;
  return low.length === 0
    ? `${said}; классов, где она ниже 80 %, нет.`
    : `${said}, ниже 80 % — ${inClasses(low)}.`;
}

function activitySaid(sums: AllSums): string[] {
  const share = figures.active_share.of(sums);
  return typeof share === 'number'
    ? [`На уроке работали ${valueSaid(share, 'share')} тех, у кого отмечена активность.`]
    : [];
}

function failuresSaid({ technical }: AllSums, classes: TermFacts['classes']): string {
  if (technical === 0) return 'Сбоев связи не отмечено.';
  const many = classes
    .filter(({ sums }) => sums.technical >= MANY_FAILURES)
    .sort((a, b) => b.sums.technical - a.sums.technical)
    .map(({ name, sums }) => `${name} (${number(sums.technical)})`);
  const times = counted(technical, 'раз', 'раза', 'раз');
  const said = `Из-за сбоев связи ученики не смогли подключиться ${times}`;
  return many.length === 0 ? `${said}.` : `${said}, чаще — ${inClasses(many)}.`;
}

/** «в классах 7А (76,2 %), 8Б (79,0 %)», at most eight by name. */
function inClasses(named: readonly string[]): string {
  const rest = named.length - MOST_NAMED;
  const more = rest > 0 ? ` и ещё в ${counted(rest, 'классе', 'классах', 'классах')}` : '';
  return `${named.length === 1 ? 'в классе' : 'в классах'} ${named.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** « (98,2 %)», or nothing where there are too few lessons to say it. */
function inBrackets(sums: AllSums, code: FigureCode): string {
  const value = figures[code].of(sums);
  return typeof value === 'number' ? ` (${valueSaid(value, figures[code].unit)})` : '';
}

function screenSaid({ screen_over }: AllSums): string {
  return screen_over === 0
    ? 'Норма экранного времени на онлайн-уроках не превышена.'
    : `Норма экранного времени превышена ${counted(screen_over, 'раз', 'раза', 'раз')}: считается каждый день каждого класса.`;
}

function pupilsSaid({ concerned, withoutMeasure }: TermFacts): string[] {
  if (concerned === 0) return [];
  const said = `Под вниманием ${counted(concerned, 'ученик', 'ученика', 'учеников')}`;
  return withoutMeasure === 0
    ? [`${said}, мера назначена каждому.`]
    : [`${said}, без меры — ${number(withoutMeasure)}.`];
}

function measuresSaid({ planned, helped, partly, notHelped }: MeasureFacts): string[] {
  if (planned === 0) return [];
  const parts = [
    ['помогли', helped],
    ['помогли отчасти', partly],
    ['не помогли', notHelped],
    ['итога пока нет', planned - helped - partly - notHelped],
  ] as const;
  const told = parts.filter(([, count]) => count > 0).map(([words, count]) => `${words} — ${number(count)}`);
  const verb = plural(planned, 'Назначена', 'Назначены', 'Назначено');
  return [`${verb} ${counted(planned, 'мера', 'меры', 'мер')}: ${told.join(', ')}.`];
}

import { counted, nb, number, plural } from '../web/dates.ts';

/** Below so many lessons nothing is said of a share: one pupil's cold would decide it. */
export const ENOUGH_LESSONS = 5;
/** Below this attendance a class is named. */
const LOW_ATTENDANCE = 0.8;
/** Above this share of pupils who could not connect a class is named. */
const MANY_FAILURES = 0.05;
const MOST_NAMED = 8;

/** What the findings are made from: counts of one term, and shares of one (0.931); a share that has no sense is null. */
export interface TermFacts {
  /** Online lessons of the term that are over, cancelled ones left out. */
  lessons: number;
  /** Of them: the register is filled, and the lesson took place. */
  held: number;
  /** Of them: filled as not held. */
  notHeld: number;
  /** Registers filled by the end of the lesson's day. */
  filledSameDay: number;
  /** Announced later than the school wants it. */
  announcedLate: number;
  attendance: number | null;
  /** Pupils who could not connect. */
  failures: number | null;
  /** Of those present whose activity is marked: took part. */
  activity: number | null;
  classes: readonly ClassFacts[];
  /** Days of classes with more screen time than the grade may have. */
  overLimitDays: number;
  /** Pupils who came up, and those of them for whom no measure is written. */
  concerned: number;
  withoutMeasure: number;
  measures: MeasureFacts;
}

export interface ClassFacts {
  name: string;
  held: number;
  attendance: number | null;
  failures: number | null;
}

/** Measures of the term; those that were called off are left out. */
export interface MeasureFacts {
  planned: number;
  helped: number;
  partly: number;
  notHelped: number;
}

/**
 * What the figures of a term say, in sentences (clause 3.2). Shares are spoken of from ENOUGH_LESSONS lessons on, of
 * the school and of each class alike; a class is named for a reason, never to be praised.
 */
export function findingsOf(facts: TermFacts): string[] {
  const people = [...pupilsSaid(facts), ...measuresSaid(facts.measures)];
  if (facts.lessons === 0) return ['Онлайн-уроков в этой четверти не было.', ...people].map(nb);
  return [
    lessonsSaid(facts),
    registersSaid(facts),
    announcedSaid(facts),
    ...sharesSaid(facts),
    screenSaid(facts),
    ...people,
  ].map(nb);
}

/** A share as papers say it: 0.931 → «93,1 %». */
export function percentSaid(share: number): string {
  return `${(share * 100).toFixed(1).replace('.', ',')}\u00a0%`;
}

function lessonsSaid({ lessons, held, notHeld }: TermFacts): string {
  const missing = lessons - held - notHeld;
  const parts = [
    `${plural(held, 'проведён', 'проведено', 'проведено')} ${number(held)}`,
    ...(notHeld > 0
      ? [`${plural(notHeld, 'не состоялся', 'не состоялось', 'не состоялось')} ${number(notHeld)}`]
      : []),
    ...(missing > 0 ? [`без журнала ${number(missing)}`] : []),
  ];
  return `Онлайн-уроков в четверти — ${number(lessons)}: ${parts.join(', ')}.`;
}

function registersSaid({ lessons, held, notHeld, filledSameDay }: TermFacts): string {
  const filled = held + notHeld;
  if (filled === 0) return 'Журналы не заполнены.';
  const all = filled === lessons ? 'у всех уроков' : `у ${ofLessons(filled, lessons)}`;
  const sameDay =
    filledSameDay === filled ? 'все — в день урока' : `в день урока — у ${number(filledSameDay)}`;
  return `Журналы заполнены ${all}, ${sameDay}.`;
}

function announcedSaid({ lessons, announcedLate }: TermFacts): string {
  if (announcedLate === 0) return 'Все уроки объявлены заранее, в установленный школой срок.';
  const share = lessons < ENOUGH_LESSONS ? '' : ` (${percentSaid(announcedLate / lessons)})`;
  const said = plural(announcedLate, 'объявлен', 'объявлены', 'объявлено');
  const late = counted(announcedLate, 'урок', 'урока', 'уроков');
  return `С опозданием ${said} ${late} из ${number(lessons)}${share}, остальные — заранее, в установленный школой срок.`;
}

/** «216 уроков из 220 (98,2 %)», after «у». */
function ofLessons(some: number, all: number): string {
  const share = all < ENOUGH_LESSONS ? '' : ` (${percentSaid(some / all)})`;
  return `${counted(some, 'урока', 'уроков', 'уроков')} из ${number(all)}${share}`;
}

function sharesSaid(facts: TermFacts): string[] {
  if (facts.held < ENOUGH_LESSONS)
    return ['Проведено меньше пяти уроков: посещаемость и активность по ним не оцениваются.'];
  const told = facts.classes.filter(({ held }) => held >= ENOUGH_LESSONS);
  return [
    ...attendanceSaid(facts.attendance, told),
    ...(facts.activity === null
      ? []
      : [
          `Работали на уроке ${percentSaid(facts.activity)} тех, кто присутствовал и у кого отмечена активность.`,
        ]),
    ...failuresSaid(facts.failures, told),
  ];
}

function attendanceSaid(attendance: number | null, classes: readonly ClassFacts[]): string[] {
  if (attendance === null) return [];
  const low = classes
    .flatMap(({ name, attendance: share }) => (share === null ? [] : [{ name, share }]))
    .filter(({ share }) => asSaid(share) < LOW_ATTENDANCE)
    .sort((a, b) => a.share - b.share);
  const said = `Посещаемость ${percentSaid(attendance)}`;
  return low.length === 0
    ? [`${said}; классов, где она ниже 80 %, нет.`]
    : [`${said}, ниже 80 % — ${inClasses(low)}.`];
}

function failuresSaid(failures: number | null, classes: readonly ClassFacts[]): string[] {
  if (failures === null) return [];
  const many = classes
    .flatMap(({ name, failures: share }) => (share === null ? [] : [{ name, share }]))
    .filter(({ share }) => asSaid(share) > MANY_FAILURES)
    .sort((a, b) => b.share - a.share);
  if (failures === 0 && many.length === 0) return ['Технических сбоев не отмечено.'];
  const said = `Не смогли подключиться ${percentSaid(failures)} учеников`;
  return many.length === 0 ? [`${said}.`] : [`${said}, больше 5 % — ${inClasses(many)}.`];
}

/** A share rounded as it is printed: «ниже 80 %» is never followed by «80,0 %». */
const asSaid = (share: number) => Math.round(share * 1000) / 1000;

/** «в классах 7А (76,2 %), 8Б (79,0 %)», at most eight by name. */
function inClasses(classes: readonly { name: string; share: number }[]): string {
  const named = classes.slice(0, MOST_NAMED).map(({ name, share }) => `${name} (${percentSaid(share)})`);
  const rest = classes.length - named.length;
  const more = rest === 0 ? '' : ` и ещё в ${counted(rest, 'классе', 'классах', 'классах')}`;
  return `${classes.length === 1 ? 'в классе' : 'в классах'} ${named.join(', ')}${more}`;
}

function screenSaid({ overLimitDays }: TermFacts): string {
  return overLimitDays === 0
    ? 'Норма экранного времени на онлайн-уроках не превышена.'
    : `Норма экранного времени превышена ${counted(overLimitDays, 'раз', 'раза', 'раз')}: считается каждый день каждого класса.`;
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

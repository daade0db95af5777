import type { ImportedPeriod } from './imported-timetable.ts';

export interface Bell {
  grade: number;
  weekday: number;
  period: number;
  /** 'HH:MM' */
  startsAt: string;
  endsAt: string;
}

/** A lesson's place that a bell must ring for. */
export interface BellPlace {
  grade: number;
  weekday: number;
  period: number;
}

export interface BellPlan {
  /** Whose times count. */
  by: 'portal' | 'file';
  /** What the portal offers where nobody has chosen. */
  offered: 'portal' | 'file';
  /** Periods that the portal has no bell for, and the file has a time. */
  missing: readonly number[];
  /** Periods whose time in the file is another than in the portal's bells. */
  differing: readonly number[];
  /** Places for which neither has a time: they cannot be held. */
  silent: readonly BellPlace[];
  /** Days of grades whose bells are written anew, and the bells to write. */
  replaced: readonly { grade: number; weekday: number }[];
  written: readonly Bell[];
}

/**
 * Whose times a new timetable goes by. The bells by grade and weekday are the portal's own and count as a rule; a
 * period that they lack takes the file's time. The file's times are offered instead where the portal's bells are
 * those of the file before (the school keeps its times in the timetable program), and where the two would not fit
 * together: a missing period's time lies across the bells that are there, or out of their order.
 * @param previous times of the file that the version in force came from
 */
export function chooseBells(
  places: readonly BellPlace[],
  bells: readonly Bell[],
  periods: readonly ImportedPeriod[],
  previous: readonly { number: number; startsAt: string }[],
  chosen: 'portal' | 'file' | undefined,
): BellPlan {
  const timeOf = new Map(periods.map((period) => [period.number, period]));
  const bellAt = new Map(bells.map((bell) => [placeKey(bell), bell]));
  const needed = [...new Map(places.map((place) => [placeKey(place), place])).values()];
  const absent = needed.filter((place) => !bellAt.has(placeKey(place)));
  const missing = absent.filter((place) => timeOf.has(place.period));
  const differing = needed.filter((place) => {
    const bell = bellAt.get(placeKey(place));
    const time = timeOf.get(place.period);
    return bell !== undefined && time !== undefined && bell.startsAt !== time.startsAt;
  });
  const added = missing.flatMap((place) => toBell(place, timeOf));
  const offered = offer(differing.length, added, bells, previous);
  const by = chosen ?? offered;
  const days = [
    ...new Map(needed.map(({ grade, weekday }) => [`${grade}/${weekday}`, { grade, weekday }])).values(),
  ];
  const replaced = by === 'file' ? days.filter((one) => isOtherDay(one, bells, periods)) : [];
  return {
    by,
    offered,
    missing: numbersOf(missing),
    differing: numbersOf(differing),
    silent: (by === 'file' ? needed : absent).filter((place) => !timeOf.has(place.period)),
    replaced,
    written:
      by === 'portal'
        ? added
        : replaced.flatMap((one) =>
            periods.flatMap(({ number }) => toBell({ ...one, period: number }, timeOf)),
          ),
  };
}

function offer(
  differing: number,
  added: readonly Bell[],
  bells: readonly Bell[],
  previous: readonly { number: number; startsAt: string }[],
): 'portal' | 'file' {
  if (differing === 0) return 'portal';
  const before = new Map(previous.map((period) => [period.number, period.startsAt]));
  const isOfFile = previous.length > 0 && bells.length > 0;
  const fromFile = bells.filter((bell) => before.get(bell.period) === bell.startsAt).length;
  if (isOfFile && fromFile * 2 > bells.length) return 'file';
  return added.some((bell) => bells.some((other) => disagree(bell, other))) ? 'file' : 'portal';
}

function disagree(one: Bell, other: Bell): boolean {
  if (one.grade !== other.grade || one.weekday !== other.weekday) return false;
  return one.period < other.period ? one.endsAt > other.startsAt : one.startsAt < other.endsAt;
}

function isOtherDay(
  { grade, weekday }: { grade: number; weekday: number },
  bells: readonly Bell[],
  periods: readonly ImportedPeriod[],
): boolean {
  const there = bells
    .filter((bell) => bell.grade === grade && bell.weekday === weekday)
    .map((bell) => `${bell.period}/${bell.startsAt}/${bell.endsAt}`);
  const wanted = periods.map((period) => `${period.number}/${period.startsAt}/${period.endsAt}`);
  return there.sort().join() !== wanted.sort().join();
}

function toBell(place: BellPlace, timeOf: ReadonlyMap<number, ImportedPeriod>): Bell[] {
  const time = timeOf.get(place.period);
  return time === undefined ? [] : [{ ...place, startsAt: time.startsAt, endsAt: time.endsAt }];
}

function numbersOf(places: readonly BellPlace[]): number[] {
  return [...new Set(places.map((place) => place.period))].sort((a, b) => a - b);
}

function placeKey({ grade, weekday, period }: BellPlace): string {
  return `${grade}/${weekday}/${period}`;
}

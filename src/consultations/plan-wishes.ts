import * as z from 'zod';
import { minutesOf } from '../web/dates.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { type EveningPlan, type EveningWishes, MOST_TALKS, planEvening } from './plan-evening.ts';
import type { BusyRow, OfferRow } from './plan-queries.ts';

/** A wanted talk: which child, with whom (a series of the day). */
export interface Talk {
  studentId: number;
  seriesId: number;
}

/** What a family wishes for: the talks, and local hours («17:30») or null. */
export interface Wishes {
  talks: readonly Talk[];
  from: string | null;
  to: string | null;
}

const pair = z
  .string()
  .regex(/^[1-9]\d{0,14}\.[1-9]\d{0,14}$/)
  .transform((value) => {
    const [first = 0, second = 0] = value.split('.').map(Number);
    return { first, second };
  });

/** «12.34» once or several times, or several with commas between; at most 60. */
const pairs = z.preprocess(
  (value) =>
    [value ?? []].flat().flatMap((one) => (typeof one === 'string' ? one.split(',').filter(Boolean) : [one])),
  z.array(pair).max(60),
);

const clock = z.preprocess(
  (value) => value ?? '',
  z.union([z.literal('').transform(() => null), z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)]),
);

/** The wishes as an address carries them. */
export const WishesQuery = z.object({ talk: pairs, from: clock, to: clock });

/** The wishes and the turns that were proposed for them («child.turn»), as the form sends them. */
export const BookingsForm = WishesQuery.extend({ turn: pairs });

export function toWishes(asked: z.output<typeof WishesQuery>): Wishes {
  const talks = asked.talk.map(({ first, second }) => ({ studentId: first, seriesId: second }));
  return { talks, from: asked.from, to: asked.to };
}

/** The wishes as names and values of fields. */
export function wishFields(wishes: Wishes): { name: string; value: string }[] {
  return [
    { name: 'talk', value: wishes.talks.map(talkKey).join(',') },
    { name: 'from', value: wishes.from ?? '' },
    { name: 'to', value: wishes.to ?? '' },
  ];
}

export function talkKey(talk: Talk): string {
  return `${talk.studentId}.${talk.seriesId}`;
}

/** What of the wishes can still be planned: talks with teachers of the day, once each, that are not booked already. */
export function openTalks(
  wishes: Wishes,
  offers: readonly OfferRow[],
  busy: readonly BusyRow[],
  studentIds: readonly number[],
): Talk[] {
  const done = new Set(
    busy.flatMap((one) => (one.kind === 'talk' ? [`${one.student_id}.${one.series_id}`] : [])),
  );
  const known = new Map(offers.map((one) => [one.series_id, one]));
  const talks = new Map<string, Talk>();
  for (const talk of wishes.talks) {
    if (!known.has(talk.seriesId) || !studentIds.includes(talk.studentId)) continue;
    if (!done.has(talkKey(talk))) talks.set(talkKey(talk), talk);
  }
  return [...talks.values()];
}

/** Proposes the order of talks around what a family has that evening; see planEvening. At most MOST_TALKS talks. */
export function proposeOrder(
  day: ParentsDayRow,
  wishes: Wishes,
  talks: readonly Talk[],
  { offers, busy }: { offers: readonly OfferRow[]; busy: readonly BusyRow[] },
): EveningPlan {
  const known = new Map(offers.map((one) => [one.series_id, one]));
  const asked: EveningWishes = {
    talks: talks.slice(0, MOST_TALKS).map((talk) => {
      const offer = known.get(talk.seriesId);
      const place = offer === undefined ? '' : placeKey(offer);
      return { key: talkKey(talk), turns: (offer?.turns ?? []).map((turn) => ({ ...turn, place })) };
    }),
    turnMinutes: day.turn_minutes,
    breakMinutes: day.break_minutes,
    fixed: busy.filter(isBooked).map((one) => ({ ...one, place: placeKey(one) })),
    away: busy.filter((one) => !isBooked(one)),
    notBefore: wishes.from === null ? 0 : minutesOf(wishes.from),
    notAfter: wishes.to === null ? 24 * 60 : minutesOf(wishes.to),
  };
  return planEvening(asked);
}

/** An invitation may yet be declined: nothing is put over it, but no way to it is reckoned with. */
function isBooked(one: BusyRow): boolean {
  return one.kind === 'talk' && !one.is_invited;
}

/** What tells one place from another: the room, or «online» for calls, between which nobody walks. */
function placeKey(one: { room: string; service_name: string | null }): string {
  return one.service_name === null ? `room ${one.room}` : 'online';
}

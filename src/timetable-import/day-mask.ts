import type { Week } from './imported-timetable.ts';

/** The places of the ones in a mask («01000» → [1]); null for anything that is no single mask of ones and noughts. */
export function placesOf(mask: string): number[] | null {
  if (!/^[01]+$/.test(mask)) return null;
  return [...mask].flatMap((sign, place) => (sign === '1' ? [place] : []));
}

const WEEKDAYS: readonly RegExp[] = [
  /^(понедельник|пн|пон|monday|mon|mo)\.?$/i,
  /^(вторник|вт|втр|tuesday|tue|tu)\.?$/i,
  /^(среда|ср|срд|wednesday|wed|we)\.?$/i,
  /^(четверг|чт|чтв|thursday|thu|th)\.?$/i,
  /^(пятница|пт|птн|friday|fri|fr)\.?$/i,
  /^(суббота|сб|суб|saturday|sat|sa)\.?$/i,
  /^(воскресенье|вс|вск|sunday|sun|su)\.?$/i,
];

/**
 * Which weekday (1 Monday to 7 Sunday) each place of a day mask is: by the name of the definition whose mask has
 * a single one there, else by counting from Monday. The width of masks differs between files, and is not used.
 */
export function weekdaysOfPlaces(
  defs: readonly { mask: string; name: string; shortName: string }[],
): ReadonlyMap<number, number> {
  const named = new Map<number, number>();
  for (const def of defs) {
    const places = placesOf(def.mask);
    const place = places?.length === 1 ? places[0] : undefined;
    if (place === undefined) continue;
    const weekday = WEEKDAYS.findIndex((shape) => shape.test(def.name) || shape.test(def.shortName)) + 1;
    if (weekday > 0) named.set(place, weekday);
  }
  return named;
}

/**
 * A mask of weeks as the portal tells them: '' , '1', '11' every week, '10' week A, '01' week B. Null where weeks
 * repeat in a longer circle and the lesson is not in all of them: the portal knows two.
 */
export function weekOf(mask: string): Week | null {
  if (mask === '') return 'every';
  const places = placesOf(mask);
  if (places === null || places.length === 0) return null;
  if (places.length === mask.length) return 'every';
  if (mask.length !== 2) return null;
  return places[0] === 0 ? 'a' : 'b';
}

/** A time as 'HH:MM' («8:30» → «08:30»); null for what is no time of day. */
export function clockTime(text: string): string | null {
  const parts = /^(\d{1,2})[:.](\d{2})(?::\d{2})?$/.exec(text.trim());
  if (parts === null) return null;
  const hours = Number(parts[1]);
  const minutes = Number(parts[2]);
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

import { isIPv4, isIPv6 } from 'node:net';
import { counted } from '../web/words.ts';

/** What is remembered of failed tries under one key. */
export interface Tally {
  failures: number;
  /** When the window of an address began. */
  firstAt: Temporal.Instant;
  lastAt: Temporal.Instant;
}

export type Decision = { isAllowed: true } | { isAllowed: false; waitSeconds: number };

const ALLOWED: Decision = { isAllowed: true };
const FREE_TRIES = 5;
const LONGEST_WAIT = 15 * 60;
const FORGOTTEN_AFTER = 24 * 3600;

/** A school is one address: the limit of an address only stops machines. */
export const MOST_FROM_AN_ADDRESS = 300;
const ADDRESS_WINDOW = 10 * 60;

function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 1000;
}

/**
 * May one more try be made for an account from one network (or from one known device)? Five failures are free;
 * after each further one the next try waits 1, 2, 4 … seconds, at most 15 minutes. A day without a failure
 * forgets all. Nobody is ever locked out by it: other networks and known devices count for themselves.
 */
export function decideForAccount(tally: Tally | null, now: Temporal.Instant): Decision {
  if (tally === null || tally.failures < FREE_TRIES) return ALLOWED;
  const passed = secondsBetween(tally.lastAt, now);
  if (passed >= FORGOTTEN_AFTER) return ALLOWED;
  // 2^10 s is past the longest wait already; the bound keeps the power finite.
  const delay = Math.min(2 ** Math.min(tally.failures - FREE_TRIES, 10), LONGEST_WAIT);
  return passed >= delay ? ALLOWED : { isAllowed: false, waitSeconds: Math.ceil(delay - passed) };
}

/** May one more try come from an address? 300 failures in ten minutes, whoever is asked for; then the window's end. */
export function decideForAddress(tally: Tally | null, now: Temporal.Instant): Decision {
  if (tally === null || tally.failures < MOST_FROM_AN_ADDRESS) return ALLOWED;
  const passed = secondsBetween(tally.firstAt, now);
  return passed >= ADDRESS_WINDOW
    ? ALLOWED
    : { isAllowed: false, waitSeconds: Math.ceil(ADDRESS_WINDOW - passed) };
}

/** The stricter of several decisions. */
export function strictest(decisions: Decision[]): Decision {
  let longest = 0;
  for (const decision of decisions)
    if (!decision.isAllowed) longest = Math.max(longest, decision.waitSeconds);
  return longest === 0 ? ALLOWED : { isAllowed: false, waitSeconds: longest };
}

/**
 * The network that an address stands for: an IPv4 address itself (also where it is written as IPv6), the /64 of
 * an IPv6 address (one household or school gets at least that). What is no address counts as one network.
 */
export function networkOf(address: string): string {
  const bare = address.trim().replace(/%.*$/, '').toLowerCase();
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const groups = expandIPv6(bare);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(':')}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function expandIPv6(address: string): number[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  let plain = address;
  if (dotted) {
    const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
    plain = `${address.slice(0, dotted.index)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const [head = '', tail] = plain.split('::');
  const read = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const front = read(head);
  const back = tail === undefined ? [] : read(tail);
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** How long to wait, in words for «подождите …»: seconds, from a minute on minutes, rounded up. */
export function waitInWords(seconds: number): string {
  if (seconds < 60) return counted(seconds, 'секунду', 'секунды', 'секунд');
  return counted(Math.ceil(seconds / 60), 'минуту', 'минуты', 'минут');
}

/** The tally after one more try at `now`: an account's is begun anew after a day, an address's after its window. */
export function countTry(tally: Tally | null, kind: 'account' | 'address', now: Temporal.Instant): Tally {
  const begun = tally !== null && tally.failures > 0 ? tally : null;
  const from = kind === 'account' ? begun?.lastAt : begun?.firstAt;
  const span = kind === 'account' ? FORGOTTEN_AFTER : ADDRESS_WINDOW;
  if (begun === null || from === undefined || secondsBetween(from, now) >= span) {
    return { failures: 1, firstAt: now, lastAt: now };
  }
  return { failures: begun.failures + 1, firstAt: begun.firstAt, lastAt: now };
}

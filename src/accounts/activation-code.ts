import { randomInt } from 'node:crypto';

/**
 * Signs that look the same in the Latin and the Cyrillic alphabet, so that a slip can be typed on either
 * keyboard; no vowels (no words come out), nothing that is taken for something else (0 О, 1 l, 8 В).
 * Fifteen signs, ten places: 39 bits, and the tries are limited.
 */
const ALPHABET = 'BCHKMPTX2345679';
const LENGTH = 10;

const LOOK_ALIKES: Record<string, string> = {
  В: 'B',
  С: 'C',
  Н: 'H',
  К: 'K',
  М: 'M',
  Р: 'P',
  Т: 'T',
  Х: 'X',
  З: '3',
  Ч: '4',
  Б: '6',
  '8': 'B',
  Z: '2',
  S: '5',
};

/** A new code, drawn at random, as it is printed on a slip: «BCH2K-7MPTX». */
export function drawCode(): string {
  const signs = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return formatCode(signs);
}

/** Ten signs as two fives. */
function formatCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/**
 * The ten signs of what somebody typed, whatever the case, blanks, dashes and alphabet of the look-alikes;
 * null where that cannot be a code.
 */
export function readCode(typed: string): string | null {
  if (typed.length > 60) return null;
  const signs = [...typed.toUpperCase()]
    .filter((sign) => !/[\s\p{Pd}_.]/u.test(sign))
    .map((sign) => LOOK_ALIKES[sign] ?? sign);
  return signs.length === LENGTH && signs.every((sign) => ALPHABET.includes(sign)) ? signs.join('') : null;
}

export type CodePurpose = 'first' | 'reset';

/** How long a code lives, in hours: a first one of a pupil or parent 14 days, of staff 48 hours; a reset 24 hours. */
export function codeLifetimeHours(purpose: CodePurpose, isStaff: boolean): number {
  if (purpose === 'reset') return 24;
  return isStaff ? 48 : 14 * 24;
}

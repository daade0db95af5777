import type { TimetableComparison } from './compare.ts';

const SHARE = 0.05;
const FEW = 20;

/**
 * How many of the week's lessons go, where they are so many that the number must be typed before applying: at least
 * twenty, and more than five in a hundred of those in force. Null where fewer go.
 */
export function bigRemoval({ slots }: TimetableComparison): number | null {
  const gone = slots.removed.length;
  const all = gone + slots.changed.length + slots.kept;
  return gone >= FEW && gone > all * SHARE ? gone : null;
}

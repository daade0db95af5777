import type { Party } from './find.ts';
import { type MessageSide, sideOf } from './message-rule.ts';

/**
 * Whether somebody may complain of a message (clause 3.1: no private channel is hidden): of what the other side wrote,
 * as a pupil, a guardian or a teacher of the question. Who oversees it has other ways.
 */
export function mayComplain(party: Party, side: MessageSide): boolean {
  return party !== 'overseer' && sideOf(party) !== side;
}

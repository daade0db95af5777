import type { PostContext } from '../web/route.ts';

/** By whom, when, in which request something is done to the register, by which order and why. */
export interface Act {
  actorId: number;
  now: Temporal.Instant;
  today: string;
  requestId: string;
  order: string;
  reason: string;
}

/** The act of a request. */
export function actOf(
  context: PostContext<unknown, unknown, unknown>,
  grounds: { order: string; reason: string },
): Act {
  const { actor, now, today, requestId } = context;
  return { actorId: actor.personId, now, today, requestId, ...grounds };
}

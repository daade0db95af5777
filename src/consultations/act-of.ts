import type { RouteContext } from '../web/route.ts';
import type { Act } from './booking-acts.ts';

/** Who acts, and when, for the verbs. */
export function actOf(context: RouteContext<unknown, unknown, unknown>): Act {
  return {
    actorId: context.actor.personId,
    at: context.now,
    today: context.today,
    timeZone: context.school.timeZone,
    requestId: context.requestId,
  };
}

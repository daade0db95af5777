import type { Reply } from '../web/reply.ts';
import { allow, get, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import type { Evening } from './evening-facts.ts';
import { type ParentsDayRow, parentsDayOfGuardian } from './parents-day-find.ts';
import { ParentsDayParams } from './parents-day-forms.ts';
import { bookReply, dayReply, type EveningContext, planReply } from './plan-replies.ts';
import { toWishes, type Wishes, WishesQuery } from './plan-wishes.ts';

type DayContext = EveningContext & { subject: ParentsDayRow };

/** The evening of whoever asks. */
function ownEvening({ actor, subject: day }: DayContext): Evening {
  return {
    day,
    family: actor,
    onBehalfOf: null,
    paths: {
      card: (wishes) => urls.parentsDay(day.id, wishes),
      plan: urls.parentsDayPlan(day.id),
      bookings: urls.parentsDayBookings(day.id),
    },
  };
}

/** An announced day for families, pupils and teachers. */
export function familyReply(context: DayContext, wishes: Wishes): Promise<Reply> {
  return dayReply(context, ownEvening(context), wishes);
}

const proposal = get(
  '/parents-days/:dayId/plan',
  {
    policy: allow('consultation:book', parentsDayOfGuardian),
    params: ParentsDayParams,
    query: WishesQuery,
  },
  (context) => planReply(context, ownEvening(context), toWishes(context.query)),
);

const bookings = post(
  '/parents-days/:dayId/bookings',
  { policy: allow('consultation:book', parentsDayOfGuardian), params: ParentsDayParams },
  (context) => bookReply(context, ownEvening(context)),
);

export const planRoutes: readonly Route[] = [proposal, bookings];

import type { Route } from '../web/route.ts';
import { bookingRoutes } from './booking-routes.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { openingRoutes } from './opening-routes.ts';
import { outcomeRoutes } from './outcome-routes.ts';
import { parentsDayRoutes } from './parents-day-routes.ts';
import { phoneRoutes } from './phone-routes.ts';
import { placeRoutes } from './place-routes.ts';
import { planRoutes } from './plan-routes.ts';
import { seriesRoutes } from './series-routes.ts';
import { turnRoutes } from './turn-routes.ts';

/** Consultations and parents' days (clause 3.1; always true 6). */
export const consultationRoutes: readonly Route[] = [
  ...openingRoutes,
  ...calendarRoutes,
  ...turnRoutes,
  ...placeRoutes,
  ...seriesRoutes,
  ...bookingRoutes,
  ...outcomeRoutes,
  ...parentsDayRoutes,
  ...planRoutes,
  ...phoneRoutes,
];

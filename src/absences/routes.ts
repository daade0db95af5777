import type { Route } from '../web/route.ts';
import { announceRoutes } from './announce-routes.ts';
import { cardRoutes } from './card-routes.ts';
import { listRoutes } from './list-routes.ts';

/** `/absences/new` stands before `/absences/:absenceId`. */
export const absenceRoutes: readonly Route[] = [...listRoutes, ...announceRoutes, ...cardRoutes];

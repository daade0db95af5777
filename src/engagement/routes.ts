import type { Route } from '../web/route.ts';
import { cardRoutes } from './card-routes.ts';
import { concernRoutes } from './concern-routes.ts';
import { measureRoutes } from './measure-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { ruleRoutes } from './rule-routes.ts';

export const engagementRoutes: readonly Route[] = [
  ...concernRoutes,
  ...cardRoutes,
  ...measureRoutes,
  ...reviewRoutes,
  ...ruleRoutes,
];

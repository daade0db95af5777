import { accountRoutes } from './accounts/routes.ts';
import { displayRoutes } from './display/routes.ts';
import type { Route } from './web/route.ts';

/** Every route of the portal, once. */
export const routes: readonly Route[] = [...accountRoutes, ...displayRoutes];

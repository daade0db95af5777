import type { Route } from '../web/route.ts';

export const openingRoutes: readonly Route[] = [];

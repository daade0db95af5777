import type { Route } from '../web/route.ts';

export const parentsDayRoutes: readonly Route[] = [];

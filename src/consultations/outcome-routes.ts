import type { Route } from '../web/route.ts';

export const outcomeRoutes: readonly Route[] = [];

import type { Route } from '../web/route.ts';

export const resultsRoutes: readonly Route[] = [];

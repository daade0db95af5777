import type { Route } from '../web/route.ts';

export const decisionRoutes: readonly Route[] = [];

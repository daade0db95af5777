import type { Route } from '../web/route.ts';

export const threadRoutes: readonly Route[] = [];

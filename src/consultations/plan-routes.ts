import type { Route } from '../web/route.ts';

export const planRoutes: readonly Route[] = [];

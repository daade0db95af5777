import type { Route } from '../web/route.ts';

export const askRoutes: readonly Route[] = [];

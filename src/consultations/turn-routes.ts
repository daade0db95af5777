import type { Route } from '../web/route.ts';

export const turnRoutes: readonly Route[] = [];

import type { Route } from '../web/route.ts';

export const pulseRoutes: readonly Route[] = [];

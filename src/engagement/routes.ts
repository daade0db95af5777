import type { Route } from '../web/route.ts';

export const engagementRoutes: readonly Route[] = [];

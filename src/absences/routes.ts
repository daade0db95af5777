import type { Route } from '../web/route.ts';

export const absenceRoutes: readonly Route[] = [];

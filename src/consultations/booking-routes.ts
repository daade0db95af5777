import type { Route } from '../web/route.ts';

export const bookingRoutes: readonly Route[] = [];

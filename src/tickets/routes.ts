import type { Route } from '../web/route.ts';

export const ticketRoutes: readonly Route[] = [];

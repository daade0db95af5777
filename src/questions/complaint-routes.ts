import type { Route } from '../web/route.ts';

export const complaintRoutes: readonly Route[] = [];

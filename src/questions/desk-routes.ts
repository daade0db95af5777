import type { Route } from '../web/route.ts';

export const deskRoutes: readonly Route[] = [];

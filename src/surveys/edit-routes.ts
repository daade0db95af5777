import type { Route } from '../web/route.ts';

export const editRoutes: readonly Route[] = [];

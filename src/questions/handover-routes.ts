import type { Route } from '../web/route.ts';

export const handoverRoutes: readonly Route[] = [];

import type { Route } from '../web/route.ts';

export const fileRoutes: readonly Route[] = [];

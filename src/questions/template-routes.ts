import type { Route } from '../web/route.ts';

export const templateRoutes: readonly Route[] = [];

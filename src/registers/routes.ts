import type { Route } from '../web/route.ts';

export const registerRoutes: readonly Route[] = [];

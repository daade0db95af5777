import type { Route } from '../web/route.ts';

export const textsRoutes: readonly Route[] = [];

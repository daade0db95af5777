import type { Route } from '../web/route.ts';

export const answerRoutes: readonly Route[] = [];

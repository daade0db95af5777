import type { Route } from '../web/route.ts';

export const publicationRoutes: readonly Route[] = [];

import type { Route } from './web/route.ts';

/** Every route of the portal, once. */
export const routes: readonly Route[] = [];

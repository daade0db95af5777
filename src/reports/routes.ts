import type { Route } from '../web/route.ts';
import { exportRoutes } from './export-routes.ts';
import { reportPageRoutes } from './report-routes.ts';

export const reportRoutes: readonly Route[] = [...reportPageRoutes, ...exportRoutes];

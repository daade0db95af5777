import { accountRoutes } from './accounts/routes.ts';
import { channelRoutes } from './channels/routes.ts';
import { displayRoutes } from './display/routes.ts';
import { homeRoutes } from './home/routes.ts';
import { journalRoutes } from './journal/routes.ts';
import { lessonRoutes } from './lessons/routes.ts';
import { noticeRoutes } from './notices/routes.ts';
import { rulesRoutes } from './rules/routes.ts';
import { serviceRoutes } from './services/routes.ts';
import { settingsRoutes } from './settings/routes.ts';
import { timetableImportRoutes } from './timetable-import/routes.ts';
import type { Route } from './web/route.ts';
import { weekRoutes } from './weeks/routes.ts';

/** Every route of the portal, once. */
export const routes: readonly Route[] = [
  ...settingsRoutes,
  ...journalRoutes,
  ...lessonRoutes,
  ...noticeRoutes,
  ...accountRoutes,
  ...displayRoutes,
  ...homeRoutes,
  ...weekRoutes,
  ...serviceRoutes,
  ...channelRoutes,
  ...rulesRoutes,
  ...timetableImportRoutes,
];

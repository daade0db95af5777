import { absenceRoutes } from './absences/routes.ts';
import { accountRoutes } from './accounts/routes.ts';
import { channelRoutes } from './channels/routes.ts';
import { consultationRoutes } from './consultations/routes.ts';
import { displayRoutes } from './display/routes.ts';
import { engagementRoutes } from './engagement/routes.ts';
import { homeRoutes } from './home/routes.ts';
import { journalRoutes } from './journal/routes.ts';
import { lessonRoutes } from './lessons/routes.ts';
import { noticeRoutes } from './notices/routes.ts';
import { questionRoutes } from './questions/routes.ts';
import { registerRoutes } from './registers/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { rulesRoutes } from './rules/routes.ts';
import { serviceRoutes } from './services/routes.ts';
import { settingsRoutes } from './settings/routes.ts';
import { surveyRoutes } from './surveys/routes.ts';
import { ticketRoutes } from './tickets/routes.ts';
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
  ...ticketRoutes,
  ...engagementRoutes,
  ...reportRoutes,
  ...absenceRoutes,
  ...registerRoutes,
  ...questionRoutes,
  ...consultationRoutes,
  ...surveyRoutes,
];

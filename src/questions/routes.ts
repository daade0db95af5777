import type { Route } from '../web/route.ts';
import { askRoutes } from './ask-routes.ts';
import { complaintRoutes } from './complaint-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { handoverRoutes } from './handover-routes.ts';
import { publicationRoutes } from './publication-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { sharedAnswerRoutes } from './shared-answer-routes.ts';
import { templateRoutes } from './template-routes.ts';
import { threadRoutes } from './thread-routes.ts';

/** Questions of families, the desk of who answers, what a class may read (clause 3.1; always true 6). */
export const questionRoutes: readonly Route[] = [
  ...askRoutes,
  // «/questions/shared-answer» before «/questions/:questionId»
  ...deskRoutes,
  ...sharedAnswerRoutes,
  ...threadRoutes,
  ...handoverRoutes,
  ...publicationRoutes,
  ...searchRoutes,
  ...templateRoutes,
  ...complaintRoutes,
  ...fileRoutes,
];

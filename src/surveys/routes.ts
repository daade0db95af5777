import type { Route } from '../web/route.ts';
import { answerRoutes } from './answer-routes.ts';
import { decisionRoutes } from './decision-routes.ts';
import { editRoutes } from './edit-routes.ts';
import { pulseRoutes } from './pulse-routes.ts';
import { resultsRoutes } from './results-routes.ts';
import { textsRoutes } from './texts-routes.ts';
import { turnRoutes } from './turn-routes.ts';

/** The evaluation of the interaction (clause 3.1; always true 7). */
export const surveyRoutes: readonly Route[] = [
  ...editRoutes,
  ...turnRoutes,
  ...answerRoutes,
  ...resultsRoutes,
  ...textsRoutes,
  ...decisionRoutes,
  ...pulseRoutes,
];

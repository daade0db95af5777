import { bellsRoutes } from './bells-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { schoolRoutes } from './school-routes.ts';
import { yearNewRoutes } from './year-new-routes.ts';
import { yearRoutes } from './year-routes.ts';

export const settingsRoutes = [
  ...schoolRoutes,
  ...peopleRoutes,
  ...yearRoutes,
  ...yearNewRoutes,
  ...bellsRoutes,
];

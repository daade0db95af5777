import * as z from 'zod';
import { idParam } from '../web/form.ts';
import { allow, get, type Route, signedIn } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { showCoordinatorHome } from './coordinator.ts';
import { onlineChoices, showOnlineLessons } from './online-lessons.ts';
import { showPersonalHome } from './personal.ts';
import { showSysadminHome } from './sysadmin.ts';

export const homeRoutes: readonly Route[] = [
  get('/', { policy: signedIn(), query: z.object({ child: idParam.optional() }) }, (context) => {
    if (context.actor.actingAs === 'coordinator') return showCoordinatorHome(context);
    if (context.actor.actingAs === 'sysadmin') return showSysadminHome(context);
    return showPersonalHome(context);
  }),
  get(
    urls.onlineLessons(),
    { policy: allow('timetable:read'), query: z.object({ show: z.enum(onlineChoices).optional() }) },
    showOnlineLessons,
  ),
];

import * as z from 'zod';
import { mondayOf } from '../web/dates.ts';
import { idParam, isDay } from '../web/form.ts';
import { allow, get, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { showClasses } from './classes.ts';
import { findClassForActor } from './find.ts';
import { showClassWeek, showOwnWeek } from './weeks.ts';

/** The years that a week may be asked of: what the database's days hold, and people look at. */
const inOurTimes = (week: string) => week >= '2000' && week < '2100';

const week = z
  .string()
  .refine((value) => mondayOf(value) !== null && inOurTimes(value))
  .optional();
const day = z
  .string()
  .refine((value) => isDay(value) && inOurTimes(value))
  .optional();

export const weekRoutes: readonly Route[] = [
  get(
    urls.week(),
    {
      policy: allow('week:read'),
      query: z.object({ week, day, child: idParam.optional(), show: z.literal('own').optional() }),
    },
    showOwnWeek,
  ),
  get(urls.classes(), { policy: allow('class:read') }, showClasses),
  get(
    '/classes/:classId/week',
    {
      policy: allow('class:read', findClassForActor),
      params: z.object({ classId: idParam }),
      query: z.object({ week, day }),
    },
    showClassWeek,
  ),
];

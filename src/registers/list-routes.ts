import * as z from 'zod';
import { idParam } from '../web/form.ts';
import { page } from '../web/reply.ts';
import { allow, get, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { registerListPage, toListPage } from './list-page.ts';
import { type Listing, listRegisters } from './list-queries.ts';

const ListQuery = z.object({
  show: z.literal('all').optional(),
  class: idParam.optional(),
  page: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .optional(),
});

export const registerListRoutes: readonly Route[] = [
  get(
    urls.registers(),
    { policy: allow('register:read'), query: ListQuery },
    async ({ db, actor, query, now, today, school }) => {
      const listing: Listing = {
        show: query.show ?? 'unfilled',
        classId: query.class ?? null,
        page: query.page ?? 1,
        now,
        today,
        timeZone: school.timeZone,
      };
      const rows = await listRegisters(db, actor, listing);
      const model = toListPage(rows, actor, listing, school.registerOpenDays);
      return page(registerListPage, model, { title: model.head.title });
    },
  ),
];

import sql from 'sql-template-tag';
import * as z from 'zod';
import { loadWaits } from '../feedback/waits.ts';
import { idParam } from '../web/form.ts';
import { page, type Reply } from '../web/reply.ts';
import { allow, get, type Route, type RouteContext } from '../web/route.ts';
import { PAGE_SIZE, toAnsweredList, toDesk } from './desk-model.ts';
import { deskPage } from './desk-pages.ts';
import { listAnswered, listDesk } from './desk-queries.ts';
import { familyList } from './family-list.ts';
import { overdueList } from './overdue-list.ts';

const ListQuery = z.object({
  show: z.enum(['overdue', 'answered', 'own']).optional(),
  child: idParam.optional(),
  course: idParam.optional(),
  class: idParam.optional(),
  page: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .optional(),
});
export type ListQuery = z.output<typeof ListQuery>;

/**
 * GET /questions: for a teacher what they have to answer, for the coordinator what has waited too long, for families
 * what they asked; a teacher who is a parent chooses.
 */
const list = get('/questions', { policy: allow('question:read'), query: ListQuery }, (context) => {
  const { actor, query } = context;
  if (actor.roles.has('coordinator')) return overdueList(context);
  const answers = actor.roles.has('teacher') && !(query.show === 'own' && actor.children.length > 0);
  if (!answers) return familyList(context);
  return query.show === 'answered' ? answeredList(context) : desk(context);
});

type Context = RouteContext<unknown, ListQuery, null>;

const lookOf = ({ now, school }: Pick<Context, 'now' | 'school'>) => ({ now, timeZone: school.timeZone });
const partOf = ({ query }: Context) => ({ courseId: query.course ?? null, classId: query.class ?? null });

async function desk(context: Context): Promise<Reply> {
  const { db, actor, today } = context;
  const rows = await listDesk(db, actor, today);
  const ids = rows.filter((row) => row.state === 'waiting').map((row) => row.id);
  const waits = await loadWaits(db, sql`q.id = any(${ids}::bigint[])`, today);
  const model = toDesk(rows, waits, actor, partOf(context), lookOf(context));
  return page(deskPage, model, { title: model.head.title });
}

async function answeredList(context: Context): Promise<Reply> {
  const { db, actor, today, query } = context;
  const at = query.page ?? 1;
  const range = { today, limit: PAGE_SIZE, offset: (at - 1) * PAGE_SIZE };
  const rows = await listAnswered(db, actor, partOf(context), range);
  const model = toAnsweredList(rows, actor, partOf(context), at, lookOf(context));
  return page(deskPage, model, { title: 'Отвеченные вопросы' });
}

export const deskRoutes: readonly Route[] = [list];

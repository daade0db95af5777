import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { isDay } from '../web/form.ts';
import { page, type Reply } from '../web/reply.ts';
import { allow, get, type Route, type RouteContext } from '../web/route.ts';
import { choosePeriod, toStudentPage } from './card-model.ts';
import { listCardLessons, loadChain } from './card-queries.ts';
import { type StudentRow, studentForActor } from './find.ts';
import { StudentParams } from './forms.ts';
import { studentPage } from './pages.ts';

const CardQuery = z.object({
  from: z.string().refine(isDay).optional(),
  to: z.string().refine(isDay).optional(),
});

export const cardRoutes: readonly Route[] = [
  get(
    '/students/:studentId',
    {
      policy: allow('student:read', studentForActor),
      params: StudentParams,
      query: CardQuery,
      isRecorded: true,
    },
    showCard,
  ),
];

/** The card of a pupil; that it was looked at, and for which days, is in the audit log (always true 12). */
async function showCard(
  context: RouteContext<{ studentId: number }, z.output<typeof CardQuery>, StudentRow>,
): Promise<Reply> {
  const { db, subject: student, query, actor, now, today, school, requestId } = context;
  const period = choosePeriod(query, student.terms, today);
  const lessons = await listCardLessons(db, actor, student.id, period);
  const chain = await loadChain(db, student.id, { ...period, timeZone: school.timeZone });
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'student.looked_at',
    subjectKind: 'student',
    subjectId: student.id,
    details: {
      from: period.from,
      to: period.to,
      lines: [`${student.family_name} ${student.given_name}`],
    },
    requestId,
    at: now,
  });
  const model = toStudentPage({ student, lessons, chain, period, today, actor });
  return page(studentPage, model, { title: model.head.title });
}

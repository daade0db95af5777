import { writeAudit } from '../audit/audit.ts';
import type { RouteContext } from '../web/route.ts';

/** Notes an act on a school year or its days in the audit log. */
export async function auditCalendar(
  ctx: RouteContext<unknown, unknown, unknown>,
  action: 'school_year.added' | 'school_year.changed' | 'school_day.added' | 'school_day.removed',
  subjectId: number | null,
  details: Record<string, unknown>,
): Promise<void> {
  await writeAudit(ctx.db, {
    actorId: ctx.actor.personId,
    action,
    subjectKind: 'school_year',
    subjectId,
    details,
    requestId: ctx.requestId,
    at: ctx.now,
  });
}

import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import type { AuditAction } from './action-words.ts';

export interface AuditEvent {
  /** Who did it; null for somebody signed out, or the portal itself. */
  actorId: number | null;
  /** What happened, by its name in action-words.ts. */
  action: AuditAction;
  subjectKind?: string;
  subjectId?: number | null;
  /** What is worth knowing later; never a password, a code, or the address of a lesson. */
  details?: Record<string, unknown>;
  requestId?: string;
  at: Temporal.Instant;
}

/** Adds one event to the audit log, in the transaction of the act itself (product.md, always true 12). */
export async function writeAudit(tx: Db, event: AuditEvent): Promise<void> {
  await tx.run(sql`
    insert into audit_event (at, actor_id, action, subject_kind, subject_id, details, request_id)
    values (${event.at}, ${event.actorId}, ${event.action}, ${event.subjectKind ?? ''}, ${event.subjectId ?? null},
      ${JSON.stringify(event.details ?? {})}, ${event.requestId ?? ''})
  `);
}

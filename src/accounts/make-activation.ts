import sql from 'sql-template-tag';
import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { type CodePurpose, codeLifetimeHours, drawCode, readCode } from './activation-code.ts';
import { hashSecret } from './password-hash.ts';
import { endSessions } from './queries.ts';

/** What is printed on a slip; the code is kept nowhere else. */
export interface ActivationSlip {
  login: string;
  /** «BCH2K-7MPTX» */
  code: string;
  expiresAt: Temporal.Instant;
}

export interface ActivationOrder {
  personId: number;
  /** `first`: before the first sign-in. `reset`: the password is lost; the person's sessions end. */
  purpose: CodePurpose;
  /** Who asked for it; null for the portal itself. */
  madeBy: number | null;
  now: Temporal.Instant;
  requestId?: string;
}

const Owner = z.object({ login: z.string(), is_staff: z.boolean() });

/**
 * Makes an activation code for a person with an account; the one that was there before ends. Throws where there is
 * no such account or it is disabled. Hashes before the transaction begins.
 */
export async function makeActivation(db: Db, order: ActivationOrder): Promise<ActivationSlip> {
  const { personId, purpose, madeBy, now } = order;
  const owner = await db.row(
    Owner,
    sql`
      select a.login, exists (
        select from person_role r where r.person_id = a.person_id and r.role in ('coordinator', 'sysadmin', 'teacher')
          and (r.ends_on is null or r.ends_on >= ${now}::timestamptz::date)
      ) as is_staff
      from account a where a.person_id = ${personId} and a.disabled_at is null
    `,
  );
  const code = drawCode();
  const hash = await hashSecret(readCode(code) ?? '');
  const expiresAt = now.add({ hours: codeLifetimeHours(purpose, owner.is_staff) });
  await db.transaction(async (tx) => {
    await tx.run(sql`
      update activation_code set ended_at = ${now}
      where person_id = ${personId} and used_at is null and ended_at is null
    `);
    await tx.run(sql`
      insert into activation_code (person_id, purpose, code_hash, made_by, made_at, expires_at)
      values (${personId}, ${purpose}, ${hash}, ${madeBy}, ${now}, ${expiresAt})
    `);
    if (purpose === 'reset') await endSessions(tx, personId);
    await writeAudit(tx, {
      actorId: madeBy,
      action: 'account.code_made',
      subjectKind: 'person',
      subjectId: personId,
      details: { purpose, expiresAt: expiresAt.toString() },
      requestId: order.requestId ?? '',
      at: now,
    });
  });
  return { login: owner.login, code, expiresAt };
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { type ConcernKind, concernKinds } from '../attendance/concern.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { shortNameOf } from './named.ts';

const RuleRow = z.object({
  id,
  kind: z.enum(concernKinds),
  threshold: z.number(),
  window_days: z.number(),
  valid_from: day,
  valid_to: day.nullable(),
  setter: z.string().nullable(),
});
export type RuleRow = z.infer<typeof RuleRow>;

/** All rules that were, are and will be in force, by kind, the newest first. */
export function listRules(db: Db): Promise<RuleRow[]> {
  return db.rows(
    RuleRow,
    sql`
      select r.id, r.kind, r.threshold, r.window_days, r.valid_from, r.valid_to,
        ${shortNameOf(sql`r.set_by`)} as setter
      from engagement_rule r order by r.kind, r.valid_from desc
    `,
  );
}

/** Holds the rules until the transaction ends, so that two who change them come one after the other. */
export async function lockRules(tx: Db): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('engagement_rule'))`);
}

export interface RuleChange {
  kind: ConcernKind;
  threshold: number;
  windowDays: number;
  /** Today or later. */
  from: string;
  by: number;
  at: Temporal.Instant;
}

/**
 * Puts a rule in force from a day on. What was planned for that day or later gives way; the rule that is in force
 * on the day before ends there and stays as history. What has been in force on a day is never changed, except
 * where the same day's rule is set anew.
 */
export async function changeRule(tx: Db, change: RuleChange): Promise<void> {
  const { kind, threshold, windowDays, from, by, at } = change;
  await tx.run(sql`delete from engagement_rule where kind = ${kind} and valid_from > ${from}`);
  await tx.run(sql`
    update engagement_rule set valid_to = ${from}::date - 1
    where kind = ${kind} and valid_from < ${from} and (valid_to is null or valid_to >= ${from})
  `);
  const same = await tx.run(sql`
    update engagement_rule set threshold = ${threshold}, window_days = ${windowDays}, valid_to = null, set_by = ${by},
      set_at = ${at}
    where kind = ${kind} and valid_from = ${from}
  `);
  if (same > 0) return;
  await tx.run(sql`
    insert into engagement_rule (kind, threshold, window_days, valid_from, set_by, set_at)
    values (${kind}, ${threshold}, ${windowDays}, ${from}, ${by}, ${at})
  `);
}

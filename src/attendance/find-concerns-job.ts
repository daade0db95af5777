import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import { addJob, defineJob } from '../jobs/job.ts';
import { localDay } from '../web/dates.ts';
import type { Cause, Grounds } from './concern.ts';
import { likelyCause } from './likely-cause.ts';
import { type LostPupil, listLostPupils } from './lost-pupils.ts';

/** Looks for pupils who are being lost (always true 8), and lets go of concerns that no longer hold. */
export const findConcerns = defineJob({
  name: 'concern.find',
  payload: z.object({}),
  run: ({ db, now, timeZone }) => db.transaction((tx) => lookForConcerns(tx, localDay(now, timeZone), now)),
});

/** Has the portal look five minutes after marks were written, once for all that is saved until then. */
export function findConcernsSoon(tx: Db, at: Temporal.Instant): Promise<void> {
  return addJob(
    tx,
    findConcerns,
    {},
    { key: findConcerns.name, runAt: at.add({ minutes: 5 }), keepsMoment: true },
  );
}

/**
 * Brings the concerns to what the marks of the last days say by today's rules: opens those that are new, one open a
 * pupil and kind; brings up to date the lessons and the cause of those that still hold; closes the others, unless
 * somebody has a measure under way. Comes out the same when it runs twice; two that run at once wait for each other.
 */
export async function lookForConcerns(tx: Db, today: string, now: Temporal.Instant): Promise<void> {
  await lockConcerns(tx);
  const found = JSON.stringify((await listLostPupils(tx, today)).map(toConcern));
  const shape = sql`as f(student_id bigint, rule_id bigint, kind text, lesson_ids bigint[], cause text, grounds jsonb)`;
  await tx.run(sql`
    insert into concern (student_id, rule_id, kind, found_at, lesson_ids, cause, grounds)
    select f.student_id, f.rule_id, f.kind, ${now}, f.lesson_ids, f.cause, f.grounds
    from jsonb_to_recordset(${found}::jsonb) ${shape}
    on conflict (student_id, kind) where closed_at is null do nothing
  `);
  await tx.run(sql`
    update concern c set rule_id = f.rule_id, lesson_ids = f.lesson_ids, cause = f.cause, grounds = f.grounds
    from jsonb_to_recordset(${found}::jsonb) ${shape}
    where c.student_id = f.student_id and c.kind = f.kind and c.closed_at is null
      and (c.rule_id, c.lesson_ids, c.cause, c.grounds) is distinct from (f.rule_id, f.lesson_ids, f.cause, f.grounds)
  `);
  await tx.run(sql`
    update concern c set closed_at = ${now}, version = c.version + 1
    where c.closed_at is null
      and not exists (
        select from jsonb_to_recordset(${found}::jsonb) ${shape}
        where f.student_id = c.student_id and f.kind = c.kind)
      and not exists (select from measure m where m.concern_id = c.id and m.done_on is null)
  `);
}

/**
 * Holds concerns until the transaction ends: whoever closes one by hand waits for a search that is under way, which
 * would else open again what it saw before.
 */
export async function lockConcerns(tx: Db): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('concern.find'))`);
}

interface FoundConcern {
  student_id: number;
  rule_id: number;
  kind: LostPupil['kind'];
  lesson_ids: readonly number[];
  cause: Cause;
  grounds: Grounds;
}

function toConcern({ account, grounds: known, ...lost }: LostPupil): FoundConcern {
  const grounds = { ...known, account };
  return { ...lost, cause: likelyCause(lost.kind, grounds), grounds };
}

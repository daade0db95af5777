import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { luck } from './luck.ts';

/** The first sign-in of everybody who has a password, in the first weeks of the year: without one a pupil is a stranger. */
export async function writeSignIns(
  tx: Db,
  { startsOn, now }: { startsOn: string; now: Temporal.Instant },
): Promise<void> {
  await tx.run(sql`
    insert into audit_event (at, actor_id, action, subject_kind, subject_id)
    select at, person_id, 'sign_in.succeeded', '', null
    from (
      select a.person_id, least(${now}::timestamptz,
        (${startsOn}::date + (${luck(sql`a.person_id`, 43)} % 12)::integer + time '16:00'
          + make_interval(mins => (${luck(sql`a.person_id`, 47)} % 300)::integer)) at time zone s.time_zone) as at
      from account a cross join school s where a.password_hash is not null and a.disabled_at is null
    ) first
    order by at, person_id`);
}

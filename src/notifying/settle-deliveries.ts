import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';

/**
 * Settles what waits for the portal's own way: the inbox has it from the act's own transaction on, so it is
 * delivered to whoever can sign in, and known as out of reach for whoever cannot (always true 3: those are
 * named to the teacher). What an act is rewriting at this moment is left to the job that the act itself adds, so that
 * neither waits for the other. Safe to run twice.
 * @returns how many deliveries were settled
 */
export function settlePortalDeliveries(db: Db, at: Temporal.Instant): Promise<number> {
  return db.run(sql`
    update delivery d
    set state = case when s.can_sign_in then 'delivered' else 'unreachable' end,
      note = case when s.can_sign_in then '' else 'нет доступа к порталу' end,
      attempts = d.attempts + 1, settled_at = ${at}
    from (
      select w.id, a.person_id is not null as can_sign_in
      from delivery w join recipient r on r.id = w.recipient_id
      left join account a on a.person_id = r.person_id and a.password_hash is not null and a.disabled_at is null
      where w.state = 'waiting' and w.way = 'portal'
      for update of w skip locked
    ) s
    where d.id = s.id
  `);
}

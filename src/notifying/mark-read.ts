import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';

/**
 * Marks as read what a person was told about a page that they have now read; what they had read stays read at its
 * first time.
 */
export async function markReadAbout(
  tx: Db,
  personId: number,
  about: { kind: 'question'; id: number },
  at: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    update recipient r set read_at = ${at} from notice n
    where r.person_id = ${personId} and r.read_at is null and n.id = r.notice_id
      and n.about_kind = ${about.kind} and n.about_id = ${about.id}
  `);
}

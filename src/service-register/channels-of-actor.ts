import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { purposes } from './approved.ts';
import { mayEnter } from './channel-reach.ts';

const OwnChannelRow = z.object({
  channel_id: id,
  purpose: z.enum(purposes),
  service_name: z.string(),
  target: z.string(),
});

/** A channel that somebody may enter now; its address stays with the portal. */
export type OwnChannel = z.output<typeof OwnChannelRow>;

/**
 * The channels that somebody may enter today, of services approved today, by class or course and purpose; none
 * for those who may enter all of the school's (coordinator, technical specialist): they find them in the register.
 * @param today local day
 */
export async function channelsOfActor(db: Db, actor: Actor, today: string): Promise<OwnChannel[]> {
  if (actor.actingAs !== 'personal') return [];
  return db.rows(
    OwnChannelRow,
    sql`
      select c.id as channel_id, c.purpose, s.name as service_name,
        coalesce(k.name, g.name, (
          select b.name || ', ' || h.name
          from course o join subject b on b.id = o.subject_id join study_group h on h.id = o.group_id
          where o.id = c.course_id)) as target
      from channel c
      join service s on s.id = c.service_id and service_status(s, ${today}) = 'approved'
      left join class k on k.id = c.class_id
      left join study_group g on g.id = c.group_id
      where c.starts_on <= ${today} and (c.ends_on is null or c.ends_on >= ${today}) and ${mayEnter(actor, today)}
      order by k.grade nulls last, target, array_position(array['messenger', 'videoconference', 'file_storage', 'e_journal'], c.purpose)
      limit 200
    `,
  );
}

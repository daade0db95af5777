import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { keeps } from '../service-register/channel-reach.ts';

const ChannelRow = z.object({
  channel_id: id,
  service_id: id,
  service_name: z.string(),
  target: z.string(),
  address: z.string(),
});

/** A video channel that a teacher keeps; its address stays with the portal. */
export type VideoChannel = z.output<typeof ChannelRow>;

/** The video channels of a teacher's courses and classes that may be used on a day (clause 2.1). @param day local day */
export function videoChannels(db: Db, actor: Actor, day: string): Promise<VideoChannel[]> {
  return db.rows(
    ChannelRow,
    sql`
      select c.id as channel_id, v.id as service_id, v.name as service_name, c.address, coalesce(k.name, g.name, (
          select b.name || ', ' || h.name
          from course o join subject b on b.id = o.subject_id join study_group h on h.id = o.group_id
          where o.id = c.course_id), '') as target
      from channel c
      join service v on v.id = c.service_id and service_status(v, ${day}) = 'approved'
      join service_purpose u on u.service_id = v.id and u.purpose = c.purpose
      left join class k on k.id = c.class_id
      left join study_group g on g.id = c.group_id
      where c.purpose = 'videoconference' and c.starts_on <= ${day} and (c.ends_on is null or c.ends_on >= ${day})
        and ${keeps(actor)}
      order by c.class_id is null, target, c.id limit 60
    `,
  );
}

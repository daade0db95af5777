import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const ChannelRow = z.object({
  channel_id: id,
  service_id: id,
  service_name: z.string(),
  address: z.string(),
});

/** Where a course meets for video lessons. The address leaves the portal only as the answer to an entry. */
export interface CourseChannel {
  channelId: number;
  serviceId: number;
  serviceName: string;
  address: string;
}

/**
 * The channel for a course's video lessons on a day: the course's own, else its group's, else, where the group
 * is one whole class, the class's. Null where there is none, or none of a service that is approved on that day.
 * @param day local day
 */
export async function videoChannel(db: Db, courseId: number, day: string): Promise<CourseChannel | null> {
  const row = await db.maybeRow(
    ChannelRow,
    sql`
      select c.id as channel_id, s.id as service_id, s.name as service_name, c.address
      from course k
      join channel c on c.purpose = 'videoconference' and c.starts_on <= ${day}
        and (c.ends_on is null or c.ends_on >= ${day})
        and (c.course_id = k.id or c.group_id = k.group_id or c.class_id = (
          select max(w.class_id) from study_group_class w
          where w.group_id = k.group_id having count(*) = 1 and bool_and(w.is_whole)))
      join service s on s.id = c.service_id and service_status(s, ${day}) = 'approved'
      join service_purpose p on p.service_id = s.id and p.purpose = c.purpose
      where k.id = ${courseId}
      order by c.course_id is null, c.group_id is null, c.id desc
      limit 1
    `,
  );
  if (row === null) return null;
  return {
    channelId: row.channel_id,
    serviceId: row.service_id,
    serviceName: row.service_name,
    address: row.address,
  };
}

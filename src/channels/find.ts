import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import { purposes } from '../service-register/approved.ts';
import { keeps, mayEnter } from '../service-register/channel-reach.ts';
import { serviceStatuses } from '../service-register/status.ts';
import { idParam } from '../web/form.ts';
import type { FindContext } from '../web/route.ts';

export const ChannelParams = z.object({
  channelId: idParam,
});

export const ChannelRow = z.object({
  id,
  service_id: id,
  service_name: z.string(),
  status: z.enum(serviceStatuses),
  purpose: z.enum(purposes),
  target: z.string(),
  class_id: id.nullable(),
  group_id: id.nullable(),
  course_id: id.nullable(),
  /** Never on a page: it leaves the portal as the answer to an entry alone. */
  address: z.string(),
  hosts: z.array(z.string()),
  starts_on: day,
  ends_on: day.nullable(),
  version: z.number(),
});

/** A channel as it stands today. */
export type ChannelRow = z.output<typeof ChannelRow>;

type Context = FindContext<z.output<typeof ChannelParams>>;

/** The channel of the path, not ended, for whoever keeps it; null where there is none or it is not theirs. */
export function findKeptChannel({ db, actor, params, today }: Context): Promise<ChannelRow | null> {
  const condition = sql`c.id = ${params.channelId} and (c.ends_on is null or c.ends_on >= ${today}) and ${keeps(actor)}`;
  return db.maybeRow(ChannelRow, channelStatement(condition, today));
}

/** The channel of the path, serving today, for whoever may enter it; null where there is none or it is not for them. */
export function findEnterableChannel({ db, actor, params, today }: Context): Promise<ChannelRow | null> {
  const condition = sql`c.id = ${params.channelId} and c.starts_on <= ${today}
    and (c.ends_on is null or c.ends_on >= ${today}) and ${mayEnter(actor, today)}`;
  return db.maybeRow(ChannelRow, channelStatement(condition, today));
}

/** A statement for channels `c` under a condition; `target` is the class, group or course in words. */
export function channelStatement(condition: Sql, today: string): Sql {
  return sql`
    select c.id, c.service_id, s.name as service_name, service_status(s, ${today}) as status, c.purpose,
      coalesce(k.name, g.name, (
        select b.name || ', ' || h.name
        from course o join subject b on b.id = o.subject_id join study_group h on h.id = o.group_id
        where o.id = c.course_id)) as target,
      c.class_id, c.group_id, c.course_id, c.address,
      array(select h.host from service_host h where h.service_id = s.id order by h.host) as hosts,
      c.starts_on, c.ends_on, c.version
    from channel c
    join service s on s.id = c.service_id
    left join class k on k.id = c.class_id
    left join study_group g on g.id = c.group_id
    where ${condition}
  `;
}

import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import { purposes } from '../service-register/approved.ts';

export const ClassChannelRow = z.object({
  channel_id: id,
  class_name: z.string(),
  purpose: z.enum(purposes),
  service_name: z.string(),
});
export type ClassChannelRow = z.infer<typeof ClassChannelRow>;

/**
 * The channels of these classes on a day, of services approved on that day, by class and purpose. The addresses
 * stay in the database: a press is answered by `/channels/:id/entry`, which decides who may enter.
 */
export function channelsOf(classIds: readonly number[], today: string): Sql {
  return sql`
      select c.id as channel_id, k.name as class_name, c.purpose, s.name as service_name
      from channel c
      join class k on k.id = c.class_id
      join service s on s.id = c.service_id and service_status(s, ${today}) = 'approved'
      where c.class_id = any(${classIds}::bigint[]) and c.starts_on <= ${today}
        and (c.ends_on is null or c.ends_on >= ${today})
      order by k.grade desc, k.letter, c.purpose = 'e_journal' desc, c.purpose
      limit 100
    `;
}

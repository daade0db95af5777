import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Role } from '../access/permissions.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const StaffRow = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
});
export type StaffRow = z.infer<typeof StaffRow>;

/**
 * Those who work at the school on a day in one of these roles, by name; unless told, coordinators, technical
 * specialists and teachers.
 * @param today local day
 */
export function listStaff(
  db: Db,
  today: string,
  roles: readonly Role[] = ['coordinator', 'sysadmin', 'teacher'],
): Promise<StaffRow[]> {
  return db.rows(
    StaffRow,
    sql`
      select p.id, p.family_name, p.given_name, p.patronymic
      from person p
      where (p.left_on is null or p.left_on >= ${today}) and exists (
        select from person_role r where r.person_id = p.id and r.role = any(${roles}::text[])
          and r.starts_on <= ${today} and (r.ends_on is null or r.ends_on >= ${today}))
      order by p.family_name, p.given_name, p.id
    `,
  );
}

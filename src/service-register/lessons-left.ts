import sql, { empty } from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { serviceStatuses } from './status.ts';

const LeftRow = z.object({
  lesson_id: id,
  day,
  starts_at: instant,
  subject: z.string(),
  group_name: z.string(),
  teachers: z.string(),
  service_id: id,
  service_name: z.string(),
  status: z.enum(serviceStatuses),
});

/** A planned online lesson whose service may not be used on its day. */
export type LessonLeft = z.output<typeof LeftRow>;

/**
 * Planned online lessons to come whose service is not approved for video lessons on their day (clause 2.1;
 * product.md, always true 1), soonest first: each needs another service or another format.
 * @param asked now and the local day of it; `serviceId` for the lessons of one service alone; at most `limit` rows
 */
export function lessonsLeft(
  db: Db,
  asked: { now: Temporal.Instant; today: string; serviceId?: number; limit?: number },
): Promise<LessonLeft[]> {
  return db.rows(
    LeftRow,
    sql`
      select l.id as lesson_id, l.day, l.starts_at, b.name as subject, g.name as group_name,
        coalesce((
          select string_agg(concat_ws(' ', p.family_name, left(p.given_name, 1) || '.',
            nullif(left(p.patronymic, 1), '') || '.'), ', ' order by t.position, p.family_name)
          from lesson_teacher t join person p on p.id = t.person_id where t.lesson_id = l.id
        ), '') as teachers,
        s.id as service_id, s.name as service_name, service_status(s, l.day) as status
      from lesson l
      join service s on s.id = l.service_id
      join course c on c.id = l.course_id
      join subject b on b.id = c.subject_id
      join study_group g on g.id = c.group_id
      where l.format = 'online' and l.status = 'planned' and l.day >= ${asked.today} and l.ends_at > ${asked.now}
        ${asked.serviceId === undefined ? empty : sql`and s.id = ${asked.serviceId}`}
        and (service_status(s, l.day) <> 'approved' or not exists (
          select from service_purpose p where p.service_id = s.id and p.purpose = 'videoconference'))
      order by l.starts_at, l.id
      limit ${asked.limit ?? 200}
    `,
  );
}

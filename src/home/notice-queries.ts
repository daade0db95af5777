import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const HomeNoticeRow = z.object({
  id,
  title: z.string(),
  revised_at: instant,
  is_unread: z.boolean(),
  children: z.array(z.string()),
  /** The first lesson of the notice that is not over: its local day and time; null where none is to come. */
  lesson_day: day.nullable(),
  lesson_starts: z.string().nullable(),
  /** The lessons of the notice. */
  lesson_ids: z.array(id),
});
export type HomeNoticeRow = z.infer<typeof HomeNoticeRow>;

const MOST_UNREAD = 8;
const MOST_RECENT = 5;

/**
 * The newest unread notices of a person, then the newest of all, with the children concerned by name: one
 * statement that reads a dozen rows however many notices there are.
 * @param childId only what concerns this child; null: everything
 */
export function listHomeNotices(
  db: Db,
  personId: number,
  { childId, now, timeZone }: { childId: number | null; now: Temporal.Instant; timeZone: string },
): Promise<HomeNoticeRow[]> {
  const concerned = sql`(${childId}::bigint is null or exists (
    select from recipient_student s where s.recipient_id = r.id and s.student_id = ${childId}::bigint))`;
  return db.rows(
    HomeNoticeRow,
    sql`
      with mine as (
        (select r.id, r.notice_id, r.read_at from recipient r
          where r.person_id = ${personId} and r.read_at is null and ${concerned}
          order by r.notice_id desc limit ${MOST_UNREAD}::integer)
        union
        (select r.id, r.notice_id, r.read_at from recipient r
          where r.person_id = ${personId} and ${concerned}
          order by r.notice_id desc limit ${MOST_RECENT}::integer)
      )
      select n.id, n.title, n.revised_at, r.read_at is null as is_unread, ahead.day as lesson_day,
        to_char(ahead.starts_at at time zone ${timeZone}, 'HH24:MI') as lesson_starts,
        coalesce((select jsonb_agg(nl.lesson_id) from notice_lesson nl where nl.notice_id = n.id), '[]') as lesson_ids,
        coalesce((
          select jsonb_agg(coalesce(nullif(c.call_name, ''), c.given_name) order by c.id)
          from recipient_student s join person c on c.id = s.student_id
          where s.recipient_id = r.id and s.student_id <> ${personId}
        ), '[]') as children
      from mine r join notice n on n.id = r.notice_id
      left join lateral (
        select l.day, l.starts_at from notice_lesson nl join lesson l on l.id = nl.lesson_id
        where nl.notice_id = n.id and l.format = 'online' and l.status <> 'cancelled' and l.ends_at > ${now}
        order by l.starts_at limit 1
      ) ahead on true
      order by r.read_at is not null, n.revised_at desc, n.id desc
    `,
  );
}

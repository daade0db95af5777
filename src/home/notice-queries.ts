import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { isOpenTo } from '../notifying/open-notices.ts';

const HomeNoticeRow = z.object({
  id,
  title: z.string(),
  revised_at: instant,
  is_unread: z.boolean(),
  children: z.array(z.string()),
  /** The first online lesson of the notice that is the person's or the children's and not over, in local time; or null. */
  lesson_day: day.nullable(),
  lesson_starts: z.string().nullable(),
  /** Those of the notice's lessons to come that are the person's or the children's. */
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
  { personId, children }: Pick<Actor, 'personId' | 'children'>,
  { childId, now, timeZone }: { childId: number | null; now: Temporal.Instant; timeZone: string },
): Promise<HomeNoticeRow[]> {
  const childIds = children.map((child) => child.id);
  const concerned = sql`${isOpenTo(personId, childIds)} and (${childId}::bigint is null or exists (
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
      ),
      courses as (
        select s.recipient_id, c.id as course_id, g.starts_on, coalesce(g.ends_on, 'infinity'::date) as ends_on
        from mine r join recipient_student s on s.recipient_id = r.id
        join group_student g on g.student_id = s.student_id join course c on c.group_id = g.group_id
        where ${childId}::bigint is null or s.student_id = ${childId}::bigint
      ),
      to_come as materialized (
        select r.id as recipient_id, l.id as lesson_id, l.course_id
        from mine r join notice_lesson nl on nl.notice_id = r.notice_id join lesson l on l.id = nl.lesson_id
        where l.ends_at > ${now} and l.course_id = any(array(select course_id from courses))
      ),
      own as (
        select l.recipient_id, l.lesson_id
        from to_come l join courses c on c.recipient_id = l.recipient_id and c.course_id = l.course_id
        join lesson on lesson.id = l.lesson_id and lesson.day between c.starts_on and c.ends_on
        union
        select r.id, l.id
        from lesson_teacher t join lesson l on l.id = t.lesson_id and l.ends_at > ${now}
        join notice_lesson nl on nl.lesson_id = l.id join mine r on r.notice_id = nl.notice_id
        where t.person_id = ${personId} and t.during && tstzrange(${now}, null)
      )
      select n.id, n.title, n.revised_at, r.read_at is null as is_unread, ahead.day as lesson_day,
        to_char(ahead.starts_at at time zone ${timeZone}, 'HH24:MI') as lesson_starts,
        coalesce((select jsonb_agg(o.lesson_id) from own o where o.recipient_id = r.id), '[]') as lesson_ids,
        coalesce((
          select jsonb_agg(coalesce(nullif(c.call_name, ''), c.given_name) order by c.id)
          from recipient_student s join person c on c.id = s.student_id
          where s.recipient_id = r.id and s.student_id = any(${childIds}::bigint[])
        ), '[]') as children
      from mine r join notice n on n.id = r.notice_id
      left join lateral (
        select l.day, l.starts_at from own o join lesson l on l.id = o.lesson_id
        where o.recipient_id = r.id and l.format = 'online' and l.status <> 'cancelled'
        order by l.starts_at limit 1
      ) ahead on true
      order by r.read_at is not null, n.revised_at desc, n.id desc
    `,
  );
}

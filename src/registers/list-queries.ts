import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { hasUnfilledRegister, yearBegins } from '../attendance/unfilled-register.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const ListedRow = z.object({
  lesson_id: id,
  day,
  starts: z.string(),
  ends: z.string(),
  is_over: z.boolean(),
  subject: z.string(),
  group_name: z.string(),
  class_names: z.string(),
  is_whole: z.boolean(),
  teachers: z.array(z.object({ family_name: z.string(), given_name: z.string(), patronymic: z.string() })),
  is_taught: z.boolean(),
  /** Local day and time of the last save, '2026-11-24 10:52'; null: not filled. */
  saved: z.string().nullable(),
  was_not_held: z.boolean(),
  /** Exceptions of a register that was filled. */
  late: z.number(),
  absent: z.number(),
  excused: z.number(),
  technical: z.number(),
  /** How many there are in all, beyond this page. */
  found: z.number(),
});
export type ListedRow = z.infer<typeof ListedRow>;

export const LIST_SIZE = 40;

export interface Listing {
  /** Those that should have been filled and are not, or all of lessons that have begun. */
  show: 'unfilled' | 'all';
  classId: number | null;
  /** From 1. */
  page: number;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

/**
 * Registers of this school year, the newest first, through whoever asks: the coordinator's are all; a teacher's those
 * of lessons that they teach, also for somebody else, and of the classes that they head. One statement.
 */
export function listRegisters(db: Db, actor: Actor, listing: Listing): Promise<ListedRow[]> {
  const { classId, now, today, timeZone } = listing;
  const teacherId = actor.roles.has('teacher') ? actor.personId : null;
  const asked =
    classId === null
      ? sql`true`
      : sql`exists (
          select from course c join study_group_class gc on gc.group_id = c.group_id
          where c.id = l.course_id and gc.class_id = ${classId})`;
  const chosen =
    listing.show === 'unfilled'
      ? hasUnfilledRegister({ now, today })
      : sql`l.format = 'online' and l.status <> 'cancelled' and l.starts_at <= ${now}
          and l.day between ${yearBegins(today)} and ${today}::date`;
  return db.rows(
    ListedRow,
    sql`
      with picked as (
        select l.id, l.day, l.starts_at, l.ends_at, l.course_id, count(*) over () as found
        from lesson l
        where ${chosen} and ${asked} and ${ofActor(actor)}
        order by l.day desc, l.starts_at desc, l.id
        limit ${LIST_SIZE} offset ${(listing.page - 1) * LIST_SIZE}
      )
      select l.id as lesson_id, l.day, to_char(l.starts_at at time zone ${timeZone}, 'HH24:MI') as starts,
        to_char(l.ends_at at time zone ${timeZone}, 'HH24:MI') as ends, l.ends_at <= ${now} as is_over,
        j.name as subject, g.name as group_name, k.class_names, k.is_whole,
        coalesce((
          select jsonb_agg(jsonb_build_object('family_name', p.family_name, 'given_name', p.given_name,
            'patronymic', p.patronymic) order by t.position, p.family_name)
          from lesson_teacher t join person p on p.id = t.person_id where t.lesson_id = l.id
        ), '[]') as teachers,
        exists (
          select from lesson_teacher t where t.lesson_id = l.id and t.person_id = ${teacherId}::bigint
        ) as is_taught,
        to_char(r.changed_at at time zone ${timeZone}, 'YYYY-MM-DD HH24:MI') as saved,
        coalesce(r.not_held_reason <> '', false) as was_not_held,
        coalesce(sums.late, 0) as late, coalesce(sums.absent, 0) as absent, coalesce(sums.excused, 0) as excused,
        coalesce(sums.technical, 0) as technical, l.found
      from picked l
      join course c on c.id = l.course_id
      join subject j on j.id = c.subject_id
      join study_group g on g.id = c.group_id
      cross join lateral (
        select coalesce(string_agg(k.name, ', ' order by k.grade, k.letter), '') as class_names,
          coalesce(bool_and(gc.is_whole), true) as is_whole
        from study_group_class gc join class k on k.id = gc.class_id where gc.group_id = g.id
      ) k
      left join register r on r.lesson_id = l.id
      left join lateral (
        select sum(s.late) as late, sum(s.absent) as absent, sum(s.excused) as excused, sum(s.technical) as technical
        from register_total s where s.lesson_id = l.id
      ) sums on true
      order by l.day desc, l.starts_at desc, l.id
    `,
  );
}

function ofActor(actor: Actor): Sql {
  if (actor.roles.has('coordinator')) return sql`true`;
  const classIds = actor.headedClasses.map((one) => one.id);
  return sql`(
    l.id in (select t.lesson_id from lesson_teacher t where t.person_id = ${actor.personId})
    or l.course_id in (
      select c.id from study_group_class gc join course c on c.group_id = gc.group_id
      where gc.class_id = any(${classIds}::bigint[])))`;
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

/** A time that a teacher and a room are wanted for; local times, '17:00'. */
export interface WantedTime {
  teacherId: number;
  /** Empty: no room is needed. */
  room: string;
  day: string;
  starts: string;
  ends: string;
}

const TakenRow = z.object({
  teacher_id: id,
  day,
  starts: z.string(),
  kind: z.enum(['teacher_lesson', 'teacher_consultation', 'room_lesson', 'room_consultation', 'room_wanted']),
  /** The subject of the lesson; of a consultation its topic, which may be empty. */
  subject: z.string(),
  /** The classes of the lesson; for a consultation empty. */
  class_names: z.string(),
  taken_from: z.string(),
  taken_to: z.string(),
});

/** What stands in the way of a wanted time: `teacher_id`, `day` and `starts` say of which one. */
export type TakenTime = z.output<typeof TakenRow>;

/**
 * Holds the lessons and consultations of days until the transaction ends: two who give a teacher or a room away on one
 * day, whether for a lesson or for a consultation, come one after the other (always true 2).
 */
export async function holdDays(tx: Db, days: readonly string[]): Promise<void> {
  await tx.run(sql`
    select pg_advisory_xact_lock(hashtextextended('lessons of ' || d.day::text, 0))
    from (select distinct day from unnest(${days}::date[]) as u(day) order by day) d
  `);
}

/**
 * What stands in the way of wanted times: lessons that the teacher gives (substitutions count, cancelled lessons do
 * not), other consultations of the teacher, lessons in the room (online lessons need none) and consultations in it, and
 * another teacher for whom the room is wanted here as well; at most 100, by day and time. Rooms are compared however
 * they are written (room_keys). Whoever writes afterwards has called `holdDays` before.
 */
export function takenTimes(db: Db, wanted: readonly WantedTime[]): Promise<TakenTime[]> {
  return db.rows(
    TakenRow,
    sql`
      with wanted as (
        select w."teacherId" as teacher_id, room_keys(w.room) as rooms, w.day, w.starts, o.time_zone,
          (w.day + w.starts) at time zone o.time_zone as starts_at,
          (w.day + w.ends) at time zone o.time_zone as ends_at
        from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
          as w("teacherId" bigint, room text, day date, starts time, ends time)
        cross join school o
      ), lessons as (
        select w.*, l.id as lesson_id, l.course_id, l.starts_at as from_at, l.ends_at as to_at,
          exists (
            select from lesson_teacher t
            where t.lesson_id = l.id and t.is_active and t.person_id = w.teacher_id) as is_teachers,
          l.format = 'in_person' and w.rooms <> '{}' and room_keys(l.room) && w.rooms as is_rooms
        from wanted w join lesson l on l.day = w.day and l.status <> 'cancelled'
          and l.starts_at < w.ends_at and l.ends_at > w.starts_at
      ), consultations as (
        select w.*, c.starts_at as from_at, c.ends_at as to_at, s.topic, c.teacher_id = w.teacher_id as is_teachers
        from wanted w join consultation c on c.day = w.day and c.state = 'open'
          and c.starts_at < w.ends_at and c.ends_at > w.starts_at
          and (c.teacher_id = w.teacher_id or w.rooms <> '{}' and room_keys(c.room) && w.rooms)
        join consultation_series s on s.id = c.series_id
      ), taken as (
        select teacher_id, day, starts, time_zone, from_at, to_at,
          case when is_teachers then 'teacher_lesson' else 'room_lesson' end as kind, course_id, '' as topic
        from lessons where is_teachers or is_rooms
        union all
        select teacher_id, day, starts, time_zone, from_at, to_at,
          case when is_teachers then 'teacher_consultation' else 'room_consultation' end, null, topic
        from consultations
        union all
        select w.teacher_id, w.day, w.starts, w.time_zone, o.starts_at, o.ends_at, 'room_wanted', null, ''
        from wanted w join wanted o on o.teacher_id <> w.teacher_id and o.rooms && w.rooms
          and o.starts_at < w.ends_at and o.ends_at > w.starts_at
      )
      select t.teacher_id, t.day, to_char(t.starts, 'HH24:MI') as starts, t.kind, coalesce(j.name, t.topic) as subject,
        coalesce((
          select string_agg(k.name, ', ' order by k.grade, k.letter)
          from course u join study_group_class g on g.group_id = u.group_id join class k on k.id = g.class_id
          where u.id = t.course_id
        ), '') as class_names,
        to_char(t.from_at at time zone t.time_zone, 'HH24:MI') as taken_from,
        to_char(t.to_at at time zone t.time_zone, 'HH24:MI') as taken_to
      from taken t left join course c on c.id = t.course_id left join subject j on j.id = c.subject_id
      order by t.day, t.starts, t.from_at, t.kind limit 100
    `,
  );
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { holdDays } from '../feedback/taken-times.ts';
import type { LessonRow } from './queries.ts';

const PeriodRow = z.object({ period: z.number(), starts_at: instant, ends_at: instant, times: z.string() });
export type PeriodRow = z.infer<typeof PeriodRow>;

/**
 * The periods of a day by the bells of a lesson's youngest grade; a moved day has the bells of the weekday that
 * it follows. Empty on a day off, outside the terms, and where there are no bells.
 */
export function listPeriods(db: Db, lesson: Pick<LessonRow, 'classes'>, onDay: string): Promise<PeriodRow[]> {
  const grade = Math.min(...lesson.classes.map((each) => each.grade), 11);
  return db.rows(
    PeriodRow,
    sql`
      select b.period, (${onDay}::date + b.starts_at) at time zone o.time_zone as starts_at,
        (${onDay}::date + b.ends_at) at time zone o.time_zone as ends_at,
        to_char(b.starts_at, 'HH24:MI') || '–' || to_char(b.ends_at, 'HH24:MI') as times
      from school o
      join term t on ${onDay} between t.starts_on and t.ends_on
      left join school_day d on d.day = ${onDay}
      join bell b on b.school_year_id = t.school_year_id and b.grade = ${grade}
        and b.weekday = coalesce(d.follows_weekday, extract(isodow from ${onDay}::date)::int)
      where d.kind is distinct from 'off'
      order by b.period
    `,
  );
}

const ClashRow = z.object({
  kind: z.enum(['teacher', 'group', 'room']),
  subject: z.string(),
  class_names: z.string(),
  start_time: z.string(),
  /** Whether somebody moved that lesson there by hand. */
  is_moved: z.boolean(),
  /** It is no lesson but a consultation of the teacher's, or in the room. */
  is_consultation: z.boolean(),
});
export type ClashRow = z.infer<typeof ClashRow>;

/**
 * What a lesson would clash with at a time (always true 2): a lesson of the teacher, of the same pupils (or of
 * the same whole class), or in the same room; a consultation of the teacher or in the room as well. What is cancelled is
 * no clash. Whoever asks in a transaction holds the
 * day until it ends, so that two who move lessons to one place at once come one after the other.
 */
export async function findClashes(
  tx: Db,
  lesson: LessonRow,
  at: {
    startsAt: Temporal.Instant;
    endsAt: Temporal.Instant;
    day: string;
    teacherId: number | null;
    room: string;
  },
): Promise<ClashRow[]> {
  await holdDays(tx, [at.day]);
  return tx.rows(
    ClashRow,
    sql`
      with meant as (
        select l.id, l.room, c.group_id, j.name as subject, l.starts_at, l.planned_day is not null as is_moved
        from lesson l join course c on c.id = l.course_id join subject j on j.id = c.subject_id
        where l.day = ${at.day} and l.id <> ${lesson.id} and l.status <> 'cancelled'
          and l.starts_at < ${at.endsAt} and l.ends_at > ${at.startsAt}
      ), clash as (
        select 'teacher' as kind, m.* from meant m
        where exists (
          select from lesson_teacher t where t.lesson_id = m.id and t.is_active and t.person_id = ${at.teacherId}::bigint)
        union all
        select 'group', m.* from meant m
        where exists (
          select from group_student a join group_student b on b.student_id = a.student_id
          where a.group_id = m.group_id and b.group_id = ${lesson.group_id}
            and a.starts_on <= ${at.day} and (a.ends_on is null or a.ends_on >= ${at.day})
            and b.starts_on <= ${at.day} and (b.ends_on is null or b.ends_on >= ${at.day}))
          or exists (
            select from study_group_class a join study_group_class b on b.class_id = a.class_id
            where a.group_id = m.group_id and b.group_id = ${lesson.group_id} and a.is_whole and b.is_whole)
        union all
        select 'room', m.* from meant m where room_keys(m.room) && room_keys(${at.room})
        union all
        select case when t.teacher_id = ${at.teacherId}::bigint then 'teacher' else 'room' end, null, t.room, null, '',
          t.starts_at, false
        from consultation t
        where t.day = ${at.day} and t.state = 'open' and t.starts_at < ${at.endsAt} and t.ends_at > ${at.startsAt}
          and (t.teacher_id = ${at.teacherId}::bigint or room_keys(t.room) && room_keys(${at.room}))
      )
      select c.kind, c.subject, c.is_moved, c.id is null as is_consultation, to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as start_time,
        coalesce((
          select string_agg(k.name, ', ' order by k.grade, k.letter)
          from study_group_class gc join class k on k.id = gc.class_id where gc.group_id = c.group_id
        ), '') as class_names
      from clash c cross join school o
      order by c.kind, c.subject limit 10
    `,
  );
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import { datedSlots } from './dated-slots.ts';

const Made = z.object({ lessons: z.number(), slots_without_bell: z.number() });

/**
 * Makes the dated lessons of a timetable's version for the days `from` to `to` (school days, both included; see
 * `datedSlots` for terms, days off, moved days, weeks and bells), in one statement, with their teachers. A lesson
 * that is there already (course, day, period) stays as it is. Teachers whom the timetable itself puts into two
 * lessons at once are marked as together. Answers with the number of lessons made and of slots that no bell rings for: those have no lessons.
 */
export function makeLessons(
  tx: Db,
  { versionId, from, to }: { versionId: number; from: string; to: string },
): Promise<{ lessons: number; slots_without_bell: number }> {
  return tx.row(
    Made,
    sql`
    with ${datedSlots({ versionId, from, to })}, together as (
      select distinct one.id as slot_id, ct.person_id
      from slot one
      join course_teacher ct on ct.course_id = one.course_id
      join course_teacher other_ct on other_ct.person_id = ct.person_id
      join slot other on other.course_id = other_ct.course_id and other.id <> one.id
        and other.weekday = one.weekday and (one.week = 'every' or other.week in ('every', one.week))
        and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ), made as (
      insert into lesson (course_id, slot_id, day, period, room, starts_at, ends_at)
      select d.course_id, d.slot_id, d.day, d.period, d.room, d.starts_at, d.ends_at
      from dated d
      order by d.day, d.period, d.slot_id
      on conflict on constraint lesson_once_a_period do nothing
      returning id, course_id, slot_id, day, starts_at, ends_at
    ), taught as (
      insert into lesson_teacher (lesson_id, person_id, day, during, position, is_together)
      select m.id, ct.person_id, m.day, tstzrange(m.starts_at, m.ends_at), ct.position, t.slot_id is not null
      from made m
      join course_teacher ct on ct.course_id = m.course_id
      left join together t on t.slot_id = m.slot_id and t.person_id = ct.person_id
    )
    select (select count(*) from made) as lessons,
      (select count(*) from slot where starts_at is null) as slots_without_bell`,
  );
}

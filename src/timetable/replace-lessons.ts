import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { datedSlots } from './dated-slots.ts';
import { isTouched } from './touched-lesson.ts';

export interface LessonReplacement {
  /** The version whose slots count from now on; its slots and its courses' teachers are there already. */
  versionId: number;
  /** The first day, of the school's calendar. */
  from: string;
  /** The last day of the school year. */
  to: string;
  /** Courses that others continue: their lessons from `from` on go over to the new course. */
  courses: readonly { before: number; after: number }[];
  /** Periods with another number in the new timetable; null: numbers tell. One that is absent is gone. */
  periods: readonly { before: number; after: number }[] | null;
  /** Why a lesson that cannot be kept is cancelled, in words for families. */
  reason: string;
  actorId: number | null;
  at: Temporal.Instant;
}

export interface ReplacedLessons {
  kept: number;
  made: number;
  deleted: number;
  cancelled: number;
  /** Lessons that families had been told of: cancelled, or kept at another time or in another room. */
  toTell: readonly { id: number; kind: 'cancelled' | 'changed' }[];
}

const Toucher = z.object({ id, was_announced: z.boolean() });
const Changed = z.object({ id, is_announced: z.boolean() });

/** Out of the way of the periods that are being given: freed again in the same transaction. */
const ASIDE = 100;
/** Where a cancelled lesson stands whose period has no place in the new numbering. */
const NOWHERE = 31;

/**
 * Puts the lessons from a day on under a new version of the timetable. A lesson whose course, day and period the
 * new version has keeps its row, and with it its topic, format, link and notices; its slot, room, time and teachers
 * become the new ones (a lesson that was moved stays where it was moved to, by the new number of its period; a substitution stays while the teacher
 * who is substituted teaches the course). A lesson without a place goes if nobody attached anything to it, and is
 * cancelled with the reason otherwise. What the version has beside these is made. Lessons that no timetable made
 * are left alone. Runs in the caller's transaction, a fixed number of statements.
 */
export async function replaceLessons(tx: Db, replacement: LessonReplacement): Promise<ReplacedLessons> {
  const { from, to, versionId } = replacement;
  await tx.run(sql`set local statement_timeout = '60s'`);
  // The planner knows nothing yet of the rows that this transaction wrote, and would take tens of thousands of
  // lessons against tens of thousands of dates one by one.
  await tx.run(sql`set local enable_nestloop = off`);
  const moved = await keepLessons(tx, replacement);
  const deleted = await tx.run(sql`
    delete from lesson l where ${isOfEarlierVersion(replacement)} and not ${isTouched()}
  `);
  const cancelled = await cancelLessons(tx, replacement);
  await tx.run(sql`
    update lesson set period = period - ${ASIDE}::smallint
    where day >= ${from} and period >= ${ASIDE} and slot_id in (select s.id from timetable_slot s where s.version_id = ${versionId})
  `);
  const made = await tx.run(sql`
    with ${datedSlots({ versionId, from, to })}
    insert into lesson (course_id, slot_id, day, period, room, starts_at, ends_at)
    select d.course_id, d.slot_id, d.day, d.period, d.room, d.starts_at, d.ends_at
    from dated d
    where not exists (
      select from lesson l where l.slot_id = d.slot_id and coalesce(l.planned_day, l.day) = d.day)
    order by d.day, d.period, d.slot_id
    on conflict on constraint lesson_once_a_period do nothing
  `);
  await replaceTeachers(tx, replacement);
  const toTell = [
    ...cancelled
      .filter((one) => one.was_announced)
      .map((one) => ({ id: one.id, kind: 'cancelled' as const })),
    ...moved.filter((one) => one.is_announced).map((one) => ({ id: one.id, kind: 'changed' as const })),
  ];
  const [{ count: all } = { count: 0 }] = await tx.rows(
    z.object({ count: z.number() }),
    sql`
      select count(*) as count from lesson l join timetable_slot s on s.id = l.slot_id
      where s.version_id = ${versionId} and coalesce(l.planned_day, l.day) >= ${from}
    `,
  );
  await tx.run(sql`set local enable_nestloop = on`);
  return { kept: all - made, made, deleted, cancelled: cancelled.length, toTell };
}

/** The condition that `l` is a timetable's lesson from the day on, and of another version than the new one. */
function isOfEarlierVersion({ versionId, from, to }: LessonReplacement): Sql {
  return sql`
    coalesce(l.planned_day, l.day) between ${from} and ${to}
    and l.slot_id is not null
    and not exists (select from timetable_slot s where s.id = l.slot_id and s.version_id = ${versionId})`;
}

/** Gives the lessons that have a place their new slot; answers with those whose time or room became another. */
function keepLessons(tx: Db, replacement: LessonReplacement): Promise<z.output<typeof Changed>[]> {
  const { versionId, from, to, courses, periods } = replacement;
  const aside = periods === null && courses.length === 0 ? 0 : ASIDE;
  return tx.rows(
    Changed,
    sql`
    with ${datedSlots({ versionId, from, to })}, course_map as (
      select * from jsonb_to_recordset(${JSON.stringify(courses)}::jsonb) as m(before bigint, after bigint)
    ), period_map as (
      select * from jsonb_to_recordset(${JSON.stringify(periods ?? [])}::jsonb) as m(before smallint, after smallint)
    ), placed as (
      select l.id, coalesce(c.after, l.course_id) as course_id, coalesce(l.planned_day, l.day) as day,
        case when ${periods === null} then coalesce(l.planned_period, l.period) else p.after end as period,
        l.planned_day is not null as is_moved, coalesce(o.after, l.period) as own_period,
        l.room, l.starts_at, l.ends_at
      from lesson l
      left join course_map c on c.before = l.course_id
      left join period_map p on p.before = coalesce(l.planned_period, l.period)
      left join period_map o on o.before = l.period
      where ${isOfEarlierVersion(replacement)}
    ), matched as (
      select p.*, d.slot_id as new_slot, d.room as new_room, d.starts_at as new_start, d.ends_at as new_end,
        not p.is_moved and (p.room <> d.room or p.starts_at <> d.starts_at or p.ends_at <> d.ends_at) as is_changed
      from placed p join dated d on d.course_id = p.course_id and d.day = p.day and d.period = p.period
    ), kept as (
      update lesson l
      set slot_id = m.new_slot, course_id = m.course_id,
        period = (case when m.is_moved then m.own_period else m.period end + ${aside})::smallint,
        planned_period = case when m.is_moved then m.period end,
        planned_room = case when m.is_moved then m.new_room end,
        room = case when m.is_moved then l.room else m.new_room end,
        starts_at = case when m.is_moved then l.starts_at else m.new_start end,
        ends_at = case when m.is_moved then l.ends_at else m.new_end end,
        version = l.version + case when m.is_changed then 1 else 0 end
      from matched m
      where l.id = m.id
      returning l.id, m.is_changed, l.status = 'planned' and l.announced_at is not null as is_announced,
        m.starts_at, m.ends_at, m.room, m.new_start, m.new_end, m.new_room
    ), noted as (
      insert into lesson_change (lesson_id, at, changed_by, kind, before, after)
      select k.id, ${replacement.at}, ${replacement.actorId}, 'timetable',
        jsonb_build_object('starts_at', k.starts_at, 'ends_at', k.ends_at, 'room', k.room),
        jsonb_build_object('starts_at', k.new_start, 'ends_at', k.new_end, 'room', k.new_room)
      from kept k join lesson l on l.id = k.id
      where k.is_changed and ${isTouched()}
    )
    select id, is_announced from kept where is_changed`,
  );
}

/** Cancels what is left of the earlier version: somebody attached something to each of these. */
function cancelLessons(tx: Db, replacement: LessonReplacement): Promise<z.output<typeof Toucher>[]> {
  const { periods } = replacement;
  return tx.rows(
    Toucher,
    sql`
    with period_map as (
      select * from jsonb_to_recordset(${JSON.stringify(periods ?? [])}::jsonb) as m(before smallint, after smallint)
    ), lost as (
      select l.id, l.status, l.announced_at is not null as was_announced,
        case when ${periods === null} then l.period
          else coalesce((select p.after from period_map p where p.before = l.period), l.period + ${NOWHERE}) end as period
      from lesson l where ${isOfEarlierVersion(replacement)}
    ), settled as (
      update lesson l
      set slot_id = null, period = o.period::smallint,
        status = case when l.status = 'planned' then 'cancelled' else l.status end,
        cancelled_reason = case when l.status = 'planned' then ${replacement.reason} else l.cancelled_reason end,
        version = l.version + 1
      from lost o where l.id = o.id
      returning l.id
    ), freed as (
      update lesson_teacher t set is_active = false
      from lost o where t.lesson_id = o.id and o.status = 'planned'
    ), noted as (
      insert into lesson_change (lesson_id, at, changed_by, kind, before, after, reason)
      select o.id, ${replacement.at}, ${replacement.actorId}, 'timetable',
        jsonb_build_object('status', o.status), jsonb_build_object('status', 'cancelled'), ${replacement.reason}
      from lost o where o.status = 'planned'
    )
    select o.id, o.was_announced from lost o join settled s on s.id = o.id where o.status = 'planned'`,
  );
}

/** Who teaches each lesson of the version from the day on: the course's teachers, less those who are substituted. */
function teachersWanted({ versionId, from }: LessonReplacement): Sql {
  return sql`
    of_version as (
      select l.id, l.course_id, l.day, l.starts_at, l.ends_at, l.status
      from lesson l join timetable_slot s on s.id = l.slot_id
      where s.version_id = ${versionId} and coalesce(l.planned_day, l.day) >= ${from}
    ), substituted as (
      select t.lesson_id, t.person_id, t.replaces_id
      from lesson_teacher t join of_version l on l.id = t.lesson_id
      join course_teacher ct on ct.course_id = l.course_id and ct.person_id = t.replaces_id
    ), wanted as (
      select l.id as lesson_id, ct.person_id, l.day, tstzrange(l.starts_at, l.ends_at) as during, ct.position,
        l.status <> 'cancelled' as is_active
      from of_version l join course_teacher ct on ct.course_id = l.course_id
      where not exists (
        select from substituted s
        where s.lesson_id = l.id and (s.replaces_id = ct.person_id or s.person_id = ct.person_id))
    ), busy as (
      select w.lesson_id, w.person_id, w.day, w.during from wanted w
      union all
      select t.lesson_id, t.person_id, t.day, t.during
      from lesson_teacher t
      where t.day >= ${from} and t.is_active
        and (exists (select from substituted s where s.lesson_id = t.lesson_id and s.person_id = t.person_id)
          or not exists (select from of_version l where l.id = t.lesson_id))
    ), together as (
      select distinct one.lesson_id, one.person_id
      from busy one join busy other on other.person_id = one.person_id and other.day = one.day
        and other.lesson_id <> one.lesson_id and other.during && one.during
    ), desired as (
      select w.*, t.lesson_id is not null as is_together
      from wanted w left join together t on t.lesson_id = w.lesson_id and t.person_id = w.person_id
    )`;
}

/** First what is no longer so goes, then what is missing comes: nobody is in two places in between. */
async function replaceTeachers(tx: Db, replacement: LessonReplacement): Promise<void> {
  await tx.run(sql`
    with ${teachersWanted(replacement)}
    delete from lesson_teacher t using of_version l
    where t.lesson_id = l.id
      and not exists (select from substituted s where s.lesson_id = t.lesson_id and s.person_id = t.person_id)
      and not exists (
        select from desired d
        where d.lesson_id = t.lesson_id and d.person_id = t.person_id and d.during = t.during and d.day = t.day
          and d.is_together = t.is_together and d.is_active = t.is_active and t.replaces_id is null)
  `);
  await tx.run(sql`
    with ${teachersWanted(replacement)}, moved as (
      update lesson_teacher t
      set during = tstzrange(l.starts_at, l.ends_at), is_together = true
      from substituted s join of_version l on l.id = s.lesson_id
      where t.lesson_id = s.lesson_id and t.person_id = s.person_id
        and t.during <> tstzrange(l.starts_at, l.ends_at)
    )
    insert into lesson_teacher (lesson_id, person_id, day, during, position, is_together, is_active)
    select d.lesson_id, d.person_id, d.day, d.during, d.position, d.is_together, d.is_active
    from desired d
    on conflict (lesson_id, person_id) do nothing
  `);
}

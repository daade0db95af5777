import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type HealthLimit, healthWarnings } from './announcing-rule.ts';

const PlannedRow = z.object({
  id,
  day,
  starts_at: instant,
  minutes: z.number(),
  subject: z.string(),
  class_names: z.string(),
  start_time: z.string(),
  whole_class_ids: z.array(id),
  other_minutes: z.number(),
  address: z.string().nullable(),
  joined_classes: z.array(z.string()),
  limits: z.array(
    z.object({
      kind: z.enum(['lesson_minutes', 'lesson_screen_minutes', 'day_screen_minutes']),
      minutes: z.number(),
      source: z.string(),
    }),
  ),
});

/** A lesson that is about to be set online, with its channel in the chosen service and what concerns health. */
export interface PlannedLesson {
  id: number;
  day: string;
  startsAt: Temporal.Instant;
  minutes: number;
  /** «Алгебра, 7А, 10:25» */
  label: string;
  /** The channel's address in the chosen service: the course's own, the group's, the whole class's; null: none. */
  address: string | null;
  wholeClassIds: readonly number[];
  /** Classes that have the lesson together with those asked for, and were not asked for. */
  joinedClasses: readonly string[];
  /** Online minutes of its busiest class that day besides the lessons that are planned here. */
  otherMinutes: number;
  limits: readonly HealthLimit[];
}

/** Lessons of one course from a day to a day that are still ahead. */
export function plannedOfCourse(
  db: Db,
  courseId: number,
  days: { from: string; to: string },
  serviceId: number,
  now: Temporal.Instant,
): Promise<PlannedLesson[]> {
  return planned(
    db,
    sql`l.course_id = ${courseId} and l.day between ${days.from} and ${days.to}`,
    null,
    serviceId,
    now,
  );
}

/**
 * Lessons of whole classes and of their groups on days that are still ahead, but for those that are online already
 * in a service that may be used: their teachers chose where, and families were told.
 */
export function plannedOfClasses(
  db: Db,
  classIds: readonly number[],
  days: { from: string; to: string },
  serviceId: number,
  now: Temporal.Instant,
): Promise<PlannedLesson[]> {
  const concerned = sql`l.day between ${days.from} and ${days.to} and exists (
    select from study_group_class gc where gc.group_id = c.group_id and gc.class_id = any(${classIds}::bigint[]))
    and not (l.format = 'online' and exists (
      select from service v join service_purpose p on p.service_id = v.id and p.purpose = 'videoconference'
      where v.id = l.service_id and service_status(v, l.day) = 'approved'))`;
  return planned(db, concerned, classIds, serviceId, now);
}

/** The rows are held until the transaction ends: a lesson that is cancelled meanwhile is not set online. */
async function planned(
  db: Db,
  which: Sql,
  classIds: readonly number[] | null,
  serviceId: number,
  now: Temporal.Instant,
): Promise<PlannedLesson[]> {
  const rows = await db.rows(
    PlannedRow,
    sql`
      with chosen as (
        select l.id, l.day, l.period, l.starts_at, l.ends_at, l.course_id, c.group_id, c.subject_id
        from lesson l join course c on c.id = l.course_id
        where ${which} and l.status = 'planned' and l.starts_at > ${now}
        order by l.id for update of l
      ), groups as (
        select gc.group_id, string_agg(k.name, ', ' order by k.grade, k.letter) as class_names,
          min(nullif(k.grade, 0)) as grade, array_agg(k.id) filter (where gc.is_whole) as whole_class_ids
        from study_group_class gc join class k on k.id = gc.class_id
        where gc.group_id in (select group_id from chosen) group by gc.group_id
      ), online as (
        select l.day, gc.class_id, sum(extract(epoch from l.ends_at - l.starts_at) / 60) as minutes
        from lesson l join course c on c.id = l.course_id
        join study_group_class gc on gc.group_id = c.group_id and gc.is_whole
        where l.format = 'online' and l.status <> 'cancelled' and l.day in (select day from chosen)
          and l.id not in (select id from chosen)
        group by l.day, gc.class_id
      )
      select h.id, h.day, h.starts_at, (extract(epoch from h.ends_at - h.starts_at) / 60)::int as minutes,
        j.name as subject, coalesce(g.class_names, '') as class_names,
        to_char(h.starts_at at time zone o.time_zone, 'HH24:MI') as start_time,
        coalesce(g.whole_class_ids, '{}') as whole_class_ids,
        coalesce((
          select max(n.minutes) from online n where n.day = h.day and n.class_id = any(g.whole_class_ids)
        ), 0)::int as other_minutes,
        (
          select ch.address from channel ch
          where ch.purpose = 'videoconference' and ch.service_id = ${serviceId}
            and ch.starts_on <= h.day and (ch.ends_on is null or ch.ends_on >= h.day)
            and (ch.course_id = h.course_id or ch.group_id = h.group_id
              or (ch.class_id = any(g.whole_class_ids) and cardinality(g.whole_class_ids) = 1))
          order by ch.course_id is null, ch.group_id is null limit 1
        ) as address,
        array(
          select k.name from study_group_class gc join class k on k.id = gc.class_id
          where gc.group_id = h.group_id and gc.class_id <> all(${classIds}::bigint[]) order by k.grade, k.letter
        ) as joined_classes,
        coalesce((
          select jsonb_agg(jsonb_build_object('kind', m.kind, 'minutes', m.minutes, 'source', m.source) order by m.id)
          from health_limit m
          where g.grade between m.grade_from and m.grade_to
            and m.valid_from <= h.day and (m.valid_to is null or m.valid_to >= h.day)
        ), '[]') as limits
      from chosen h
      join subject j on j.id = h.subject_id
      left join groups g on g.group_id = h.group_id
      cross join school o
      order by h.starts_at, h.id
    `,
  );
  return rows.map((row) => ({
    id: row.id,
    day: row.day,
    startsAt: row.starts_at,
    minutes: row.minutes,
    label: [row.subject, row.class_names, row.start_time].filter((part) => part !== '').join(', '),
    address: row.address,
    wholeClassIds: row.whole_class_ids,
    joinedClasses: row.joined_classes,
    otherMinutes: row.other_minutes,
    limits: row.limits,
  }));
}

/**
 * The warnings of each lesson where all of them are held online: the minutes of a class's day count those that
 * are online already and those that are planned here.
 */
export function warningsOfPlan(lessons: readonly PlannedLesson[]): Map<number, string[]> {
  const minutesOfDay = new Map<string, number>();
  for (const lesson of lessons) {
    for (const classId of lesson.wholeClassIds) {
      const key = `${lesson.day} ${classId}`;
      minutesOfDay.set(key, (minutesOfDay.get(key) ?? 0) + lesson.minutes);
    }
  }
  return new Map(
    lessons.map((lesson) => {
      const together = lesson.wholeClassIds.map(
        (classId) => minutesOfDay.get(`${lesson.day} ${classId}`) ?? 0,
      );
      const others = Math.max(0, Math.max(0, ...together) - lesson.minutes) + lesson.otherMinutes;
      return [lesson.id, healthWarnings(lesson.limits, lesson.minutes, others)];
    }),
  );
}

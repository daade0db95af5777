import sql, { type Sql } from 'sql-template-tag';

/**
 * The start of a `with`: `slot` (the version's slots with the times of their bells, null where none rings) and
 * `dated` (each slot on each school day it is held on: slot_id, course_id, day, period, room, starts_at, ends_at as
 * moments), for the days `from` to `to`, both included. Days outside the terms and days off have none; a moved day
 * follows the weekday that it names, bells included; weeks A and B alternate from the Monday of the year's first
 * week, which is A. The bells are those of the lowest grade of the group's classes (0 where it has none), in the
 * school's time zone.
 */
export function datedSlots({ versionId, from, to }: { versionId: number; from: string; to: string }): Sql {
  return sql`
    version as (
      select v.id, v.school_year_id, school.time_zone,
        greatest(${from}::date, v.starts_on, y.starts_on) as first_day,
        least(${to}::date, coalesce(v.ends_on, y.ends_on), y.ends_on) as last_day,
        y.starts_on - (extract(isodow from y.starts_on)::integer - 1) as first_monday
      from timetable_version v join school_year y on y.id = v.school_year_id cross join school
      where v.id = ${versionId}
    ), school_days as (
      select d.day, coalesce(s.follows_weekday, extract(isodow from d.day))::smallint as weekday,
        case when (d.day - v.first_monday) / 7 % 2 = 0 then 'a' else 'b' end as week
      from version v
      cross join lateral (
        select v.first_day + n as day from generate_series(0, v.last_day - v.first_day) n) d
      join term t on t.school_year_id = v.school_year_id and d.day between t.starts_on and t.ends_on
      left join school_day s on s.day = d.day
      where s.kind is distinct from 'off'
    ), slot as (
      select s.id, s.course_id, s.weekday, s.period, s.week, s.room, v.time_zone, b.starts_at, b.ends_at
      from version v
      join timetable_slot s on s.version_id = v.id
      join course c on c.id = s.course_id
      cross join lateral (
        select coalesce(min(k.grade) filter (where k.grade > 0), 0) as grade
        from study_group_class g join class k on k.id = g.class_id
        where g.group_id = c.group_id) lowest
      left join bell b on b.school_year_id = v.school_year_id and b.grade = lowest.grade
        and b.weekday = s.weekday and b.period = s.period
    ), dated as (
      select s.id as slot_id, s.course_id, d.day, s.period, s.room,
        (d.day + s.starts_at) at time zone s.time_zone as starts_at,
        (d.day + s.ends_at) at time zone s.time_zone as ends_at
      from school_days d join slot s on s.weekday = d.weekday and s.week in ('every', d.week)
      where s.starts_at is not null
    )`;
}

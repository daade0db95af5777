import sql from 'sql-template-tag';
import * as z from 'zod';
import { instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import {
  coursesOfClasses,
  coursesOfStudents,
  LessonRow,
  type LessonsOf,
  lessonColumns,
  lessonGroups,
  lessonJoins,
} from '../timetable/lesson-rows.ts';

/** How many days ahead online lessons are shown. */
export const DAYS_AHEAD = 7;

/**
 * A lesson of a home page; for a teacher's online lesson also how many were told and have read, and whether its
 * service may not be used on its day (clause 2.1), so that nobody will be let in.
 */
export const HomeLessonRow = LessonRow.extend({
  told: z.number(),
  have_read: z.number(),
  is_left: z.boolean(),
});
export type HomeLessonRow = z.infer<typeof HomeLessonRow>;

/**
 * What a home page shows of lessons, in the order of time: those of today, those of the next day that has any, and
 * the online ones of a week; of classes only today's online ones; before today, a teacher's online lessons whose
 * register is not filled. One statement.
 * @param today the school's local day
 * @param openDays for how many days after a lesson its teacher may fill the register
 * @param timeZone the school's, for the times of day
 */
export function listHomeLessons(
  db: Db,
  of: LessonsOf,
  { today, timeZone, openDays }: { today: string; timeZone: string; openDays: number },
): Promise<HomeLessonRow[]> {
  return db.rows(
    HomeLessonRow,
    sql`
      with of_student as (${coursesOfStudents(of.studentIds)}),
      of_class as (${coursesOfClasses(of.classIds)}),
      next_day as (
        select min(ahead.day) as day from (
          select n.day from of_student o cross join lateral (
            select l.day from lesson l
            where l.course_id = o.course_id and l.status <> 'cancelled'
              and l.day > ${today} and l.day between o.starts_on and o.ends_on
            order by l.day limit 1) n
          union all
          select * from (
            select t.day from lesson_teacher t
            where t.person_id = ${of.teacherId}::bigint and t.is_active and t.day > ${today}
            order by t.day limit 1) n
        ) ahead
      ),
      found as (
        select l.id as lesson_id, o.student_id, false as taught, false as replaced, false as of_class
        from of_student o join lesson l on l.course_id = o.course_id and l.day between o.starts_on and o.ends_on
          and l.day between ${today} and ${today}::date + ${DAYS_AHEAD}::integer
        where l.day = ${today} or l.day = (select day from next_day) or l.format = 'online'
        union all
        select l.id, o.student_id, false, false, false
        from of_student o join lesson l on l.course_id = o.course_id and l.day between o.starts_on and o.ends_on
          and l.day = (select day from next_day where day > ${today}::date + ${DAYS_AHEAD}::integer)
        union all
        select l.id, null, true, false, false
        from lesson_teacher t join lesson l on l.id = t.lesson_id
        where t.person_id = ${of.teacherId}::bigint
          and t.day between ${today} and ${today}::date + ${DAYS_AHEAD}::integer
          and (t.day = ${today} or t.day = (select day from next_day) or l.format = 'online')
        union all
        select t.lesson_id, null, true, false, false
        from lesson_teacher t
        where t.person_id = ${of.teacherId}::bigint
          and t.day = (select day from next_day where day > ${today}::date + ${DAYS_AHEAD}::integer)
        union all
        select l.id, null, true, false, false
        from lesson_teacher t join lesson l on l.id = t.lesson_id
        where t.person_id = ${of.teacherId}::bigint and t.is_active
          and t.day >= ${today}::date - ${openDays}::integer and t.day < ${today}
          and l.format = 'online' and l.status <> 'cancelled'
          and not exists (select from register r where r.lesson_id = l.id)
        union all
        select l.id, null, true, true, false
        from course_teacher own join lesson l on l.course_id = own.course_id and l.day = ${today}
        where own.person_id = ${of.teacherId}::bigint and exists (
          select from lesson_teacher t where t.lesson_id = l.id and t.replaces_id = ${of.teacherId}::bigint)
        union all
        select l.id, null, false, false, true
        from of_class o join lesson l on l.course_id = o.course_id and l.day = ${today} and l.format = 'online'
      ),
      picked as (
        select lesson_id, coalesce(array_agg(distinct student_id) filter (where student_id is not null), '{}')
            as students,
          bool_or(taught) as is_taught, bool_or(replaced) as is_replaced, bool_or(of_class) as is_of_class
        from found group by lesson_id
      ),
      ${lessonGroups}
      select ${lessonColumns(timeZone)},
        to_jsonb(picked.students) as student_ids, picked.is_taught, picked.is_replaced, picked.is_of_class,
        coalesce(reach.told, 0) as told, coalesce(reach.have_read, 0) as have_read,
        picked.is_taught and l.format = 'online' and l.status = 'planned' and not exists (
          select from service v join service_purpose p on p.service_id = v.id and p.purpose = 'videoconference'
          where v.id = l.service_id and service_status(v, l.day) = 'approved') as is_left
      from picked ${lessonJoins}
      left join lateral (
        select count(*) as told, count(r.read_at) as have_read
        from recipient r
        where picked.is_taught and l.format = 'online'
          and r.notice_id = (select max(n.notice_id) from notice_lesson n where n.lesson_id = l.id)
      ) reach on true
      order by l.day, l.starts_at, l.period, g.name, l.id
      limit 500
    `,
  );
}

const ChangedLessonRow = LessonRow.extend({
  change_kind: z.enum(['announced', 'edited', 'in_person', 'cancelled', 'restored', 'substituted', 'moved']),
  changed_at: instant,
});
export type ChangedLessonRow = z.infer<typeof ChangedLessonRow>;

const CHANGE_DAYS = 14;
const NEWS_HOURS = 96;
const MOST_CHANGES = 40;

/**
 * Lessons from today to two weeks ahead that were changed in the last four days, each with its newest change,
 * newest first; what a teacher changed is no news to the same teacher. A new version of the timetable has a notice
 * of its own and is not among them. One statement.
 */
export function listChangedLessons(
  db: Db,
  of: LessonsOf,
  { today, now, timeZone }: { today: string; now: Temporal.Instant; timeZone: string },
): Promise<ChangedLessonRow[]> {
  const since = now.subtract({ hours: NEWS_HOURS });
  return db.rows(
    ChangedLessonRow,
    sql`
      with of_student as (${coursesOfStudents(of.studentIds)}),
      found as (
        select l.id as lesson_id, o.student_id, false as taught
        from of_student o join lesson l on l.course_id = o.course_id and l.day between o.starts_on and o.ends_on
          and l.day between ${today} and ${today}::date + ${CHANGE_DAYS}::integer
        union all
        select t.lesson_id, null, true
        from lesson_teacher t
        where t.person_id = ${of.teacherId}::bigint
          and t.day between ${today} and ${today}::date + ${CHANGE_DAYS}::integer
      ),
      of_anybody as (
        select lesson_id, coalesce(array_agg(distinct student_id) filter (where student_id is not null), '{}')
            as students, bool_or(taught) as is_taught
        from found group by lesson_id
      ),
      picked as (
        select o.*, h.kind, h.at
        from of_anybody o cross join lateral (
          select c.kind, c.at, c.changed_by from lesson_change c
          where c.lesson_id = o.lesson_id and c.at > ${since} and c.kind <> 'timetable'
          order by c.at desc, c.id desc limit 1
        ) h
        where cardinality(o.students) > 0 or h.changed_by is distinct from ${of.teacherId}::bigint
        order by h.at desc, o.lesson_id limit ${MOST_CHANGES}::integer
      ),
      ${lessonGroups}
      select ${lessonColumns(timeZone)},
        to_jsonb(picked.students) as student_ids, picked.is_taught, false as is_replaced, false as is_of_class,
        picked.kind as change_kind, picked.at as changed_at
      from picked ${lessonJoins}
      order by picked.at desc, l.starts_at, l.id
    `,
  );
}

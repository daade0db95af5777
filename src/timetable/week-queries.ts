import sql from 'sql-template-tag';
import * as z from 'zod';
import { day } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import {
  coursesOfClasses,
  coursesOfStudents,
  LessonRow,
  type LessonsOf,
  lessonColumns,
  lessonGroups,
  lessonJoins,
} from './lesson-rows.ts';

/**
 * The lessons from one day to another (both included) of pupils, of a teacher and of classes, each lesson once,
 * in the order of time: one statement. A pupil has a lesson when in its group as of its day; lessons that were
 * moved out of these days, and those in which the teacher is replaced, are among them. At most 2,000 rows: a
 * family's week has dozens.
 * @param timeZone the school's, for the times of day
 */
export function listLessons(
  db: Db,
  of: LessonsOf,
  from: string,
  to: string,
  timeZone: string,
): Promise<LessonRow[]> {
  return db.rows(
    LessonRow,
    sql`
      with of_student as (${coursesOfStudents(of.studentIds)}),
      of_class as (${coursesOfClasses(of.classIds)}),
      of_teacher as (select course_id from course_teacher where person_id = ${of.teacherId}::bigint),
      moved_away as (
        select id, course_id, day from lesson
        where planned_day between ${from} and ${to} and day not between ${from} and ${to}
      ),
      found as (
        select l.id as lesson_id, o.student_id, false as taught, false as replaced, false as of_class
        from of_student o join lesson l on l.course_id = o.course_id and l.day between o.starts_on and o.ends_on
          and l.day between ${from} and ${to}
        union all
        select l.id, o.student_id, false, false, false
        from moved_away l join of_student o on o.course_id = l.course_id and l.day between o.starts_on and o.ends_on
        union all
        select l.id, null, false, false, true
        from of_class o join lesson l on l.course_id = o.course_id and l.day between ${from} and ${to}
        union all
        select l.id, null, false, false, true
        from moved_away l join of_class o on o.course_id = l.course_id
        union all
        select lt.lesson_id, null, true, false, false
        from lesson_teacher lt where lt.person_id = ${of.teacherId}::bigint and lt.day between ${from} and ${to}
        union all
        select l.id, null, true, true, false
        from of_teacher o join lesson l on l.course_id = o.course_id and l.day between ${from} and ${to}
        where exists (
          select from lesson_teacher lt where lt.lesson_id = l.id and lt.replaces_id = ${of.teacherId}::bigint)
        union all
        select l.id, null, true, false, false
        from moved_away l join lesson_teacher lt on lt.lesson_id = l.id and lt.person_id = ${of.teacherId}::bigint
      ),
      picked as (
        select lesson_id, coalesce(array_agg(distinct student_id) filter (where student_id is not null), '{}')
            as students,
          bool_or(taught) as is_taught, bool_or(replaced) as is_replaced, bool_or(of_class) as is_of_class
        from found group by lesson_id
      ),
      ${lessonGroups}
      select ${lessonColumns(timeZone)},
        to_jsonb(picked.students) as student_ids, picked.is_taught, picked.is_replaced, picked.is_of_class
      from picked ${lessonJoins}
      order by l.day, l.starts_at, l.period, g.name, l.id
      limit 2000
    `,
  );
}

const NextLessonRow = z.object({ day, starts: z.string() });
export type NextLessonRow = z.infer<typeof NextLessonRow>;

/**
 * The first lesson after a day that is not cancelled, of pupils, of a teacher and of classes: its day and local
 * time; null where there is none to come.
 * @param timeZone the school's
 */
export function findNextLesson(
  db: Db,
  of: LessonsOf,
  after: string,
  timeZone: string,
): Promise<NextLessonRow | null> {
  return db.maybeRow(
    NextLessonRow,
    sql`
      with of_student as (${coursesOfStudents(of.studentIds)}),
      of_class as (${coursesOfClasses(of.classIds)}),
      found as (
        select n.* from of_student o cross join lateral (
          select l.day, l.starts_at from lesson l
          where l.course_id = o.course_id and l.status <> 'cancelled'
            and l.day > ${after} and l.day between o.starts_on and o.ends_on
          order by l.day limit 1) n
        union all
        select n.* from of_class o cross join lateral (
          select l.day, l.starts_at from lesson l
          where l.course_id = o.course_id and l.status <> 'cancelled' and l.day > ${after}
          order by l.day limit 1) n
        union all
        select * from (
          select l.day, l.starts_at from lesson_teacher t join lesson l on l.id = t.lesson_id
          where t.person_id = ${of.teacherId}::bigint and t.is_active and t.day > ${after}
          order by t.day, l.starts_at limit 1) n
      )
      select day, to_char(starts_at at time zone ${timeZone}, 'HH24:MI') as starts
      from found order by day, starts_at limit 1
    `,
  );
}

import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { mayAnswerOn } from '../feedback/waits.ts';
import { PersonShape, personColumn } from './person-shape.ts';

export type AddresseeTeacher = z.output<typeof PersonShape>;

const AddresseeRow = z.object({
  student_id: id,
  kind: z.enum(['course', 'class']),
  /** Of the course or class. */
  id,
  /** Empty for a class. */
  subject: z.string(),
  /** Of the group or class. */
  name: z.string(),
  /** Who can be asked today: nobody who has left, or is kept out of the portal. */
  teachers: z.array(PersonShape),
});
/** A course, or a class whose class teacher is meant, that a pupil may ask in. */
export type AddresseeRow = z.output<typeof AddresseeRow>;

/** The teachers of a statement's `t` with `person_id` and `position` who can be asked today, the first first. */
const askable = (from: Sql, today: string) => sql`coalesce((
  select jsonb_agg(${personColumn(sql`p`)} order by t.position, p.family_name, p.id)
  from (${from}) t join person p on p.id = t.person_id where ${mayAnswerOn(sql`p.id`, today)}), '[]')`;

const ofCourse = (course: Sql) =>
  sql`select ct.person_id, ct.position from course_teacher ct where ct.course_id = ${course}`;

/** Whom these pupils may ask today: their class teachers, and the teachers of their courses by subject. */
export function listAddressees(
  db: Db,
  studentIds: readonly number[],
  today: string,
): Promise<AddresseeRow[]> {
  return db.rows(
    AddresseeRow,
    sql`
      select g.student_id, 'course' as kind, c.id, j.name as subject, s.name,
        ${askable(ofCourse(sql`c.id`), today)} as teachers
      from group_student g
      join study_group s on s.id = g.group_id
      join course c on c.group_id = g.group_id
      join subject j on j.id = c.subject_id
      join school_year y on y.id = c.school_year_id and ${today} between y.starts_on and y.ends_on
      where g.student_id = any(${studentIds}::bigint[]) and g.starts_on <= ${today}
        and (g.ends_on is null or g.ends_on >= ${today})
      union all
      select e.student_id, 'class', k.id, '', k.name,
        ${askable(sql`select k.class_teacher_id as person_id, 0 as position`, today)}
      from enrolment e join class k on k.id = e.class_id
      where e.student_id = any(${studentIds}::bigint[]) and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      order by kind, subject, name, id, student_id
    `,
  );
}

const LessonRow = z.object({
  id,
  course_id: id,
  subject: z.string(),
  day,
  period: z.number(),
  /** Of the pupils asked about, those who have the lesson. */
  student_ids: z.array(id),
  /** Who gives the lesson, substitutes too; where nobody of them can be asked, the teachers of the course. */
  teachers: z.array(PersonShape),
});
export type AskedLessonRow = z.output<typeof LessonRow>;

/** A lesson that one of these pupils has, in their group as of its day; null otherwise. */
export async function findLessonToAsk(
  db: Db,
  lessonId: number,
  studentIds: readonly number[],
  today: string,
): Promise<AskedLessonRow | null> {
  const given = sql`select lt.person_id, lt.position from lesson_teacher lt where lt.lesson_id = l.id and lt.is_active`;
  const row = await db.maybeRow(
    LessonRow,
    sql`
      select l.id, l.course_id, j.name as subject, l.day, l.period,
        array(
          select g.student_id from group_student g
          where g.group_id = c.group_id and g.student_id = any(${studentIds}::bigint[])
            and g.starts_on <= l.day and (g.ends_on is null or g.ends_on >= l.day) order by g.student_id
        ) as student_ids,
        case when ${askable(given, today)} <> '[]' then ${askable(given, today)}
          else ${askable(ofCourse(sql`l.course_id`), today)} end as teachers
      from lesson l join course c on c.id = l.course_id join subject j on j.id = c.subject_id
      where l.id = ${lessonId}
    `,
  );
  return row === null || row.student_ids.length === 0 ? null : row;
}

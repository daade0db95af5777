import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';

const PersonShape = z.object({
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
});

/**
 * A lesson as lists and weeks show it. Times are the school's local time, '08:30'. The address of an online
 * lesson is not among the columns: it never reaches a page.
 */
export const LessonRow = z.object({
  id,
  day,
  period: z.number(),
  starts: z.string(),
  ends: z.string(),
  subject: z.string(),
  room: z.string(),
  status: z.enum(['planned', 'cancelled', 'held']),
  format: z.enum(['in_person', 'online']),
  service_name: z.string().nullable(),
  topic: z.string(),
  cancelled_reason: z.string(),
  planned_day: day.nullable(),
  planned_period: z.number().nullable(),
  planned_room: z.string().nullable(),
  /** «7А», or «7А, 7Б» where a group joins several classes. */
  class_names: z.string(),
  group_name: z.string(),
  /** Whether the group is all pupils of its classes. */
  is_whole: z.boolean(),
  teachers: z.array(PersonShape.extend({ replaces: PersonShape.nullable() })),
  /** Local day and time at which the register was last saved, '2026-11-24 10:52', for its teacher; null: not filled. */
  register_saved: z.string().nullable(),
  /** Whether the register says that the lesson did not take place. */
  was_not_held: z.boolean(),
  /** Those of the pupils asked about who have the lesson. */
  student_ids: z.array(id),
  /** Whether the teacher asked about teaches it, or is replaced in it. */
  is_taught: z.boolean(),
  is_replaced: z.boolean(),
  /** Whether it is a lesson of the classes asked about. */
  is_of_class: z.boolean(),
});
export type LessonRow = z.infer<typeof LessonRow>;

const person = (alias: 'p' | 'r') =>
  alias === 'p'
    ? sql`'family_name', p.family_name, 'given_name', p.given_name, 'patronymic', p.patronymic`
    : sql`'family_name', r.family_name, 'given_name', r.given_name, 'patronymic', r.patronymic`;

/**
 * The columns of LessonRow but the last four, from `picked` (which has the lesson's number as `lesson_id`, and
 * `is_taught`), lessonGroups and lessonJoins.
 * @param timeZone the school's
 */
export function lessonColumns(timeZone: string): Sql {
  return sql`
    l.id, l.day, l.period,
    to_char(l.starts_at at time zone ${timeZone}, 'HH24:MI') as starts,
    to_char(l.ends_at at time zone ${timeZone}, 'HH24:MI') as ends,
    (select s.name from subject s where s.id = c.subject_id) as subject,
    l.room, l.status, l.format,
    (select v.name from service v where v.id = l.service_id) as service_name,
    l.topic, l.cancelled_reason, l.planned_day, l.planned_period, l.planned_room,
    g.name as group_name, g.class_names, g.is_whole,
    coalesce((
      select jsonb_agg(jsonb_build_object(${person('p')}, 'replaces',
        case when r.id is not null then jsonb_build_object(${person('r')}) end)
        order by lt.position, p.family_name)
      from lesson_teacher lt join person p on p.id = lt.person_id left join person r on r.id = lt.replaces_id
      where lt.lesson_id = l.id
    ), '[]') as teachers,
    to_char(reg.changed_at at time zone ${timeZone}, 'YYYY-MM-DD HH24:MI') as register_saved,
    coalesce(reg.not_held_reason <> '', false) as was_not_held
  `;
}

/**
 * The groups of the lessons in `picked`, as a part of the `with` before it is selected from: a dozen lessons share
 * a group, so its name and classes are put together once.
 */
export const lessonGroups: Sql = sql`
  groups as (
    select g.id, g.name, coalesce(string_agg(k.name, ', ' order by k.grade, k.letter), '') as class_names,
      coalesce(bool_and(gc.is_whole), true) as is_whole
    from (
      select distinct c.group_id from picked join lesson l on l.id = picked.lesson_id join course c on c.id = l.course_id
    ) used
    join study_group g on g.id = used.group_id
    left join study_group_class gc on gc.group_id = g.id
    left join class k on k.id = gc.class_id
    group by g.id
  )
`;

/** What lessonColumns selects from, after `from picked`. */
export const lessonJoins: Sql = sql`
  join lesson l on l.id = picked.lesson_id
  join course c on c.id = l.course_id
  join groups g on g.id = c.group_id
  left join register reg on reg.lesson_id = l.id and picked.is_taught
`;

/** Whose lessons are asked for; an empty list asks for none. */
export interface LessonsOf {
  studentIds: readonly number[];
  teacherId: number | null;
  classIds: readonly number[];
}

/**
 * The courses that pupils have through their groups, with the days between which they do, as
 * (course_id, student_id, starts_on, ends_on).
 */
export function coursesOfStudents(studentIds: readonly number[]): Sql {
  return sql`
    select c.id as course_id, gs.student_id, gs.starts_on, coalesce(gs.ends_on, 'infinity'::date) as ends_on
    from group_student gs join course c on c.group_id = gs.group_id
    where gs.student_id = any(${studentIds}::bigint[])
  `;
}

/** The courses of classes: of whole classes and of parts of them, as (course_id). */
export function coursesOfClasses(classIds: readonly number[]): Sql {
  return sql`
    select distinct c.id as course_id
    from study_group_class gc join course c on c.group_id = gc.group_id
    where gc.class_id = any(${classIds}::bigint[])
  `;
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { absenceReasons } from '../attendance/absence-words.ts';
import { coversLesson } from '../attendance/covering-absence.ts';
import { attendances, type Mark } from '../attendance/mark.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

/** A pupil of a register: the mark, if there is one, and what is known beside it, which is never the mark. */
export const PupilRow = z.object({
  student_id: id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  attendance: z.enum(attendances).nullable(),
  minutes_late: z.number().nullable(),
  activity: z.number().nullable(),
  remark: z.string().nullable(),
  /** Announced by guardians, for this lesson. */
  absences: z.array(
    z.object({
      ends_on: day,
      periods: z.array(z.number()).nullable(),
      reason: z.enum(absenceReasons),
      words: z.string(),
      state: z.enum(['announced', 'confirmed', 'asked']),
    }),
  ),
  /** When Join was first pressed and let in. */
  entered_at: instant.nullable(),
  /** Whether all the presses that were let in were a guardian's. */
  was_let_in_by_guardian: z.boolean(),
  refused: z.number(),
  /** When the pupil or a guardian asked for help with the entry. */
  help_asked_at: instant.nullable(),
  /** Names of the pasted list that are this pupil's. */
  seen: z.array(z.object({ name: z.string(), degree: z.enum(['sure', 'likely', 'chosen']) })),
});
export type PupilRow = z.infer<typeof PupilRow>;

/**
 * The pupils of a lesson's group as of its day, and whoever has a mark, by name. The group is looked up apart, so that
 * its pupils are found by it: joined to the lesson, the enrolments of all years were read.
 * @param classIds only pupils who were in these classes on that day; null: all
 */
export function listPupils(
  db: Db,
  lessonId: number,
  classIds: readonly number[] | null = null,
): Promise<PupilRow[]> {
  return db.rows(
    PupilRow,
    sql`
      with roster as (
        select l.id as lesson_id, l.day, l.period, g.student_id
        from lesson l
        join group_student g on g.group_id = (
            select c.group_id from lesson o join course c on c.id = o.course_id where o.id = ${lessonId})
          and g.starts_on <= l.day and (g.ends_on is null or g.ends_on >= l.day)
        where l.id = ${lessonId}
        union
        select l.id, l.day, l.period, m.student_id from lesson l join mark m on m.lesson_id = l.id
        where l.id = ${lessonId}
      ), entered as (
        select student_id, min(at) filter (where outcome = 'admitted') as at,
          coalesce(bool_and(person_id <> student_id) filter (where outcome = 'admitted'), false) as by_guardian,
          count(*) filter (where outcome = 'refused') as refused
        from entry where lesson_id = ${lessonId} and student_id is not null group by student_id
      )
      select p.id as student_id, p.family_name, p.given_name, p.patronymic,
        m.attendance, m.minutes_late, m.activity, m.remark,
        coalesce((
          select jsonb_agg(jsonb_build_object('ends_on', a.ends_on, 'periods', a.periods, 'reason', a.reason,
            'words', a.words, 'state', a.state) order by a.announced_at)
          from absence a where a.student_id = p.id and ${coversLesson}
        ), '[]') as absences,
        e.at as entered_at, coalesce(e.by_guardian, false) as was_let_in_by_guardian, coalesce(e.refused, 0) as refused,
        (
          select t.opened_at from ticket t
          where t.lesson_id = l.lesson_id and t.student_id = p.id and t.kind = 'lesson_entry'
        ) as help_asked_at,
        coalesce((
          select jsonb_agg(jsonb_build_object('name', s.name, 'degree', s.degree) order by s.position)
          from participant s where s.lesson_id = l.lesson_id and s.student_id = p.id
        ), '[]') as seen
      from roster l
      join person p on p.id = l.student_id
      left join mark m on m.lesson_id = l.lesson_id and m.student_id = p.id
      left join entered e on e.student_id = p.id
      where ${classIds}::bigint[] is null or exists (
        select from enrolment n where n.student_id = p.id and n.class_id = any(${classIds}::bigint[])
          and n.starts_on <= l.day and (n.ends_on is null or n.ends_on >= l.day))
      order by p.family_name, p.given_name, p.id
    `,
  );
}

/** The mark of a row; null where the pupil has none. */
export function markOf(row: PupilRow): Mark | null {
  if (row.attendance === null) return null;
  const { attendance, minutes_late, activity, remark } = row;
  return { attendance, minutes_late, activity, remark: remark ?? '' };
}

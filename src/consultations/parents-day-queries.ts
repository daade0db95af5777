import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { ParentsDayRow } from './parents-day-find.ts';

const TeacherRow = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  /** Subjects of this school year, by name. */
  subjects: z.array(z.string()),
  /** The room in which the teacher has most lessons these weeks; empty where there are none. */
  usual_room: z.string(),
  /** Whether the teacher receives: chosen in the draft, or with turns that are open. */
  is_chosen: z.boolean(),
  room: z.string(),
  service_id: id.nullable(),
  service_name: z.string().nullable(),
  /** The kept address; pages never show it. */
  link: z.string().nullable(),
  series_id: id.nullable(),
  turns: z.number(),
  taken: z.number(),
});
export type DayTeacherRow = z.output<typeof TeacherRow>;

/**
 * All teachers of today, with what a parents' day has of each: in a draft who was chosen and where, afterwards the
 * series with its turns. By name.
 */
export function listDayTeachers(db: Db, day: ParentsDayRow, today: string): Promise<DayTeacherRow[]> {
  return db.rows(
    TeacherRow,
    sql`
      select p.id, p.family_name, p.given_name, p.patronymic, array(
          select distinct j.name
          from course_teacher t join course c on c.id = t.course_id join subject j on j.id = c.subject_id
          join school_year y on y.id = c.school_year_id and ${day.day} between y.starts_on and y.ends_on
          where t.person_id = p.id order by j.name
        ) as subjects,
        coalesce((
          select l.room from lesson_teacher t join lesson l on l.id = t.lesson_id
          where t.person_id = p.id and t.is_active and l.room <> '' and l.format = 'in_person'
            and t.day between ${day.day}::date - 14 and ${day.day}::date + 7
          group by l.room order by count(*) desc, l.room limit 1
        ), '') as usual_room,
        d.teacher_id is not null or coalesce(n.turns, 0) > 0 as is_chosen,
        coalesce(s.room, d.room, '') as room, v.id as service_id, v.name as service_name,
        coalesce(s.link, d.link) as link, s.id as series_id, coalesce(n.turns, 0)::int as turns,
        coalesce(n.taken, 0)::int as taken
      from person p
      left join parents_day_teacher d on d.parents_day_id = ${day.id} and d.teacher_id = p.id
      left join consultation_series s on s.parents_day_id = ${day.id} and s.teacher_id = p.id
      left join service v on v.id = coalesce(s.service_id, d.service_id)
      left join lateral (
        select count(*) as turns, sum(c.taken) as taken from consultation c where c.series_id = s.id and c.state = 'open'
      ) n on true
      where s.id is not null or (p.left_on is null or p.left_on >= ${today}) and exists (
        select from person_role r where r.person_id = p.id and r.role = 'teacher' and r.starts_on <= ${today}
          and (r.ends_on is null or r.ends_on >= ${today}))
      order by p.family_name, p.given_name, p.id
    `,
  );
}

const GuardianRow = z.object({ guardian_id: id, student_ids: z.array(id) });

/** Guardians of the pupils of a day's classes, each with the children whom they may see then. @param today local day */
export function listGuardians(db: Db, today: string): Promise<z.output<typeof GuardianRow>[]> {
  return db.rows(
    GuardianRow,
    sql`
      select g.guardian_id, array_agg(g.student_id order by g.student_id) as student_ids
      from guardianship g
      join person s on s.id = g.student_id and (s.left_on is null or s.left_on >= ${today})
      where g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today}) and exists (
        select from enrolment e where e.student_id = g.student_id and e.starts_on <= ${today}
          and (e.ends_on is null or e.ends_on >= ${today}))
      group by g.guardian_id
    `,
  );
}

const CountRow = z.object({ guardians: z.number() });

/** How many guardians an announcement would reach. */
export async function countGuardians(db: Db, today: string): Promise<number> {
  const row = await db.row(
    CountRow,
    sql`
      select count(distinct g.guardian_id)::int as guardians
      from guardianship g
      join person s on s.id = g.student_id and (s.left_on is null or s.left_on >= ${today})
      join enrolment e on e.student_id = g.student_id and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      where g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
    `,
  );
  return row.guardians;
}

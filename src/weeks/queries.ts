import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const ClassRow = z.object({
  id,
  name: z.string(),
  grade: z.number(),
  family_name: z.string().nullable(),
  given_name: z.string().nullable(),
  patronymic: z.string().nullable(),
});
export type ClassRow = z.infer<typeof ClassRow>;

/**
 * The classes of the school year of a day with their class teachers, by grade and letter; where the day is in no
 * year, those of the next one, or else of the last.
 */
export function listClasses(db: Db, today: string): Promise<ClassRow[]> {
  return db.rows(
    ClassRow,
    sql`
      with shown as (
        select id from school_year
        order by ${today} between starts_on and ends_on desc, starts_on > ${today} desc,
          abs(starts_on - ${today}::date)
        limit 1
      )
      select k.id, k.name, k.grade, p.family_name, p.given_name, p.patronymic
      from class k join shown on shown.id = k.school_year_id left join person p on p.id = k.class_teacher_id
      order by k.grade = 0, k.grade, k.letter
      limit 500
    `,
  );
}

/** One class with its class teacher; null where there is none of this number. */
export function findClass(db: Db, classId: number): Promise<ClassRow | null> {
  return db.maybeRow(
    ClassRow,
    sql`
      select k.id, k.name, k.grade, p.family_name, p.given_name, p.patronymic
      from class k left join person p on p.id = k.class_teacher_id where k.id = ${classId}
    `,
  );
}

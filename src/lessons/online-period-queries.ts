import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const ClassRow = z.object({ id, name: z.string(), grade: z.number() });
export type ClassRow = z.infer<typeof ClassRow>;

/** Classes of the school year of a day, by grade. */
export function classesOn(db: Db, onDay: string): Promise<ClassRow[]> {
  return db.rows(
    ClassRow,
    sql`
      select k.id, k.name, k.grade from class k join school_year y on y.id = k.school_year_id
      where ${onDay} between y.starts_on and y.ends_on
      order by k.grade, k.letter
    `,
  );
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const SavedMark = z.object({
  name: z.string(),
  attendance: z.string(),
  minutes_late: z.number().nullable(),
  activity: z.number().nullable(),
  remark: z.string(),
});

/** The marks of a register, by name: «Орлова Дарья» → absent. */
export async function savedMarks(db: Db, lessonId: number) {
  const rows = await db.rows(
    SavedMark,
    sql`
      select p.family_name || ' ' || p.given_name as name, m.attendance, m.minutes_late, m.activity, m.remark
      from mark m join person p on p.id = m.student_id where m.lesson_id = ${lessonId} order by name
    `,
  );
  return new Map(rows.map(({ name, ...mark }) => [name, mark]));
}

const Saved = z.object({
  version: z.number(),
  not_held_reason: z.string(),
  changes: z.number(),
  events: z.number(),
});

/** What the database holds of a register beside its marks; null: it is not filled. */
export function savedRegister(db: Db, lessonId: number) {
  return db.maybeRow(
    Saved,
    sql`
      select r.version, r.not_held_reason,
        (select count(*) from register_change h where h.lesson_id = r.lesson_id) as changes,
        (select count(*) from audit_event e where e.subject_kind = 'lesson' and e.subject_id = r.lesson_id
          and e.action like 'register.%') as events
      from register r where r.lesson_id = ${lessonId}
    `,
  );
}

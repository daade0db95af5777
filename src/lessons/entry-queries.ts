import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const ChildRow = z.object({ id });

/**
 * For which of these children a guardian may press Join: young ones (marked so, or in grades 1 to 4), and those
 * who have no access of their own.
 */
export async function childrenToEnterFor(
  db: Db,
  childIds: readonly number[],
  today: string,
): Promise<Set<number>> {
  if (childIds.length === 0) return new Set();
  const rows = await db.rows(
    ChildRow,
    sql`
      select p.id from person p left join account a on a.person_id = p.id
      where p.id = any(${childIds}::bigint[]) and (
        a.person_id is null or a.is_young or a.password_hash is null or a.disabled_at is not null
        or exists (
          select from enrolment e join class k on k.id = e.class_id
          where e.student_id = p.id and k.grade between 1 and 4
            and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})))
    `,
  );
  return new Set(rows.map((row) => row.id));
}

export interface EntryRecord {
  lessonId: number;
  personId: number;
  /** The pupil for whom; null for teachers and support. */
  studentId: number | null;
  at: Temporal.Instant;
  /** Why not; null: admitted. */
  refusal: string | null;
}

/** Logs an entry, or a refused one with its reason (always true 4; clause 2.2). */
export async function recordEntry(tx: Db, entry: EntryRecord): Promise<void> {
  await tx.run(sql`
    insert into entry (lesson_id, person_id, student_id, at, outcome, reason)
    values (${entry.lessonId}, ${entry.personId}, ${entry.studentId}, ${entry.at},
      ${entry.refusal === null ? 'admitted' : 'refused'}, ${entry.refusal ?? ''})
  `);
}

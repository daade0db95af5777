import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';

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

import sql from 'sql-template-tag';
import * as z from 'zod';
import { causes, concernKinds } from '../attendance/concern.ts';
import type { Outcome } from '../attendance/measure.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const CalledForRow = z.object({
  id,
  kind: z.enum(concernKinds),
  cause: z.enum(causes),
  lessons: z.number(),
  window_days: z.number(),
  grounds: z.record(z.string(), z.unknown()),
});
export type CalledForRow = z.infer<typeof CalledForRow>;

/** An open concern about this very pupil, for which a measure is planned; null where there is none. */
export function openConcernOf(db: Db, studentId: number, concernId: number): Promise<CalledForRow | null> {
  return db.maybeRow(
    CalledForRow,
    sql`
      select c.id, c.kind, c.cause, cardinality(c.lesson_ids) as lessons, u.window_days, c.grounds
      from concern c join engagement_rule u on u.id = c.rule_id
      where c.id = ${concernId} and c.student_id = ${studentId} and c.closed_at is null
    `,
  );
}

/** Writes what came of a measure. @returns false where somebody else ended it since that version */
export async function endMeasure(
  tx: Db,
  measure: { id: number; version: number },
  ended: { outcome: Outcome; words: string; doneOn: string },
): Promise<boolean> {
  const touched = await tx.run(sql`
    update measure set outcome = ${ended.outcome}, outcome_words = ${ended.words}, done_on = ${ended.doneOn},
      version = version + 1
    where id = ${measure.id} and version = ${measure.version} and done_on is null
  `);
  return touched === 1;
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const FamilyRow = z.object({ attendee_id: id, student_id: id });

/** Who has a place of the turns of a series that are still to come. */
export function bookedFamilies(
  db: Db,
  seriesId: number,
  now: Temporal.Instant,
): Promise<z.output<typeof FamilyRow>[]> {
  return db.rows(
    FamilyRow,
    sql`
      select distinct b.attendee_id, b.student_id
      from booking b join consultation c on c.id = b.consultation_id
      where c.series_id = ${seriesId} and c.starts_at > ${now} and b.state in ('booked', 'invited')
    `,
  );
}

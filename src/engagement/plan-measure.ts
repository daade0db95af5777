import sql from 'sql-template-tag';
import * as z from 'zod';
import { type MeasureKind, measureKindWords } from '../attendance/measure.ts';
import { writeAudit } from '../audit/audit.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { dayLong } from '../web/dates.ts';

export interface NewMeasure {
  student: { id: number; family_name: string; given_name: string };
  /** What called for it; null: nothing of the portal. */
  concernId: number | null;
  kind: MeasureKind;
  words: string;
  ownerId: number;
  /** The last day. */
  dueOn: string;
}

export interface Act {
  personId: number;
  at: Temporal.Instant;
  requestId: string;
}

const MeasureId = z.object({ id });

/**
 * Plans a measure (clause 3.2), tells its owner, and writes it into the journal. The notice says neither what the
 * pupil is called nor why: it may leave the portal, and the measure's page says it to whoever may know.
 */
export async function planMeasure(
  tx: Db,
  measure: NewMeasure,
  { personId, at, requestId }: Act,
): Promise<void> {
  const { student, concernId, kind, words, ownerId, dueOn } = measure;
  const added = await tx.row(
    MeasureId,
    sql`
      insert into measure (student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at)
      values (${student.id}, ${concernId}, ${kind}, ${words}, ${ownerId}, ${dueOn}, ${personId}, ${at})
      returning id
    `,
  );
  const what = measureKindWords[kind].toLowerCase();
  await notifyPeople(tx, {
    kind: 'measure',
    title: `Вам поручено: ${what}`,
    body: `Срок — ${dayLong(dueOn)}. Для кого и что сделать, написано на странице меры; там же запишите, что получилось.`,
    about: { kind: 'measure', id: added.id },
    to: [{ personId: ownerId, studentIds: [] }],
    actorId: personId,
    at,
  });
  await writeAudit(tx, {
    actorId: personId,
    action: 'measure.planned',
    subjectKind: 'measure',
    subjectId: added.id,
    details: {
      student_id: student.id,
      concern_id: concernId,
      owner_id: ownerId,
      due_on: dueOn,
      lines: [`${student.family_name} ${student.given_name}: ${what}`],
    },
    requestId,
    at,
  });
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { addJob } from '../jobs/job.ts';
import { deliverNotices } from './deliver-job.ts';

export type PersonalNoticeKind =
  | 'absence'
  | 'absence_announced'
  | 'absence_question'
  | 'register_due'
  | 'measure'
  | 'technical'
  | 'question'
  | 'answer'
  | 'complaint'
  | 'consultation'
  | 'survey';

/** Which page a notice leads to. */
export type NoticeAbout =
  | {
      kind:
        | 'lesson'
        | 'absence'
        | 'student'
        | 'measure'
        | 'question'
        | 'complaint'
        | 'consultation'
        | 'booking'
        | 'parents_day'
        | 'survey';
      id: number;
    }
  | { kind: 'registers' | 'absences' | 'questions' | 'answers' | 'consultations' };

export interface PersonalNotice {
  kind: PersonalNoticeKind;
  title: string;
  /** Plain text; lines are paragraphs. The same for everybody it goes to: no pupil's name where several families get it. */
  body: string;
  about: NoticeAbout;
  /** Who is told; for guardians, of which children: they lose sight of it with the right to see the child. */
  to: readonly { personId: number; studentIds: readonly number[] }[];
  /** Who did it; nobody is told of their own act. Null: the portal. */
  actorId: number | null;
  at: Temporal.Instant;
}

const NoticeId = z.object({ id });

/**
 * Writes a notice to named people with its deliveries, in the transaction of the act that caused it.
 * @returns the notice's number; null where nobody is left to tell
 */
export async function notifyPeople(tx: Db, notice: PersonalNotice): Promise<number | null> {
  const to = notice.to.filter((one) => one.personId !== notice.actorId);
  if (to.length === 0) return null;
  const aboutId = 'id' in notice.about ? notice.about.id : null;
  const { id: noticeId } = await tx.row(
    NoticeId,
    sql`
      insert into notice (kind, title, body, created_by, created_at, revised_at, about_kind, about_id)
      values (${notice.kind}, ${notice.title}, ${notice.body}, ${notice.actorId}, ${notice.at}, ${notice.at},
        ${notice.about.kind}, ${aboutId})
      returning id
    `,
  );
  const pairs = to.flatMap(({ personId, studentIds }) =>
    (studentIds.length === 0 ? [null] : studentIds).map((studentId) => ({
      person_id: personId,
      student_id: studentId,
    })),
  );
  await tx.run(sql`
    with told as (
      select t.person_id, t.student_id
      from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as t(person_id bigint, student_id bigint)
    ), added as (
      insert into recipient (notice_id, person_id) select distinct ${noticeId}::bigint, person_id from told
      returning id, person_id
    ), children as (
      insert into recipient_student (recipient_id, student_id)
      select distinct a.id, t.student_id from added a join told t on t.person_id = a.person_id
      where t.student_id is not null
    )
    insert into delivery (recipient_id, way, state) select id, 'portal', 'waiting' from added
  `);
  await addJob(tx, deliverNotices, {}, { key: deliverNotices.name });
  return noticeId;
}

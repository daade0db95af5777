import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { addJob } from '../jobs/job.ts';
import { deliverNotices } from './deliver-job.ts';

/** Several changes to one lesson within so many minutes are one notice. */
export const MERGE_MINUTES = 10;

export type LessonNoticeKind = 'lesson_online' | 'lesson_changed' | 'lesson_cancelled' | 'timetable_changed';

export interface LessonNotice {
  kind: LessonNoticeKind;
  title: string;
  /** Plain text; lines are paragraphs. Never holds the address of a lesson. */
  body: string;
  /** The lessons it is about: their pupils as of the lesson's day, guardians and teachers are told. */
  lessonIds: readonly number[];
  /** Who did it; nobody is told of their own act. Null: the portal. */
  actorId: number | null;
  at: Temporal.Instant;
  /** The school's local day, by which guardians' rights count. */
  today: string;
}

const NoticeId = z.object({ id });

/**
 * Writes a notice about lessons with its recipients and their deliveries, in the transaction of the act that
 * caused it (always true 3; clause 2.3). One person gets one, with all their children in it. A notice about one
 * lesson that is at most ten minutes old is rewritten instead of followed by another, and is unread again.
 * @returns the notice's number
 */
export async function notifyAboutLessons(tx: Db, notice: LessonNotice): Promise<number> {
  const noticeId = (await rewriteRecent(tx, notice)) ?? (await insertNotice(tx, notice));
  await addRecipients(tx, noticeId, notice);
  await addJob(tx, deliverNotices, {}, { key: deliverNotices.name });
  return noticeId;
}

async function rewriteRecent(tx: Db, notice: LessonNotice): Promise<number | null> {
  const [only, ...others] = notice.lessonIds;
  if (only === undefined || others.length > 0) return null;
  const since = notice.at.subtract({ minutes: MERGE_MINUTES });
  const recent = await tx.maybeRow(
    NoticeId,
    sql`
      update notice n
      set kind = ${notice.kind}, title = ${notice.title}, body = ${notice.body}, revised_at = ${notice.at},
        revision = n.revision + 1, created_by = ${notice.actorId}
      where n.id = (
        select l.notice_id from notice_lesson l join notice m on m.id = l.notice_id
        where l.lesson_id = ${only} and m.created_at > ${since}
          and not exists (select from notice_lesson o where o.notice_id = l.notice_id and o.lesson_id <> ${only})
        order by m.id desc limit 1
      )
      returning n.id
    `,
  );
  if (recent === null) return null;
  await tx.run(
    sql`update recipient set read_at = null where notice_id = ${recent.id} and read_at is not null`,
  );
  await tx.run(sql`delete from recipient where notice_id = ${recent.id} and person_id = ${notice.actorId}`);
  return recent.id;
}

async function insertNotice(tx: Db, notice: LessonNotice): Promise<number> {
  const inserted = await tx.row(
    NoticeId,
    sql`
      insert into notice (kind, title, body, created_by, created_at, revised_at)
      values (${notice.kind}, ${notice.title}, ${notice.body}, ${notice.actorId}, ${notice.at}, ${notice.at})
      returning id
    `,
  );
  await tx.run(
    sql`insert into notice_lesson (notice_id, lesson_id) select ${inserted.id}, unnest(${notice.lessonIds}::bigint[])`,
  );
  return inserted.id;
}

/** Pupils of the groups as of each lesson's day, their guardians with the right to see them, and the teachers. */
async function addRecipients(tx: Db, noticeId: number, notice: LessonNotice): Promise<void> {
  await tx.run(sql`
    with concerned as (
      select distinct g.student_id
      from lesson l join course c on c.id = l.course_id
      join group_student g on g.group_id = c.group_id
        and g.starts_on <= l.day and (g.ends_on is null or g.ends_on >= l.day)
      where l.id = any(${notice.lessonIds}::bigint[])
    ), told as (
      select student_id as person_id, student_id from concerned
      union
      select r.guardian_id, s.student_id
      from concerned s join guardianship r on r.student_id = s.student_id
        and r.starts_on <= ${notice.today} and (r.ends_on is null or r.ends_on >= ${notice.today})
      union
      select t.person_id, null::bigint from lesson_teacher t where t.lesson_id = any(${notice.lessonIds}::bigint[])
    ), added as (
      insert into recipient (notice_id, person_id)
      select distinct ${noticeId}::bigint, person_id from told where person_id is distinct from ${notice.actorId}::bigint
      on conflict (notice_id, person_id) do update set read_at = null
      returning id, person_id
    ), children as (
      insert into recipient_student (recipient_id, student_id)
      select a.id, t.student_id from added a join told t on t.person_id = a.person_id where t.student_id is not null
      on conflict do nothing
    )
    insert into delivery (recipient_id, way, state)
    select id, 'portal', 'waiting' from added
    on conflict (recipient_id, way) do update set state = 'waiting', settled_at = null, note = ''
  `);
}

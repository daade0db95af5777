import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { coversLesson } from './covering-absence.ts';
import { findConcernsSoon } from './find-concerns-job.ts';
import { sumRegisters } from './sum-registers.ts';

export interface Excuse {
  absenceId: number;
  studentId: number;
  by: number;
  at: Temporal.Instant;
  /** The school's local day, by which guardians' rights count. */
  today: string;
  /** The first day whose registers this person may still correct; null: all of them. */
  since: string | null;
}

const LessonOnly = z.object({ lesson_id: id });

/**
 * Makes «нет» into «по уважительной» at the online lessons that an absence covers, as a correction of each register
 * with its history and sums (always true 5). Guardians who had been told of the absence at these lessons are told of
 * the correction, once for all of them.
 * @returns the lessons whose registers changed
 */
export async function excuseAbsences(tx: Db, excuse: Excuse): Promise<number[]> {
  const lessonIds = await holdRegisters(tx, excuse);
  if (lessonIds.length === 0) return [];
  await tx.run(sql`
    with excused as (
      update mark set attendance = 'excused'
      where student_id = ${excuse.studentId} and lesson_id = any(${lessonIds}::bigint[])
      returning lesson_id, student_id, jsonb_build_object('minutes_late', null, 'activity', activity,
        'remark', remark) as kept
    ), corrected as (
      update register set version = version + 1, changed_at = ${excuse.at}
      where lesson_id = any(${lessonIds}::bigint[])
      returning lesson_id, version
    )
    insert into register_change (lesson_id, version, at, changed_by, kind, student_id, before, after)
    select e.lesson_id, c.version, ${excuse.at}, ${excuse.by}, 'corrected', e.student_id,
      e.kept || '{"attendance": "absent"}', e.kept || '{"attendance": "excused"}'
    from excused e join corrected c on c.lesson_id = e.lesson_id
  `);
  await sumRegisters(tx, lessonIds);
  await takeBackNotices(tx, excuse, lessonIds);
  await findConcernsSoon(tx, excuse.at);
  return lessonIds;
}

/** Locks the registers and the marks in question, in the order of the lessons, so that no save is lost. */
async function holdRegisters(tx: Db, { absenceId, since }: Excuse): Promise<number[]> {
  const held = await tx.rows(
    LessonOnly,
    sql`
      select r.lesson_id
      from absence a
      join mark m on m.student_id = a.student_id and m.day between a.starts_on and a.ends_on
      join lesson l on l.id = m.lesson_id
      join register r on r.lesson_id = l.id
      where a.id = ${absenceId} and m.attendance = 'absent' and ${coversLesson}
        and (${since}::date is null or m.day >= ${since}::date)
      order by r.lesson_id
      for update of r, m
    `,
  );
  return held.map((row) => row.lesson_id);
}

const GuardianRow = z.object({ guardian_id: id });

async function takeBackNotices(tx: Db, excuse: Excuse, lessonIds: readonly number[]): Promise<void> {
  const told = await tx.rows(
    GuardianRow,
    sql`
      with undone as (
        delete from mark_notice
        where student_id = ${excuse.studentId} and lesson_id = any(${lessonIds}::bigint[])
        returning notice_id
      )
      select distinct r.person_id as guardian_id
      from undone u join recipient r on r.notice_id = u.notice_id
      join guardianship g on g.student_id = ${excuse.studentId} and g.guardian_id = r.person_id
        and g.starts_on <= ${excuse.today} and (g.ends_on is null or g.ends_on >= ${excuse.today})
    `,
  );
  await notifyPeople(tx, {
    kind: 'absence',
    title: 'Отметки исправлены: пропуск по уважительной причине',
    body: 'Раньше портал сообщил о пропуске онлайн-урока. Школа знает причину: в журнале теперь стоит «по уважительной причине».',
    about: { kind: 'absence', id: excuse.absenceId },
    to: told.map((one) => ({ personId: one.guardian_id, studentIds: [excuse.studentId] })),
    actorId: excuse.by,
    at: excuse.at,
  });
}

import sql from 'sql-template-tag';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { type LessonNoticeKind, notifyAboutLessons } from '../notifying/notify.ts';
import {
  cancellationWords,
  inPersonWords,
  type NoticeWords,
  rearrangementWords,
  restorationWords,
} from './lesson-words.ts';
import type { LessonRow } from './queries.ts';
import type { Act } from './set-online.ts';

/** A lesson that was announced online is held in school after all; its pupils and guardians are told. */
export async function returnToSchool(tx: Db, lesson: LessonRow, act: Act): Promise<void> {
  await tx.run(sql`
    update lesson
    set format = 'in_person', service_id = null, link = null, announced_at = null, announced_by = null,
      is_late = false, late_reason = '', warnings = '[]', version = version + 1
    where id = ${lesson.id}
  `);
  await record(tx, lesson, act, {
    change: 'in_person',
    action: 'lesson.in_person',
    kind: 'lesson_changed',
    words: inPersonWords(lesson),
    before: { format: 'online', service_id: lesson.service_id },
    after: { format: 'in_person' },
    reason: '',
  });
}

/** Cancels a lesson with a reason that everybody sees; its teachers are free then. */
export async function cancelLesson(tx: Db, lesson: LessonRow, reason: string, act: Act): Promise<void> {
  await tx.run(sql`
    update lesson set status = 'cancelled', cancelled_reason = ${reason}, version = version + 1 where id = ${lesson.id}
  `);
  await tx.run(sql`update lesson_teacher set is_active = false where lesson_id = ${lesson.id}`);
  await record(tx, lesson, act, {
    change: 'cancelled',
    action: 'lesson.cancelled',
    kind: 'lesson_cancelled',
    words: cancellationWords(lesson, reason),
    before: { status: lesson.status },
    after: { status: 'cancelled' },
    reason,
  });
}

/** Brings a cancelled lesson back. Breaks `lesson_teacher_in_one_place` where a teacher is elsewhere by now. */
export async function restoreLesson(tx: Db, lesson: LessonRow, act: Act): Promise<void> {
  await tx.run(sql`
    update lesson set status = 'planned', cancelled_reason = '', version = version + 1 where id = ${lesson.id}
  `);
  await tx.run(sql`update lesson_teacher set is_active = true where lesson_id = ${lesson.id}`);
  await record(tx, lesson, act, {
    change: 'restored',
    action: 'lesson.restored',
    kind: 'lesson_changed',
    words: restorationWords(lesson),
    before: { status: 'cancelled' },
    after: { status: 'planned' },
    reason: '',
  });
}

/** Where and by whom a lesson is held from now on; what stays null stays as it is. */
export interface Rearrangement {
  substitute: { id: number; replacesId: number | null } | null;
  room: string | null;
  time: { day: string; period: number; startsAt: Temporal.Instant; endsAt: Temporal.Instant } | null;
  /** What changed, a sentence each, for the notice. */
  sentences: readonly string[];
  reason: string;
}

/**
 * Moves a lesson, changes its room, or has it taught by somebody else; where it was in the timetable stays known
 * beside it, until it is back there.
 * Breaks `lesson_teacher_in_one_place` where the teacher is elsewhere then, `lesson_once_a_period` where the
 * course has a lesson then.
 */
export async function rearrangeLesson(tx: Db, lesson: LessonRow, to: Rearrangement, act: Act): Promise<void> {
  const [newDay, newPeriod] = [to.time?.day ?? null, to.time?.period ?? null];
  const isBack = sql`(coalesce(planned_day, day) = ${newDay}::date and coalesce(planned_period, period) = ${newPeriod}::smallint)`;
  await tx.run(sql`
    update lesson
    set planned_room = case when ${to.room}::text is null then planned_room
        when coalesce(planned_room, room) <> ${to.room}::text then coalesce(planned_room, room) end,
      room = coalesce(${to.room}, room),
      planned_day = case when ${newDay}::date is null then planned_day
        when not ${isBack} then coalesce(planned_day, day) end,
      planned_period = case when ${newDay}::date is null then planned_period
        when not ${isBack} then coalesce(planned_period, period) end,
      day = coalesce(${newDay}, day), period = coalesce(${newPeriod}, period),
      starts_at = coalesce(${to.time?.startsAt ?? null}, starts_at), ends_at = coalesce(${to.time?.endsAt ?? null}, ends_at),
      version = version + 1
    where id = ${lesson.id}
  `);
  if (to.substitute !== null) {
    // The first teacher is replaced; a lesson that has none gets one
    await tx.run(
      sql`delete from lesson_teacher where lesson_id = ${lesson.id} and person_id = ${lesson.teachers[0]?.id ?? 0}`,
    );
    await tx.run(sql`
      insert into lesson_teacher (lesson_id, person_id, day, during, replaces_id)
      select id, ${to.substitute.id}, day, tstzrange(starts_at, ends_at), ${to.substitute.replacesId}::bigint
      from lesson where id = ${lesson.id}
    `);
  }
  await tx.run(sql`
    update lesson_teacher t set day = l.day, during = tstzrange(l.starts_at, l.ends_at)
    from lesson l where l.id = ${lesson.id} and t.lesson_id = l.id
  `);
  await record(tx, lesson, act, {
    change: to.time === null ? 'substituted' : 'moved',
    action: 'lesson.rearranged',
    kind: 'lesson_changed',
    words: rearrangementWords(lesson, to.sentences, to.reason),
    before: {
      day: lesson.day,
      period: lesson.period,
      room: lesson.room,
      teachers: lesson.teachers.map((each) => each.id),
    },
    after: { day: to.time?.day, period: to.time?.period, room: to.room, substitute: to.substitute?.id },
    reason: to.reason,
  });
}

interface Recorded {
  change: 'in_person' | 'cancelled' | 'restored' | 'substituted' | 'moved';
  action: AuditAction;
  kind: LessonNoticeKind;
  words: NoticeWords;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  reason: string;
}

async function record(tx: Db, lesson: LessonRow, act: Act, recorded: Recorded): Promise<void> {
  await tx.run(sql`
    insert into lesson_change (lesson_id, at, changed_by, kind, before, after, reason)
    values (${lesson.id}, ${act.at}, ${act.actorId}, ${recorded.change}, ${JSON.stringify(recorded.before)},
      ${JSON.stringify(recorded.after)}, ${recorded.reason})
  `);
  await writeAudit(tx, {
    actorId: act.actorId,
    action: recorded.action,
    subjectKind: 'lesson',
    subjectId: lesson.id,
    details: { before: recorded.before, after: recorded.after, reason: recorded.reason },
    requestId: act.requestId,
    at: act.at,
  });
  await notifyAboutLessons(tx, {
    kind: recorded.kind,
    title: recorded.words.title,
    body: recorded.words.body,
    lessonIds: [lesson.id],
    actorId: act.actorId,
    at: act.at,
    today: act.today,
  });
}

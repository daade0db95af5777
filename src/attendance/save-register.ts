import sql from 'sql-template-tag';
import * as z from 'zod';
import type { AuditAction } from '../audit/action-words.ts';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { addJob } from '../jobs/job.ts';
import { tellingKey, tellOfAbsences } from './absence-notice-job.ts';
import { findConcernsSoon } from './find-concerns-job.ts';
import {
  FRESH_MARK,
  isSameMark,
  type Mark,
  type NotHeldReason,
  notHeldWords,
  type StudentMark,
  StudentMarkRow,
} from './mark.ts';
import { sumRegisters } from './sum-registers.ts';

/** Who saves, from which state of the register, and when. */
export interface RegisterSave {
  lessonId: number;
  /** The lesson's day. */
  day: string;
  /** The version that the form was filled from; 0 where the register had not been filled. */
  version: number;
  by: number;
  at: Temporal.Instant;
  /** Minutes until guardians are told of unexcused absences (a setting of the school). */
  noticeMinutes: number;
  /** Short id of the request, for the audit log. */
  requestId: string;
}

const Before = z.object({ version: z.number(), not_held_reason: z.string(), not_held_words: z.string() });

/**
 * Saves a register with the marks of all its pupils (always true 5): the first time as a whole, later what differs,
 * each correction with the mark before and after. Writes the sums, the audit log and the jobs that follow in the same
 * transaction.
 * @returns false, with nothing written, where somebody else has saved since that version
 */
export async function saveRegister(
  tx: Db,
  save: RegisterSave,
  marks: readonly StudentMark[],
): Promise<boolean> {
  const before = await claim(tx, save);
  if (before === null) return false;
  const earlier = save.version === 0 ? [] : await currentMarks(tx, save.lessonId);
  const changes = changesOf(earlier, marks);
  const isFirst = save.version === 0;
  const wasNotHeld = before.not_held_reason !== '';
  if (!isFirst && !wasNotHeld && changes.length === 0) return true;
  await tx.run(sql`
    update register set version = version + 1, changed_at = ${save.at}, not_held_reason = '', not_held_words = ''
    where lesson_id = ${save.lessonId}
  `);
  await writeMarks(
    tx,
    save,
    changes.map(({ studentId, after }) => ({ student_id: studentId, ...after })),
  );
  const kind = isFirst ? 'filled' : wasNotHeld ? 'held' : null;
  if (kind !== null) await writeRegisterChange(tx, save, kind, before, {});
  if (kind === null) await writeCorrections(tx, save, changes);
  await note(tx, save, isFirst ? 'register.filled' : 'register.corrected', { marks: changes.length });
  await follow(tx, save);
  return true;
}

/**
 * Writes that a lesson did not take place: a filled register without marks. Marks that it had go into its history.
 * @returns false, with nothing written, where somebody else has saved since that version
 */
export async function saveNotHeld(
  tx: Db,
  save: RegisterSave,
  why: { reason: NotHeldReason; words: string },
): Promise<boolean> {
  const before = await claim(tx, save);
  if (before === null) return false;
  const marks = await currentMarks(tx, save.lessonId);
  await tx.run(sql`
    update register
    set version = version + 1, changed_at = ${save.at}, not_held_reason = ${why.reason}, not_held_words = ${why.words}
    where lesson_id = ${save.lessonId}
  `);
  await tx.run(sql`delete from mark where lesson_id = ${save.lessonId}`);
  await writeRegisterChange(tx, save, 'not_held', { ...before, marks }, why);
  const reason = [notHeldWords[why.reason], why.words].filter((part) => part !== '').join(': ');
  await note(tx, save, 'register.not_held', { reason });
  await follow(tx, save);
  return true;
}

/** Locks the register in the version that the form knew, making it where there was none. Null: it is another one now. */
async function claim(tx: Db, { lessonId, day, version, by, at }: RegisterSave) {
  if (version === 0) {
    const made = await tx.run(sql`
      insert into register (lesson_id, day, version, filled_at, filled_by, changed_at)
      values (${lessonId}, ${day}, 0, ${at}, ${by}, ${at})
      on conflict (lesson_id) do nothing
    `);
    return made === 1 ? { version: 0, not_held_reason: '', not_held_words: '' } : null;
  }
  return tx.maybeRow(
    Before,
    sql`
      select version, not_held_reason, not_held_words from register
      where lesson_id = ${lessonId} and version = ${version} for update
    `,
  );
}

/** The marks of a register as they are now. */
function currentMarks(db: Db, lessonId: number): Promise<StudentMark[]> {
  return db.rows(
    StudentMarkRow,
    sql`select student_id, attendance, minutes_late, activity, remark from mark where lesson_id = ${lessonId}`,
  );
}

interface MarkChange {
  studentId: number;
  /** Null for a pupil who had no mark. */
  before: Mark | null;
  after: Mark;
}

function changesOf(earlier: readonly StudentMark[], marks: readonly StudentMark[]): MarkChange[] {
  const known = new Map(earlier.map((mark) => [mark.student_id, bare(mark)]));
  return marks.flatMap((mark) => {
    const before = known.get(mark.student_id) ?? null;
    const after = bare(mark);
    return before !== null && isSameMark(before, after)
      ? []
      : [{ studentId: mark.student_id, before, after }];
  });
}

function bare({ attendance, minutes_late, activity, remark }: StudentMark): Mark {
  return { attendance, minutes_late, activity, remark };
}

async function writeMarks(tx: Db, save: RegisterSave, marks: readonly StudentMark[]): Promise<void> {
  if (marks.length === 0) return;
  await tx.run(sql`
    insert into mark (lesson_id, student_id, day, attendance, minutes_late, activity, remark)
    select ${save.lessonId}, m.student_id, ${save.day}, m.attendance, m.minutes_late, m.activity, m.remark
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb)
      as m(student_id bigint, attendance text, minutes_late smallint, activity smallint, remark text)
    on conflict (lesson_id, student_id) do update set attendance = excluded.attendance,
      minutes_late = excluded.minutes_late, activity = excluded.activity, remark = excluded.remark
  `);
}

async function writeRegisterChange(
  tx: Db,
  save: RegisterSave,
  kind: 'filled' | 'not_held' | 'held',
  before: object,
  after: object,
): Promise<void> {
  await tx.run(sql`
    insert into register_change (lesson_id, version, at, changed_by, kind, before, after)
    values (${save.lessonId}, ${save.version + 1}, ${save.at}, ${save.by}, ${kind}, ${JSON.stringify(before)},
      ${JSON.stringify(after)})
  `);
}

async function writeCorrections(tx: Db, save: RegisterSave, changes: readonly MarkChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ studentId, before, after }) => ({
    student_id: studentId,
    before: before ?? FRESH_MARK,
    after,
  }));
  await tx.run(sql`
    insert into register_change (lesson_id, version, at, changed_by, kind, student_id, before, after)
    select ${save.lessonId}, ${save.version + 1}, ${save.at}, ${save.by}, 'corrected', c.student_id, c.before, c.after
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(student_id bigint, before jsonb, after jsonb)
  `);
}

/** The act in the audit log, with how much of the register it wrote; the marks themselves stay in its history. */
async function note(
  tx: Db,
  save: RegisterSave,
  action: AuditAction,
  details: Record<string, unknown>,
): Promise<void> {
  await writeAudit(tx, {
    actorId: save.by,
    action,
    subjectKind: 'lesson',
    subjectId: save.lessonId,
    details: { version: save.version + 1, ...details },
    requestId: save.requestId,
    at: save.at,
  });
}

/** What follows each save: the sums, the word to guardians after its term, a look at who is being lost. */
async function follow(tx: Db, save: RegisterSave): Promise<void> {
  await sumRegisters(tx, [save.lessonId]);
  await addJob(
    tx,
    tellOfAbsences,
    { lessonId: save.lessonId },
    {
      key: tellingKey(save.lessonId),
      runAt: save.at.add({ minutes: save.noticeMinutes }),
    },
  );
  await findConcernsSoon(tx, save.at);
}

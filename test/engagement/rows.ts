import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Attendance } from '../../src/attendance/mark.ts';
import { sumRegisters } from '../../src/attendance/sum-registers.ts';
import type { Db } from '../../src/db/db.ts';

const Found = z.object({ id: z.number() });

/** Takes away what the small school holds of registers, concerns and measures, so that a test knows what there is. */
export async function emptyRegisters(db: Db): Promise<void> {
  for (const statement of [
    sql`delete from measure`,
    sql`delete from concern`,
    sql`delete from absence`,
    sql`delete from ticket`,
    sql`delete from mark_notice`,
    sql`delete from register_total`,
    sql`delete from register_change`,
    sql`delete from mark`,
    sql`delete from register`,
  ])
    await db.run(statement);
}

/**
 * Past lessons of a class's subject, the newest first, made online where they were not.
 * @param before the day that they come before
 */
export async function onlineLessons(
  db: Db,
  {
    className,
    subject,
    count,
    before,
  }: { className: string; subject?: string; count: number; before: string },
): Promise<number[]> {
  const lessons = await db.rows(
    Found,
    sql`
      select l.id from lesson l join course c on c.id = l.course_id join subject s on s.id = c.subject_id
      join study_group_class w on w.group_id = c.group_id and w.is_whole join class k on k.id = w.class_id
      where k.name = ${className} and (${subject ?? null}::text is null or s.name = ${subject ?? null})
        and l.day < ${before} and l.status <> 'cancelled'
        and not exists (select from register r where r.lesson_id = l.id)
      order by l.day desc, l.period desc limit ${count}
    `,
  );
  if (lessons.length < count)
    throw new Error(`Only ${lessons.length} lessons of ${className} before ${before}`);
  const ids = lessons.map((one) => one.id);
  await db.run(sql`
    update lesson l set format = 'online', service_id = coalesce(l.service_id, (select min(id) from service)),
      link = coalesce(l.link, 'https://sferum.ru/?call_link=proba'), announced_at = coalesce(l.announced_at, l.starts_at)
    where l.id = any(${ids}::bigint[])
  `);
  return ids;
}

export interface MarkGiven {
  attendance?: Attendance;
  activity?: number | null;
  minutes?: number | null;
}

/** Fills the register of lessons with the same mark for one pupil. */
export async function markLessons(
  db: Db,
  studentId: number,
  lessonIds: readonly number[],
  { attendance = 'present', activity = null, minutes = null }: MarkGiven = {},
): Promise<void> {
  await db.run(sql`
    insert into register (lesson_id, day, filled_at, changed_at)
    select l.id, l.day, l.ends_at, l.ends_at from lesson l where l.id = any(${lessonIds}::bigint[])
    on conflict (lesson_id) do nothing
  `);
  await db.run(sql`
    insert into mark (lesson_id, student_id, day, attendance, minutes_late, activity)
    select l.id, ${studentId}, l.day, ${attendance}, ${minutes}::smallint, ${activity}::smallint
    from lesson l where l.id = any(${lessonIds}::bigint[])
    on conflict (lesson_id, student_id) do update set attendance = excluded.attendance, activity = excluded.activity
  `);
  await sumRegisters(db, lessonIds);
}

const KeptConcern = z.object({
  id: z.number(),
  student_id: z.number(),
  kind: z.string(),
  cause: z.string(),
  lesson_ids: z.array(z.number()),
  grounds: z.record(z.string(), z.unknown()),
  is_open: z.boolean(),
  closed_by: z.number().nullable(),
  closed_words: z.string(),
});

/** All concerns about a pupil, the oldest first. */
export function concernsOf(db: Db, studentId: number): Promise<z.output<typeof KeptConcern>[]> {
  return db.rows(
    KeptConcern,
    sql`
      select id, student_id, kind, cause, to_jsonb(lesson_ids) as lesson_ids, grounds, closed_at is null as is_open,
        closed_by, closed_words
      from concern where student_id = ${studentId} order by id
    `,
  );
}

/** A concern as the portal's search would open it. */
export async function addConcern(
  db: Db,
  studentId: number,
  {
    kind = 'missed',
    cause = 'unknown',
    lessonIds = [],
  }: {
    kind?: string;
    cause?: string;
    lessonIds?: readonly number[];
  } = {},
): Promise<number> {
  const added = await db.row(
    Found,
    sql`
      insert into concern (student_id, rule_id, kind, found_at, lesson_ids, cause)
      select ${studentId}, r.id, ${kind}, '2026-11-23T01:50:00Z', ${lessonIds}::bigint[], ${cause}
      from engagement_rule r where r.kind = ${kind} and r.valid_to is null
      returning id
    `,
  );
  return added.id;
}

export interface MeasureGiven {
  ownerId: number;
  concernId?: number | null;
  dueOn?: string;
  doneOn?: string | null;
  createdAt?: string;
}

/** A measure that was planned on 20 November, unless told. */
export async function addMeasureRow(
  db: Db,
  studentId: number,
  {
    ownerId,
    concernId = null,
    dueOn = '2026-11-27',
    doneOn = null,
    createdAt = '2026-11-20T10:00:00Z',
  }: MeasureGiven,
): Promise<number> {
  const added = await db.row(
    Found,
    sql`
      insert into measure (student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at, done_on, outcome,
        outcome_words)
      values (${studentId}, ${concernId}, 'talk', 'Узнать, есть ли дома ноутбук', ${ownerId}, ${dueOn}, ${ownerId},
        ${createdAt}, ${doneOn}, ${doneOn === null ? '' : 'helped'}, ${doneOn === null ? '' : 'Договорились'})
      returning id
    `,
  );
  return added.id;
}

import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { notifyAboutLessons } from '../notifying/notify.ts';

import { makeLessons } from '../timetable/lessons-from-slots.ts';
import { isTouched } from '../timetable/touched-lesson.ts';
import { dayLong, sentence } from '../web/dates.ts';
import { changedDays, type DayPlan, schoolDaysFrom } from './day-plan.ts';
import { retimeLessons } from './retime-lessons.ts';

const AttachedRow = z.object({
  id,
  day,
  period: z.number(),
  subject_name: z.string(),
  group_name: z.string(),
  is_announced: z.boolean(),
});
/** A lesson that somebody attached something to, and that the calendar cancelled or brought back. */
export type AttachedLesson = z.infer<typeof AttachedRow>;

const VersionRow = z.object({ id });

export interface CalendarChange {
  actorId: number;
  now: Temporal.Instant;
  today: string;
  /** Why lessons are cancelled, in words that stand on the lesson and in the notice. */
  reason: string;
  /** False: lessons with something attached are only named, and nothing is changed. */
  isConfirmed: boolean;
  /** Writes the change itself: terms, days off or moved days. */
  apply: (tx: Db) => Promise<unknown>;
}

export type CalendarOutcome =
  | { kind: 'done'; made: number; removed: number; cancelled: AttachedLesson[]; restored: AttachedLesson[] }
  /** Nothing was changed: these lessons would be cancelled, which must be said first. */
  | { kind: 'unconfirmed'; lessons: AttachedLesson[] };

class Unconfirmed extends Error {
  readonly lessons: AttachedLesson[];

  constructor(lessons: AttachedLesson[]) {
    super('The change cancels lessons with something attached');
    this.lessons = lessons;
  }
}

/**
 * Changes the calendar and keeps the dated lessons of days to come true to it, in one transaction: on days that
 * have no school any more lessons that nothing is attached to go, the others are cancelled with the reason and
 * families are told; days that now have school get the timetable's lessons, and lessons that the calendar once
 * cancelled there are planned again. Lessons that have begun stay. Calendar changes follow one another.
 */
export async function changeCalendar(tx: Db, change: CalendarChange): Promise<CalendarOutcome> {
  try {
    return await tx.transaction((inner) => changeInside(inner, change));
  } catch (fault) {
    if (fault instanceof Unconfirmed) return { kind: 'unconfirmed', lessons: fault.lessons };
    throw fault;
  }
}

async function changeInside(tx: Db, change: CalendarChange): Promise<CalendarOutcome> {
  await lockCalendar(tx);
  const before = await schoolDaysFrom(tx, change.today);
  await change.apply(tx);
  const affected = changedDays(before, await schoolDaysFrom(tx, change.today));
  const [first, last] = [affected[0]?.day, affected.at(-1)?.day];
  if (first === undefined || last === undefined)
    return { kind: 'done', made: 0, removed: 0, cancelled: [], restored: [] };

  await relinkLessons(tx, affected);
  const removed = await removeBareLessons(tx, affected, change.now);
  const cancelled = await cancelLessons(tx, affected, change);
  if (cancelled.length > 0 && !change.isConfirmed) throw new Unconfirmed(cancelled);
  const restored = await restoreLessons(tx, affected, change);
  const made = await makeLessonsBetween(tx, first, last);
  await retimeLessons(tx, { days: affected.map((one) => one.day) }, change);
  await tellFamilies(tx, cancelled, restored, change);
  return { kind: 'done', made, removed, cancelled, restored };
}

/** Lets one change of the calendar, bells or settings follow the other. */
export function lockCalendar(tx: Db): Promise<number> {
  return tx.run(sql`select id from school for update`);
}

/** The slots that the timetable puts on the affected days, as `called`. */
function calledSlots(affected: readonly DayPlan[]): Sql {
  return sql`
    affected as (
      select * from jsonb_to_recordset(${JSON.stringify(affected)}::jsonb) as a(day date, weekday smallint, week text)
    ), called as (
      select a.day, s.id as slot_id, s.course_id, s.period
      from affected a
      join school_year y on a.day between y.starts_on and y.ends_on
      join timetable_version v on v.school_year_id = y.id and a.day >= v.starts_on
        and (v.ends_on is null or a.day <= v.ends_on)
      join timetable_slot s on s.version_id = v.id and s.weekday = a.weekday and s.week in ('every', a.week)
    )`;
}

const isCalled = sql`exists (
  select from called c where c.day = l.day and c.course_id = l.course_id and c.period = l.period)`;

/** A lesson that the day calls for by another slot than before (a moved day) belongs to that slot now. */
function relinkLessons(tx: Db, affected: readonly DayPlan[]): Promise<number> {
  return tx.run(sql`
    with ${calledSlots(affected)}
    update lesson l set slot_id = c.slot_id
    from called c
    where c.day = l.day and c.course_id = l.course_id and c.period = l.period
      and l.planned_day is null and l.slot_id is distinct from c.slot_id
  `);
}

function removeBareLessons(tx: Db, affected: readonly DayPlan[], now: Temporal.Instant): Promise<number> {
  return tx.run(sql`
    with ${calledSlots(affected)}
    delete from lesson l using affected a
    where l.day = a.day and l.starts_at > ${now} and not ${isCalled} and not ${isTouched()}
  `);
}

const namesOfLesson = sql`
  join course on course.id = l.course_id
  join subject on subject.id = course.subject_id
  join study_group on study_group.id = course.group_id`;

function cancelLessons(
  tx: Db,
  affected: readonly DayPlan[],
  change: CalendarChange,
): Promise<AttachedLesson[]> {
  return tx.rows(
    AttachedRow,
    sql`
    with ${calledSlots(affected)}, cancelled as (
      update lesson l set status = 'cancelled', cancelled_reason = ${change.reason}, version = l.version + 1
      from affected a
      where l.day = a.day and l.status = 'planned' and l.starts_at > ${change.now} and not ${isCalled}
        and (l.planned_day is null or a.weekday is null)
      returning l.id, l.day, l.period, l.course_id, l.format, l.announced_at
    ), freed as (
      update lesson_teacher t set is_active = false from cancelled l where t.lesson_id = l.id
    ), noted as (
      insert into lesson_change (lesson_id, at, changed_by, kind, after, reason)
      select l.id, ${change.now}, ${change.actorId}, 'cancelled', '{"by": "calendar"}', ${change.reason}
      from cancelled l
    )
    select l.id, l.day, l.period, subject.name as subject_name, study_group.name as group_name,
      l.format = 'online' and l.announced_at is not null as is_announced
    from cancelled l ${namesOfLesson}
    order by l.day, l.period, study_group.name
  `,
  );
}

/** Plans again what the calendar itself had cancelled; online only where the service is still approved. */
function restoreLessons(
  tx: Db,
  affected: readonly DayPlan[],
  change: CalendarChange,
): Promise<AttachedLesson[]> {
  return tx.rows(
    AttachedRow,
    sql`
    with ${calledSlots(affected)}, theirs as (
      select l.id, l.format = 'online' and not exists (
        select from service s where s.id = l.service_id and service_status(s, l.day) = 'approved') as is_stranded
      from lesson l
      join affected a on a.day = l.day
      cross join lateral (
        select h.kind, h.after from lesson_change h where h.lesson_id = l.id order by h.at desc, h.id desc limit 1
      ) latest
      where l.status = 'cancelled' and l.starts_at > ${change.now} and ${isCalled}
        and latest.kind = 'cancelled' and latest.after ->> 'by' = 'calendar'
    ), restored as (
      update lesson l set status = 'planned', cancelled_reason = '', version = l.version + 1,
        format = case when r.is_stranded then 'in_person' else l.format end,
        service_id = case when r.is_stranded then null else l.service_id end,
        link = case when r.is_stranded then null else l.link end
      from theirs r where l.id = r.id
      returning l.id, l.day, l.period, l.course_id, l.announced_at
    ), taught as (
      update lesson_teacher t set is_active = true from restored l where t.lesson_id = l.id
    ), noted as (
      insert into lesson_change (lesson_id, at, changed_by, kind, after, reason)
      select l.id, ${change.now}, ${change.actorId}, 'restored', '{"by": "calendar"}', ${change.reason}
      from restored l
    )
    select l.id, l.day, l.period, subject.name as subject_name, study_group.name as group_name,
      l.announced_at is not null as is_announced
    from restored l ${namesOfLesson}
    order by l.day, l.period, study_group.name
  `,
  );
}

/**
 * Makes what the timetable's versions call for between two days and is not there. A lesson that somebody moved
 * elsewhere is not made again in its old place.
 */
export async function makeLessonsBetween(tx: Db, from: string, to: string): Promise<number> {
  const versions = await tx.rows(
    VersionRow,
    sql`
      select v.id from timetable_version v join school_year y on y.id = v.school_year_id
      where v.starts_on <= ${to} and coalesce(v.ends_on, y.ends_on) >= ${from} order by v.id
    `,
  );
  let made = 0;
  // One statement a version: there are a handful a year, and makeLessons takes one
  for (const version of versions)
    made += (await makeLessons(tx, { versionId: version.id, from, to })).lessons;
  const doubled = await tx.run(sql`
    delete from lesson l using lesson m
    where m.planned_day = l.day and m.course_id = l.course_id and m.planned_period = l.period and m.id <> l.id
      and l.day between ${from} and ${to} and not ${isTouched()}
  `);
  return made - doubled;
}

async function tellFamilies(
  tx: Db,
  cancelled: readonly AttachedLesson[],
  restored: readonly AttachedLesson[],
  change: CalendarChange,
): Promise<void> {
  const told = { actorId: change.actorId, at: change.now, today: change.today };
  const gone = cancelled.filter((lesson) => lesson.is_announced);
  if (gone.length > 0)
    await notifyAboutLessons(tx, {
      ...told,
      kind: 'lesson_cancelled',
      title: gone.length === 1 ? 'Онлайн-урок отменён' : 'Онлайн-уроки отменены',
      body: `${sentence(change.reason)}\nОтменено:\n${gone.map(lessonLine).join('\n')}`,
      lessonIds: gone.map((lesson) => lesson.id),
    });
  const back = restored.filter((lesson) => lesson.is_announced);
  if (back.length > 0)
    await notifyAboutLessons(tx, {
      ...told,
      kind: 'lesson_changed',
      title: back.length === 1 ? 'Отменённый урок состоится' : 'Отменённые уроки состоятся',
      body: `${sentence(change.reason)}\nСостоится:\n${back.map(lessonLine).join('\n')}`,
      lessonIds: back.map((lesson) => lesson.id),
    });
}

/** «Четверг, 26 ноября, 2-й урок: алгебра, 7А». */
export function lessonLine(lesson: AttachedLesson): string {
  const when = dayLong(lesson.day);
  return `${when.charAt(0).toUpperCase()}${when.slice(1)}, ${lesson.period}-й урок: ${lesson.subject_name}, ${lesson.group_name}`;
}

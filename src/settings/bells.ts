import sql from 'sql-template-tag';
import * as z from 'zod';
import { time } from '../db/columns.ts';
import { Count, type Db } from '../db/db.ts';
import type { Bell } from './bell-rule.ts';

const BellRow = z.object({
  grade: z.number(),
  weekday: z.number(),
  period: z.number(),
  starts_at: time,
  ends_at: time,
});
export type BellRow = z.infer<typeof BellRow>;

/** The bells of one grade, all weekdays. */
export function listBells(db: Db, yearId: number, grade: number): Promise<BellRow[]> {
  return db.rows(
    BellRow,
    sql`
      select grade, weekday, period, starts_at, ends_at from bell
      where school_year_id = ${yearId} and grade = ${grade} order by weekday, period
    `,
  );
}

/** Which bells: of a year, for some grades, on some weekdays. */
export interface BellsOf {
  yearId: number;
  grades: readonly number[];
  weekdays: readonly number[];
}

const UsedRow = z.object({
  period: z.number(),
  grade: z.number(),
  weekday: z.number(),
  group_name: z.string(),
  subject_name: z.string(),
});
export type UsedBell = z.infer<typeof UsedRow>;

/** Bells that would go although lessons of the timetable from today on stand on them: a few examples. */
export function usedBellsToGo(
  db: Db,
  of: BellsOf,
  kept: readonly Bell[],
  today: string,
): Promise<UsedBell[]> {
  return db.rows(
    UsedRow,
    sql`
      select distinct on (s.period) s.period, b.grade, s.weekday, study_group.name as group_name,
        subject.name as subject_name
      from timetable_slot s
      join timetable_version v on v.id = s.version_id and v.school_year_id = ${of.yearId}
        and (v.ends_on is null or v.ends_on >= ${today})
      join course on course.id = s.course_id
      join subject on subject.id = course.subject_id
      join study_group on study_group.id = course.group_id
      cross join lateral (
        select coalesce(min(k.grade) filter (where k.grade > 0), 0) as grade
        from study_group_class g join class k on k.id = g.class_id where g.group_id = course.group_id) lowest
      join bell b on b.school_year_id = v.school_year_id and b.grade = lowest.grade
        and b.weekday = s.weekday and b.period = s.period
      where b.grade = any(${of.grades}::smallint[]) and b.weekday = any(${of.weekdays}::smallint[])
        and s.period <> all(${kept.map((bell) => bell.period)}::smallint[])
      order by s.period, b.grade, s.weekday
      limit 5
    `,
  );
}

/** Whether some of these lessons of the day had no bell so far: slots that stand there will get lessons. */
export async function areNewPeriods(db: Db, of: BellsOf, bells: readonly Bell[]): Promise<boolean> {
  const periods = bells.map((bell) => bell.period);
  const { count } = await db.row(
    Count,
    sql`
      select count(*) as count from bell
      where school_year_id = ${of.yearId} and grade = any(${of.grades}::smallint[])
        and weekday = any(${of.weekdays}::smallint[]) and period = any(${periods}::smallint[])
    `,
  );
  return count < of.grades.length * of.weekdays.length * periods.length;
}

/** Puts the bells in the place of those that there were. */
export async function replaceBells(tx: Db, of: BellsOf, bells: readonly Bell[]): Promise<void> {
  await tx.run(sql`
    delete from bell where school_year_id = ${of.yearId} and grade = any(${of.grades}::smallint[])
      and weekday = any(${of.weekdays}::smallint[])
  `);
  await tx.run(sql`
    insert into bell (school_year_id, grade, weekday, period, starts_at, ends_at)
    select ${of.yearId}, g.grade, w.weekday, b.period, b.starts_at, b.ends_at
    from unnest(${of.grades}::smallint[]) as g(grade)
    cross join unnest(${of.weekdays}::smallint[]) as w(weekday)
    cross join jsonb_to_recordset(${JSON.stringify(bells)}::jsonb) as b(period smallint, starts_at time, ends_at time)
  `);
}

const GradeRow = z.object({ grade: z.number() });

/** Grades that have classes in the year, the lowest first. */
export async function gradesOf(db: Db, yearId: number): Promise<number[]> {
  const found = await db.rows(
    GradeRow,
    sql`select distinct grade from class where school_year_id = ${yearId} and grade > 0 order by grade`,
  );
  return found.map((row) => row.grade);
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const LessonRow = z.object({
  day,
  period: z.number(),
  starts: z.string(),
  subject: z.string(),
  is_over: z.boolean(),
});
export type ChildLessonRow = z.infer<typeof LessonRow>;

/** So far ahead the next day of lessons is looked for: longer than any holidays within a school year. */
const DAYS_AHEAD = 30;

interface When {
  today: string;
  now: Temporal.Instant;
  timeZone: string;
}

const ofChild = (studentId: number, from: string, days: number, { now, timeZone }: When) => sql`
  select distinct on (l.day, l.period) l.day, l.period,
    to_char(l.starts_at at time zone ${timeZone}, 'HH24:MI') as starts, s.name as subject, l.ends_at <= ${now} as is_over
  from group_student g join course c on c.group_id = g.group_id join subject s on s.id = c.subject_id
  join lesson l on l.course_id = c.id and l.day between ${from} and ${from}::date + ${days}::integer
    and l.day >= g.starts_on and (g.ends_on is null or l.day <= g.ends_on)
  where g.student_id = ${studentId} and l.status <> 'cancelled'
  order by l.day, l.period, l.id`;

/** A pupil's lessons of today and of the next day that has any. */
export function listLessonsToMiss(db: Db, studentId: number, when: When): Promise<ChildLessonRow[]> {
  return db.rows(
    LessonRow,
    sql`
      with own as (${ofChild(studentId, when.today, DAYS_AHEAD, when)})
      select day, period, starts, subject, is_over from own
      where day = ${when.today} or day = (select min(day) from own where day > ${when.today})
      order by day, period
    `,
  );
}

/** A pupil's lessons of one day. */
export function listLessonsOfDay(
  db: Db,
  studentId: number,
  asked: string,
  when: When,
): Promise<ChildLessonRow[]> {
  return db.rows(LessonRow, ofChild(studentId, asked, 0, when));
}

const YearRow = z.object({ starts_on: day, ends_on: day });

/** The school's years that are not long over, the earlier first. */
export function listYearDays(db: Db, today: string) {
  return db.rows(
    YearRow,
    sql`select starts_on, ends_on from school_year where ends_on >= ${today}::date - 60 order by starts_on`,
  );
}

const ClassRow = z.object({
  family_name: z.string(),
  given_name: z.string(),
  class_name: z.string(),
  class_teacher_id: id.nullable(),
});
export type PupilClassRow = z.infer<typeof ClassRow>;

/** A pupil with the class of today and its class teacher. */
export function findPupilClass(db: Db, studentId: number, today: string): Promise<PupilClassRow> {
  return db.row(
    ClassRow,
    sql`
      select p.family_name, p.given_name, coalesce(k.name, '') as class_name, k.class_teacher_id
      from person p
      left join enrolment e on e.student_id = p.id and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      left join class k on k.id = e.class_id
      where p.id = ${studentId}
    `,
  );
}

const OverlapRow = z.object({
  id,
  starts_on: day,
  ends_on: day,
  periods: z.array(z.number()).nullable(),
});
export type OverlapRow = z.infer<typeof OverlapRow>;

/** Holds a pupil, so that two guardians who announce at once come one after the other. */
export function holdPupil(tx: Db, studentId: number): Promise<number> {
  return tx.run(sql`select id from person where id = ${studentId} for no key update`);
}

/**
 * The first announced absence of a pupil that shares a lesson or a day with this one.
 * @param except one that does not count: the one that is changed
 */
export async function findOverlap(
  db: Db,
  studentId: number,
  asked: { from: string; to: string; periods: readonly number[] | null },
  except: number | null,
): Promise<OverlapRow | null> {
  const found = await db.rows(
    OverlapRow,
    sql`
      select id, starts_on, ends_on, to_jsonb(periods) as periods from absence
      where student_id = ${studentId} and state <> 'withdrawn' and id is distinct from ${except}::bigint
        and starts_on <= ${asked.to} and ends_on >= ${asked.from}
        and (periods is null or ${asked.periods}::smallint[] is null or periods && ${asked.periods}::smallint[])
      order by starts_on, id limit 1
    `,
  );
  return found[0] ?? null;
}

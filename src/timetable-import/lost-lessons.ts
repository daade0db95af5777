import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { isTouched } from '../timetable/touched-lesson.ts';
import type { ImportPlan } from './build-plan.ts';

const TouchedRow = z.object({
  id,
  course_id: id,
  day,
  /** By which the day goes: the day's own, or the one that a moved day follows. */
  weekday: z.number(),
  week: z.enum(['a', 'b']),
  period: z.number(),
  label: z.string(),
  topic: z.string(),
  is_online: z.boolean(),
  is_cancelled: z.boolean(),
  is_moved: z.boolean(),
  is_substituted: z.boolean(),
  was_told: z.boolean(),
});

/** A lesson that somebody attached something to, and that has no place in the new timetable. */
export type LostLesson = z.output<typeof TouchedRow>;

/**
 * Which lessons with something attached could not be kept by the plan: their course is gone, or has no lesson on
 * that day and period any more. In the order of days. These are cancelled when the plan is applied, never deleted.
 */
export async function findLostLessons(db: Db, plan: ImportPlan): Promise<LostLesson[]> {
  const touched = await db.rows(
    TouchedRow,
    sql`
      with year as (
        select y.starts_on, y.ends_on, y.starts_on - (extract(isodow from y.starts_on)::integer - 1) as first_monday
        from school_year y where y.id = ${plan.yearId}
      ), placed as (
        select l.*, coalesce(l.planned_day, l.day) as own_day, coalesce(l.planned_period, l.period) as own_period
        from lesson l cross join year y
        where coalesce(l.planned_day, l.day) between ${plan.from} and y.ends_on
          and l.slot_id is not null and ${isTouched()}
      )
      select l.id, l.course_id, l.own_day as day, l.own_period as period,
        coalesce(s.follows_weekday, extract(isodow from l.own_day))::integer as weekday,
        case when (l.own_day - y.first_monday) / 7 % 2 = 0 then 'a' else 'b' end as week,
        g.name || ' · ' || j.name as label, l.topic, l.format = 'online' as is_online,
        l.status = 'cancelled' as is_cancelled, l.planned_day is not null as is_moved,
        exists (select from lesson_teacher t where t.lesson_id = l.id and t.replaces_id is not null) as is_substituted,
        l.announced_at is not null as was_told
      from placed l cross join year y
      join course c on c.id = l.course_id
      join study_group g on g.id = c.group_id
      join subject j on j.id = c.subject_id
      left join school_day s on s.day = l.own_day
      order by l.own_day, l.own_period, l.id
    `,
  );
  const courses = new Map(
    plan.courses.flatMap((course): [number, string][] => {
      const old = course.courseId ?? course.continues;
      return old === null ? [] : [[old, course.id]];
    }),
  );
  const periods = plan.periods === null ? null : new Map(plan.periods.map((one) => [one.before, one.after]));
  const slots = new Set(
    plan.slots.map((slot) => `${slot.courseId}/${slot.weekday}/${slot.period}/${slot.week}`),
  );
  return touched.filter((lesson) => {
    const period = periods === null ? lesson.period : periods.get(lesson.period);
    const place = `${courses.get(lesson.course_id) ?? ''}/${lesson.weekday}/${period ?? ''}`;
    return !slots.has(`${place}/every`) && !slots.has(`${place}/${lesson.week}`);
  });
}

import sql, { empty, type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { ScreenSumsShape } from '../attendance/figures.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { ReportFilters } from './report-filters.ts';
import { classArray, classesAsked, lessonsOfClasses, type ReportScope } from './report-scope.ts';

/** Of which classes and days screen time is asked. */
export interface ScreenTask {
  filters: Pick<ReportFilters, 'from' | 'to' | 'class' | 'grade'>;
  scope: ReportScope;
  now: Temporal.Instant;
}

/**
 * The days of classes with online lessons that took place, as (class_id, grade, day, minutes, allowed): the minutes in
 * which some lesson was on (of each lesson what no earlier one covers), so that lessons of two parts of a class at one time count once, and the limit of the class's
 * grade in force on that very day (always true 11). A whole day of a class is seen by the coordinator and by its class
 * teacher, so other teachers get none.
 */
function classDays({ filters, scope, now }: ScreenTask): Sql {
  const classes = classesAsked(filters);
  const { from, to } = filters;
  const headed = scope.teacherId === null ? empty : sql`and gc.class_id = any(${classArray(scope.headed)})`;
  return sql`
    select d.class_id, d.grade, d.day, h.minutes as allowed, d.minutes
    from (
      select part.class_id, part.grade, part.day, sum(part.minutes)::int as minutes
      from (
        select k.id as class_id, k.grade, l.day, greatest(0,
          extract(epoch from l.ends_at - greatest(l.starts_at, max(l.ends_at) over earlier)) / 60) as minutes
        from lesson l
        ${classes === null ? empty : sql`join (${lessonsOfClasses(classes, filters)}) asked on asked.id = l.id`}
        join course c on c.id = l.course_id
        join study_group_class gc on gc.group_id = c.group_id
        join class k on k.id = gc.class_id
        left join register r on r.lesson_id = l.id and r.day between ${from} and ${to}
        where l.format = 'online' and l.status <> 'cancelled' and l.ends_at <= ${now} and l.day between ${from} and ${to}
          and (r.lesson_id is null or r.not_held_reason = '')
          ${classes === null ? empty : sql`and gc.class_id = any(${classes})`} ${headed}
        window earlier as (
          partition by gc.class_id, l.day order by l.starts_at rows between unbounded preceding and 1 preceding)
      ) part
      group by part.class_id, part.grade, part.day
    ) d
    left join health_limit h on h.kind = 'day_screen_minutes' and d.grade between h.grade_from and h.grade_to
      and h.valid_from <= d.day and (h.valid_to is null or h.valid_to >= d.day)
  `;
}

export const ClassScreenRow = ScreenSumsShape.extend({
  class_id: id,
  name: z.string(),
  grade: z.number(),
  /** The most minutes of a day. */
  most: z.number(),
  /** The lowest and the highest limit in force on those days; null where there is none. */
  allowed_from: z.number().nullable(),
  allowed_to: z.number().nullable(),
});
export type ClassScreenRow = z.infer<typeof ClassScreenRow>;

/** Screen time of classes: their days with online lessons, the minutes of those, the days above the limit. */
export function loadScreenTime(db: Db, task: ScreenTask): Promise<ClassScreenRow[]> {
  return db.rows(
    ClassScreenRow,
    sql`
      select d.class_id, k.name, k.grade, count(*) as screen_days, sum(d.minutes) as screen_minutes,
        count(*) filter (where d.minutes > d.allowed) as screen_over, max(d.minutes) as most,
        min(d.allowed) as allowed_from, max(d.allowed) as allowed_to
      from (${classDays(task)}) d join class k on k.id = d.class_id
      group by d.class_id, k.id order by k.grade, k.letter, k.id
    `,
  );
}

export const OverDayRow = z.object({
  class_id: id,
  name: z.string(),
  day,
  minutes: z.number(),
  allowed: z.number(),
  lessons: z.array(
    z.object({ id, starts: z.string(), ends: z.string(), subject: z.string(), group: z.string() }),
  ),
  /** How many such days there are, those beyond the most included. */
  row_count: z.number(),
});
export type OverDayRow = z.infer<typeof OverDayRow>;

/** The days above the limit with their lessons, the last one first. */
export function listDaysOver(
  db: Db,
  task: ScreenTask & { timeZone: string; most: number },
): Promise<OverDayRow[]> {
  const local = (moment: Sql) => sql`to_char(${moment} at time zone ${task.timeZone}, 'HH24:MI')`;
  return db.rows(
    OverDayRow,
    sql`
      with over as materialized (
        select d.class_id, d.day, d.minutes, d.allowed, count(*) over () as row_count
        from (${classDays(task)}) d where d.minutes > d.allowed
        order by d.day desc, d.grade, d.class_id limit ${task.most}
      )
      select o.class_id, k.name, o.day, o.minutes, o.allowed, o.row_count, (
        select jsonb_agg(jsonb_build_object('id', l.id, 'starts', ${local(sql`l.starts_at`)},
          'ends', ${local(sql`l.ends_at`)}, 'subject', s.name, 'group', case when gc.is_whole then '' else g.name end)
          order by l.starts_at, s.name, l.id)
        from study_group_class gc join study_group g on g.id = gc.group_id
        join course c on c.group_id = gc.group_id join subject s on s.id = c.subject_id
        join lesson l on l.course_id = c.id and l.day = o.day
        left join register r on r.lesson_id = l.id
        where gc.class_id = o.class_id and l.format = 'online' and l.status <> 'cancelled' and l.ends_at <= ${task.now}
          and coalesce(r.not_held_reason, '') = ''
      ) as lessons
      from over o join class k on k.id = o.class_id
      order by o.day desc, k.grade, k.letter, k.id
    `,
  );
}

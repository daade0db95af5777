import sql, { empty, raw, type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { SumsShape } from '../attendance/figures.ts';
import type { Db } from '../db/db.ts';
import type { ReportFilters } from './report-filters.ts';
import {
  classArray,
  classesAsked,
  isOfClasses,
  isOwn,
  joinScope,
  lessonsOfClasses,
  lessonsOfTeacher,
  type ReportScope,
  seesClass,
} from './report-scope.ts';
import { COUNTS, MARK_SUMS, noMarks, rowKey, rowLabels } from './row-keys.ts';

/** What sums are asked of. */
export interface SumsTask {
  filters: ReportFilters;
  scope: ReportScope;
  now: Temporal.Instant;
  timeZone: string;
  /** The most rows that come back; weeks come always. */
  most: number;
}

export const ReportSumsRow = SumsShape.extend({
  /** `row`: of the grouping that is asked for; `week`: of a week, for the line and for everything together. */
  kind: z.enum(['row', 'week']),
  key: z.string(),
  /** What the row's words are made of; which parts they are depends on the grouping. */
  parts: z.array(z.string()),
  /** How many rows there are, those beyond the most included; 0 in weeks. */
  row_count: z.number(),
});
export type ReportSumsRow = z.infer<typeof ReportSumsRow>;

const marksSummed = raw(MARK_SUMS.map((name) => `sum(x.${name}) as ${name}`).join(', '));
const added = raw([...COUNTS, ...MARK_SUMS].map((name) => `sum(m.${name})::bigint as ${name}`).join(', '));
const noCounts = raw(COUNTS.map((name) => `0 as ${name}`).join(', '));
const sums = raw([...COUNTS, ...MARK_SUMS].map((name) => `m.${name}`).join(', '));
/** A Monday, by its number of weeks since another: a division is ten times as fast as date_trunc. */
const monday = sql`(date '2001-01-01' + 7 * m.key)`;

const lessonsCounted = sql`
  count(*) filter (where x.is_held) as lessons, count(*) filter (where not x.is_held) as not_held,
  count(*) filter (where x.is_filled) as filled, count(*) filter (where x.is_same_day) as same_day`;
/** A pupil's lessons are those with a mark: each is held, and its register filled. */
const markedCounted = sql`
  count(*) as lessons, 0::bigint as not_held, count(*) as filled,
  count(*) filter (where x.is_same_day) as same_day`;

/**
 * The sums of a report: a row a class, teacher, pupil …, and a row a week, in one statement. Lessons are picked once, by
 * the filters and the scope; marks come from the sums of registers by class, or from the marks themselves where pupils
 * are told apart. How many years are in the database does not matter, only the days that are asked for.
 */
export function loadSums(db: Db, task: SumsTask): Promise<ReportSumsRow[]> {
  const { by, student } = task.filters;
  const isOfOne = student !== null;
  const isOfMarks = isOfOne || by === 'student';
  const key = rowKey(task);
  const labels = rowLabels(task);
  const last = by === 'lesson' ? sql`where x.id in (${lastLessons(task.most)})` : empty;
  const counts = isOfMarks
    ? sql`select ${key.ofPieces} as key, ${markedCounted}, ${noMarks} from marks x ${key.joinToPieces} ${last} group by 1`
    : key.counts(lessonsCounted, last);
  const weeks = isOfOne ? sql`marks` : sql`totals`;
  return db.rows(
    ReportSumsRow,
    sql`
      with picked as materialized (${pickedLessons(task)}),
      ${isOfMarks ? sql`marks as materialized (${piecesOfMarks(task)}),` : empty}
      ${isOfOne ? empty : sql`totals as materialized (${piecesOfTotals(task)}),`}
      added as (
        select m.key, ${added} from (
          ${counts}
          union all
          select ${key.ofPieces}, ${noCounts}, ${marksSummed}
          from ${isOfMarks ? sql`marks` : sql`totals`} x ${key.joinToPieces} ${last} group by 1
        ) m group by m.key
      )
      (
        select 'row' as kind, coalesce(${by === 'week' ? monday : sql`m.key`}::text, '') as key,
          ${labels.parts} as parts,
          ${by === 'lesson' ? sql`(select count(*) from picked)` : sql`count(*) over ()`} as row_count, ${sums}
        from added m ${labels.joins} order by ${labels.order} limit ${task.most}
      )
      union all
      select 'week', ${monday}::text, '{}', 0, ${sums}
      from (
        select m.key, ${added} from (
          select x.week as key, ${isOfOne ? markedCounted : lessonsCounted}, ${noMarks}
          from ${isOfOne ? sql`marks` : sql`picked`} x group by 1
          union all
          select x.week, ${noCounts}, ${marksSummed} from ${weeks} x group by 1
        ) m group by m.key
      ) m
    `,
  );
}

function lastLessons(most: number): Sql {
  return sql`select p.id from picked p order by p.day desc, p.period desc, p.id desc limit ${most}`;
}

/** Online lessons that are over and were not cancelled, each once, with what its register says. */
function pickedLessons({ filters, scope, now, timeZone }: SumsTask): Sql {
  const { from, to, service, course, subject, teacher, student } = filters;
  const classes = classesAsked(filters);
  const only = (value: number | null, condition: Sql) => (value === null ? empty : condition);
  return sql`
    select l.id, l.course_id, c.subject_id, c.group_id, l.service_id, l.day, l.period,
      (l.day - date '2001-01-01') / 7 as week, ${isOwn(scope)} as is_own,
      r.lesson_id is not null as is_filled, coalesce(r.not_held_reason, '') = '' as is_held,
      coalesce((r.filled_at at time zone ${timeZone})::date = l.day, false) as is_same_day
    from lesson l
    ${classes === null ? empty : sql`join (${lessonsOfClasses(classes, filters)}) asked on asked.id = l.id`}
    ${joinScope(scope, filters)}
    ${teacher === null ? empty : sql`join (${lessonsOfTeacher(teacher, filters)}) taught on taught.id = l.id`}
    ${student === null ? empty : sql`join mark own on own.lesson_id = l.id and own.student_id = ${student} and own.day between ${from} and ${to}`}
    join course c on c.id = l.course_id
    left join register r on r.lesson_id = l.id and r.day between ${from} and ${to}
    where l.format = 'online' and l.status <> 'cancelled' and l.ends_at <= ${now} and l.day between ${from} and ${to}
      ${only(service, sql`and l.service_id = ${service}`)}
      ${only(course, sql`and l.course_id = ${course}`)}
      ${only(subject, sql`and c.subject_id = ${subject}`)}
  `;
}

/** Marks of the picked lessons, summed by class: those of the classes that are asked for and may be seen. */
function piecesOfTotals(task: SumsTask): Sql {
  const { filters, scope } = task;
  const classes = classesAsked(filters);
  return sql`
    select p.id, p.week, p.is_same_day ${rowKey(task).ofLesson}, t.class_id, ${raw(MARK_SUMS.map((name) => `t.${name}`).join(', '))}
    from picked p join register_total t on t.lesson_id = p.id and t.day between ${filters.from} and ${filters.to}
    where ${classes === null ? sql`true` : sql`t.class_id = any(${classes})`} and ${seesClass(scope, sql`t.class_id`)}
  `;
}

/** The same pupil by pupil. */
function piecesOfMarks(task: SumsTask): Sql {
  const { filters, scope } = task;
  const classes = classesAsked(filters);
  const is = (word: string) => sql`(m.attendance = ${raw(`'${word}'`)})::int`;
  const wasThere = sql`m.attendance in ('present', 'late')`;
  return sql`
    select p.id, p.week, p.is_same_day ${rowKey(task).ofLesson}, m.student_id, ${is('present')} as present, ${is('late')} as late, ${is('absent')} as absent,
      ${is('excused')} as excused, ${is('technical')} as technical, coalesce(m.minutes_late, 0) as minutes_late,
      coalesce(${wasThere} and m.activity > 0, false)::int as active,
      coalesce(${wasThere} and m.activity = 0, false)::int as silent,
      (m.activity is not null)::int as activity_marks, coalesce(m.activity, 0) as activity_sum
    from picked p join mark m on m.lesson_id = p.id
    where ${filters.student === null ? sql`true` : sql`m.student_id = ${filters.student}`}
      and ${classes === null ? sql`true` : isOfClasses(classes)}
      and ${scope.teacherId === null ? sql`true` : sql`(p.is_own or ${isOfClasses(classArray(scope.headed))})`}
  `;
}

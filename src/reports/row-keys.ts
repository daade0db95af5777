import sql, { empty, raw, type Sql } from 'sql-template-tag';
import { classArray, classesAsked, seesClass } from './report-scope.ts';
import type { SumsTask } from './sums-queries.ts';

/** By what lessons and their pieces (marks summed) are put into rows. */
interface RowKey {
  /** What a piece must know of its lesson `p`, besides its number and week: no more, so that a year stays in memory. */
  ofLesson: Sql;
  /** The key of a piece `x`, with what is joined to it. */
  ofPieces: Sql;
  joinToPieces: Sql;
  /**
   * The statement that counts lessons by the key.
   * @param columns the counts of the lessons `x`
   * @param which a condition on the lessons `x`, with its `where`
   */
  counts(columns: Sql, which: Sql): Sql;
}

/** What lessons are counted by: the first columns of sums. */
export const COUNTS = ['lessons', 'not_held', 'filled', 'same_day'] as const;
/** What marks are summed to: the rest of the columns, named as in register_total. */
export const MARK_SUMS = [
  'present',
  'late',
  'absent',
  'excused',
  'technical',
  'minutes_late',
  'active',
  'silent',
  'activity_marks',
  'activity_sum',
] as const;

/** Beside counts of lessons, where marks come from elsewhere. */
export const noMarks = raw(MARK_SUMS.map((name) => `0 as ${name}`).join(', '));

function keyed(of: Sql, ofLesson: Sql, join: Sql = empty): RowKey {
  return {
    ofLesson,
    ofPieces: of,
    joinToPieces: join,
    counts: (columns, which) =>
      sql`select ${of} as key, ${columns}, ${noMarks} from picked x ${join} ${which} group by 1`,
  };
}

/** The key of a report's rows. A lesson of two classes or teachers is in the row of each. */
export function rowKey(task: SumsTask): RowKey {
  switch (task.filters.by) {
    case 'class':
      return {
        ofLesson: sql`, p.group_id, p.is_own`,
        ofPieces: sql`x.class_id`,
        joinToPieces: empty,
        counts: (columns) => countsByClass(task, columns),
      };
    case 'grade':
      return {
        ofLesson: sql`, p.group_id, p.is_own`,
        ofPieces: sql`k.grade`,
        joinToPieces: sql`join class k on k.id = x.class_id`,
        counts: (columns) => countsByGrade(task, columns),
      };
    case 'teacher': {
      const { from, to, teacher } = task.filters;
      const only = teacher === null ? empty : sql`and t.person_id = ${teacher}`;
      // Offset keeps the days' teachers together, or they are looked up lesson by lesson
      const taught = sql`
        select t.lesson_id, t.person_id from lesson_teacher t where t.day between ${from} and ${to} ${only} offset 0`;
      return keyed(sql`t.person_id`, empty, sql`join (${taught}) t on t.lesson_id = x.id`);
    }
    case 'course':
      return keyed(sql`x.course_id`, sql`, p.course_id`);
    case 'subject':
      return keyed(sql`x.subject_id`, sql`, p.subject_id`);
    case 'service':
      return keyed(sql`x.service_id`, sql`, p.service_id`);
    case 'week':
      return keyed(sql`x.week`, empty);
    case 'student':
      return keyed(sql`x.student_id`, empty);
    case 'lesson':
      return keyed(sql`x.id`, empty);
  }
}

const perLesson = raw(COUNTS.join(', '));
const perLessonAdded = raw(COUNTS.map((name) => `sum(y.${name})::bigint as ${name}`).join(', '));

/**
 * Lessons by class: those of the classes of a lesson's group are counted by group first, for a year of lessons has few
 * groups; to them come lessons in which a pupil was marked whose class is not in the group.
 */
function countsByClass({ filters, scope }: SumsTask, columns: Sql): Sql {
  const classes = classesAsked(filters);
  return sql`
    select y.class_id as key, ${perLessonAdded}, ${noMarks} from (
      select gc.class_id, ${perLesson}
      from (select x.group_id, x.is_own, ${columns} from picked x group by 1, 2) p
      join study_group_class gc on gc.group_id = p.group_id
      where ${classes === null ? sql`true` : sql`gc.class_id = any(${classes})`} and ${seesClass(scope, sql`gc.class_id`)}
      union all
      select p.class_id, p.lessons, 0, p.lessons, p.same_day
      from (
        select x.group_id, x.class_id, count(*) as lessons, count(*) filter (where x.is_same_day) as same_day
        from totals x where x.class_id is not null group by 1, 2
      ) p
      where not exists (
        select from study_group_class gc where gc.group_id = p.group_id and gc.class_id = p.class_id)
    ) y group by 1
  `;
}

/** The same by grade, each lesson once a grade. */
function countsByGrade({ filters, scope }: SumsTask, columns: Sql): Sql {
  const classes = classesAsked(filters);
  return sql`
    select y.grade as key, ${perLessonAdded}, ${noMarks} from (
      select g.grade, ${perLesson}
      from (select x.group_id, x.is_own, ${columns} from picked x group by 1, 2) p
      cross join lateral (
        select distinct k.grade from study_group_class gc join class k on k.id = gc.class_id
        where gc.group_id = p.group_id and ${classes === null ? sql`true` : sql`k.id = any(${classes})`}
          and ${seesClass(scope, sql`k.id`)}
      ) g
      union all
      select s.grade, count(*), 0, count(*), count(*) filter (where s.is_same_day)
      from (
        select distinct x.id, stray.grade, x.is_same_day
        from (
          select p.group_id, p.class_id, p.is_own, k.grade
          from (select distinct x.group_id, x.class_id, x.is_own from totals x) p join class k on k.id = p.class_id
          where not exists (
            select from study_group_class gc join class o on o.id = gc.class_id
            where gc.group_id = p.group_id and o.grade = k.grade
              and ${classes === null ? sql`true` : sql`o.id = any(${classes})`} and ${seesClass(scope, sql`o.id`)})
        ) stray
        join totals x on x.group_id = stray.group_id and x.class_id = stray.class_id and x.is_own = stray.is_own
      ) s group by 1
    ) y group by 1
  `;
}

interface RowLabels {
  parts: Sql;
  joins: Sql;
  order: Sql;
}

const personParts = sql`array[n.family_name, n.given_name, n.patronymic]`;
const personJoin = sql`left join person n on n.id = m.key`;
const personOrder = sql`n.family_name, n.given_name, n.patronymic, m.key`;

/** The classes and the name of a course's group, as text: «7А», «7А, 7Б»; the name only for parts of classes. */
const groupParts = sql`
  (select coalesce(string_agg(k.name, ', ' order by k.grade, k.letter), '')
    from study_group_class gc join class k on k.id = gc.class_id where gc.group_id = c.group_id),
  (select case when bool_and(gc.is_whole) then '' else min(g.name) end
    from study_group g left join study_group_class gc on gc.group_id = g.id where g.id = c.group_id)`;

/** What the words of rows are made of, and their order: by name, weeks as they come, lessons from the last one. */
export function rowLabels({ filters: { by }, scope, now, timeZone }: SumsTask): RowLabels {
  switch (by) {
    case 'class':
      return {
        parts: sql`array[coalesce(n.name, '')]`,
        joins: sql`left join class n on n.id = m.key`,
        order: sql`n.grade, n.letter, m.key`,
      };
    case 'grade':
      return { parts: sql`array[m.key::text]`, joins: empty, order: sql`m.key` };
    case 'week':
      return { parts: sql`'{}'::text[]`, joins: empty, order: sql`m.key` };
    case 'teacher':
      return { parts: personParts, joins: personJoin, order: personOrder };
    case 'student': {
      const today = sql`(${now}::timestamptz at time zone ${timeZone})::date`;
      const isKept = sql`exists (
        select from enrolment e where e.student_id = m.key and e.class_id = any(${classArray(scope.headed)})
          and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today}))`;
      // the last part: whether the card of the pupil is for whoever asks
      const seesCard = scope.teacherId === null ? sql`true` : isKept;
      return {
        parts: sql`array_append(${personParts}, (${seesCard})::text)`,
        joins: personJoin,
        order: personOrder,
      };
    }
    case 'course':
      return {
        parts: sql`array[n.name, ${groupParts}]`,
        joins: sql`join course c on c.id = m.key join subject n on n.id = c.subject_id`,
        order: sql`n.name, 3, m.key`,
      };
    case 'subject':
      return {
        parts: sql`array[n.name]`,
        joins: sql`left join subject n on n.id = m.key`,
        order: sql`n.name, m.key`,
      };
    case 'service':
      return {
        parts: sql`array[n.name]`,
        joins: sql`left join service n on n.id = m.key`,
        order: sql`n.name, m.key`,
      };
    case 'lesson':
      return {
        parts: sql`array[l.day::text, l.period::text, n.name, ${groupParts}, p.is_filled::text, p.is_held::text]`,
        joins: sql`join picked p on p.id = m.key join lesson l on l.id = m.key
          join course c on c.id = l.course_id join subject n on n.id = c.subject_id`,
        order: sql`l.day desc, l.period desc, l.id desc`,
      };
  }
}

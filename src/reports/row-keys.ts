import sql, { empty, type Sql } from 'sql-template-tag';
import type { Grouping } from './report-filters.ts';
import { classesAsked, seesClass } from './report-scope.ts';
import type { SumsTask } from './sums-queries.ts';

/** By what lessons `x` and their pieces `x` (marks summed) are put into rows. */
interface RowKey {
  ofLessons: Sql;
  joinToLessons: Sql;
  ofPieces: Sql;
  joinToPieces: Sql;
}

const column = (of: Sql): RowKey => ({
  ofLessons: of,
  joinToLessons: empty,
  ofPieces: of,
  joinToPieces: empty,
});

/** The key of a report's rows. A lesson of two classes or teachers is in the row of each. */
export function rowKey(task: SumsTask): RowKey {
  switch (task.filters.by) {
    case 'class':
      return {
        ofLessons: sql`y.class_id`,
        joinToLessons: sql`join (${classesOfLessons(task)}) y on y.id = x.id`,
        ofPieces: sql`x.class_id`,
        joinToPieces: empty,
      };
    case 'grade':
      return {
        ofLessons: sql`y.grade`,
        joinToLessons: sql`join (
          select distinct y.id, k.grade from (${classesOfLessons(task)}) y join class k on k.id = y.class_id
        ) y on y.id = x.id`,
        ofPieces: sql`k.grade`,
        joinToPieces: sql`join class k on k.id = x.class_id`,
      };
    case 'teacher': {
      const { from, to, teacher } = task.filters;
      const only = teacher === null ? empty : sql`and t.person_id = ${teacher}`;
      const join = sql`join lesson_teacher t on t.lesson_id = x.id and t.day between ${from} and ${to} ${only}`;
      return { ...column(sql`t.person_id`), joinToLessons: join, joinToPieces: join };
    }
    case 'course':
      return column(sql`x.course_id`);
    case 'subject':
      return column(sql`x.subject_id`);
    case 'service':
      return column(sql`x.service_id`);
    case 'week':
      return column(sql`date_trunc('week', x.day)::date`);
    case 'student':
      return column(sql`x.student_id`);
    case 'lesson':
      return column(sql`x.id`);
  }
}

/** The classes of each picked lesson that are asked for and may be seen: those of its group, and of its marks. */
function classesOfLessons({ filters, scope }: SumsTask): Sql {
  const classes = classesAsked(filters);
  return sql`
    select p.id, gc.class_id
    from picked p join course c on c.id = p.course_id join study_group_class gc on gc.group_id = c.group_id
    where ${classes === null ? sql`true` : sql`gc.class_id = any(${classes})`} and ${seesClass(scope, sql`gc.class_id`)}
    union
    select t.id, t.class_id from totals t where t.class_id is not null
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
export function rowLabels(by: Grouping): RowLabels {
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
      return { parts: sql`array[m.key::text]`, joins: empty, order: sql`m.key` };
    case 'teacher':
    case 'student':
      return { parts: personParts, joins: personJoin, order: personOrder };
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

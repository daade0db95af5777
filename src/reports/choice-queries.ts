import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type Narrowing, narrowings, type ReportFilters } from './report-filters.ts';
import { classArray, lessonsOfTeacher, type ReportScope } from './report-scope.ts';

const ChoiceRow = z.object({
  kind: z.enum(['class', 'course', 'subject', 'teacher', 'service', 'student']),
  id,
  /** A name, or family name, given name and patronymic; of a course the subject and its group. */
  parts: z.array(z.string()),
  /** Of classes, where the period reaches over several years. */
  year: z.string(),
  /** Whether it is what the address names, rather than one of those that may be chosen. */
  is_chosen: z.boolean(),
});
/** Something that a report may be narrowed to. */
export type ChoiceRow = z.infer<typeof ChoiceRow>;

type Chosen = Pick<ReportFilters, 'from' | 'to' | Narrowing>;

const personParts = sql`array[n.family_name, n.given_name, n.patronymic]`;
const courseParts = sql`
  array[s.name, (select min(g.name) from study_group g where g.id = c.group_id)]`;

/**
 * What a report may be narrowed to, and what it is narrowed to, within the scope. A number in the address that is not
 * among the chosen ones that come back is not there or not theirs.
 */
export function listChoices(db: Db, scope: ReportScope, chosen: Chosen): Promise<ChoiceRow[]> {
  const { from, to } = chosen;
  return db.rows(
    ChoiceRow,
    sql`
      with years as materialized (select y.id, y.name from school_year y where y.starts_on <= ${to} and y.ends_on >= ${from}),
      mine as materialized (${coursesInScope(scope, chosen)}),
      found as (
        select c.id, c.group_id, c.subject_id from mine join course c on c.id = mine.course_id
        where c.school_year_id in (select id from years)
      )
      select 'class' as kind, k.id, array[k.name] as parts,
        case when (select count(*) from years) > 1 then y.name else '' end as year, false as is_chosen
      from class k join years y on y.id = k.school_year_id
      where k.id in (select gc.class_id from found join study_group_class gc on gc.group_id = found.group_id)
      union all
      select 'subject', n.id, array[n.name], '', false from subject n where n.id in (select subject_id from found)
      union all
      select 'teacher', n.id, ${personParts}, '', false
      from person n where n.id in (select t.person_id from found join course_teacher t on t.course_id = found.id)
      union all
      select 'service', n.id, array[n.name], '', false
      from service n where exists (
        select from service_purpose p where p.service_id = n.id and p.purpose = 'videoconference')
      ${chosenRows(scope, chosen)}
    `,
  );
}

/** Whether each number in the address was found among the chosen rows. */
export function areAllChosen(rows: readonly ChoiceRow[], chosen: Chosen): boolean {
  return narrowings.every(
    (name) =>
      name === 'grade' ||
      chosen[name] === null ||
      rows.some((row) => row.is_chosen && row.kind === name && row.id === chosen[name]),
  );
}

/** Courses of the whole school; of a teacher those that are theirs or were in the period, and those of headed classes. */
function coursesInScope(scope: ReportScope, days: Chosen): Sql {
  if (scope.teacherId === null) return sql`select c.id as course_id from course c`;
  return sql`
    select t.course_id from course_teacher t where t.person_id = ${scope.teacherId}
    union
    select l.course_id from (${lessonsOfTeacher(scope.teacherId, days)}) own join lesson l on l.id = own.id
    union
    select c.id from study_group_class gc join course c on c.group_id = gc.group_id
    where gc.class_id = any(${classArray(scope.headed)})
  `;
}

/** What the address names, where it is in scope. */
function chosenRows(scope: ReportScope, chosen: Chosen): Sql {
  const isAll = scope.teacherId === null;
  const inMine = (condition: Sql): Sql => (isAll ? sql`true` : sql`exists (${condition})`);
  return sql`
    union all
    select 'class', n.id, array[n.name], '', true from class n
    where n.id = ${chosen.class}::bigint and ${inMine(sql`
      select from mine join course c on c.id = mine.course_id join study_group_class gc on gc.group_id = c.group_id
      where gc.class_id = n.id`)}
    union all
    select 'course', c.id, ${courseParts}, '', true from course c join subject s on s.id = c.subject_id
    where c.id = ${chosen.course}::bigint and ${inMine(sql`select from mine where mine.course_id = c.id`)}
    union all
    select 'subject', n.id, array[n.name], '', true from subject n
    where n.id = ${chosen.subject}::bigint and ${inMine(sql`
      select from mine join course c on c.id = mine.course_id where c.subject_id = n.id`)}
    union all
    select 'teacher', n.id, ${personParts}, '', true from person n
    where n.id = ${chosen.teacher}::bigint and ${teaches(scope, chosen)}
    union all
    select 'service', n.id, array[n.name], '', true from service n where n.id = ${chosen.service}::bigint
    union all
    select 'student', n.id, ${personParts}, '', true from person n
    where n.id = ${chosen.student}::bigint and ${learns(scope, chosen)}
  `;
}

/** Whether the person `n` teaches what may be seen: courses, or lessons in another's place. */
function teaches(scope: ReportScope, days: Chosen): Sql {
  const ofCourses = sql`exists (select from course_teacher t join mine on mine.course_id = t.course_id where t.person_id = n.id)`;
  const inPlace =
    scope.teacherId === null
      ? sql`exists (select from lesson_teacher t where t.person_id = n.id)`
      : sql`exists (
          select from lesson_teacher t join lesson l on l.id = t.lesson_id join mine on mine.course_id = l.course_id
          where t.person_id = n.id and t.day between ${days.from} and ${days.to})`;
  return sql`(${ofCourses} or ${inPlace})`;
}

/** Whether the person `n` is a pupil who may be seen: of a headed class, of an own course, or marked in an own lesson. */
function learns(scope: ReportScope, days: Chosen): Sql {
  if (scope.teacherId === null) return sql`exists (select from enrolment e where e.student_id = n.id)`;
  const own = lessonsOfTeacher(scope.teacherId, days);
  return sql`(
    exists (select from enrolment e where e.student_id = n.id and e.class_id = any(${classArray(scope.headed)}))
    or exists (
      select from group_student gs join course c on c.group_id = gs.group_id
      join course_teacher t on t.course_id = c.id and t.person_id = ${scope.teacherId}
      where gs.student_id = n.id)
    or exists (select from mark m join (${own}) o on o.id = m.lesson_id where m.student_id = n.id)
  )`;
}

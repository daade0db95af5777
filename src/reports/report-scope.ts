import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '../access/actor.ts';
import type { ReportFilters } from './report-filters.ts';

/**
 * Whose lessons a report may speak of: all of the school, or a teacher's own (substitutions included) and, of the
 * classes that the teacher heads, whatever concerns their pupils.
 */
export interface ReportScope {
  /** Null: the whole school. */
  teacherId: number | null;
  headed: readonly number[];
}

export function scopeOf(actor: Actor): ReportScope {
  if (actor.roles.has('coordinator')) return { teacherId: null, headed: [] };
  return { teacherId: actor.personId, headed: actor.headedClasses.map((each) => each.id) };
}

type Days = Pick<ReportFilters, 'from' | 'to'>;

/** The classes that the filters name, as an array for `any`; null where they name none. */
export function classesAsked({ class: classId, grade }: Pick<ReportFilters, 'class' | 'grade'>): Sql | null {
  if (classId === null && grade === null) return null;
  const byClass = classId === null ? empty : sql`and k.id = ${classId}`;
  const byGrade = grade === null ? empty : sql`and k.grade = ${grade}`;
  return sql`array(select k.id from class k where true ${byClass} ${byGrade})`;
}

/** Classes by their numbers, as an array for `any`. */
export function classArray(ids: readonly number[]): Sql {
  return sql`${ids}::bigint[]`;
}

/**
 * Lessons of classes, as (id): of courses whose group the class is in, and those in which a pupil of the class was
 * marked, for a pupil who changed class stays in a group now and then.
 */
export function lessonsOfClasses(classes: Sql, { from, to }: Days): Sql {
  return sql`
    select l.id
    from study_group_class gc join course c on c.group_id = gc.group_id
    join lesson l on l.course_id = c.id and l.format = 'online' and l.day between ${from} and ${to}
    where gc.class_id = any(${classes})
    union
    select t.lesson_id from register_total t where t.class_id = any(${classes}) and t.day between ${from} and ${to}
  `;
}

/** Lessons of a teacher, as (id); whoever is replaced is not among them. */
export function lessonsOfTeacher(teacherId: number, { from, to }: Days): Sql {
  return sql`
    select t.lesson_id as id from lesson_teacher t where t.person_id = ${teacherId} and t.day between ${from} and ${to}`;
}

/** A join that leaves of the lessons `l` those in scope; nothing for the whole school. */
export function joinScope(scope: ReportScope, days: Days): Sql {
  if (scope.teacherId === null) return empty;
  const own = lessonsOfTeacher(scope.teacherId, days);
  const all =
    scope.headed.length === 0 ? own : sql`${own} union ${lessonsOfClasses(classArray(scope.headed), days)}`;
  return sql`join (${all}) seen on seen.id = l.id`;
}

/** Whether the lesson `l` is the teacher's own, as a column. */
export function isOwn(scope: ReportScope): Sql {
  if (scope.teacherId === null) return sql`true`;
  return sql`exists (
    select from lesson_teacher own where own.lesson_id = l.id and own.person_id = ${scope.teacherId})`;
}

/** Whether a class's part of the lesson `p` may be seen. @param classId the column with the class */
export function seesClass(scope: ReportScope, classId: Sql): Sql {
  if (scope.teacherId === null) return sql`true`;
  return sql`(p.is_own or ${classId} = any(${classArray(scope.headed)}))`;
}

/** Whether the pupil of the mark `m` was on that day in one of the classes. */
export function isOfClasses(classes: Sql): Sql {
  // Offset keeps the few pupils of the classes together: looked up mark by mark they took most of a class's year
  return sql`exists (
    select from (select e.student_id, e.starts_on, e.ends_on from enrolment e where e.class_id = any(${classes}) offset 0) e
    where e.student_id = m.student_id and e.starts_on <= m.day and (e.ends_on is null or e.ends_on >= m.day))`;
}

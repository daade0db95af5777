import sql, { join, type Sql } from 'sql-template-tag';
import type { Actor } from '../access/actor.ts';

/**
 * The condition under which somebody may enter the channel `c` today (clause 2.2: registered participants
 * only): the pupils of its class, group or course, their guardians for them, its teachers; the coordinator
 * and the technical specialist all.
 * @param today local day, by which classes and groups count
 */
export function mayEnter(actor: Actor, today: string): Sql {
  if (actor.roles.has('coordinator') || actor.roles.has('sysadmin')) return sql`true`;
  const ways: Sql[] = [];
  const pupils = pupilsOf(actor);
  if (pupils.length > 0) {
    const isMember = sql`m.student_id = any(${pupils}) and m.starts_on <= ${today} and (m.ends_on is null or m.ends_on >= ${today})`;
    ways.push(
      sql`c.class_id in (select m.class_id from enrolment m where ${isMember})`,
      sql`c.group_id in (select m.group_id from group_student m where ${isMember})`,
      sql`c.course_id in (select k.id from group_student m join course k on k.group_id = m.group_id where ${isMember})`,
    );
  }
  if (actor.roles.has('teacher')) ways.push(isTaught(actor.personId, today), isHeaded(actor));
  return ways.length === 0 ? sql`false` : sql`(${join(ways, ' or ')})`;
}

/**
 * The condition under which somebody keeps the channel `c`: class teachers those of their classes and of the
 * groups inside them, teachers those of their courses, the coordinator all.
 */
export function keeps(actor: Actor): Sql {
  if (actor.roles.has('coordinator')) return sql`true`;
  if (!actor.roles.has('teacher')) return sql`false`;
  return sql`(${isHeaded(actor)} or exists (
    select from course_teacher t where t.course_id = c.course_id and t.person_id = ${actor.personId}))`;
}

/** The pupils for whom somebody asks: themselves, or the children whom they may see today. */
export function pupilsOf(actor: Actor): number[] {
  const own = actor.roles.has('student') ? [actor.personId] : [];
  return [...own, ...actor.children.map((child) => child.id)];
}

/** Teaches the course, a course of the group, or a course of the class, this school year. */
function isTaught(personId: number, today: string): Sql {
  const courses = sql`course_teacher t join course k on k.id = t.course_id
    join school_year y on y.id = k.school_year_id and ${today} between y.starts_on and y.ends_on`;
  return sql`(c.course_id in (select k.id from ${courses} where t.person_id = ${personId})
    or c.group_id in (select k.group_id from ${courses} where t.person_id = ${personId})
    or c.class_id in (
      select w.class_id from ${courses} join study_group_class w on w.group_id = k.group_id
      where t.person_id = ${personId}))`;
}

/** Is the class teacher of the class, or of every class of the group. */
function isHeaded(actor: Actor): Sql {
  const headed = actor.headedClasses.map((one) => one.id);
  return sql`(c.class_id = any(${headed}) or c.group_id in (
    select w.group_id from study_group_class w group by w.group_id having bool_and(w.class_id = any(${headed}))))`;
}

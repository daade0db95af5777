import sql, { type Sql } from 'sql-template-tag';

/**
 * A condition on the lesson row `l`: somebody has attached something to it (a topic, what to prepare, the online
 * format, a cancellation, a move, a substitution, a notice, an entry, any change in its history that a timetable
 * did not make). Such a lesson is never deleted.
 */
export function isTouched(): Sql {
  return sql`(
    l.topic <> '' or l.preparation <> '' or l.format <> 'in_person' or l.status <> 'planned'
    or l.announced_at is not null or l.planned_day is not null
    or exists (select from lesson_teacher t where t.lesson_id = l.id and t.replaces_id is not null)
    or exists (select from notice_lesson n where n.lesson_id = l.id)
    or exists (select from entry e where e.lesson_id = l.id)
    or exists (select from lesson_change c where c.lesson_id = l.id and c.kind <> 'timetable'))`;
}

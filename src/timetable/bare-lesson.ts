import sql from 'sql-template-tag';

/**
 * The condition, for `lesson l`, that nothing is attached to a dated lesson: it stands as the timetable made it,
 * nobody was told of it, changed it, entered it or substitutes in it. Such a lesson may be removed and made anew.
 */
export const isBareLesson = sql`(
  l.status = 'planned' and l.format = 'in_person' and l.topic = '' and l.preparation = ''
  and l.announced_at is null and l.planned_day is null
  and not exists (select from lesson_change h where h.lesson_id = l.id)
  and not exists (select from notice_lesson n where n.lesson_id = l.id)
  and not exists (select from entry e where e.lesson_id = l.id)
  and not exists (select from lesson_teacher t where t.lesson_id = l.id and t.replaces_id is not null)
)`;

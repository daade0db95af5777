import sql, { type Sql } from 'sql-template-tag';

/**
 * The condition under which a recipient `r` may still read the notice: it is about the person, about a child whom
 * they may see today, about a lesson that they teach, or about nobody in particular. Whoever loses the right to see
 * a child loses the sight of what was told about the child.
 * @param childIds children whom the person may see today
 */
export function isOpenTo(personId: number, childIds: readonly number[]): Sql {
  return sql`(
    not exists (select from recipient_student rs where rs.recipient_id = r.id)
    or exists (
      select from recipient_student rs
      where rs.recipient_id = r.id and rs.student_id = any(${[personId, ...childIds]}::bigint[]))
    or exists (
      select from notice_lesson nt join lesson_teacher lt on lt.lesson_id = nt.lesson_id
      where nt.notice_id = r.notice_id and lt.person_id = ${personId}))`;
}

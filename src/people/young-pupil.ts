import sql, { type Sql } from 'sql-template-tag';

/**
 * The condition under which a pupil is young: marked so in the account, or in a class of grades 1 to 4 today. Parents
 * look along in what a young child asks (clause 3.1).
 * @param studentId an expression of the statement, for instance sql`q.student_id`
 * @param today local day
 */
export function isYoungPupil(studentId: Sql, today: string): Sql {
  return sql`(
    exists (select from account ya where ya.person_id = ${studentId} and ya.is_young)
    or exists (
      select from enrolment ye join class yk on yk.id = ye.class_id
      where ye.student_id = ${studentId} and yk.grade between 1 and 4
        and ye.starts_on <= ${today} and (ye.ends_on is null or ye.ends_on >= ${today})))`;
}

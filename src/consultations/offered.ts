import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../access/actor.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';

/**
 * A subquery with the columns series_id and student_id: which series of consultations are meant for which of this
 * actor's pupils (a pupil for themselves, a guardian for children whom they may see today). For pupils of the
 * teacher's courses, of the teacher's class, or of the whole school, as of today, while the teacher is there; a parents' day once it is announced;
 * what is for guardians alone is not offered to the pupil.
 */
export function offersTo(actor: Actor, today: string): Sql {
  const pupils = sql`${pupilsOf(actor)}::bigint[]`;
  const isNow = (alias: 'g' | 'e') => {
    const of = alias === 'g' ? sql`g` : sql`e`;
    return sql`${of}.starts_on <= ${today} and (${of}.ends_on is null or ${of}.ends_on >= ${today})`;
  };
  return sql`(
    select s.id as series_id, m.student_id
    from (
      select g.student_id, t.person_id as teacher_id, 'courses' as audience
      from group_student g join course k on k.group_id = g.group_id
      join school_year y on y.id = k.school_year_id and ${today} between y.starts_on and y.ends_on
      join course_teacher t on t.course_id = k.id
      where g.student_id = any(${pupils}) and ${isNow('g')}
      union
      select e.student_id, k.class_teacher_id, 'class'
      from enrolment e join class k on k.id = e.class_id
      where e.student_id = any(${pupils}) and ${isNow('e')}
      union
      select e.student_id, null, 'school' from enrolment e where e.student_id = any(${pupils}) and ${isNow('e')}
    ) m
    join consultation_series s on s.audience = m.audience and s.last_day >= ${today}
      and (m.teacher_id = s.teacher_id or m.teacher_id is null and m.audience = 'school')
    join person t on t.id = s.teacher_id and (t.left_on is null or t.left_on >= ${today})
    left join parents_day d on d.id = s.parents_day_id
    where (s.parents_day_id is null or d.state = 'announced')
      and s.teacher_id <> ${actor.personId} and (s.attendees <> 'guardians' or m.student_id <> ${actor.personId})
  )`;
}

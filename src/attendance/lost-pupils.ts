import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { accountStates, concernKinds, GroundsShape } from './concern.ts';
import { coversLesson } from './covering-absence.ts';

const LostRow = z.object({
  rule_id: id,
  kind: z.enum(concernKinds),
  student_id: id,
  lesson_ids: z.array(id),
  account: z.enum(accountStates),
  grounds: GroundsShape.omit({ account: true }),
});
export type LostPupil = z.infer<typeof LostRow>;

/**
 * Pupils of today whose marks of the last days are as many as the rules in force on that day say, with what is known
 * of them. Missed is absent and excused; silent is present or late with activity 0. Lessons of a concern that
 * somebody closed by hand count no more for that pupil and kind: they have been looked at. One statement.
 * @param today the school's local day; a window of 14 days ends with it
 */
export function listLostPupils(db: Db, today: string): Promise<LostPupil[]> {
  return db.rows(
    LostRow,
    sql`
      with ${countedByRule(today)}
      select k.rule_id, k.kind, k.student_id, to_jsonb(k.lesson_ids) as lesson_ids, account.state as account,
        jsonb_build_object('counted', cardinality(k.lesson_ids), 'marks', seen.marks, 'attended', seen.attended,
          'silent', seen.silent, 'technical', seen.technical, 'offline', seen.offline, 'tickets', seen.tickets,
          'ill', told.ill, 'told', told.told, 'absence', newest.absence, 'subject', subject.most) as grounds
      from counted k
      ${lessonsSeen(today)}
      ${absencesTold}
      ${subjectMost(today)}
      ${accountState(today)}
      order by k.student_id, k.kind
    `,
  );
}

/** Pupils by rule with the lessons that count: as many as the rule says, or more. */
function countedByRule(today: string): Sql {
  return sql`
    rule as (
      select id, kind, threshold, window_days from engagement_rule
      where valid_from <= ${today} and (valid_to is null or valid_to >= ${today})
    ),
    recent as materialized (
      select m.student_id, m.lesson_id, m.day, m.attendance, m.activity
      from register r cross join lateral (
        select m.student_id, m.lesson_id, m.day, m.attendance, m.activity from mark m
        where m.lesson_id = r.lesson_id and (m.attendance <> 'present' or m.activity = 0)
        offset 0 -- register by register: otherwise the marks of all years may be read
      ) m
      where r.day > ${today}::date - (select max(window_days) from rule)::integer and r.day <= ${today}
    ),
    counted as (
      select u.id as rule_id, u.kind, u.window_days, m.student_id,
        array_agg(m.lesson_id order by m.day, m.lesson_id) as lesson_ids
      from rule u join recent m on m.day > ${today}::date - u.window_days::integer
      join person p on p.id = m.student_id and (p.left_on is null or p.left_on >= ${today})
      where case u.kind
          when 'missed' then m.attendance in ('absent', 'excused')
          when 'silent' then m.attendance in ('present', 'late') and m.activity = 0
          else m.attendance = 'technical' end
        and exists (
          select from enrolment e where e.student_id = m.student_id and e.starts_on <= ${today}
            and (e.ends_on is null or e.ends_on >= ${today}))
        and not exists (
          select from concern c where c.student_id = m.student_id and c.kind = u.kind and c.closed_by is not null
            and m.lesson_id = any(c.lesson_ids))
      group by u.id, u.kind, u.window_days, u.threshold, m.student_id
      having count(*) >= u.threshold
    )
  `;
}

/** How the pupil took part in all lessons of the rule's days. */
function lessonsSeen(today: string): Sql {
  return sql`
    cross join lateral (
      select count(*) as marks,
        count(*) filter (where m.attendance in ('present', 'late')) as attended,
        count(*) filter (where m.attendance in ('present', 'late') and m.activity = 0) as silent,
        count(*) filter (where m.attendance = 'technical') as technical,
        count(*) filter (where m.attendance = 'technical' or t.id is not null or exists (
          select from absence a where a.student_id = k.student_id and a.reason = 'no_connection'
            and ${coversLesson})) as offline,
        count(t.id) as tickets
      from mark m join lesson l on l.id = m.lesson_id
      left join ticket t on t.lesson_id = m.lesson_id and t.student_id = m.student_id and t.kind = 'lesson_entry'
      where m.student_id = k.student_id and m.day between ${today}::date - k.window_days::integer + 1 and ${today}
    ) seen
  `;
}

/** What the family announced for the lessons that count, and the newest of it. */
const absencesTold: Sql = sql`
  cross join lateral (
    select count(*) filter (where is_ill) as ill, count(*) filter (where is_told) as told
    from (
      select bool_or(a.reason in ('illness', 'doctor')) as is_ill, bool_or(a.reason <> 'no_connection') as is_told
      from lesson l join absence a on a.student_id = k.student_id and ${coversLesson}
      where l.id = any(k.lesson_ids) group by l.id
    ) covered
  ) told
  left join lateral (
    select jsonb_build_object('reason', a.reason, 'ends_on', a.ends_on, 'relation', coalesce((
      select g.relation from guardianship g
      where g.guardian_id = a.announced_by and g.student_id = a.student_id), '')) as absence
    from absence a join lesson l on l.id = any(k.lesson_ids) and ${coversLesson}
    where a.student_id = k.student_id
    order by a.announced_at desc, a.id desc limit 1
  ) newest on true
`;

/** The subject with most of the lessons that count, and how many of others were attended. */
function subjectMost(today: string): Sql {
  return sql`
    left join lateral (
      select jsonb_build_object('name', s.name, 'counted', count(*), 'attended_elsewhere', (
        select count(*) from mark m join lesson o on o.id = m.lesson_id join course d on d.id = o.course_id
        where m.student_id = k.student_id and m.attendance in ('present', 'late') and d.subject_id <> s.id
          and m.day between ${today}::date - k.window_days::integer + 1 and ${today})) as most
      from lesson l join course c on c.id = l.course_id join subject s on s.id = c.subject_id
      where l.id = any(k.lesson_ids)
      group by s.id, s.name order by count(*) desc, s.name limit 1
    ) subject on true
  `;
}

/** How the pupil stands with the portal; a young one is seen where a guardian is. */
function accountState(today: string): Sql {
  return sql`
    cross join lateral (
      select case
        when not exists (select from account a where a.person_id = k.student_id and a.disabled_at is null) then 'none'
        when exists (select from account a where a.person_id = k.student_id and a.password_hash is null)
          then 'no_password'
        when exists (
          select from audit_event v where v.action = 'sign_in.succeeded' and v.actor_id = any(array(
            select k.student_id
            union all
            select g.guardian_id from guardianship g join account a on a.person_id = g.student_id and a.is_young
            where g.student_id = k.student_id and (g.ends_on is null or g.ends_on >= ${today}))))
          then 'seen' else 'never' end as state
    ) account
  `;
}

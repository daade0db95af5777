import sql from 'sql-template-tag';
import { coversLesson } from '../attendance/covering-absence.ts';
import type { Db } from '../db/db.ts';
import type { Fate } from './fates.ts';

export interface EntryTask {
  fates: readonly Fate[];
  /** The first day with entries; of the days before it nothing is known any more. */
  entriesFrom: string;
  now: Temporal.Instant;
}

/**
 * Entries into the online lessons that have begun: most pupils in time, some a little late, some who tried too early
 * and were told so, a guardian for some of the young ones, and the teacher. Who is being lost, or was said to be
 * away, does not enter.
 */
export async function writeEntries(tx: Db, { fates, entriesFrom, now }: EntryTask): Promise<void> {
  await tx.run(sql`
    with fate as (
      select * from jsonb_to_recordset(${JSON.stringify(fates)}::jsonb)
        as f(student_id bigint, kind text, starts_on date, ends_on date)
    ), pupil as (
      select l.id as lesson_id, l.starts_at, gs.student_id, a.is_young, (gs.student_id * 31 + l.id * 7) % 100 as luck,
        (select min(g.guardian_id) from guardianship g join account ga on ga.person_id = g.guardian_id
          where g.student_id = gs.student_id and g.ends_on is null and ga.password_hash is not null) as guardian_id
      from lesson l join course c on c.id = l.course_id join subject s on s.id = c.subject_id
      join group_student gs on gs.group_id = c.group_id
        and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
      join account a on a.person_id = gs.student_id and a.password_hash is not null
      where l.format = 'online' and l.status <> 'cancelled' and l.day >= ${entriesFrom}
        and l.starts_at - interval '15 minutes' < ${now}
        and not exists (
          select from fate f where f.student_id = gs.student_id and l.day between f.starts_on and f.ends_on
            and (f.kind in ('away', 'never', 'ill', 'no_internet') or f.kind = 'no_physics' and s.name = 'Физика'))
        and not exists (select from absence a where a.student_id = gs.student_id and ${coversLesson})
    ), came as (
      select lesson_id, case when is_young and luck < 40 then coalesce(guardian_id, student_id) else student_id end
          as person_id, student_id,
        starts_at + make_interval(secs => ((student_id * 101 + lesson_id * 13) % 840 - 540)::integer) as at,
        'admitted' as outcome, '' as reason
      from pupil where luck < 90
      union all
      select lesson_id, student_id, student_id, starts_at - interval '13 minutes', 'refused', 'too_early'
      from pupil where luck % 20 = 3
      union all
      select l.id, t.person_id, null, l.starts_at - interval '8 minutes', 'admitted', ''
      from lesson l join lesson_teacher t on t.lesson_id = l.id
      where l.format = 'online' and l.status <> 'cancelled' and l.day >= ${entriesFrom}
    )
    insert into entry (lesson_id, person_id, student_id, at, outcome, reason)
    select lesson_id, person_id, student_id, at, outcome, reason from came
    where at <= ${now}::timestamptz
    order by at, person_id`);
}

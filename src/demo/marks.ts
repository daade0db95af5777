import sql from 'sql-template-tag';
import { coversLesson } from '../attendance/covering-absence.ts';
import type { Db } from '../db/db.ts';
import type { Fate } from './fates.ts';
import { luck } from './luck.ts';

const REMARKS = [
  'Камера была выключена',
  'Пропадал звук',
  'Отличные вопросы по теме',
  'Работа будет сдана позже',
  'Помощь одноклассникам в чате',
];

/**
 * Writes the marks of all registers whose lessons took place, one for each pupil of the group as of that day. Who
 * entered through the portal was there; who is away has a reason where an absence was announced for the lesson.
 */
export async function writeMarks(
  tx: Db,
  { fates, entriesFrom }: { fates: readonly Fate[]; entriesFrom: string },
): Promise<void> {
  const pupilAtLesson = sql`gs.student_id * 1000003 + l.id`;
  await tx.run(sql`
    with fate as (
      select * from jsonb_to_recordset(${JSON.stringify(fates)}::jsonb)
        as f(student_id bigint, kind text, starts_on date, ends_on date)
    ), came as (
      select e.lesson_id, e.student_id, ceil(extract(epoch from min(e.at) - l.starts_at) / 60)::integer as minutes
      from entry e join lesson l on l.id = e.lesson_id
      where e.outcome = 'admitted' and e.student_id is not null group by 1, 2, l.starts_at
    ), pupil as (
      select l.id as lesson_id, l.day, gs.student_id, f.kind as fate, s.name as subject, came.minutes,
        l.day >= ${entriesFrom} and acc.password_hash is not null as enters,
        exists (select from absence a where a.student_id = gs.student_id and ${coversLesson}) as is_announced,
        ${luck(pupilAtLesson, 13)} as lot, ${luck(pupilAtLesson, 17)} as other,
        ${luck(sql`r.filled_by`, 19)} < 650 as has_activity
      from register r
      join lesson l on l.id = r.lesson_id
      join course c on c.id = l.course_id
      join subject s on s.id = c.subject_id
      join group_student gs on gs.group_id = c.group_id
        and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
      left join account acc on acc.person_id = gs.student_id
      left join fate f on f.student_id = gs.student_id and l.day between f.starts_on and f.ends_on
      left join came on came.lesson_id = l.id and came.student_id = gs.student_id
      where r.not_held_reason = ''
    ), attended as (
      select *, case
        when is_announced then case when lot < 960 then 'excused' else 'absent' end
        when fate in ('away', 'never') or fate = 'no_physics' and subject = 'Физика' then 'absent'
        when fate = 'no_internet' and lot < 800 then 'technical'
        when minutes > 4 then 'late'
        when minutes is not null then 'present'
        when enters then case when lot < 180 then 'absent' when lot < 300 then 'technical' else 'present' end
        when lot < 24 then 'absent'
        when lot < 38 then 'technical'
        when lot < 90 then 'late'
        else 'present' end as attendance
      from pupil
    )
    insert into mark (lesson_id, student_id, day, attendance, minutes_late, activity, remark)
    select lesson_id, student_id, day, attendance,
      case when attendance = 'late' then coalesce(minutes, 3 + other % 12) end,
      case when attendance not in ('present', 'late') then null
        when fate = 'silent' then 0
        when not has_activity or other < 250 then null
        when other < 275 then 0 when other < 640 then 1 when other < 890 then 2 else 3 end,
      case when attendance in ('present', 'late') and lot % 100 = 7
        then (${REMARKS}::text[])[1 + other % ${REMARKS.length}::integer] else '' end
    from attended`);
}

import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';

/**
 * Sums the marks of registers by class anew. Every act that writes marks calls it in its own transaction: reports read
 * these sums, so that ten years of marks are never counted one by one.
 */
export async function sumRegisters(tx: Db, lessonIds: readonly number[]): Promise<void> {
  await tx.run(sql`delete from register_total where lesson_id = any(${lessonIds}::bigint[])`);
  await tx.run(sql`
    insert into register_total (lesson_id, class_id, day, present, late, absent, excused, technical, minutes_late,
      active, silent, activity_marks, activity_sum)
    select m.lesson_id, e.class_id, m.day,
      count(*) filter (where m.attendance = 'present'),
      count(*) filter (where m.attendance = 'late'),
      count(*) filter (where m.attendance = 'absent'),
      count(*) filter (where m.attendance = 'excused'),
      count(*) filter (where m.attendance = 'technical'),
      coalesce(sum(m.minutes_late), 0),
      count(*) filter (where m.attendance in ('present', 'late') and m.activity > 0),
      count(*) filter (where m.attendance in ('present', 'late') and m.activity = 0),
      count(m.activity), coalesce(sum(m.activity), 0)
    from mark m
    left join lateral (
      select e.class_id from enrolment e
      where e.student_id = m.student_id and e.starts_on <= m.day and (e.ends_on is null or e.ends_on >= m.day)
      limit 1 -- one class at a time is all there is; and the enrolments of other years are not read
    ) e on true
    where m.lesson_id = any(${lessonIds}::bigint[])
    group by m.lesson_id, e.class_id, m.day
  `);
}

import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import type { Fate } from './fates.ts';
import { luck } from './luck.ts';

/**
 * Calls for help of pupils who could not connect: always of those without internet, now and then of others. Those of
 * the last week are still open.
 */
export async function writeTickets(
  tx: Db,
  { fates, now }: { fates: readonly Fate[]; now: Temporal.Instant },
): Promise<void> {
  const offline = fates.filter((fate) => fate.kind === 'no_internet').map((fate) => fate.student_id);
  await tx.run(sql`
    insert into ticket (kind, state, opened_by, opened_at, student_id, lesson_id, service_id, words)
    select 'lesson_entry', case when l.starts_at > ${now}::timestamptz - interval '7 days' then 'open' else 'closed' end,
      m.student_id, l.starts_at + interval '4 minutes', m.student_id, l.id, l.service_id,
      (array['', 'Страница урока открывается, а звонок нет', 'Интернет пропадает каждые две минуты'])[1 + l.id % 3]
    from mark m join lesson l on l.id = m.lesson_id
    join account a on a.person_id = m.student_id and a.password_hash is not null
    where m.attendance = 'technical'
      and (m.student_id = any(${offline}::bigint[]) or ${luck(sql`m.student_id * 1000003 + l.id`, 37)} < 300)
    order by l.starts_at, m.student_id`);
}

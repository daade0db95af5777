import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import { drawIds } from './write-school.ts';

/** A notice about one lesson, which is named by where it stands now. */
export interface PlannedNotice {
  kind: 'lesson_online' | 'lesson_changed' | 'lesson_cancelled';
  title: string;
  body: string;
  at: Temporal.Instant;
  /** Who did it; is not told. */
  by: number;
  course_id: number;
  day: string;
  period: number;
}

/** Writes notices with their lessons, recipients, deliveries and reading marks. The table must be empty. */
export async function writeNotices(
  tx: Db,
  notices: readonly PlannedNotice[],
  { cast, today, now }: { cast: readonly number[]; today: string; now: Temporal.Instant },
): Promise<void> {
  const given = JSON.stringify(
    notices.map((one, index) => ({ ...one, id: index + 1, at: one.at.toString() })),
  );
  await tx.run(sql`
    insert into notice (id, kind, title, body, created_by, created_at, revised_at) overriding system value
    select g.id, g.kind, g.title, g.body, g.by, g.at, g.at
    from jsonb_to_recordset(${given}::jsonb) as g(id bigint, kind text, title text, body text, by bigint, at timestamptz)`);
  await drawIds(tx, 'notice', notices.length);
  await tx.run(sql`
    insert into notice_lesson (notice_id, lesson_id)
    select g.id, l.id
    from jsonb_to_recordset(${given}::jsonb) as g(id bigint, course_id bigint, day date, period smallint)
    join lesson l on l.course_id = g.course_id and l.day = g.day and l.period = g.period`);
  await writeRecipients(tx, cast, today, now);
}

/**
 * Recipients of every notice: the pupils of the lesson's group on its day, their guardians with the right to see them
 * and the teachers, with a delivery to the portal. Of those who can sign in most have read what is about days gone by
 * and today; the cast has not read what is about days to come.
 */
async function writeRecipients(
  tx: Db,
  cast: readonly number[],
  today: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    with pupil as (
      select nl.notice_id, gs.student_id, l.day
      from notice_lesson nl join lesson l on l.id = nl.lesson_id join course c on c.id = l.course_id
      join group_student gs on gs.group_id = c.group_id
        and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
    ), told as (
      select notice_id, student_id, student_id as person_id, day from pupil
      union all
      select p.notice_id, p.student_id, g.guardian_id, p.day
      from pupil p join guardianship g on g.student_id = p.student_id
        and ${today}::date between g.starts_on and coalesce(g.ends_on, 'infinity')
      union all
      select nl.notice_id, null, t.person_id, t.day
      from notice_lesson nl join notice n on n.id = nl.notice_id join lesson_teacher t on t.lesson_id = nl.lesson_id
      where t.person_id is distinct from n.created_by
    ), reader as (
      select t.notice_id, t.person_id, min(t.day) as day, n.created_at,
        a.password_hash is not null and a.disabled_at is null as can_sign_in,
        (t.person_id * 7919 + t.notice_id * 10473) % 100 as luck,
        make_interval(mins => ((t.person_id * 37 + t.notice_id * 11) % 900 + 3)::integer) as delay
      from told t join notice n on n.id = t.notice_id left join account a on a.person_id = t.person_id
      group by t.notice_id, t.person_id, n.created_at, a.password_hash, a.disabled_at
    ), recipients as (
      insert into recipient (notice_id, person_id, read_at)
      select notice_id, person_id, case
        when not can_sign_in then null
        when person_id = any(${cast}::bigint[]) and day > ${today}::date then null
        when person_id = any(${cast}::bigint[]) or luck < case when day > ${today}::date then 55 else 82 end
          then least(created_at + delay, ${now}::timestamptz)
        end
      from reader
      returning id, notice_id, person_id
    ), students as (
      insert into recipient_student (recipient_id, student_id)
      select distinct r.id, t.student_id
      from recipients r join told t on t.notice_id = r.notice_id and t.person_id = r.person_id
      where t.student_id is not null
    )
    insert into delivery (recipient_id, way, state, attempts, settled_at, note)
    select r.id, 'portal', case when a.can_sign_in then 'delivered' else 'unreachable' end, 1, a.created_at,
      case when a.can_sign_in then '' else 'нет доступа к порталу' end
    from recipients r join reader a on a.notice_id = r.notice_id and a.person_id = r.person_id`);
}

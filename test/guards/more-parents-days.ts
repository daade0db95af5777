import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const Named = z.object({ name: z.string(), id: z.number() });

/**
 * A parents' day that is a draft, with a teacher chosen, and an announced one, on which kovaleva and petrova receive and
 * belova comes to kovaleva for Соня. `talk` is what a family of the announced day would choose.
 */
export async function parentsDaySamples(db: Db): Promise<Record<string, Record<string, string>>> {
  const rows = await db.rows(
    Named,
    sql`
      insert into parents_day (name, day, starts_at, ends_at, turn_minutes, break_minutes, state, created_by,
        created_at, announced_at)
      select t.name, t.day::date, '17:00', '18:00', 10, 5, t.state, a.person_id, '2026-11-24T05:00:00Z',
        case when t.state = 'announced' then '2026-11-24T05:00:00Z'::timestamptz end
      from (values ('черновик', '2026-12-11', 'draft'), ('объявлен', '2026-12-10', 'announced')) as t(name, day, state)
      join account a on a.login = 'ivanenko'
      returning name, id
    `,
  );
  await db.run(sql`
    insert into parents_day_teacher (parents_day_id, teacher_id, room)
    select d.id, a.person_id, '214' from parents_day d join account a on a.login = 'kovaleva' where d.name = 'черновик'`);
  await db.run(sql`
    with opened as (
      insert into consultation_series (teacher_id, parents_day_id, topic, format, room, places, turn_minutes, audience,
        attendees, is_weekly, first_day, last_day, starts_at, ends_at, cancel_hours, created_by, created_at)
      select a.person_id, d.id, d.name, 'in_person', t.room, 1, 10, 'school', 'guardians', false, d.day, d.day,
        d.starts_at, d.ends_at, 3, d.created_by, d.created_at
      from parents_day d, (values ('kovaleva', '214'), ('petrova', '105')) as t(login, room)
      join account a on a.login = t.login
      where d.name = 'объявлен'
      returning id, teacher_id, first_day, room
    )
    insert into consultation (series_id, teacher_id, day, starts_at, ends_at, room, places)
    select o.id, o.teacher_id, o.first_day, (o.first_day + time '17:00') at time zone s.time_zone + n * interval '10 minutes',
      (o.first_day + time '17:10') at time zone s.time_zone + n * interval '10 minutes', o.room, 1
    from opened o cross join school s cross join generate_series(0, 5) n`);
  await db.run(sql`
    with taken as (
      update consultation c set taken = 1
      from account t, parents_day d, consultation_series s
      where t.login = 'kovaleva' and c.teacher_id = t.person_id and s.id = c.series_id and s.parents_day_id = d.id
        and d.name = 'объявлен' and c.starts_at = (d.day + time '17:00') at time zone 'Europe/Kaliningrad'
      returning c.id, c.during
    )
    insert into booking (consultation_id, student_id, attendee_id, place, during, state, made_by, made_at, changed_at)
    select c.id, u.person_id, m.person_id, 1, c.during, 'booked', m.person_id, '2026-11-24T06:00:00Z',
      '2026-11-24T06:00:00Z'
    from taken c, account u, account m where u.login = 'sonya' and m.login = 'belova'`);
  const talk = await db.row(
    z.object({ talk: z.string() }),
    sql`
      select u.person_id || '.' || s.id as talk
      from consultation_series s join account t on t.person_id = s.teacher_id and t.login = 'petrova',
        account u
      where s.parents_day_id is not null and u.login = 'misha'
    `,
  );
  const samples = Object.fromEntries(rows.map((row) => [row.name, String(row.id)]));
  const guardian = await db.row(
    z.object({ id: z.number() }),
    sql`select person_id as id from account where login = 'belova'`,
  );
  return {
    dayId: { ...samples, absent: '999999' },
    talk: { объявлен: talk.talk },
    guardianId: { объявлен: String(guardian.id), absent: '999999' },
  };
}

/** Doubles parents' days, and the turns and bookings of each: later in the same evening. */
export async function doubleParentsDays(db: Db): Promise<void> {
  await db.run(sql`
    insert into parents_day (name, day, starts_at, ends_at, turn_minutes, break_minutes, state, created_by, created_at,
      announced_at)
    select name || ' 2', day + 1, starts_at, ends_at, turn_minutes, break_minutes, state, created_by, created_at,
      announced_at
    from parents_day`);
  await db.run(sql`
    with more as (
      insert into consultation (series_id, teacher_id, day, starts_at, ends_at, room, places, taken)
      select c.series_id, c.teacher_id, c.day, c.starts_at + interval '1 hour', c.ends_at + interval '1 hour', c.room,
        c.places, c.taken
      from consultation c join consultation_series s on s.id = c.series_id and s.parents_day_id is not null
      returning id, series_id, starts_at, during
    )
    insert into booking (consultation_id, student_id, attendee_id, place, during, state, made_by, made_at, changed_at)
    select m.id, b.student_id, b.attendee_id, b.place, m.during, b.state, b.made_by, b.made_at, b.changed_at
    from booking b join consultation c on c.id = b.consultation_id
    join more m on m.series_id = c.series_id and m.starts_at = c.starts_at + interval '1 hour'`);
}

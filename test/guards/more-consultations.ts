import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';

const Named = z.object({ name: z.string(), id: z.number() });
const Series = z.object({ name: z.string(), series_id: z.number(), id: z.number() });

/**
 * Consultations of two class teachers for their classes on Thursday: kovaleva's in the school with a booking of Соня's
 * mother, sidorov's online with an invitation of Тимур's; and a booking of kovaleva's that was on Monday.
 */
export async function consultationSamples(db: Db): Promise<Record<string, Record<string, string>>> {
  const rows = await db.rows(
    Series,
    sql`
      with given as (
        select a.person_id as teacher_id, t.*, s.id as service_id, 'https://' || h.host || '/call' as link
        from (values ('kovaleva', '7А', 'in_person'), ('sidorov', '7Б', 'online')) as t(login, name, format)
        join account a on a.login = t.login
        cross join lateral (
          select s.id from service s join service_purpose p on p.service_id = s.id
          where p.purpose = 'videoconference' and service_status(s, '2026-11-26') = 'approved' order by s.id limit 1) s
        cross join lateral (
          select host from service_host h where h.service_id = s.id order by host limit 1) h
      ), opened as (
        insert into consultation_series (teacher_id, topic, format, service_id, link, room, places, turn_minutes,
          audience, attendees, is_weekly, first_day, last_day, starts_at, ends_at, cancel_hours, created_by, created_at)
        select teacher_id, 'Итоги четверти', format, case when format = 'online' then service_id end,
          case when format = 'online' then link end, case when format = 'online' then '' else '214' end, 4, 30, 'class',
          'both', true, '2026-11-23', '2026-11-26', '16:00', '17:00', 3, teacher_id, '2026-11-16T08:00:00Z'
        from given returning id, teacher_id
      ), turns as (
        insert into consultation (series_id, teacher_id, day, starts_at, ends_at, room, places)
        select o.id, o.teacher_id, d.day, (d.day + t.starts) at time zone school.time_zone,
          (d.day + t.starts + interval '30 minutes') at time zone school.time_zone,
          case when g.format = 'online' then '' else '214' end, 4
        from opened o join given g on g.teacher_id = o.teacher_id
        cross join (values (date '2026-11-23'), (date '2026-11-26')) as d(day)
        cross join (values (time '16:00'), (time '16:30')) as t(starts) cross join school
        returning id, series_id, day, starts_at
      )
      select g.name, o.id as series_id, (
        select t.id from turns t where t.series_id = o.id and t.day = '2026-11-26' order by t.starts_at limit 1) as id
      from opened o join given g on g.teacher_id = o.teacher_id
    `,
  );
  const bookings = await db.rows(
    Named,
    sql`
      with booked as (
        insert into booking (consultation_id, student_id, attendee_id, place, during, state, words, made_by, made_at,
          changed_at, expires_at)
        select c.id, s.person_id, m.person_id, 1, c.during, b.state, 'О математике', m.person_id,
          '2026-11-20T08:00:00Z', '2026-11-20T08:00:00Z',
          case when b.state = 'invited' then timestamptz '2026-11-25T08:00:00Z' end
        from (values ('7А', '2026-11-26', 'sonya', 'belova', 'booked'), ('7Б', '2026-11-26', 'timur', 'akhmetova',
          'invited'), ('7А', '2026-11-23', 'sonya', 'belova', 'booked')) as b(class_name, day, student, guardian, state)
        join account s on s.login = b.student join account m on m.login = b.guardian
        join class k on k.name = b.class_name
        join lateral (
          select c.id, c.during from consultation c where c.teacher_id = k.class_teacher_id and c.day = b.day::date
          order by c.starts_at limit 1) c on true
        returning id, consultation_id, student_id
      ), counted as (
        update consultation c set taken = 1 from booked b where b.consultation_id = c.id returning c.id, c.day
      )
      select coalesce(nullif(p.call_name, ''), p.given_name) || case when t.day < '2026-11-24' then ', была' else '' end
        as name, b.id
      from booked b join counted t on t.id = b.consultation_id join person p on p.id = b.student_id
    `,
  );
  const numbers = (list: readonly { name: string; id: number }[]) => ({
    ...Object.fromEntries(list.map((row) => [row.name, String(row.id)])),
    absent: '999999',
  });
  return {
    consultationId: numbers(rows),
    seriesId: numbers(rows.map((row) => ({ name: row.name, id: row.series_id }))),
    bookingId: numbers(bookings),
  };
}

/** Doubles turns, each two hours later, with their bookings and who waits; a turn has as many places as before. */
export async function doubleConsultations(db: Db): Promise<void> {
  await db.run(sql`
    insert into consultation (series_id, teacher_id, day, starts_at, ends_at, room, places, taken, state,
      cancelled_reason)
    select series_id, teacher_id, day, starts_at + interval '2 hours', ends_at + interval '2 hours', room, places, taken,
      state, cancelled_reason from consultation`);
  await db.run(sql`
    insert into booking (consultation_id, student_id, attendee_id, place, during, state, words, made_by, made_at,
      changed_at, expires_at, came, outcome, outcome_at)
    select n.id, b.student_id, b.attendee_id, b.place, n.during, b.state, b.words, b.made_by, b.made_at, b.changed_at,
      b.expires_at, b.came, b.outcome, b.outcome_at
    from booking b join consultation c on c.id = b.consultation_id
    join consultation n on n.series_id = c.series_id and n.starts_at = c.starts_at + interval '2 hours'`);
  await db.run(sql`
    insert into consultation_wait (series_id, day, consultation_id, student_id, attendee_id, asked_at)
    select distinct on (c.series_id, c.day) c.series_id, c.day, c.id, b.student_id, b.attendee_id, b.made_at
    from booking b join consultation c on c.id = b.consultation_id`);
}

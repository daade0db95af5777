import sql from 'sql-template-tag';
import * as z from 'zod';
import type { NewSeries } from '../../src/consultations/open-series.ts';
import { openSeries } from '../../src/consultations/open-series.ts';
import { turnsBetween, turnsOnDays } from '../../src/consultations/turns-rule.ts';
import type { Db } from '../../src/db/db.ts';
import { personOf } from '../support/cast.ts';

const Turn = z.object({ id: z.number() });

/** Opens turns of a teacher of the cast, as the page does; 16:00 to 17:00 of Thursday by quarters unless told. */
export async function openTurns(
  db: Db,
  login: string,
  asked: Partial<NewSeries> & { day?: string; starts?: string; ends?: string; minutes?: number } = {},
): Promise<{ seriesId: number; turns: number[] }> {
  const teacherId = await personOf(db, login);
  const { day = '2026-11-26', starts = '16:00', ends = '17:00', minutes = 15, ...given } = asked;
  const series: NewSeries = {
    teacherId,
    parentsDayId: null,
    topic: '',
    format: 'in_person',
    serviceId: null,
    link: null,
    room: '',
    places: 1,
    turnMinutes: minutes,
    audience: 'courses',
    attendees: 'guardians',
    isWeekly: false,
    firstDay: day,
    lastDay: day,
    startsAt: starts,
    endsAt: ends,
    cancelHours: 3,
    turns: turnsOnDays([day], turnsBetween(starts, ends, minutes)),
    ...given,
  };
  const opened = await openSeries(db, [series], {
    actorId: teacherId,
    at: Temporal.Instant.from('2026-11-20T08:00:00Z'),
  });
  if ('refusal' in opened) throw new Error(opened.refusal);
  const seriesId = opened.seriesOf.get(teacherId) ?? 0;
  const turns = await db.rows(
    Turn,
    sql`select id from consultation where series_id = ${seriesId} order by starts_at`,
  );
  return { seriesId, turns: turns.map((turn) => turn.id) };
}

const ServiceRow = z.object({ id: z.number(), host: z.string() });

/** A service that is approved for video calls, with one of its hosts. */
export function videoService(db: Db): Promise<z.output<typeof ServiceRow>> {
  return db.row(
    ServiceRow,
    sql`
      select s.id, min(h.host) as host from service s join service_purpose p on p.service_id = s.id
      join service_host h on h.service_id = s.id
      where p.purpose = 'videoconference' and service_status(s, '2026-11-26') = 'approved'
      group by s.id order by s.id limit 1
    `,
  );
}

const BookingRow = z.object({
  id: z.number(),
  consultation_id: z.number(),
  state: z.string(),
  place: z.number().nullable(),
  attendee: z.string(),
  came: z.boolean().nullable(),
  outcome: z.string(),
});

/** All bookings, oldest first. */
export function bookings(db: Db): Promise<z.output<typeof BookingRow>[]> {
  return db.rows(
    BookingRow,
    sql`
      select b.id, b.consultation_id, b.state, b.place, a.login as attendee, b.came, b.outcome
      from booking b join account a on a.person_id = b.attendee_id order by b.id
    `,
  );
}

const Words = z.object({ title: z.string(), body: z.string() });

/** The notices about consultations that somebody has, newest first. */
export function noticesOf(db: Db, login: string): Promise<z.output<typeof Words>[]> {
  return db.rows(
    Words,
    sql`
      select n.title, n.body from recipient r join notice n on n.id = r.notice_id join account a on a.person_id = r.person_id
      where a.login = ${login} and n.kind = 'consultation' order by n.id desc
    `,
  );
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { personOf, type Stage } from '../support/cast.ts';

/** The day that the tests hold: a Friday, three days ahead. */
export const DAY = '2026-11-27';

const Id = z.object({ id: z.number() });

/** The number of the day that was created last. */
export async function lastDay(db: Db): Promise<number> {
  return (await db.row(Id, sql`select max(id) as id from parents_day`)).id;
}

/** A draft by the coordinator's forms: these teachers in these rooms, 17:00 to 18:00 by ten minutes. */
export async function draftDay(
  at: Stage,
  rooms: Readonly<Record<string, string>> = { kovaleva: '214', sidorov: '301', petrova: '105' },
  times: Readonly<Record<string, string>> = {},
): Promise<number> {
  const one = await at.as('ivanenko');
  const form = (await one.open('/parents-days/new')).form('/parents-days');
  await form.submit({ day: DAY, starts: '17:00', ends: '18:00', break_minutes: '5', ...times });
  const dayId = await lastDay(at.db);
  const table = (await one.open(`/parents-days/${dayId}`)).form(`/parents-days/${dayId}/teachers`);
  const done = await table.submit(await tableOf(at.db, table.fields, rooms));
  if (done.status !== 303) throw new Error(`The table was refused: ${done.words}`);
  return dayId;
}

/** The fields of the table of teachers with just these teachers ticked. */
export async function tableOf(
  db: Db,
  fields: Readonly<Record<string, string | string[]>>,
  rooms: Readonly<Record<string, string>>,
): Promise<Record<string, string | string[]>> {
  const teacher: string[] = [];
  const filled: Record<string, string | string[]> = {};
  for (const name of Object.keys(fields)) if (name.startsWith('room_')) filled[name] = '';
  for (const [login, room] of Object.entries(rooms)) {
    const id = await personOf(db, login);
    teacher.push(String(id));
    filled[`room_${id}`] = room;
  }
  return { ...filled, teacher };
}

/** The same, announced. */
export async function announcedDay(
  at: Stage,
  rooms?: Readonly<Record<string, string>>,
  times?: Readonly<Record<string, string>>,
): Promise<number> {
  const dayId = await draftDay(at, rooms, times);
  const page = await (await at.as('ivanenko')).open(`/parents-days/${dayId}`);
  const done = await page.form(`/parents-days/${dayId}/announcement`).submit();
  if (done.status !== 303) throw new Error(`The announcement was refused: ${done.words}`);
  return dayId;
}

/** The number of a teacher's series on a day. */
export async function seriesOf(db: Db, dayId: number, login: string): Promise<number> {
  const row = await db.row(
    Id,
    sql`
      select s.id from consultation_series s join account a on a.person_id = s.teacher_id
      where s.parents_day_id = ${dayId} and a.login = ${login}
    `,
  );
  return row.id;
}

const BookedRow = z.object({
  attendee: z.string(),
  student: z.string(),
  teacher: z.string(),
  time: z.string(),
  state: z.string(),
});

/** All bookings of a day by time. */
export function bookedOn(db: Db, dayId: number): Promise<z.output<typeof BookedRow>[]> {
  return db.rows(
    BookedRow,
    sql`
      select a.login as attendee, u.login as student, t.login as teacher, b.state,
        to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as time
      from booking b join consultation c on c.id = b.consultation_id
      join consultation_series s on s.id = c.series_id and s.parents_day_id = ${dayId}
      join account a on a.person_id = b.attendee_id
      left join account u on u.person_id = b.student_id
      join account t on t.person_id = c.teacher_id
      cross join school o
      order by c.starts_at, a.login, b.id
    `,
  );
}

const ToldRow = z.object({ title: z.string(), body: z.string(), to: z.array(z.string()) });

/** What was told of consultations, with who was told. */
export function toldOf(db: Db): Promise<z.output<typeof ToldRow>[]> {
  return db.rows(
    ToldRow,
    sql`
      select n.title, n.body, array_agg(coalesce(a.login, '?') order by a.login) as "to"
      from notice n join recipient r on r.notice_id = n.id left join account a on a.person_id = r.person_id
      where n.kind = 'consultation' group by n.id order by n.id
    `,
  );
}

const TurnRow = z.object({ teacher: z.string(), room: z.string(), open: z.number(), first: z.string() });

/** Per teacher of a day: the room, how many turns are open, when the first begins. */
export const turnsOf = (db: Db, dayId: number) =>
  db.rows(
    TurnRow,
    sql`
      select a.login as teacher, max(c.room) as room, count(*) filter (where c.state = 'open')::int as open,
        to_char(min(c.starts_at) at time zone 'Europe/Kaliningrad', 'HH24:MI') as first
      from consultation c join consultation_series s on s.id = c.series_id and s.parents_day_id = ${dayId}
      join account a on a.person_id = c.teacher_id group by a.login order by a.login
    `,
  );

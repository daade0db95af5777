import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { violates } from '../db/faults.ts';
import type { TurnOfDay } from './turns-rule.ts';

export const audiences = ['courses', 'class', 'school'] as const;
export const attendeeKinds = ['guardians', 'students', 'both'] as const;

/** Consultations of one teacher that are opened at once, with their turns. */
export interface NewSeries {
  teacherId: number;
  parentsDayId: number | null;
  topic: string;
  format: 'online' | 'in_person';
  /** Online: an approved service, and the address that was checked against its hosts; otherwise both null. */
  serviceId: number | null;
  link: string | null;
  /** In the school: the room, or empty where it is told later; online: empty. */
  room: string;
  /** Families a turn: 1 is individual. */
  places: number;
  turnMinutes: number;
  audience: (typeof audiences)[number];
  attendees: (typeof attendeeKinds)[number];
  isWeekly: boolean;
  firstDay: string;
  lastDay: string;
  /** Local times between which the turns of a day lie, '17:00'. */
  startsAt: string;
  endsAt: string;
  /** Until how many hours before families cancel and move. */
  cancelHours: number;
  turns: readonly TurnOfDay[];
}

const OpenedRow = z.object({ series_id: id, teacher_id: id });

export type Opened = { seriesOf: ReadonlyMap<number, number> } | { refusal: 'teacher_busy' | 'room_taken' };

/**
 * Writes series with their turns in one statement; a teacher has at most one among them. Whoever calls has looked for
 * clashes with lessons (feedback/taken-times.ts) in the same transaction; that a teacher or a room is not in two
 * consultations at once the database itself refuses.
 * @returns the number of each teacher's series
 */
export async function openSeries(
  tx: Db,
  series: readonly NewSeries[],
  by: { actorId: number; at: Temporal.Instant },
): Promise<Opened> {
  try {
    const rows = await tx.transaction((inner) => insertSeries(inner, series, by));
    return { seriesOf: new Map(rows.map((row) => [row.teacher_id, row.series_id])) };
  } catch (fault) {
    if (violates(fault, 'consultation_teacher_in_one_place')) return { refusal: 'teacher_busy' };
    if (violates(fault, 'consultation_room_once')) return { refusal: 'room_taken' };
    throw fault;
  }
}

function insertSeries(
  tx: Db,
  series: readonly NewSeries[],
  by: { actorId: number; at: Temporal.Instant },
): Promise<z.output<typeof OpenedRow>[]> {
  return tx.rows(
    OpenedRow,
    sql`
      with given as (
        select * from jsonb_to_recordset(${JSON.stringify(series)}::jsonb) as g("teacherId" bigint,
          "parentsDayId" bigint, topic text, format text, "serviceId" bigint, link text, room text, places smallint,
          "turnMinutes" smallint, audience text, attendees text, "isWeekly" boolean, "firstDay" date, "lastDay" date,
          "startsAt" time, "endsAt" time, "cancelHours" smallint, turns jsonb)
      ), opened as (
        insert into consultation_series (teacher_id, parents_day_id, topic, format, service_id, link, room, places,
          turn_minutes, audience, attendees, is_weekly, first_day, last_day, starts_at, ends_at, cancel_hours,
          created_by, created_at)
        select "teacherId", "parentsDayId", topic, format, "serviceId", link, room, places, "turnMinutes", audience,
          attendees, "isWeekly", "firstDay", "lastDay", "startsAt", "endsAt", "cancelHours", ${by.actorId}::bigint,
          ${by.at}::timestamptz
        from given
        returning id, teacher_id
      ), turns as (
        insert into consultation (series_id, teacher_id, day, starts_at, ends_at, room, places)
        select o.id, o.teacher_id, t.day, (t.day + t.starts) at time zone s.time_zone,
          (t.day + t.ends) at time zone s.time_zone, g.room, g.places
        from opened o join given g on g."teacherId" = o.teacher_id
        cross join school s
        cross join lateral jsonb_to_recordset(g.turns) as t(day date, starts time, ends time)
        order by o.teacher_id, t.day, t.starts
      )
      select id as series_id, teacher_id from opened
    `,
  );
}

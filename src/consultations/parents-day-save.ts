import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type NewSeries, openSeries } from './open-series.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import type { ChosenTeacher, ParentsDayValues, Place } from './parents-day-forms.ts';
import { turnsBetween, turnsOnDays } from './turns-rule.ts';

export interface By {
  actorId: number;
  at: Temporal.Instant;
}

const Added = z.object({ id });

/** Writes a draft; its times were judged before. */
export async function addParentsDay(tx: Db, asked: ParentsDayValues, by: By): Promise<number> {
  const added = await tx.row(
    Added,
    sql`
      insert into parents_day (name, day, starts_at, ends_at, turn_minutes, break_minutes, cancel_hours, words,
        created_by, created_at)
      values (${asked.name}, ${asked.day}, ${asked.starts}, ${asked.ends}, ${asked.turn_minutes},
        ${asked.break_minutes}, ${asked.cancel_hours}, ${asked.words}, ${by.actorId}, ${by.at})
      returning id
    `,
  );
  return added.id;
}

/** Changes a draft that is held (holdParentsDay). */
export function changeParentsDay(tx: Db, dayId: number, asked: ParentsDayValues): Promise<number> {
  return tx.run(sql`
    update parents_day set name = ${asked.name}, day = ${asked.day}, starts_at = ${asked.starts},
      ends_at = ${asked.ends}, turn_minutes = ${asked.turn_minutes}, break_minutes = ${asked.break_minutes},
      cancel_hours = ${asked.cancel_hours}, words = ${asked.words}, version = version + 1
    where id = ${dayId} and state = 'draft'
  `);
}

/** Keeps who receives on a draft that is held, in the place of who was chosen before. */
export async function keepTeachers(tx: Db, dayId: number, teachers: readonly ChosenTeacher[]): Promise<void> {
  await tx.run(sql`delete from parents_day_teacher where parents_day_id = ${dayId}`);
  await tx.run(sql`
    insert into parents_day_teacher (parents_day_id, teacher_id, room, service_id, link)
    select ${dayId}::bigint, t."teacherId", t.room, t."serviceId", t.link
    from jsonb_to_recordset(${JSON.stringify(teachers)}::jsonb)
      as t("teacherId" bigint, room text, "serviceId" bigint, link text)
  `);
  await tx.run(sql`update parents_day set version = version + 1 where id = ${dayId}`);
}

/**
 * Opens the turns of teachers on a day that is held: one family a turn, for every family of the school. That nobody and
 * no room is taken was looked up before (feedback/taken-times.ts); the database refuses it as well.
 */
export function openTurns(tx: Db, day: ParentsDayRow, teachers: readonly ChosenTeacher[], by: By) {
  const turns = turnsOnDays([day.day], turnsBetween(day.starts, day.ends, day.turn_minutes));
  const series = teachers.map(
    ({ teacherId, room, serviceId, link }): NewSeries => ({
      teacherId,
      parentsDayId: day.id,
      topic: day.name,
      format: serviceId === null ? 'in_person' : 'online',
      serviceId,
      link,
      room,
      places: 1,
      turnMinutes: day.turn_minutes,
      audience: 'school',
      attendees: 'guardians',
      isWeekly: false,
      firstDay: day.day,
      lastDay: day.day,
      startsAt: day.starts,
      endsAt: day.ends,
      cancelHours: day.cancel_hours,
      turns,
    }),
  );
  return openSeries(tx, series, by);
}

/** Marks a draft as announced; its teachers stand in their series from now on. */
export async function markAnnounced(tx: Db, dayId: number, at: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    update parents_day set state = 'announced', announced_at = ${at}, version = version + 1 where id = ${dayId}
  `);
  await tx.run(sql`delete from parents_day_teacher where parents_day_id = ${dayId}`);
}

export async function markCancelled(tx: Db, dayId: number, reason: string): Promise<void> {
  await tx.run(sql`
    update parents_day set state = 'cancelled', cancelled_reason = ${reason}, version = version + 1 where id = ${dayId}
  `);
}

/** Notes that the teachers of an announced day changed. */
export async function markChanged(tx: Db, dayId: number): Promise<void> {
  await tx.run(sql`update parents_day set version = version + 1 where id = ${dayId}`);
}

/** Moves a series, with its turns that are still to come, to another place. */
export async function moveSeries(
  tx: Db,
  seriesId: number,
  place: Place,
  at: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    update consultation_series set format = ${place.serviceId === null ? 'in_person' : 'online'}, room = ${place.room},
      service_id = ${place.serviceId}, link = ${place.link}, version = version + 1
    where id = ${seriesId}
  `);
  await tx.run(sql`
    update consultation set room = ${place.room}, version = version + 1
    where series_id = ${seriesId} and state = 'open' and starts_at > ${at}
  `);
}

/** Opens the turns of a teacher again who had been taken out of the day. */
export function reopenTurns(tx: Db, seriesId: number, room: string, at: Temporal.Instant): Promise<number> {
  return tx.run(sql`
    update consultation set state = 'open', room = ${room}, cancelled_reason = '', version = version + 1
    where series_id = ${seriesId} and state = 'cancelled' and starts_at > ${at}
  `);
}

const ClosedRow = z.object({ attendee_id: id, student_id: id });

/**
 * Cancels the turns of series that are still to come, with the bookings and the waiting of families.
 * @returns who had a place, to be told
 */
export async function closeTurns(
  tx: Db,
  seriesIds: readonly number[],
  reason: string,
  at: Temporal.Instant,
): Promise<z.output<typeof ClosedRow>[]> {
  // in ascending order, as whoever books holds them
  await tx.run(sql`
    select from consultation
    where series_id = any(${seriesIds}::bigint[]) and state = 'open' and starts_at > ${at} order by id for no key update
  `);
  return tx.rows(
    ClosedRow,
    sql`
      with closed as (
        update consultation set state = 'cancelled', cancelled_reason = ${reason}, taken = 0, version = version + 1
        where series_id = any(${seriesIds}::bigint[]) and state = 'open' and starts_at > ${at}
        returning id
      ), left_waiting as (
        update consultation_wait set state = 'left'
        where series_id = any(${seriesIds}::bigint[]) and state = 'waiting'
      )
      update booking b set state = 'cancelled', place = null, expires_at = null, changed_at = ${at},
        version = b.version + 1
      from closed c where b.consultation_id = c.id and b.state in ('booked', 'invited')
      returning b.attendee_id, b.student_id
    `,
  );
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';
import { ConsultationRow, consultationColumns, consultationJoins, isOwnBooking, waitingOf } from './find.ts';
import { BookedTurnRow, bookingColumns, bookingJoins } from './find-booking.ts';
import { offersTo } from './offered.ts';

/** Free turns are listed so many days ahead for their teacher; turns with families always. */
export const FREE_DAYS = 21;
const MOST_TURNS = 300;
/** What can be booked is shown so many days ahead. */
export const OFFER_DAYS = 60;
const PAST_DAYS = 60;

interface Now {
  at: Temporal.Instant;
  today: string;
}

const TaughtTurnRow = ConsultationRow.extend({
  families: z.array(
    z.object({
      student: z.string(),
      class_name: z.string(),
      state: z.enum(['booked', 'invited']),
    }),
  ),
  waiting: z.number(),
  /** The lesson of the teacher's that has come over it since: «Алгебра, 10:45»; empty where none has. */
  over_lesson: z.string(),
  /** Its day has become a day off since; the teacher may still wish to receive. */
  is_day_off: z.boolean(),
});
export type TaughtTurn = z.output<typeof TaughtTurnRow>;

/** A teacher's open turns that are not over, soonest first, with who has a place. */
export function listTaughtTurns(db: Db, teacherId: number, now: Now): Promise<TaughtTurn[]> {
  return db.rows(
    TaughtTurnRow,
    sql`
      select ${consultationColumns}, coalesce((
          select jsonb_agg(jsonb_build_object('student', n.family_name || ' ' || n.given_name, 'state', b.state,
            'class_name', coalesce(k.name, '')) order by b.place)
          from booking b join person n on n.id = b.student_id
          left join enrolment e on e.student_id = b.student_id and e.starts_on <= c.day
            and (e.ends_on is null or e.ends_on >= c.day)
          left join class k on k.id = e.class_id
          where b.consultation_id = c.id and b.state in ('booked', 'invited')
        ), '[]') as families,
        ${waitingOf} as waiting, coalesce((
          select j.name || ', ' || to_char(l.starts_at at time zone o.time_zone, 'HH24:MI')
          from lesson_teacher t join lesson l on l.id = t.lesson_id
          join course u on u.id = l.course_id join subject j on j.id = u.subject_id
          where t.person_id = c.teacher_id and t.day = c.day and t.is_active and t.during && c.during
          order by l.starts_at limit 1
        ), '') as over_lesson,
        exists (select from school_day f where f.day = c.day and f.kind = 'off') as is_day_off
      from ${consultationJoins}
      where c.teacher_id = ${teacherId} and c.state = 'open' and c.day >= ${now.today} and c.ends_at > ${now.at}
        and (c.taken > 0 or c.day <= ${now.today}::date + ${FREE_DAYS}::integer)
      order by c.starts_at limit ${MOST_TURNS}
    `,
  );
}

export type BookedTurn = z.output<typeof BookedTurnRow>;

/** Bookings of a teacher that have begun and of which is not recorded yet whether the family came; the last 30 days. */
export function listToRecord(db: Db, teacherId: number, now: Now): Promise<BookedTurn[]> {
  return db.rows(
    BookedTurnRow,
    sql`
      select ${consultationColumns}, ${bookingColumns} from ${consultationJoins} ${bookingJoins}
      where c.teacher_id = ${teacherId} and c.day between ${now.today}::date - 30 and ${now.today}
        and c.starts_at <= ${now.at} and c.state = 'open' and b.state = 'booked' and b.came is null
      order by c.starts_at, b.place limit 60
    `,
  );
}

/** The family's bookings: what is to come first, then what was in the last weeks. */
export function listFamilyBookings(db: Db, actor: Actor, now: Now): Promise<BookedTurn[]> {
  return db.rows(
    BookedTurnRow,
    sql`
      select ${consultationColumns}, ${bookingColumns} from ${consultationJoins} ${bookingJoins}
      where ${isOwnBooking(actor)} and c.day >= ${now.today}::date - ${PAST_DAYS}::integer
        and (b.state in ('booked', 'invited') or c.state = 'cancelled' and b.state = 'cancelled')
      order by c.ends_at <= ${now.at}, abs(extract(epoch from c.starts_at - ${now.at}::timestamptz)) limit 80
    `,
  );
}

const OfferedTurnRow = ConsultationRow.extend({
  students: z.array(id),
  is_waiting: z.boolean(),
});
export type OfferedTurn = z.output<typeof OfferedTurnRow>;

/**
 * Turns that a family can book today, soonest first: those meant for the actor's pupils, not over, not of a parents'
 * day, which has a page of its own. `students`: for whom of them.
 */
export function listOfferedTurns(db: Db, actor: Actor, now: Now): Promise<OfferedTurn[]> {
  return db.rows(
    OfferedTurnRow,
    sql`
      with offer as (
        select f.series_id, array_agg(distinct f.student_id) as students from ${offersTo(actor, now.today)} f
        group by f.series_id
      )
      select ${consultationColumns}, f.students, exists (
          select from consultation_wait w where w.series_id = c.series_id and w.day = c.day and w.state = 'waiting'
            and (w.consultation_id is null or w.consultation_id = c.id)
            and w.student_id = any(${pupilsOf(actor)}::bigint[])
            and w.attendee_id in (w.student_id, ${actor.personId}::bigint)) as is_waiting
      from ${consultationJoins} join offer f on f.series_id = c.series_id
      where c.state = 'open' and c.day between ${now.today} and ${now.today}::date + ${OFFER_DAYS}::integer
        and c.starts_at > ${now.at} and s.parents_day_id is null
      order by p.family_name, p.given_name, c.starts_at limit 400
    `,
  );
}

const FreeTurnRow = ConsultationRow;

/** Free turns of the same teacher that a pupil's family may take instead, soonest first. */
export function listFreeTurns(
  db: Db,
  actor: Actor,
  of: { teacherId: number; studentId: number; exceptId: number },
  now: Now,
): Promise<ConsultationRow[]> {
  return db.rows(
    FreeTurnRow,
    sql`
      select ${consultationColumns} from ${consultationJoins}
      where c.teacher_id = ${of.teacherId} and c.id <> ${of.exceptId} and c.state = 'open' and c.taken < c.places
        and c.day >= ${now.today} and c.starts_at > ${now.at}
        and c.series_id in (
          select f.series_id from ${offersTo(actor, now.today)} f where f.student_id = ${of.studentId})
      order by c.starts_at limit 40
    `,
  );
}

const COMING_DAYS = 14;

/** Turns of the next two weeks that families have booked, soonest first: for the coordinator, without who it is. */
export function listComing(db: Db, now: Now): Promise<ConsultationRow[]> {
  return db.rows(
    ConsultationRow,
    sql`
      select ${consultationColumns} from ${consultationJoins}
      where c.day between ${now.today} and ${now.today}::date + ${COMING_DAYS}::integer and c.ends_at > ${now.at}
        and c.state = 'open' and c.taken > 0
      order by c.starts_at, p.family_name limit 60
    `,
  );
}

const UseRow = z.object({
  teacher_id: id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  turns: z.number(),
  places: z.number(),
  taken: z.number(),
  waiting: z.number(),
  came: z.number(),
});
export type UseRow = z.output<typeof UseRow>;

/** How the coordinator's figures reach back. */
export const USE_DAYS = 90;

/** What each teacher offers and what of it is used, in the last weeks and to come (clause 3.1): numbers alone. */
export function listUse(db: Db, today: string): Promise<UseRow[]> {
  return db.rows(
    UseRow,
    sql`
      select c.teacher_id, p.family_name, p.given_name, p.patronymic, count(*)::int as turns,
        sum(c.places)::int as places, sum(c.taken)::int as taken, sum(u.came)::int as came,
        coalesce(max(w.waiting), 0)::int as waiting
      from consultation c join person p on p.id = c.teacher_id
      cross join lateral (
        select count(*) filter (where b.came) as came from booking b where b.consultation_id = c.id) u
      left join (
        select s.teacher_id, count(*) as waiting from consultation_wait q
        join consultation_series s on s.id = q.series_id where q.state = 'waiting' and q.day >= ${today}
        group by s.teacher_id
      ) w on w.teacher_id = c.teacher_id
      where c.state = 'open' and c.day >= ${today}::date - ${USE_DAYS}::integer
      group by c.teacher_id, p.id order by p.family_name, p.given_name limit 300
    `,
  );
}

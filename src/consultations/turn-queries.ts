import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';
import type { ConsultationRow } from './find.ts';
import { consultationJoins, isOwnBooking } from './find.ts';
import { BookingRow, bookingColumns, bookingJoins } from './find-booking.ts';

/** Who has a place of a turn or is invited to it, by place: for its teacher. */
export function listBookings(db: Db, consultationId: number): Promise<BookingRow[]> {
  return db.rows(
    BookingRow,
    sql`
      select ${bookingColumns} from ${consultationJoins} ${bookingJoins}
      where c.id = ${consultationId} and b.state in ('booked', 'invited') order by b.place
    `,
  );
}

/** The places of a turn that this actor's family has. */
export function listOwnBookings(db: Db, consultationId: number, actor: Actor): Promise<BookingRow[]> {
  return db.rows(
    BookingRow,
    sql`
      select ${bookingColumns} from ${consultationJoins} ${bookingJoins}
      where c.id = ${consultationId} and b.state in ('booked', 'invited') and ${isOwnBooking(actor)}
      order by b.place
    `,
  );
}

const WaitRow = z.object({ student_id: id, place_in_line: z.number() });
export type WaitRow = z.output<typeof WaitRow>;

/** For which of the actor's pupils the family waits for a turn, or for any of its day, and in which place. */
export function listOwnWaits(
  db: Db,
  turn: Pick<ConsultationRow, 'id' | 'series_id' | 'day'>,
  actor: Actor,
): Promise<WaitRow[]> {
  return db.rows(
    WaitRow,
    sql`
      select w.student_id, w.place_in_line from (
        select w.student_id, w.attendee_id, row_number() over (order by w.asked_at, w.id)::int as place_in_line
        from consultation_wait w
        where w.series_id = ${turn.series_id} and w.day = ${turn.day} and w.state = 'waiting'
          and (w.consultation_id is null or w.consultation_id = ${turn.id})
      ) w
      where w.student_id = any(${pupilsOf(actor)}::bigint[])
        and w.attendee_id in (w.student_id, ${actor.personId}::bigint)
      order by w.place_in_line
    `,
  );
}

const InviteeRow = z.object({
  student_id: id,
  student: z.string(),
  class_name: z.string(),
  attendee_id: id,
  attendee: z.string(),
});
export type InviteeRow = z.output<typeof InviteeRow>;

const MOST_INVITEES = 1200;

/**
 * Whom a teacher may invite to a turn: the pupils of their courses and of their class today, or the guardians of these,
 * as the turn says who comes; those alone who can sign in. Without those who have a place of it.
 */
export function listInvitees(
  db: Db,
  turn: Pick<ConsultationRow, 'id' | 'teacher_id' | 'attendees'>,
  today: string,
): Promise<InviteeRow[]> {
  return db.rows(
    InviteeRow,
    sql`
      with pupil as (
        select g.student_id
        from course_teacher t join course k on k.id = t.course_id
        join school_year y on y.id = k.school_year_id and ${today} between y.starts_on and y.ends_on
        join group_student g on g.group_id = k.group_id
          and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
        where t.person_id = ${turn.teacher_id}
        union
        select e.student_id
        from class k join enrolment e on e.class_id = k.id
          and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
        where k.class_teacher_id = ${turn.teacher_id}
      ), comes as (
        select student_id, student_id as attendee_id from pupil where ${turn.attendees} <> 'guardians'
        union all
        select g.student_id, g.guardian_id from pupil u join guardianship g on g.student_id = u.student_id
          and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
        where ${turn.attendees} <> 'students' and g.guardian_id <> ${turn.teacher_id}
      )
      select c.student_id, n.family_name || ' ' || n.given_name as student, k.name as class_name, c.attendee_id,
        case when c.attendee_id = c.student_id then 'ученик' else concat_ws(' ', a.family_name,
          left(a.given_name, 1) || '.', nullif(left(a.patronymic, 1), '') || '.') end as attendee
      from comes c join person n on n.id = c.student_id join person a on a.id = c.attendee_id
      join account t on t.person_id = a.id and t.password_hash is not null and t.disabled_at is null
      join enrolment e on e.student_id = c.student_id
        and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
      join class k on k.id = e.class_id
      where not exists (
        select from booking b where b.consultation_id = ${turn.id} and b.student_id = c.student_id
          and b.state in ('booked', 'invited'))
      order by k.grade, k.letter, n.family_name, n.given_name, n.id, c.attendee_id limit ${MOST_INVITEES}
    `,
  );
}

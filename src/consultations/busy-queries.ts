import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const BusyRow = z.object({
  kind: z.enum(['booked', 'same_day', 'lesson', 'teaches', 'consults']),
  booking_id: id.nullable(),
  /** Whom they are booked with, or the subject of the lesson. */
  what: z.string(),
  starts: z.string(),
});

/** What keeps somebody from coming at a time. */
export type Busy = z.output<typeof BusyRow>;

/**
 * What keeps whoever would come from coming to a turn: another consultation that they are booked for at that time; a
 * booking with the same teacher on that day for the same child; for a pupil a lesson of their own, for a teacher who
 * comes as a guardian a lesson or a consultation that they give.
 * @param leavingBookingId a booking that is given up for this one: it is in nobody's way
 */
export function findBusy(
  db: Db,
  asked: { consultationId: number; studentId: number; attendeeId: number; leavingBookingId: number | null },
): Promise<Busy[]> {
  return db.rows(
    BusyRow,
    sql`
      with turn as (
        select c.id, c.teacher_id, c.day, c.starts_at, c.ends_at, c.during, o.time_zone
        from consultation c cross join school o where c.id = ${asked.consultationId}
      ), busy as (
        select case when b.during && t.during then 'booked' else 'same_day' end as kind, b.id as booking_id,
          concat_ws(' ', p.family_name, left(p.given_name, 1) || '.', nullif(left(p.patronymic, 1), '') || '.') as what,
          c.starts_at, t.time_zone
        from turn t join consultation c on c.day = t.day and c.id <> t.id
        join booking b on b.consultation_id = c.id and b.attendee_id = ${asked.attendeeId} and b.state = 'booked'
          and (b.during && t.during or c.teacher_id = t.teacher_id and b.student_id = ${asked.studentId})
          and b.id is distinct from ${asked.leavingBookingId}::bigint
        join person p on p.id = c.teacher_id
        union all
        select 'lesson', null, j.name, l.starts_at, t.time_zone
        from turn t join lesson l on l.day = t.day and l.status <> 'cancelled'
          and l.starts_at < t.ends_at and l.ends_at > t.starts_at
        join course k on k.id = l.course_id join subject j on j.id = k.subject_id
        where ${asked.attendeeId} = ${asked.studentId} and exists (
          select from group_student g where g.group_id = k.group_id and g.student_id = ${asked.studentId}
            and g.starts_on <= t.day and (g.ends_on is null or g.ends_on >= t.day))
        union all
        select 'teaches', null, j.name, l.starts_at, t.time_zone
        from turn t join lesson_teacher h on h.person_id = ${asked.attendeeId} and h.day = t.day and h.is_active
          and h.during && t.during
        join lesson l on l.id = h.lesson_id
        join course k on k.id = l.course_id join subject j on j.id = k.subject_id
        union all
        select 'consults', null, '', c.starts_at, t.time_zone
        from turn t join consultation c on c.teacher_id = ${asked.attendeeId} and c.day = t.day and c.state = 'open'
          and c.during && t.during
      )
      select kind, booking_id, what, to_char(starts_at at time zone time_zone, 'HH24:MI') as starts
      from busy order by kind, starts_at limit 5
    `,
  );
}

/** What keeps somebody from coming, in words for the one who books. */
export function busySaid(busy: Busy): string {
  switch (busy.kind) {
    case 'booked':
      return `В это время уже есть другая запись: ${busy.what}, ${busy.starts}. Выберите другое время или перенесите ту запись.`;
    case 'same_day':
      return `К этому учителю вы уже записаны в этот день, на ${busy.starts}. Если удобнее другое время, перенесите запись.`;
    case 'lesson':
      return `В это время у ученика урок: ${busy.what}, ${busy.starts}. Выберите другое время.`;
    case 'teaches':
      return `В это время вы ведёте урок: ${busy.what}, ${busy.starts}. Выберите другое время.`;
    default:
      return `В это время у вас своя консультация, ${busy.starts}. Выберите другое время.`;
  }
}

/** The same for whoever accepts an invitation: its place is held, so that no other booking can be moved to it. */
export function busyForInvitationSaid(busy: Busy): string {
  return busy.kind === 'same_day'
    ? `К этому учителю вы уже записаны в этот день, на ${busy.starts}. Если удобнее время из приглашения, сначала отмените ту запись, потом примите его.`
    : busySaid(busy);
}

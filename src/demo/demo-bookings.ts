import sql from 'sql-template-tag';
import type { Db } from '../db/db.ts';
import type { LessonsByDay } from './pick-lessons.ts';

/** A place of a consultation of the demo; the turn by its teacher and beginning. */
export interface DemoBooking {
  teacherId: number;
  at: Temporal.Instant;
  studentId: number;
  attendeeId: number;
  words: string;
  came?: boolean | null;
  outcome?: string;
  isInvitation?: boolean;
}

/** Pupils of a class who are not of the cast, each with a guardian. */
export function familiesOf(
  lessons: LessonsByDay,
  className: string,
): { studentId: number; attendeeId: number }[] {
  const { rows } = lessons.plan;
  const ofClass = rows.class.find((one) => `${one.grade}${one.letter}` === className);
  const guardians = new Map(
    rows.guardianship.filter((one) => one.ends_on === null).map((one) => [one.student_id, one.guardian_id]),
  );
  return rows.enrolment
    .filter(
      (one) => one.class_id === ofClass?.id && one.ends_on === null && !lessons.castIds.has(one.student_id),
    )
    .flatMap(({ student_id: studentId }) => {
      const attendeeId = guardians.get(studentId);
      return attendeeId === undefined || lessons.castIds.has(attendeeId) ? [] : [{ studentId, attendeeId }];
    });
}

/** A room in which a teacher has lessons; empty where there is none. */
export function roomOf({ plan: { rows } }: LessonsByDay, teacherId: number): string {
  const taught = new Set(
    rows.course_teacher.filter((one) => one.person_id === teacherId).map((one) => one.course_id),
  );
  return rows.timetable_slot.find((slot) => taught.has(slot.course_id) && slot.room !== '')?.room ?? '';
}

/** Writes places in the order given: the first of a turn has place 1. Two days before, or some hours ago. */
export async function writeBookings(
  tx: Db,
  bookings: readonly DemoBooking[],
  now: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    insert into booking (consultation_id, student_id, attendee_id, place, during, state, words, made_by, made_at,
      changed_at, expires_at, came, outcome, outcome_at)
    select c.id, g."studentId", g."attendeeId", row_number() over (partition by c.id order by g.place), c.during,
      case when g."isInvitation" then 'invited' else 'booked' end, g.words,
      case when g."isInvitation" then g."teacherId" else g."attendeeId" end, m.at, m.at,
      case when g."isInvitation" then ${now}::timestamptz + interval '2 days' end, g.came, coalesce(g.outcome, ''),
      case when g.came is not null then c.ends_at + interval '30 minutes' end
    from rows from (jsonb_to_recordset(${JSON.stringify(bookings)}::jsonb) as ("teacherId" bigint, at timestamptz,
      "studentId" bigint, "attendeeId" bigint, words text, came boolean, outcome text, "isInvitation" boolean))
      with ordinality as g("teacherId", at, "studentId", "attendeeId", words, came, outcome, "isInvitation", place)
    join consultation c on c.teacher_id = g."teacherId" and c.starts_at = g.at
    cross join lateral (
      select least(c.starts_at - interval '2 days', ${now}::timestamptz - interval '5 hours') as at) m
    order by g.place`);
  await tx.run(sql`
    update consultation c set taken = b.many from (
      select consultation_id, count(*) as many from booking group by consultation_id
    ) b where b.consultation_id = c.id`);
}

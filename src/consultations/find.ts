import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';
import type { Finder } from '../web/route.ts';
import { offersTo } from './offered.ts';
import { attendeeKinds, audiences } from './open-series.ts';

/** A turn with its series and teacher. The link of an online one stays in the database. */
export const ConsultationRow = z.object({
  id,
  series_id: id,
  parents_day_id: id.nullable(),
  teacher_id: id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  day,
  starts_at: instant,
  ends_at: instant,
  starts: z.string(),
  ends: z.string(),
  room: z.string(),
  places: z.number(),
  taken: z.number(),
  state: z.enum(['open', 'cancelled']),
  cancelled_reason: z.string(),
  version: z.number(),
  topic: z.string(),
  format: z.enum(['online', 'in_person']),
  service_id: id.nullable(),
  service_name: z.string().nullable(),
  /** Online: whether its service may be used on its day; in the school always. */
  is_service_approved: z.boolean(),
  audience: z.enum(audiences),
  attendees: z.enum(attendeeKinds),
  cancel_hours: z.number(),
});
export type ConsultationRow = z.output<typeof ConsultationRow>;

/** The columns of ConsultationRow, of `consultationJoins`. */
export const consultationColumns: Sql = sql`
  c.id, c.series_id, s.parents_day_id, c.teacher_id, p.family_name, p.given_name, p.patronymic, c.day, c.starts_at,
  c.ends_at, to_char(c.starts_at at time zone o.time_zone, 'HH24:MI') as starts,
  to_char(c.ends_at at time zone o.time_zone, 'HH24:MI') as ends, c.room, c.places, c.taken, c.state,
  c.cancelled_reason, c.version, s.topic, s.format, s.service_id, v.name as service_name,
  s.format = 'in_person' or service_status(v, c.day) = 'approved' and exists (
    select from service_purpose u where u.service_id = v.id and u.purpose = 'videoconference') as is_service_approved,
  s.audience, s.attendees, s.cancel_hours`;

export const consultationJoins: Sql = sql`
  consultation c join consultation_series s on s.id = c.series_id
  join person p on p.id = c.teacher_id
  cross join school o
  left join service v on v.id = s.service_id`;

/** How many wait for a turn `c`, or for any of its day, as an expression. */
export const waitingOf: Sql = sql`(
  select count(*)::int from consultation_wait w
  where w.series_id = c.series_id and w.day = c.day and w.state = 'waiting'
    and (w.consultation_id is null or w.consultation_id = c.id))`;

const FoundRow = ConsultationRow.extend({
  /** The actor's pupils for whom it is meant today. */
  offered_students: z.array(id),
  /** How many wait for a place of it. */
  waiting: z.number(),
});

/** A turn as somebody found it. */
export type FoundConsultation = z.output<typeof FoundRow>;

/**
 * The bookings `b` that this actor's family has: those that the actor comes to, and those that their pupil comes to;
 * of children whom they may see today only. Another guardian's are that guardian's.
 */
export function isOwnBooking(actor: Actor): Sql {
  return sql`(b.student_id = any(${pupilsOf(actor)}::bigint[])
    and b.attendee_id in (b.student_id, ${actor.personId}::bigint))`;
}

/** Whether this actor holds the consultations `c`: the teacher whose they are. */
export function isTeachersOwn(actor: Actor): Sql {
  return actor.roles.has('teacher') ? sql`c.teacher_id = ${actor.personId}` : sql`false`;
}

function found(db: Db, consultationId: number, actor: Actor, today: string, isSeen: Sql) {
  return db.maybeRow(
    FoundRow,
    sql`
      select ${consultationColumns}, array(
        select distinct f.student_id from ${offersTo(actor, today)} f where f.series_id = s.id) as offered_students,
        ${waitingOf} as waiting
      from ${consultationJoins}
      where c.id = ${consultationId} and ${isSeen}
    `,
  );
}

type ConsultationParams = { consultationId: number };

/**
 * A turn through whoever asks: its teacher, the coordinator, families for whom it is meant today or who have or had a
 * place of it. Other teachers have nothing to look for there.
 */
export const consultationForActor: Finder<FoundConsultation, ConsultationParams> = ({
  db,
  params,
  actor,
  today,
}) => {
  const isKept = actor.roles.has('coordinator') ? sql`true` : isTeachersOwn(actor);
  return found(
    db,
    params.consultationId,
    actor,
    today,
    sql`(${isKept} or c.series_id in (select f.series_id from ${offersTo(actor, today)} f)
      or exists (select from booking b where b.consultation_id = c.id and ${isOwnBooking(actor)}))`,
  );
};

/** A turn for what its teacher alone does with it. */
export const consultationOfTeacher: Finder<FoundConsultation, ConsultationParams> = ({
  db,
  params,
  actor,
  today,
}) => found(db, params.consultationId, actor, today, isTeachersOwn(actor));

/** Any turn: an entry is answered in words and logged, also for those whom it is not for. */
export const consultationToEnter: Finder<FoundConsultation, ConsultationParams> = ({
  db,
  params,
  actor,
  today,
}) => found(db, params.consultationId, actor, today, sql`true`);

/** A turn for its teacher and the coordinator. */
export const consultationOfKeeper: Finder<FoundConsultation, ConsultationParams> = ({
  db,
  params,
  actor,
  today,
}) =>
  found(
    db,
    params.consultationId,
    actor,
    today,
    actor.roles.has('coordinator') ? sql`true` : isTeachersOwn(actor),
  );

/** Whether somebody looks at their own turn as its teacher. */
export function isTeacherOf(actor: Actor, turn: Pick<ConsultationRow, 'teacher_id'>): boolean {
  return actor.roles.has('teacher') && actor.personId === turn.teacher_id;
}

/** The next open turn of a series, for the words of a notice; null where all are over or cancelled. */
export function consultationOfSeries(
  db: Db,
  seriesId: number,
  now: Temporal.Instant,
): Promise<ConsultationRow | null> {
  return db.maybeRow(
    ConsultationRow,
    sql`
      select ${consultationColumns} from ${consultationJoins}
      where c.series_id = ${seriesId} and c.state = 'open' and c.starts_at > ${now} order by c.starts_at limit 1
    `,
  );
}

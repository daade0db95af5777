import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Child } from '../access/actor.ts';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { ParentsDayRow } from './parents-day-find.ts';

/** A guardian who comes, and the children whom it is about. */
export interface Family {
  personId: number;
  children: readonly Child[];
}

const OfferRow = z.object({
  series_id: id,
  teacher_id: id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  room: z.string(),
  service_name: z.string().nullable(),
  /** Free turns that have not begun: number and local start in minutes since midnight, by time. */
  turns: z.array(z.object({ id, start: z.number() })),
  /** Any turn that has not begun, to wait for one at; null where there is none. */
  some_turn: id.nullable(),
  /** Of whoever asks: the teacher's own evening, with who is booked. */
  held: z
    .array(
      z.object({
        starts: z.string(),
        ends: z.string(),
        student: z.string(),
        class_name: z.string(),
        attendee: z.string(),
        words: z.string(),
      }),
    )
    .nullable(),
});
/** A teacher who receives on a parents' day. */
export type OfferRow = z.output<typeof OfferRow>;

/** Teachers who receive on a day, with their free turns; by name. The names of the booked only to the teacher. */
export function listOffers(
  db: Db,
  day: ParentsDayRow,
  lookerId: number,
  now: Temporal.Instant,
): Promise<OfferRow[]> {
  return db.rows(
    OfferRow,
    sql`
      select s.id as series_id, s.teacher_id, p.family_name, p.given_name, p.patronymic, s.room,
        v.name as service_name, n.turns, n.some_turn, case when s.teacher_id = ${lookerId} then coalesce((
          select jsonb_agg(jsonb_build_object(
            'starts', to_char(c.starts_at at time zone o.time_zone, 'HH24:MI'),
            'ends', to_char(c.ends_at at time zone o.time_zone, 'HH24:MI'),
            'student', u.family_name || ' ' || u.given_name,
            'class_name', coalesce((
              select k.name from enrolment e join class k on k.id = e.class_id
              where e.student_id = u.id and e.starts_on <= c.day and (e.ends_on is null or e.ends_on >= c.day)), ''),
            'attendee', a.family_name || ' ' || a.given_name || ' ' || a.patronymic, 'words', b.words)
            order by c.starts_at)
          from consultation c join booking b on b.consultation_id = c.id and b.state = 'booked'
          join person u on u.id = b.student_id join person a on a.id = b.attendee_id
          where c.series_id = s.id), '[]') end as held
      from consultation_series s
      join person p on p.id = s.teacher_id
      cross join school o
      left join service v on v.id = s.service_id
      cross join lateral (
        select count(*) as of_day,
          coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'start',
            extract(epoch from (c.starts_at at time zone o.time_zone)::time)::int / 60) order by c.starts_at)
            filter (where c.taken < c.places and c.starts_at > ${now}), '[]') as turns,
          min(c.id) filter (where c.starts_at > ${now}) as some_turn
        from consultation c where c.series_id = s.id and c.state = 'open'
      ) n
      where s.parents_day_id = ${day.id} and n.of_day > 0
      order by p.family_name, p.given_name, p.id
    `,
  );
}

const TaughtRow = z.object({
  student_id: id,
  teacher_id: id,
  /** By name; empty for a class teacher who teaches the child nothing. */
  subjects: z.array(z.string()),
  is_class_teacher: z.boolean(),
});
export type TaughtRow = z.output<typeof TaughtRow>;

/** Who teaches pupils what on a day, and who heads their classes. @param day local day */
export function listTeachersOf(db: Db, studentIds: readonly number[], day: string): Promise<TaughtRow[]> {
  return db.rows(
    TaughtRow,
    sql`
      with taught as (
        select g.student_id, t.person_id as teacher_id, j.name as subject, false as is_class_teacher
        from group_student g join course k on k.group_id = g.group_id
        join school_year y on y.id = k.school_year_id and ${day} between y.starts_on and y.ends_on
        join course_teacher t on t.course_id = k.id
        join subject j on j.id = k.subject_id
        where g.student_id = any(${studentIds}::bigint[]) and g.starts_on <= ${day}
          and (g.ends_on is null or g.ends_on >= ${day})
        union
        select e.student_id, k.class_teacher_id, null, true
        from enrolment e join class k on k.id = e.class_id
        where e.student_id = any(${studentIds}::bigint[]) and e.starts_on <= ${day}
          and (e.ends_on is null or e.ends_on >= ${day}) and k.class_teacher_id is not null
      )
      select student_id, teacher_id, coalesce(array_agg(distinct subject order by subject) filter (where subject is not null), '{}') as subjects,
        bool_or(is_class_teacher) as is_class_teacher
      from taught group by student_id, teacher_id
    `,
  );
}

const BusyRow = z.object({
  /** «talk»: a place of the family's own; «away»: the guardian teaches or receives, or comes for another child. */
  kind: z.enum(['talk', 'away']),
  booking_id: id.nullable(),
  series_id: id.nullable(),
  student_id: id.nullable(),
  teacher_id: id.nullable(),
  /** The teacher of a talk; empty where the guardian is away. */
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  room: z.string(),
  service_name: z.string().nullable(),
  /** Local times in minutes since midnight. */
  start: z.number(),
  end: z.number(),
  is_invited: z.boolean(),
  starts_at: instant,
  /** Up to how many hours before a family moves it by itself. */
  cancel_hours: z.number(),
});
export type BusyRow = z.output<typeof BusyRow>;

/**
 * What a guardian has in the hours of a parents' day, by time: places of any consultation, invitations too, and, of a
 * teacher, the lessons and turns of their own.
 */
export function listBusy(db: Db, day: ParentsDayRow, family: Family): Promise<BusyRow[]> {
  const children = family.children.map((child) => child.id);
  return db.rows(
    BusyRow,
    sql`
      with busy as (
        select case when b.student_id = any(${children}::bigint[]) then 'talk' else 'away' end as kind,
          b.id as booking_id, c.series_id, b.student_id, c.teacher_id, c.room, b.state = 'invited' as is_invited,
          c.starts_at, c.ends_at
        from booking b join consultation c on c.id = b.consultation_id and c.day = ${day.day}
        where b.attendee_id = ${family.personId} and b.state in ('booked', 'invited')
        union all
        select 'away', null, null, null, null, '', false, c.starts_at, c.ends_at
        from consultation c where c.teacher_id = ${family.personId} and c.day = ${day.day} and c.state = 'open'
        union all
        select 'away', null, null, null, null, '', false, l.starts_at, l.ends_at
        from lesson_teacher t join lesson l on l.id = t.lesson_id
        where t.person_id = ${family.personId} and t.day = ${day.day} and t.is_active
      )
      select u.kind, u.booking_id, u.series_id, u.student_id, u.teacher_id, coalesce(p.family_name, '') as family_name,
        coalesce(p.given_name, '') as given_name, coalesce(p.patronymic, '') as patronymic, u.room,
        v.name as service_name, extract(epoch from (u.starts_at at time zone o.time_zone)::time)::int / 60 as start,
        extract(epoch from (u.ends_at at time zone o.time_zone)::time)::int / 60 as end, u.is_invited,
        u.starts_at, coalesce(s.cancel_hours, 0) as cancel_hours
      from busy u
      left join consultation_series s on s.id = u.series_id
      left join person p on p.id = u.teacher_id
      left join service v on v.id = s.service_id
      cross join school o
      where (u.starts_at at time zone o.time_zone)::time < ${day.ends}::time
        and (u.ends_at at time zone o.time_zone)::time > ${day.starts}::time
      order by u.starts_at, u.booking_id
    `,
  );
}

const TurnRow = z.object({
  id,
  series_id: id,
  teacher_id: id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  room: z.string(),
  start: z.number(),
  end: z.number(),
});
export type TurnOfOffer = z.output<typeof TurnRow>;

/** Those of some turns that belong to a parents' day, whatever has become of them. */
export function listTurnsOf(db: Db, dayId: number, turnIds: readonly number[]): Promise<TurnOfOffer[]> {
  return db.rows(
    TurnRow,
    sql`
      select c.id, c.series_id, c.teacher_id, p.family_name, p.given_name, p.patronymic, c.room,
        extract(epoch from (c.starts_at at time zone o.time_zone)::time)::int / 60 as start,
        extract(epoch from (c.ends_at at time zone o.time_zone)::time)::int / 60 as end
      from consultation c join consultation_series s on s.id = c.series_id
      join person p on p.id = c.teacher_id
      cross join school o
      where c.id = any(${turnIds}::bigint[]) and s.parents_day_id = ${dayId}
    `,
  );
}

import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { absenceReasons, absenceStates } from '../attendance/absence-words.ts';
import { coversLesson } from '../attendance/covering-absence.ts';
import { day, id, instant } from '../db/columns.ts';
import { Count, type Db } from '../db/db.ts';

export const AbsenceRow = z.object({
  id,
  student_id: id,
  family_name: z.string(),
  given_name: z.string(),
  call_name: z.string(),
  class_name: z.string(),
  starts_on: day,
  ends_on: day,
  periods: z.array(z.number()).nullable(),
  reason: z.enum(absenceReasons),
  words: z.string(),
  state: z.enum(absenceStates),
  announced_by: id.nullable(),
  announced_at: instant,
  /** «Белова И. Н., мать» */
  announcer: z.string(),
  question: z.string(),
  answer: z.string(),
  decider: z.string(),
  decided_at: instant.nullable(),
  version: z.number(),
  /** Whether it is an absence of a class that this actor leads, or of any class for the coordinator. */
  is_kept: z.boolean(),
});
export type AbsenceRow = z.infer<typeof AbsenceRow>;

const shortNameOf = (alias: 'b' | 'd') => {
  const of = alias === 'b' ? sql`b` : sql`d`;
  return sql`concat_ws(' ', ${of}.family_name, left(${of}.given_name, 1) || '.',
    nullif(left(${of}.patronymic, 1), '') || '.')`;
};

/** Those whose absences this actor decides: the pupils of headed classes today, of all classes for the coordinator. */
function isKeptBy(actor: Actor): Sql {
  if (actor.roles.has('coordinator')) return sql`true`;
  return sql`coalesce(e.class_id = any(${actor.headedClasses.map((one) => one.id)}::bigint[]), false)`;
}

const columns = (actor: Actor) => sql`
  a.id, a.student_id, p.family_name, p.given_name, coalesce(nullif(p.call_name, ''), p.given_name) as call_name,
  coalesce(k.name, '') as class_name, a.starts_on, a.ends_on, to_jsonb(a.periods) as periods, a.reason, a.words,
  a.state, a.announced_by, a.announced_at,
  coalesce(case when b.id is not null then concat_ws(', ', ${shortNameOf('b')}, nullif(g.relation, '')) end, '')
    as announcer,
  a.question, a.answer, coalesce(case when d.id is not null then ${shortNameOf('d')} end, '') as decider,
  a.decided_at, a.version, ${isKeptBy(actor)} as is_kept`;

const joins = (today: string) => sql`
  absence a join person p on p.id = a.student_id
  left join enrolment e on e.student_id = a.student_id and e.starts_on <= ${today}
    and (e.ends_on is null or e.ends_on >= ${today})
  left join class k on k.id = e.class_id
  left join person b on b.id = a.announced_by
  left join guardianship g on g.guardian_id = b.id and g.student_id = a.student_id
  left join person d on d.id = a.decided_by`;

const childrenOf = (actor: Actor) => actor.children.map((child) => child.id);

/** One absence through whoever asks: guardians today, the class teacher of today, the coordinator. Null otherwise. */
export function findAbsence(
  db: Db,
  absenceId: number,
  actor: Actor,
  today: string,
): Promise<AbsenceRow | null> {
  return db.maybeRow(
    AbsenceRow,
    sql`
      select ${columns(actor)} from ${joins(today)}
      where a.id = ${absenceId}
        and (a.student_id = any(${childrenOf(actor)}::bigint[]) or ${isKeptBy(actor)})
    `,
  );
}

const MOST_OWN = 40;

/**
 * The absences of children whom a guardian may see today, newest first.
 * @param childId of this child alone; null: of all of them
 */
export function listOwnAbsences(
  db: Db,
  actor: Actor,
  childId: number | null,
  today: string,
): Promise<AbsenceRow[]> {
  return db.rows(
    AbsenceRow,
    sql`
      select ${columns(actor)} from ${joins(today)}
      where a.student_id = any(${childId === null ? childrenOf(actor) : [childId]}::bigint[])
      order by a.starts_on desc, a.id desc limit ${MOST_OWN}::integer
    `,
  );
}

/** The last so many days count as recent in the list of class teachers. */
export const RECENT_DAYS = 60;
export const MOST_KEPT = 200;

/**
 * The absences that wait for a decision, and for «all» also those of the last days; undecided ones first, then those
 * that are asked about, then the newest.
 */
export function listKeptAbsences(db: Db, actor: Actor, isAll: boolean, today: string): Promise<AbsenceRow[]> {
  const recent = isAll ? sql`a.ends_on >= ${today}::date - ${RECENT_DAYS}::integer` : sql`false`;
  return db.rows(
    AbsenceRow,
    sql`
      select ${columns(actor)} from ${joins(today)}
      where ${isKeptBy(actor)} and (a.state in ('announced', 'asked') or ${recent})
      order by a.state <> 'announced', a.state <> 'asked', a.starts_on desc, a.id desc
      limit ${MOST_KEPT}::integer
    `,
  );
}

const MarkRow = z.object({
  lesson_id: id,
  student_id: id,
  day,
  starts: z.string(),
  subject: z.string(),
  attendance: z.enum(['present', 'late', 'absent', 'excused', 'technical']),
  minutes_late: z.number().nullable(),
});
export type MarkRow = z.infer<typeof MarkRow>;

/** What registers say of pupils is shown to guardians for so many days. */
export const MARK_DAYS = 28;

/**
 * What registers of online lessons say of these pupils, newest first; neither remark nor activity. An absence is shown
 * no sooner than guardians are told of it: until then the mark may be a mistake.
 * @param told registers saved up to this moment had their word sent
 */
export function listMarks(
  db: Db,
  studentIds: readonly number[],
  { today, timeZone, told }: { today: string; timeZone: string; told: Temporal.Instant },
): Promise<MarkRow[]> {
  return db.rows(
    MarkRow,
    sql`
      select m.lesson_id, m.student_id, m.day, to_char(l.starts_at at time zone ${timeZone}, 'HH24:MI') as starts,
        s.name as subject, m.attendance, m.minutes_late
      from mark m join register r on r.lesson_id = m.lesson_id
      join lesson l on l.id = m.lesson_id
      join course c on c.id = l.course_id join subject s on s.id = c.subject_id
      where m.student_id = any(${studentIds}::bigint[])
        and m.day between ${today}::date - ${MARK_DAYS}::integer and ${today}
        and (m.attendance <> 'absent' or r.changed_at <= ${told} or exists (
          select from mark_notice n where n.lesson_id = m.lesson_id and n.student_id = m.student_id))
      order by l.starts_at desc limit 500
    `,
  );
}

const UntoldRow = z.object({
  student_id: id,
  family_name: z.string(),
  given_name: z.string(),
  class_name: z.string(),
  lessons: z.array(z.object({ id, subject: z.string(), day })),
  guardians: z.array(z.object({ name: z.string(), relation: z.string(), phone: z.string() })),
});
export type UntoldRow = z.infer<typeof UntoldRow>;

/**
 * Pupils of whose unexcused absences no guardian could be told: none is there, or none can sign in. With the guardians
 * of today and their telephones, for whoever decides on their absences.
 * @param told registers saved up to this moment had their word sent
 */
export function listUntold(
  db: Db,
  actor: Actor,
  { today, told }: { today: string; told: Temporal.Instant },
): Promise<UntoldRow[]> {
  return db.rows(
    UntoldRow,
    sql`
      select p.id as student_id, p.family_name, p.given_name, k.name as class_name,
        jsonb_agg(jsonb_build_object('id', l.id, 'subject', s.name, 'day', l.day) order by l.starts_at desc) as lessons,
        coalesce((
          select jsonb_agg(jsonb_build_object('name', concat_ws(' ', w.family_name, w.given_name,
            nullif(w.patronymic, '')), 'relation', g.relation, 'phone', w.phone) order by w.id)
          from guardianship g join person w on w.id = g.guardian_id
          where g.student_id = p.id and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
        ), '[]') as guardians
      from enrolment e join class k on k.id = e.class_id
      join person p on p.id = e.student_id
      join mark m on m.student_id = e.student_id and m.attendance = 'absent'
        and m.day between ${today}::date - 14 and ${today}
      join register r on r.lesson_id = m.lesson_id and r.changed_at <= ${told}
      join lesson l on l.id = m.lesson_id
      join course c on c.id = l.course_id join subject s on s.id = c.subject_id
      where e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today}) and ${isKeptBy(actor)}
        and not exists (select from absence a where a.student_id = m.student_id and ${coversLesson})
        and not exists (
          select from guardianship g join account a on a.person_id = g.guardian_id
            and a.password_hash is not null and a.disabled_at is null
          where g.student_id = m.student_id
            and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today}))
      group by p.id, k.id
      order by k.grade, k.letter, p.family_name, p.given_name limit 60
    `,
  );
}

/** How many marks «нет» an absence covers that this person may still correct. */
export async function countExcusable(db: Db, absenceId: number, since: string | null): Promise<number> {
  const found = await db.row(
    Count,
    sql`
      select count(*) as count
      from absence a
      join mark m on m.student_id = a.student_id and m.day between a.starts_on and a.ends_on
      join lesson l on l.id = m.lesson_id
      where a.id = ${absenceId} and m.attendance = 'absent' and ${coversLesson}
        and (${since}::date is null or m.day >= ${since}::date)
    `,
  );
  return found.count;
}

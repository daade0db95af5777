import sql from 'sql-template-tag';
import * as z from 'zod';
import { type Actor, isStaff } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { pupilsOf } from '../service-register/channel-reach.ts';
import type { HealthLimit } from './announcing-rule.ts';

const TeacherShape = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  /** Whom this teacher substitutes, by name and number; null for the course's own teacher. */
  replaces: z.string().nullable(),
  replaces_id: id.nullable(),
});

/** A lesson as its own page and the rules need it. Its link stays in the database. */
export const LessonRow = z.object({
  id,
  version: z.number(),
  course_id: id,
  group_id: id,
  subject: z.string(),
  day,
  period: z.number(),
  starts_at: instant,
  ends_at: instant,
  start_time: z.string(),
  end_time: z.string(),
  room: z.string(),
  status: z.enum(['planned', 'cancelled', 'held']),
  format: z.enum(['in_person', 'online']),
  service_id: id.nullable(),
  service_name: z.string().nullable(),
  service_status: z.string().nullable(),
  topic: z.string(),
  preparation: z.string(),
  announced_at: instant.nullable(),
  is_late: z.boolean(),
  late_reason: z.string(),
  warnings: z.array(z.string()),
  cancelled_reason: z.string(),
  /** When the register was last saved; null: it is not filled. */
  register_saved_at: instant.nullable(),
  was_not_held: z.boolean(),
  planned_day: day.nullable(),
  planned_period: z.number().nullable(),
  planned_room: z.string().nullable(),
  group_name: z.string(),
  classes: z.array(z.object({ id, name: z.string(), grade: z.number(), is_whole: z.boolean() })),
  teachers: z.array(TeacherShape),
  teaches: z.boolean(),
  own_students: z.array(id),
  /** Of the own pupils, who said that they cannot get in. */
  calls: z.array(z.object({ student_id: id, at: z.string() })),
});
export type LessonRow = z.infer<typeof LessonRow>;

/**
 * One lesson through whoever asks: staff see all, pupils those of their groups as of the lesson's day, guardians
 * those of children whom they may see today. Null where it is not there or not theirs.
 */
export function findLesson(db: Db, lessonId: number, actor: Actor): Promise<LessonRow | null> {
  return lessonFor(db, lessonId, actor, isStaff(actor));
}

/** One lesson whoever asks: for the entry, which answers strangers in words and logs them. */
export function findAnyLesson(db: Db, lessonId: number, actor: Actor): Promise<LessonRow | null> {
  return lessonFor(db, lessonId, actor, true);
}

async function lessonFor(
  db: Db,
  lessonId: number,
  actor: Actor,
  seesAll: boolean,
): Promise<LessonRow | null> {
  const own = pupilsOf(actor);
  const row = await db.maybeRow(
    LessonRow,
    sql`
      select l.id, l.version, l.course_id, c.group_id, j.name as subject, l.day, l.period, l.starts_at, l.ends_at,
        to_char(l.starts_at at time zone o.time_zone, 'HH24:MI') as start_time,
        to_char(l.ends_at at time zone o.time_zone, 'HH24:MI') as end_time,
        l.room, l.status, l.format, l.service_id, s.name as service_name,
        case when s.id is not null then service_status(s, l.day) end as service_status,
        l.topic, l.preparation, l.announced_at, l.is_late, l.late_reason, l.warnings, l.cancelled_reason,
        r.changed_at as register_saved_at, coalesce(r.not_held_reason <> '', false) as was_not_held,
        l.planned_day, l.planned_period, l.planned_room, g.name as group_name,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'grade', k.grade, 'is_whole', gc.is_whole)
            order by k.grade, k.letter)
          from study_group_class gc join class k on k.id = gc.class_id where gc.group_id = g.id
        ), '[]') as classes,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', p.id, 'family_name', p.family_name, 'given_name', p.given_name,
            'patronymic', p.patronymic, 'replaces_id', r.id, 'replaces', case when r.id is not null
              then concat_ws(' ', r.family_name, left(r.given_name, 1) || '.', nullif(left(r.patronymic, 1), '') || '.') end)
            order by t.position, p.family_name)
          from lesson_teacher t join person p on p.id = t.person_id left join person r on r.id = t.replaces_id
          where t.lesson_id = l.id
        ), '[]') as teachers,
        exists (
          select from lesson_teacher t where t.lesson_id = l.id and t.person_id = ${actor.personId}
        ) as teaches,
        array(
          select m.student_id from group_student m
          where m.group_id = c.group_id and m.student_id = any(${own}::bigint[])
            and m.starts_on <= l.day and (m.ends_on is null or m.ends_on >= l.day)
        ) as own_students,
        coalesce((
          select jsonb_agg(jsonb_build_object('student_id', k.student_id, 'at', k.opened_at) order by k.opened_at)
          from ticket k
          where k.lesson_id = l.id and k.kind = 'lesson_entry' and k.student_id = any(${own}::bigint[])
        ), '[]') as calls
      from lesson l
      join course c on c.id = l.course_id
      join subject j on j.id = c.subject_id
      join study_group g on g.id = c.group_id
      cross join school o
      left join service s on s.id = l.service_id
      left join register r on r.lesson_id = l.id
      where l.id = ${lessonId}
    `,
  );
  return row !== null && (seesAll || row.own_students.length > 0) ? row : null;
}

/** Whether this actor keeps the lesson: its teacher, or the coordinator. */
export function mayAnnounce(actor: Actor, lesson: Pick<LessonRow, 'teaches'>): boolean {
  return actor.roles.has('coordinator') || (actor.roles.has('teacher') && lesson.teaches);
}

/** Whether this actor sees who was told and who came: its teacher, the class teacher of its pupils, the coordinator. */
export function maySeeParticipants(actor: Actor, lesson: Pick<LessonRow, 'teaches' | 'classes'>): boolean {
  return (
    mayAnnounce(actor, lesson) ||
    lesson.classes.some((of) => actor.headedClasses.some((headed) => headed.id === of.id))
  );
}

const LinkRow = z.object({ link: z.string().nullable() });

/** The address of an online lesson. Asked for only to answer an admitted entry, or to keep what was set before. */
export async function lessonLink(db: Db, lessonId: number): Promise<string | null> {
  return (await db.row(LinkRow, sql`select link from lesson where id = ${lessonId}`)).link;
}

const ParticipantRow = z.object({
  student_id: id,
  family_name: z.string(),
  given_name: z.string(),
  has_access: z.boolean(),
  has_read: z.boolean(),
  guardians_told: z.number(),
  guardians_read: z.number(),
  guardians_out_of_reach: z.number(),
  entered_at: instant.nullable(),
  refused: z.number(),
  called_at: instant.nullable(),
  call_words: z.string(),
});
export type ParticipantRow = z.infer<typeof ParticipantRow>;

/**
 * Each pupil of the lesson's group as of its day: whether the newest notice about it reached and was read by the
 * pupil and the guardians, when Join was first pressed, how often in vain. A press is never attendance by itself.
 * @param classIds only pupils who were in these classes on that day; null: all
 */
export function listParticipants(
  db: Db,
  lessonId: number,
  classIds: readonly number[] | null,
): Promise<ParticipantRow[]> {
  return db.rows(
    ParticipantRow,
    sql`
      with newest as (select max(notice_id) as id from notice_lesson where lesson_id = ${lessonId}),
      told as (
        select rs.student_id, r.person_id, r.read_at, d.state
        from newest n join recipient r on r.notice_id = n.id
        join recipient_student rs on rs.recipient_id = r.id
        left join delivery d on d.recipient_id = r.id and d.way = 'portal'
      ), entered as (
        select student_id, min(at) filter (where outcome = 'admitted') as at,
          count(*) filter (where outcome = 'refused') as refused
        from entry where lesson_id = ${lessonId} and student_id is not null group by student_id
      )
      select p.id as student_id, p.family_name, p.given_name,
        exists (
          select from account a where a.person_id = p.id and a.password_hash is not null and a.disabled_at is null
        ) as has_access,
        exists (
          select from told t where t.student_id = p.id and t.person_id = p.id and t.read_at is not null
        ) as has_read,
        (select count(*) from told t where t.student_id = p.id and t.person_id <> p.id) as guardians_told,
        (
          select count(*) from told t where t.student_id = p.id and t.person_id <> p.id and t.read_at is not null
        ) as guardians_read,
        (
          select count(*) from told t where t.student_id = p.id and t.person_id <> p.id and t.state = 'unreachable'
        ) as guardians_out_of_reach,
        e.at as entered_at, coalesce(e.refused, 0) as refused, h.opened_at as called_at,
        coalesce(h.words, '') as call_words
      from lesson l join course c on c.id = l.course_id
      join group_student g on g.group_id = c.group_id and g.starts_on <= l.day and (g.ends_on is null or g.ends_on >= l.day)
      join person p on p.id = g.student_id
      left join entered e on e.student_id = p.id
      left join ticket h on h.lesson_id = l.id and h.student_id = p.id and h.kind = 'lesson_entry'
      where l.id = ${lessonId} and (${classIds}::bigint[] is null or exists (
        select from enrolment n where n.student_id = p.id and n.class_id = any(${classIds}::bigint[])
          and n.starts_on <= l.day and (n.ends_on is null or n.ends_on >= l.day)))
      order by p.family_name, p.given_name
    `,
  );
}

const ChangeRow = z.object({
  at: instant,
  kind: z.string(),
  reason: z.string(),
  family_name: z.string().nullable(),
  given_name: z.string().nullable(),
  patronymic: z.string().nullable(),
});
export type ChangeRow = z.infer<typeof ChangeRow>;

/** What happened to a lesson, newest first. */
export function listChanges(db: Db, lessonId: number): Promise<ChangeRow[]> {
  return db.rows(
    ChangeRow,
    sql`
      select h.at, h.kind, h.reason, p.family_name, p.given_name, p.patronymic
      from lesson_change h left join person p on p.id = h.changed_by
      where h.lesson_id = ${lessonId} order by h.at desc, h.id desc limit 20
    `,
  );
}

const LimitRow = z.object({
  kind: z.enum(['lesson_minutes', 'lesson_screen_minutes', 'day_screen_minutes']),
  minutes: z.number(),
  source: z.string(),
});

/** The health limits in force on a lesson's day for the youngest of its grades. */
export function limitsFor(db: Db, grades: readonly number[], onDay: string): Promise<HealthLimit[]> {
  const grade = Math.min(...grades.filter((each) => each > 0));
  if (!Number.isFinite(grade)) return Promise.resolve([]);
  return db.rows(
    LimitRow,
    sql`
      select kind, minutes, source from health_limit
      where ${grade} between grade_from and grade_to
        and valid_from <= ${onDay} and (valid_to is null or valid_to >= ${onDay})
      order by id
    `,
  );
}

const MinutesRow = z.object({ minutes: z.number() });

/** Online minutes that day of the busiest class among the lesson's classes, the lesson itself left out. */
export async function otherOnlineMinutes(db: Db, lesson: LessonRow): Promise<number> {
  const row = await db.row(
    MinutesRow,
    sql`
      select coalesce(max(of_class.minutes), 0)::int as minutes from (
        select gc.class_id, sum(extract(epoch from l.ends_at - l.starts_at) / 60) as minutes
        from lesson l join course c on c.id = l.course_id
        join study_group_class gc on gc.group_id = c.group_id
        where l.day = ${lesson.day} and l.format = 'online' and l.status <> 'cancelled' and l.id <> ${lesson.id}
          and gc.class_id = any(${lesson.classes.map((each) => each.id)}::bigint[])
          and gc.is_whole
        group by gc.class_id
      ) of_class
    `,
  );
  return row.minutes;
}

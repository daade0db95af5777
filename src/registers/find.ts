import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { notHeldReasons } from '../attendance/mark.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { Finder } from '../web/route.ts';

const PersonShape = z.object({ family_name: z.string(), given_name: z.string(), patronymic: z.string() });

/** An online lesson with the state of its register. Times of day are the school's, '10:25'. */
export const RegisterRow = z.object({
  lesson_id: id,
  subject: z.string(),
  day,
  period: z.number(),
  starts_at: instant,
  start_time: z.string(),
  end_time: z.string(),
  topic: z.string(),
  group_name: z.string(),
  class_names: z.string(),
  is_whole: z.boolean(),
  teachers: z.array(PersonShape),
  /** To whom its teachers turn once their term has passed; empty before. */
  coordinators: z.array(PersonShape),
  /** 0: not filled yet. */
  version: z.number(),
  filled_at: instant.nullable(),
  changed_at: instant.nullable(),
  filled_by: PersonShape.nullable(),
  not_held_reason: z.enum(['', ...notHeldReasons]),
  not_held_words: z.string(),
  teaches: z.boolean(),
  /** When the list of participants was pasted; null: it was not. */
  pasted_at: instant.nullable(),
});
export type RegisterRow = z.infer<typeof RegisterRow>;

const person = sql`'family_name', p.family_name, 'given_name', p.given_name, 'patronymic', p.patronymic`;

/**
 * The register of an online lesson that is not cancelled, through whoever asks: the coordinator's are all; a
 * teacher's those of lessons that they teach, also for somebody else, and of the classes that they head.
 */
function findRegister(db: Db, lessonId: number, actor: Actor, today: string): Promise<RegisterRow | null> {
  const teacherId = actor.roles.has('teacher') ? actor.personId : null;
  return db.maybeRow(
    RegisterRow,
    sql`
      select l.id as lesson_id, j.name as subject, l.day, l.period, l.starts_at,
        to_char(l.starts_at at time zone o.time_zone, 'HH24:MI') as start_time,
        to_char(l.ends_at at time zone o.time_zone, 'HH24:MI') as end_time,
        l.topic, g.name as group_name, of_group.class_names, of_group.is_whole,
        coalesce((
          select jsonb_agg(jsonb_build_object(${person}) order by t.position, p.family_name)
          from lesson_teacher t join person p on p.id = t.person_id where t.lesson_id = l.id
        ), '[]') as teachers,
        coalesce((
          -- only where the term of its teachers has passed: then they are told to whom to turn
          select jsonb_agg(jsonb_build_object(${person}) order by p.family_name, p.id)
          from person_role r join person p on p.id = r.person_id
          where l.day + o.register_open_days < ${today}::date and r.role = 'coordinator' and r.starts_on <= ${today} and (r.ends_on is null or r.ends_on >= ${today})
        ), '[]') as coordinators,
        coalesce(r.version, 0) as version, r.filled_at, r.changed_at,
        (select jsonb_build_object(${person}) from person p where p.id = r.filled_by) as filled_by,
        coalesce(r.not_held_reason, '') as not_held_reason, coalesce(r.not_held_words, '') as not_held_words,
        exists (
          select from lesson_teacher t where t.lesson_id = l.id and t.person_id = ${teacherId}::bigint
        ) as teaches,
        (select n.pasted_at from participant_list n where n.lesson_id = l.id) as pasted_at
      from lesson l
      join course c on c.id = l.course_id
      join subject j on j.id = c.subject_id
      join study_group g on g.id = c.group_id
      cross join school o
      cross join lateral (
        select coalesce(string_agg(k.name, ', ' order by k.grade, k.letter), '') as class_names,
          coalesce(bool_and(gc.is_whole), true) as is_whole, coalesce(array_agg(k.id), '{}') as class_ids
        from study_group_class gc join class k on k.id = gc.class_id where gc.group_id = g.id
      ) of_group
      left join register r on r.lesson_id = l.id
      where l.id = ${lessonId} and l.format = 'online' and l.status <> 'cancelled' and (
        ${actor.roles.has('coordinator')}
        or exists (select from lesson_teacher t where t.lesson_id = l.id and t.person_id = ${teacherId}::bigint)
        or of_group.class_ids && ${actor.headedClasses.map((one) => one.id)}::bigint[])
    `,
  );
}

export const registerForActor: Finder<RegisterRow, { lessonId: number }> = ({ db, params, actor, today }) =>
  findRegister(db, params.lessonId, actor, today);

import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { purposes } from '../service-register/approved.ts';
import { keeps, mayEnter } from '../service-register/channel-reach.ts';
import { serviceStatuses } from '../service-register/status.ts';

const ListRow = z.object({
  id,
  purpose: z.enum(purposes),
  class_id: id.nullable(),
  target: z.string(),
  service_name: z.string(),
  status: z.enum(serviceStatuses),
  host: z.string(),
  starts_on: day,
  ends_on: day.nullable(),
  is_kept: z.boolean(),
});
export type ChannelListRow = z.output<typeof ListRow>;

/** Channels that serve today or later and that somebody keeps or may enter, by class; the host alone of each address. */
export function listChannels(db: Db, actor: Actor, today: string): Promise<ChannelListRow[]> {
  return db.rows(
    ListRow,
    sql`
      select c.id, c.purpose, c.class_id, s.name as service_name, service_status(s, ${today}) as status,
        split_part(substr(c.address, 9), '/', 1) as host, c.starts_on, c.ends_on, coalesce(${keeps(actor)}, false) as is_kept,
        coalesce(k.name, g.name, (
          select b.name || ', ' || h.name
          from course o join subject b on b.id = o.subject_id join study_group h on h.id = o.group_id
          where o.id = c.course_id)) as target
      from channel c
      join service s on s.id = c.service_id
      left join class k on k.id = c.class_id
      left join study_group g on g.id = c.group_id
      where (c.ends_on is null or c.ends_on >= ${today}) and (${keeps(actor)} or ${mayEnter(actor, today)})
      order by k.grade nulls last, k.letter, target, c.purpose, c.starts_on
      limit 2000
    `,
  );
}

const ClassRow = z.object({ id, name: z.string() });
export type ClassOfYear = z.output<typeof ClassRow>;

/** The classes of today's school year whose channels somebody keeps: the coordinator all, class teachers their own. */
export function keptClasses(db: Db, actor: Actor, today: string): Promise<ClassOfYear[]> {
  if (!actor.roles.has('coordinator')) return Promise.resolve([...actor.headedClasses]);
  return db.rows(
    ClassRow,
    sql`
      select k.id, k.name from class k join school_year y on y.id = k.school_year_id
      where ${today} between y.starts_on and y.ends_on and k.grade > 0
      order by k.grade, k.letter
    `,
  );
}

const TargetRow = z.object({ kind: z.enum(['class', 'group', 'course']), id, name: z.string() });
export type Target = z.output<typeof TargetRow>;

/**
 * What somebody may make a channel for: the class asked about with its groups (class teacher, coordinator), and
 * its courses (coordinator) or their own courses (teacher).
 * @param classId one of `keptClasses`, or null for own courses alone
 */
export function possibleTargets(
  db: Db,
  actor: Actor,
  asked: { classId: number | null; today: string },
): Promise<Target[]> {
  const isCoordinator = actor.roles.has('coordinator');
  return db.rows(
    TargetRow,
    sql`
      select 'class' as kind, k.id, k.name from class k where k.id = ${asked.classId}
      union all
      select * from (
        select 'group', g.id, g.name from study_group g
        join study_group_class w on w.group_id = g.id and w.class_id = ${asked.classId} and not w.is_whole
        where ${isCoordinator} or not exists (
          select from study_group_class o where o.group_id = g.id and o.class_id <> ${asked.classId})
        order by g.name
      ) as part
      union all
      select * from (
        select 'course', o.id, b.name || ', ' || g.name as name
        from course o
        join subject b on b.id = o.subject_id
        join study_group g on g.id = o.group_id
        join school_year y on y.id = o.school_year_id and ${asked.today} between y.starts_on and y.ends_on
        where case when ${isCoordinator}
          then exists (select from study_group_class w where w.group_id = g.id and w.class_id = ${asked.classId})
          else exists (select from course_teacher t where t.course_id = o.id and t.person_id = ${actor.personId}) end
        order by 3
      ) as own
    `,
  );
}

const OfferedRow = z.object({
  id,
  name: z.string(),
  purpose: z.enum(purposes),
  hosts: z.array(z.string()),
});

/** A service that a channel may be made on. */
export type OfferedService = z.output<typeof OfferedRow>;

/** Services approved on a day that nobody has decided to withdraw, a row for each purpose. @param day local day */
export function offeredServices(db: Db, day: string): Promise<OfferedService[]> {
  return db.rows(
    OfferedRow,
    sql`
      select s.id, s.name, p.purpose,
        array(select h.host from service_host h where h.service_id = s.id order by h.host) as hosts
      from service s join service_purpose p on p.service_id = s.id
      where service_status(s, ${day}) = 'approved' and s.withdrawn_from is null
      order by array_position(array['videoconference', 'messenger', 'file_storage', 'e_journal'], p.purpose), s.name
    `,
  );
}

import sql, { empty } from 'sql-template-tag';
import * as z from 'zod';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { type Purpose, purposes } from '../service-register/approved.ts';
import { type ServiceStatus, serviceStatuses } from '../service-register/status.ts';

const ListRow = z.object({
  id,
  name: z.string(),
  approving_order: z.string(),
  valid_from: day,
  valid_to: day.nullable(),
  suspended_to: day.nullable(),
  withdrawn_from: day.nullable(),
  status: z.enum(serviceStatuses),
  purposes: z.array(z.enum(purposes)),
  channels: z.number(),
  lessons: z.number(),
});
export type ServiceListRow = z.output<typeof ListRow>;

/**
 * Services with what uses them: channels that serve today or later, planned online lessons from today on.
 * @param asked `q` is looked for in names, orders and hosts, without regard to case
 */
export function listServices(
  db: Db,
  asked: { today: string; status: ServiceStatus | null; q: string },
): Promise<ServiceListRow[]> {
  const like = `%${asked.q.replace(/[\\%_]/g, '\\$&')}%`;
  return db.rows(
    ListRow,
    sql`
      select s.id, s.name, s.approving_order, s.valid_from, s.valid_to, s.suspended_to, s.withdrawn_from,
        service_status(s, ${asked.today}) as status,
        array(select u.purpose from service_purpose u where u.service_id = s.id
          order by array_position(array['videoconference', 'messenger', 'file_storage', 'e_journal'], u.purpose)) as purposes,
        (select count(*) from channel c where c.service_id = s.id and (c.ends_on is null or c.ends_on >= ${asked.today})) as channels,
        (select count(*) from lesson l where l.service_id = s.id and l.format = 'online' and l.status = 'planned'
          and l.day >= ${asked.today}) as lessons
      from service s
      where true
        ${asked.status === null ? empty : sql`and service_status(s, ${asked.today}) = ${asked.status}`}
        ${
          asked.q === ''
            ? empty
            : sql`and (s.name ilike ${like} or s.approving_order ilike ${like}
                or exists (select from service_host h where h.service_id = s.id and h.host ilike ${like}))`
        }
      order by (service_status(s, ${asked.today}) = 'withdrawn'), s.name
      limit 200
    `,
  );
}

const CountRow = z.object({ status: z.enum(serviceStatuses), count: z.number() });

/** How many services there are in each state today. */
export async function countServices(db: Db, today: string): Promise<ReadonlyMap<ServiceStatus, number>> {
  const counts = await db.rows(
    CountRow,
    sql`select service_status(s, ${today}) as status, count(*) as count from service s group by 1`,
  );
  return new Map(counts.map((row) => [row.status, row.count]));
}

const ChannelRow = z.object({
  id,
  purpose: z.enum(purposes),
  target: z.string(),
  host: z.string(),
  starts_on: day,
  ends_on: day.nullable(),
});
export type DependentChannel = z.output<typeof ChannelRow>;

/** Channels of a service that serve on `from` or later, by class and purpose; their host alone, never the address. */
export function dependentChannels(db: Db, serviceId: number, from: string): Promise<DependentChannel[]> {
  return db.rows(
    ChannelRow,
    sql`
      select c.id, c.purpose, split_part(substr(c.address, 9), '/', 1) as host, c.starts_on, c.ends_on,
        coalesce(k.name, g.name, (
          select b.name || ', ' || h.name
          from course o join subject b on b.id = o.subject_id join study_group h on h.id = o.group_id
          where o.id = c.course_id)) as target
      from channel c
      left join class k on k.id = c.class_id
      left join study_group g on g.id = c.group_id
      where c.service_id = ${serviceId} and (c.ends_on is null or c.ends_on >= ${from})
      order by k.grade nulls last, k.letter, target, c.purpose, c.id
    `,
  );
}

const LessonRow = z.object({
  id,
  day,
  starts_at: instant,
  subject: z.string(),
  group_name: z.string(),
  total: z.number(),
});
export type DependentLesson = z.output<typeof LessonRow>;

/** Planned online lessons on a service from a day on (to `until`, where told), the first 50; each row has the total. */
export function dependentLessons(
  db: Db,
  serviceId: number,
  days: { from: string; until?: string | null },
): Promise<DependentLesson[]> {
  return db.rows(
    LessonRow,
    sql`
      select l.id, l.day, l.starts_at, b.name as subject, g.name as group_name, count(*) over () as total
      from lesson l
      join course c on c.id = l.course_id
      join subject b on b.id = c.subject_id
      join study_group g on g.id = c.group_id
      where l.service_id = ${serviceId} and l.format = 'online' and l.status = 'planned' and l.day >= ${days.from}
        ${days.until ? sql`and l.day <= ${days.until}` : empty}
      order by l.starts_at, l.id
      limit 50
    `,
  );
}

const ChangeRow = z.object({
  id,
  at: instant,
  changed_by: z.string().nullable(),
  action: z.enum(['created', 'edited', 'suspended', 'resumed', 'withdrawn']),
  order_reference: z.string(),
  reason: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});
export type ServiceChange = z.output<typeof ChangeRow>;

/** What was done to a service, last first. */
export function listChanges(db: Db, serviceId: number): Promise<ServiceChange[]> {
  return db.rows(
    ChangeRow,
    sql`
      select c.id, c.at, c.action, c.order_reference, c.reason, c.before, c.after,
        p.family_name || ' ' || left(p.given_name, 1) || '.' || coalesce(' ' || left(nullif(p.patronymic, ''), 1) || '.', '') as changed_by
      from service_change c
      left join person p on p.id = c.changed_by
      where c.service_id = ${serviceId}
      order by c.at desc, c.id desc
      limit 200
    `,
  );
}

const OtherRow = z.object({
  id,
  name: z.string(),
  valid_from: day,
  status: z.enum(serviceStatuses),
  purposes: z.array(z.enum(purposes)),
  hosts: z.array(z.string()),
});
export type OtherService = z.output<typeof OtherRow>;

/** The other services with what each is on a day. */
export function otherServices(db: Db, serviceId: number, day: string): Promise<OtherService[]> {
  return db.rows(
    OtherRow,
    sql`
      select s.id, s.name, s.valid_from, service_status(s, ${day}) as status,
        array(select u.purpose from service_purpose u where u.service_id = s.id) as purposes,
        array(select h.host from service_host h where h.service_id = s.id order by h.host) as hosts
      from service s where s.id <> ${serviceId}
      order by s.name
    `,
  );
}

const UseRow = z.object({ purposes: z.array(z.enum(purposes)), hosts: z.array(z.string()) });

/** The purposes and hosts of a service that channels or lessons to come stand on: they may not be taken away. */
export async function usedBySomething(
  db: Db,
  serviceId: number,
  today: string,
): Promise<{ purposes: readonly Purpose[]; hosts: readonly string[] }> {
  return db.row(
    UseRow,
    sql`
      with used as (
        select c.purpose, c.address from channel c
        where c.service_id = ${serviceId} and (c.ends_on is null or c.ends_on >= ${today})
        union all
        select 'videoconference', l.link from lesson l
        where l.service_id = ${serviceId} and l.format = 'online' and l.status = 'planned' and l.day >= ${today}
      )
      select array(select distinct purpose from used) as purposes,
        array(select distinct split_part(substr(address, 9), '/', 1) from used order by 1) as hosts
    `,
  );
}

import sql, { empty, type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const EventRow = z.object({
  id,
  at: instant,
  action: z.string(),
  family_name: z.string().nullable(),
  given_name: z.string().nullable(),
  patronymic: z.string().nullable(),
  subject_kind: z.string(),
  subject_id: id.nullable(),
  subject_name: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type EventRow = z.infer<typeof EventRow>;

export interface EventsAsked {
  /** A kind of event, or null for all. */
  action: string | null;
  /** The beginning or a part of a name of whoever did it, or to whom it was done; empty for all. */
  person: string;
  /** Moments between which it happened, the second left out; null for all. */
  between: { from: Temporal.Instant; to: Temporal.Instant } | null;
  /** The page that follows this event (older ones), or that ends before it (newer ones); null: the newest. */
  edge: { direction: 'older' | 'newer'; eventId: number } | null;
}

const EVENTS_A_PAGE = 50;

/** A page of the audit log, newest first, and whether there is more on either side. Pages are found by key. */
export async function listEvents(
  db: Db,
  asked: EventsAsked,
): Promise<{ events: EventRow[]; hasOlder: boolean; hasNewer: boolean }> {
  const newer = asked.edge?.direction === 'newer';
  const found = await db.rows(EventRow, pageOfEvents(asked, newer));
  const hasMore = found.length > EVENTS_A_PAGE;
  const events = found.slice(0, EVENTS_A_PAGE);
  if (newer) return { events: events.reverse(), hasOlder: true, hasNewer: hasMore };
  return { events, hasOlder: hasMore, hasNewer: asked.edge !== null };
}

function pageOfEvents({ action, person, between, edge }: EventsAsked, newer: boolean): Sql {
  const named = (alias: Sql) =>
    sql`concat_ws(' ', ${alias}.family_name, ${alias}.given_name, ${alias}.patronymic)`;
  const like = `%${person.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`
    select e.id, e.at, e.action, a.family_name, a.given_name, a.patronymic, e.subject_kind, e.subject_id, e.details,
      case e.subject_kind
        when 'person' then (
          select concat_ws(' ', p.family_name, p.given_name, p.patronymic) from person p where p.id = e.subject_id)
        when 'service' then (select s.name from service s where s.id = e.subject_id)
        when 'school_year' then (select y.name from school_year y where y.id = e.subject_id)
        when 'timetable_version' then (select v.name from timetable_version v where v.id = e.subject_id)
        when 'responsible_person' then (select r.name from responsible_person r where r.id = e.subject_id)
        when 'lesson' then (
          select j.name || ', ' || g.name || ', ' || to_char(l.day, 'DD.MM.YYYY')
          from lesson l join course c on c.id = l.course_id join subject j on j.id = c.subject_id
          join study_group g on g.id = c.group_id where l.id = e.subject_id)
        when 'channel' then (
          select s.name || coalesce(', ' || k.name, ', ' || g.name, ', ' || cg.name, '')
          from channel h join service s on s.id = h.service_id
          left join class k on k.id = h.class_id left join study_group g on g.id = h.group_id
          left join course c on c.id = h.course_id left join study_group cg on cg.id = c.group_id
          where h.id = e.subject_id)
      end as subject_name
    from audit_event e left join person a on a.id = e.actor_id
    where true
      ${action === null ? empty : sql`and e.action = ${action}`}
      ${between === null ? empty : sql`and e.at >= ${between.from} and e.at < ${between.to}`}
      ${
        person === ''
          ? empty
          : sql`and (${named(sql`a`)} ilike ${like} or e.subject_kind = 'person' and exists (
              select from person p where p.id = e.subject_id and ${named(sql`p`)} ilike ${like}))`
      }
      ${edge === null ? empty : newer ? sql`and e.id > ${edge.eventId}` : sql`and e.id < ${edge.eventId}`}
    order by ${newer ? sql`e.id` : sql`e.id desc`}
    limit ${EVENTS_A_PAGE + 1}
  `;
}

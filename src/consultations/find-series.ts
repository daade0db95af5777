import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id } from '../db/columns.ts';
import type { Finder } from '../web/route.ts';

const SeriesRow = z.object({
  series_id: id,
  teacher_id: id,
  topic: z.string(),
  format: z.enum(['online', 'in_person']),
  room: z.string(),
  service_id: id.nullable(),
  service_name: z.string().nullable(),
  /** The service that takes the place of one that was withdrawn. */
  successor_id: id.nullable(),
  version: z.number(),
  /** The days of its open turns that are still to come. */
  days: z.array(day),
});
export type SeriesRow = z.output<typeof SeriesRow>;

type SeriesParams = { seriesId: number };

const seriesWhere =
  (isKept: (actor: Actor) => Sql): Finder<SeriesRow, SeriesParams> =>
  ({ db, params, actor, now }) =>
    db.maybeRow(
      SeriesRow,
      sql`
        select s.id as series_id, s.teacher_id, s.topic, s.format, s.room, s.service_id, v.name as service_name,
          v.successor_id, s.version, array(
            select distinct c.day::text from consultation c
            where c.series_id = s.id and c.state = 'open' and c.starts_at > ${now} order by 1) as days
        from consultation_series s left join service v on v.id = s.service_id
        where s.id = ${params.seriesId} and ${isKept(actor)}
      `,
    );

const isTeachers = (actor: Actor) =>
  actor.roles.has('teacher') ? sql`s.teacher_id = ${actor.personId}` : sql`false`;

/** A series for what its teacher alone changes. */
export const seriesOfTeacher = seriesWhere(isTeachers);

/** A series for its teacher and the coordinator. */
export const seriesOfKeeper = seriesWhere((actor) =>
  actor.roles.has('coordinator') ? sql`true` : isTeachers(actor),
);

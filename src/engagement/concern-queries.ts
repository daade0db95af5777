import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { causes, concernKinds } from '../attendance/concern.ts';
import { lockConcerns } from '../attendance/find-concerns-job.ts';
import { measureKinds } from '../attendance/measure.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { shortNameOf } from './named.ts';

const OpenMeasure = z.object({
  id,
  kind: z.enum(measureKinds),
  due_on: day,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
});
export type OpenMeasure = z.infer<typeof OpenMeasure>;

const ConcernListRow = z.object({
  id,
  student_id: id,
  family_name: z.string(),
  given_name: z.string(),
  class_id: id.nullable(),
  class_name: z.string().nullable(),
  kind: z.enum(concernKinds),
  cause: z.enum(causes),
  lessons: z.number(),
  window_days: z.number(),
  grounds: z.record(z.string(), z.unknown()),
  found_at: instant,
  closed_at: instant.nullable(),
  closer: z.string().nullable(),
  closed_words: z.string(),
  measures: z.array(OpenMeasure),
});
export type ConcernListRow = z.infer<typeof ConcernListRow>;

const CLOSED_DAYS = 120;
const MOST = 1000;

/**
 * The concerns about pupils of today's headed classes, for the coordinator about all: the open ones by class and
 * name, or those closed in the last four months, the newest first, each with its measures under way. One statement.
 */
export function listConcerns(
  db: Db,
  actor: Actor,
  { areClosed, today }: { areClosed: boolean; today: string },
): Promise<ConcernListRow[]> {
  const classIds = actor.headedClasses.map((one) => one.id);
  return db.rows(
    ConcernListRow,
    sql`
      select c.id, c.student_id, p.family_name, p.given_name, k.id as class_id, k.name as class_name, c.kind, c.cause,
        cardinality(c.lesson_ids) as lessons, u.window_days, c.grounds, c.found_at, c.closed_at,
        ${shortNameOf(sql`c.closed_by`)} as closer,
        c.closed_words,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', m.id, 'kind', m.kind, 'due_on', m.due_on,
            'family_name', o.family_name, 'given_name', o.given_name, 'patronymic', o.patronymic) order by m.due_on, m.id)
          from measure m join person o on o.id = m.owner_id where m.concern_id = c.id and m.done_on is null
        ), '[]') as measures
      from concern c
      join engagement_rule u on u.id = c.rule_id
      join person p on p.id = c.student_id
      left join enrolment e on e.student_id = c.student_id and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      left join class k on k.id = e.class_id
      where (${actor.roles.has('coordinator')} or e.class_id = any(${classIds}::bigint[]))
        and case when ${areClosed} then c.closed_at > ${today}::date - ${CLOSED_DAYS}::integer
          else c.closed_at is null end
      order by c.closed_at desc nulls last, k.grade nulls last, k.letter, p.family_name, p.given_name, c.kind, c.id
      limit ${MOST}
    `,
  );
}

/** Closes a concern by hand. @returns false where somebody else closed it since that version, or it closed by itself */
export async function closeConcern(
  tx: Db,
  concern: { id: number; version: number },
  by: { personId: number; at: Temporal.Instant; words: string },
): Promise<boolean> {
  await lockConcerns(tx);
  const closed = await tx.run(sql`
    update concern set closed_at = ${by.at}, closed_by = ${by.personId}, closed_words = ${by.words}, version = version + 1
    where id = ${concern.id} and version = ${concern.version} and closed_at is null
  `);
  return closed === 1;
}

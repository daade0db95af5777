import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { concernKinds } from '../attendance/concern.ts';
import { measureKinds, outcomes } from '../attendance/measure.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Finder } from '../web/route.ts';

const NameShape = { family_name: z.string(), given_name: z.string(), patronymic: z.string() };

const StudentRow = z.object({
  id,
  ...NameShape,
  left_on: day.nullable(),
  class_id: id.nullable(),
  class_name: z.string().nullable(),
  guardians: z.array(z.object({ ...NameShape, relation: z.string(), phone: z.string() })),
  /** The terms of today's school year. */
  terms: z.array(z.object({ name: z.string(), starts_on: day, ends_on: day })),
});
/** A pupil as the class teacher of today and the coordinator see them. */
export type StudentRow = z.infer<typeof StudentRow>;

function headed(actor: Actor): number[] {
  return actor.headedClasses.map((one) => one.id);
}

/** A pupil of today's headed classes; for the coordinator any pupil, also one who has left. */
export const studentForActor: Finder<StudentRow, { studentId: number }> = ({ db, actor, params, today }) =>
  db.maybeRow(
    StudentRow,
    sql`
      select p.id, p.family_name, p.given_name, p.patronymic, p.left_on, k.id as class_id, k.name as class_name,
        coalesce((
          select jsonb_agg(jsonb_build_object('family_name', q.family_name, 'given_name', q.given_name,
            'patronymic', q.patronymic, 'relation', g.relation, 'phone', q.phone) order by q.family_name, q.id)
          from guardianship g join person q on q.id = g.guardian_id
          where g.student_id = p.id and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
        ), '[]') as guardians,
        coalesce((
          select jsonb_agg(jsonb_build_object('name', t.name, 'starts_on', t.starts_on, 'ends_on', t.ends_on)
            order by t.starts_on)
          from term t join school_year y on y.id = t.school_year_id and ${today} between y.starts_on and y.ends_on
        ), '[]') as terms
      from person p
      left join enrolment e on e.student_id = p.id and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      left join class k on k.id = e.class_id
      where p.id = ${params.studentId} and exists (select from enrolment o where o.student_id = p.id)
        and (${actor.roles.has('coordinator')} or e.class_id = any(${headed(actor)}::bigint[]))
    `,
  );

const ConcernRow = z.object({
  id,
  student_id: id,
  ...NameShape,
  kind: z.enum(concernKinds),
  version: z.number(),
  closed_at: instant.nullable(),
});
export type ConcernRow = z.infer<typeof ConcernRow>;

/** A concern about a pupil of today's headed classes; for the coordinator any. */
export const concernForActor: Finder<ConcernRow, { concernId: number }> = ({ db, actor, params, today }) =>
  db.maybeRow(
    ConcernRow,
    sql`
      select c.id, c.student_id, p.family_name, p.given_name, p.patronymic, c.kind, c.version, c.closed_at
      from concern c join person p on p.id = c.student_id
      where c.id = ${params.concernId} and (${actor.roles.has('coordinator')} or exists (
        select from enrolment e where e.student_id = c.student_id and e.class_id = any(${headed(actor)}::bigint[])
          and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})))
    `,
  );

const MeasureRow = z.object({
  id,
  student_id: id,
  ...NameShape,
  kind: z.enum(measureKinds),
  words: z.string(),
  owner_id: id,
  owner: z.object(NameShape),
  author: z.object(NameShape).nullable(),
  created_at: instant,
  due_on: day,
  done_on: day.nullable(),
  outcome: z.enum(['', ...outcomes]),
  outcome_words: z.string(),
  version: z.number(),
  /** Whether whoever asks may see the pupil's card; the owner alone sees the measure and the name. */
  sees_card: z.boolean(),
});
export type MeasureRow = z.infer<typeof MeasureRow>;

/** A measure for its owner, the class teacher of today, and the coordinator. */
export const measureForActor: Finder<MeasureRow, { measureId: number }> = ({ db, actor, params, today }) =>
  db.maybeRow(
    MeasureRow,
    sql`
      select m.id, m.student_id, p.family_name, p.given_name, p.patronymic, m.kind, m.words, m.owner_id,
        jsonb_build_object('family_name', o.family_name, 'given_name', o.given_name, 'patronymic', o.patronymic) as owner,
        case when a.id is not null then jsonb_build_object(
          'family_name', a.family_name, 'given_name', a.given_name, 'patronymic', a.patronymic) end as author,
        m.created_at, m.due_on, m.done_on, m.outcome, m.outcome_words, m.version, reach.sees_card
      from measure m join person p on p.id = m.student_id join person o on o.id = m.owner_id
      left join person a on a.id = m.created_by
      cross join lateral (
        select ${actor.roles.has('coordinator')} or exists (
          select from enrolment e where e.student_id = m.student_id and e.class_id = any(${headed(actor)}::bigint[])
            and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})) as sees_card
      ) reach
      where m.id = ${params.measureId} and (m.owner_id = ${actor.personId} or reach.sees_card)
    `,
  );

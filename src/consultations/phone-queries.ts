import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { Finder } from '../web/route.ts';
import { type ParentsDayRow, parentsDayForActor } from './parents-day-find.ts';

/** Whether somebody books for families that call: the coordinator for all, a class teacher for the own class. */
function mayAssist(actor: Actor): boolean {
  return actor.roles.has('coordinator') || actor.headedClasses.length > 0;
}

/** An announced parents' day for whoever books for families that call. */
export const parentsDayOfAssistant: Finder<ParentsDayRow, { dayId: number }> = async (asked) => {
  const day = mayAssist(asked.actor) ? await parentsDayForActor(asked) : null;
  return day?.announced_at == null ? null : day;
};

const ChildRow = z.object({
  id,
  call_name: z.string(),
  class_name: z.string().nullable(),
  class_id: id.nullable(),
});

const GuardianRow = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  children: z.array(ChildRow),
});

/** A guardian with the children whom the call may be about, and the day. */
export interface CallingFamily {
  day: ParentsDayRow;
  guardian: z.output<typeof GuardianRow>;
}

/** The pupils `s` with enrolment `e` whom this actor may book for today. */
function isAssisted(actor: Actor): Sql {
  const headed = actor.headedClasses.map((one) => one.id);
  return actor.roles.has('coordinator') ? sql`true` : sql`e.class_id = any(${headed}::bigint[])`;
}

/** A guardian who may see a child today of those for whom this actor books; with these children alone. */
export const callingFamily: Finder<CallingFamily, { dayId: number; guardianId: number }> = async (asked) => {
  const { db, actor, params, today } = asked;
  const day = await parentsDayOfAssistant(asked);
  if (day === null) return null;
  const guardian = await db.maybeRow(
    GuardianRow,
    sql`
      select p.id, p.family_name, p.given_name, p.patronymic, jsonb_agg(jsonb_build_object(
        'id', s.id, 'call_name', coalesce(nullif(s.call_name, ''), s.given_name), 'class_name', k.name,
        'class_id', k.id) order by k.grade desc, s.id) as children
      from person p
      join guardianship g on g.guardian_id = p.id and g.starts_on <= ${today}
        and (g.ends_on is null or g.ends_on >= ${today})
      join person s on s.id = g.student_id and (s.left_on is null or s.left_on >= ${today})
      join enrolment e on e.student_id = s.id and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      join class k on k.id = e.class_id
      where p.id = ${params.guardianId} and ${isAssisted(actor)}
      group by p.id
    `,
  );
  return guardian === null ? null : { day, guardian };
};

const PupilRow = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  class_name: z.string(),
  guardians: z.array(
    z.object({
      id,
      family_name: z.string(),
      given_name: z.string(),
      patronymic: z.string(),
      relation: z.string(),
    }),
  ),
});
export type AssistedPupil = z.output<typeof PupilRow>;

export const MOST_PUPILS = 60;

/** Pupils for whom this actor may book, by the beginning of the family name, with their guardians of today. */
export function listAssisted(db: Db, actor: Actor, begins: string, today: string): Promise<AssistedPupil[]> {
  const like = `${begins.replace(/[\\%_]/g, '\\$&')}%`;
  return db.rows(
    PupilRow,
    sql`
      select s.id, s.family_name, s.given_name, k.name as class_name, coalesce((
          select jsonb_agg(jsonb_build_object('id', p.id, 'family_name', p.family_name, 'given_name', p.given_name,
            'patronymic', p.patronymic, 'relation', g.relation) order by p.family_name, p.id)
          from guardianship g join person p on p.id = g.guardian_id
          where g.student_id = s.id and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
        ), '[]') as guardians
      from person s
      join enrolment e on e.student_id = s.id and e.starts_on <= ${today}
        and (e.ends_on is null or e.ends_on >= ${today})
      join class k on k.id = e.class_id
      where (s.left_on is null or s.left_on >= ${today}) and s.family_name ilike ${like} and ${isAssisted(actor)}
      order by s.family_name, s.given_name, s.id limit ${MOST_PUPILS}
    `,
  );
}

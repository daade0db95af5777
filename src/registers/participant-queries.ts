import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { NamedPupil } from './match-names.ts';

const degrees = ['sure', 'likely', 'chosen', 'unmatched', 'stranger'] as const;

/** A name of the pasted list, with whom it means; `chosen` and `stranger` may have been said by hand. */
export const ParticipantRow = z.object({
  position: z.number(),
  name: z.string(),
  student_id: id.nullable(),
  degree: z.enum(degrees),
});
export type ParticipantRow = z.infer<typeof ParticipantRow>;

/** The pasted list of a lesson, as the service showed it. */
export function listParticipants(db: Db, lessonId: number): Promise<ParticipantRow[]> {
  return db.rows(
    ParticipantRow,
    sql`select position, name, student_id, degree from participant where lesson_id = ${lessonId} order by position`,
  );
}

const NamedRow = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  call_name: z.string(),
  class_name: z.string(),
});

/** The pupils of a lesson's group as of its day, with all that a name may be recognised by. */
export async function listNamedPupils(db: Db, lessonId: number): Promise<NamedPupil[]> {
  const rows = await db.rows(
    NamedRow,
    sql`
      select p.id, p.family_name, p.given_name, p.patronymic, p.call_name, coalesce(k.name, '') as class_name
      from lesson l join course c on c.id = l.course_id
      join group_student g on g.group_id = c.group_id
        and g.starts_on <= l.day and (g.ends_on is null or g.ends_on >= l.day)
      join person p on p.id = g.student_id
      left join enrolment e on e.student_id = p.id
        and e.starts_on <= l.day and (e.ends_on is null or e.ends_on >= l.day)
      left join class k on k.id = e.class_id
      where l.id = ${lessonId} order by p.id
    `,
  );
  return rows.map((row) => ({
    id: row.id,
    familyName: row.family_name,
    givenName: row.given_name,
    patronymic: row.patronymic,
    callName: row.call_name,
    className: row.class_name,
  }));
}

/** Begins a list in the place of the earlier one; another who does so at the same time waits. */
export async function claimList(
  tx: Db,
  list: { lessonId: number; by: number; at: Temporal.Instant },
): Promise<void> {
  await tx.run(sql`
    insert into participant_list (lesson_id, pasted_at, pasted_by) values (${list.lessonId}, ${list.at}, ${list.by})
    on conflict (lesson_id) do update set pasted_at = excluded.pasted_at, pasted_by = excluded.pasted_by
  `);
}

/** Puts the names of a list in the place of the earlier ones. */
export async function replaceParticipants(
  tx: Db,
  lessonId: number,
  rows: readonly ParticipantRow[],
): Promise<void> {
  await tx.run(sql`delete from participant where lesson_id = ${lessonId}`);
  await tx.run(sql`
    insert into participant (lesson_id, position, name, student_id, degree)
    select ${lessonId}, r.position, r.name, r.student_id, r.degree
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(position smallint, name text, student_id bigint, degree text)
  `);
}

/** Writes who was chosen by hand; a line that is another by now is left out. */
export async function changeParticipants(
  tx: Db,
  lessonId: number,
  rows: readonly ParticipantRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`
    update participant p set student_id = r.student_id, degree = r.degree
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(position smallint, name text, student_id bigint, degree text)
    where p.lesson_id = ${lessonId} and p.position = r.position and p.name = r.name
  `);
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { ResponsibleForm } from './forms.ts';

const ResponsibleRow = z.object({
  id,
  clause_number: z.string(),
  post: z.string(),
  duty: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  starts_on: day,
  ends_on: day.nullable(),
});
export type ResponsibleRow = z.infer<typeof ResponsibleRow>;

/** Everybody who answers or answered for something, those of today first. */
export function listResponsiblePersons(db: Db, today: string): Promise<ResponsibleRow[]> {
  return db.rows(
    ResponsibleRow,
    sql`
      select id, clause_number, post, duty, name, phone, email, starts_on, ends_on from responsible_person
      order by coalesce(ends_on < ${today}, false), position, id
    `,
  );
}

/** One who is or will be responsible; those who were are history. */
export function findResponsiblePerson(
  db: Db,
  responsibleId: number,
  today: string,
): Promise<ResponsibleRow | null> {
  return db.maybeRow(
    ResponsibleRow,
    sql`
      select id, clause_number, post, duty, name, phone, email, starts_on, ends_on from responsible_person
      where id = ${responsibleId} and (ends_on is null or ends_on >= ${today})
    `,
  );
}

const ClauseRow = z.object({ number: z.string(), title: z.string() });
export type ClauseRow = z.infer<typeof ClauseRow>;

/** Clauses of the order in force. */
export function listClauses(db: Db, today: string): Promise<ClauseRow[]> {
  return db.rows(
    ClauseRow,
    sql`
      select c.number, c.title from clause c join regulation_version v on v.id = c.regulation_version_id
      where v.valid_from <= ${today} and (v.valid_to is null or v.valid_to >= ${today})
      order by c.position
    `,
  );
}

const Added = z.object({ id });

export async function addResponsiblePerson(
  tx: Db,
  values: z.output<typeof ResponsibleForm>,
): Promise<number> {
  const added = await tx.row(
    Added,
    sql`
      insert into responsible_person (clause_number, post, duty, person_id, name, phone, email, position, starts_on)
      select ${values.clause_number}, ${values.post}, ${values.duty}, ${values.person_id}, ${values.name},
        ${values.phone}, ${values.email}, coalesce(max(position), -1) + 1, ${values.starts_on}
      from responsible_person returning id
    `,
  );
  return added.id;
}

/** Sets the last day; the person stays in the history. */
export function endResponsiblePerson(tx: Db, responsibleId: number, endsOn: string): Promise<number> {
  return tx.run(sql`update responsible_person set ends_on = ${endsOn} where id = ${responsibleId}`);
}

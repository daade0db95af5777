import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';

/** A person within a row: number and name. */
export const PersonShape = z.object({
  id,
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
});

/** The column of a PersonShape. @param alias of the table `person` in the statement */
export function personColumn(alias: Sql): Sql {
  return sql`jsonb_build_object('id', ${alias}.id, 'family_name', ${alias}.family_name,
    'given_name', ${alias}.given_name, 'patronymic', ${alias}.patronymic)`;
}

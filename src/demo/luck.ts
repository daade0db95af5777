import sql, { type Sql } from 'sql-template-tag';

/** A number from 0 to 999 that is the same for the same rows: chance, in a statement. @param salt tells uses apart */
export function luck(of: Sql, salt: number): Sql {
  return sql`(abs(hashint8extended(${of}, ${salt}::integer) % 1000))`;
}

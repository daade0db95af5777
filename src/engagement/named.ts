import sql, { type Sql } from 'sql-template-tag';

/** «Ковалёва Е. П.» of the person with this number, as an expression; null where there is none. */
export function shortNameOf(personId: Sql): Sql {
  return sql`(
    select p.family_name || ' ' || left(p.given_name, 1) || '.'
      || case when p.patronymic = '' then '' else ' ' || left(p.patronymic, 1) || '.' end
    from person p where p.id = ${personId})`;
}

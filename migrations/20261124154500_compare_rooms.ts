import type { Knex } from 'knex';

/** «каб. 12 а», «12А» and the second of «11, 12А» are one room: clashes are looked for by these keys. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function room_keys(room text) returns text[] language sql immutable strict parallel safe
    return array(
      select distinct regexp_replace(regexp_replace(lower(part), '^\\s*(кабинет|каб|к|)[.\\s]*(№|)\\s*(\\d)', '\\3'), '\\s+', '', 'g')
      from regexp_split_to_table(room, '[,;]') part where part ~ '\\S');
    comment on function room_keys is 'The rooms that a lesson or consultation names, so that those written otherwise are equal';
  `);
}

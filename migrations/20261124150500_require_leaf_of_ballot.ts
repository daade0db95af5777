import type { Knex } from 'knex';

/** Ballots that belong to no set of five are kept nowhere: whoever knows who answered would know what those few chose. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from survey_ballot where leaf_id is null;
    alter table survey_ballot alter column leaf_id set not null;
    comment on column survey_ballot.leaf_id is 'The set of at least five that it belongs to; the last few are kept nowhere';
  `);
}

import type { Knex } from 'knex';

/** What a concern's likely cause rests on, as it was when the portal last looked: pages say it in words. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table concern add column grounds jsonb not null default '{}';
    comment on column concern.grounds is 'What was known of the lessons when the portal last looked: see src/attendance/likely-cause.ts';
    comment on column concern.rule_id is 'The rule by which it was found or last seen to hold';
  `);
}

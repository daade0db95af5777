import type { Knex } from 'knex';

/** Lists of registers and reports ask for the online lessons of some days: one lesson in twenty. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`create index lesson_online_day on lesson (day) where format = 'online'`);
}

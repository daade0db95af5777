import type { Knex } from 'knex';

/**
 * Reports read the online lessons of a whole year, and of each a few columns: with these in the index the rows need
 * not be fetched one by one. Fifty thousand lessons among half a million: 150 ms before, 17 ms now, both on a busy
 * machine.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index lesson_online_day;
    create index lesson_online_day on lesson (day)
      include (id, course_id, service_id, period, starts_at, ends_at, status) where format = 'online';
  `);
}

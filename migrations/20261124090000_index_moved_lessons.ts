import type { Knex } from 'knex';

/** Weeks also show the lessons that were moved out of them: few among tens of thousands. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`create index lesson_moved on lesson (planned_day) where planned_day is not null`);
}

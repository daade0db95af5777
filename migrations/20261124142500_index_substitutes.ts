import type { Knex } from 'knex';

/** Whose lessons others teach is asked for with each question that waits. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index lesson_teacher_replaces on lesson_teacher (replaces_id, day) where replaces_id is not null;
  `);
}

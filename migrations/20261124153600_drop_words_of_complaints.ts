import type { Knex } from 'knex';

/** A complaint is one press: nobody writes words for it, and the message speaks for itself. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table complaint drop column words');
}

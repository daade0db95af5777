import type { Knex } from 'knex';

/** Of a consultation is reminded the day before, and of an online one once more an hour before. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table booking_reminder add column kind text not null default 'day' check (kind in ('day', 'hour'));
    alter table booking_reminder drop constraint booking_reminder_pkey;
    alter table booking_reminder add constraint booking_reminder_pkey primary key (booking_id, kind);
  `);
}

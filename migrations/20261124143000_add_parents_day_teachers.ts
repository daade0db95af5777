import type { Knex } from 'knex';

/** Who receives on a parents' day that is not announced yet; why a day is not held. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table parents_day_teacher (
      parents_day_id bigint not null references parents_day (id),
      teacher_id bigint not null references person (id),
      room text not null default '',
      service_id bigint references service (id),
      link text,
      primary key (parents_day_id, teacher_id),
      check ((service_id is null) = (link is null))
    );
    comment on table parents_day_teacher is 'Until a parents'' day is announced; then the series of its teachers stand for it';
    alter table parents_day add column cancelled_reason text not null default '';
  `);
}

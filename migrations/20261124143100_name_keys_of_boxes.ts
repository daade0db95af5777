import type { Knex } from 'knex';

/** Boxes say under which key they were sealed: with another key begins another box, and the old one is kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table survey_box add column key_id bytea not null;
    alter table survey_box drop constraint survey_box_survey_id_class_id_key;
    alter table survey_box add constraint survey_box_once unique nulls not distinct (survey_id, class_id, key_id);
    comment on column survey_box.key_id is 'Tells keys apart, and nothing else of them';

    alter table pulse_box add column key_id bytea not null;
    alter table pulse_box drop constraint pulse_box_pkey;
    alter table pulse_box add constraint pulse_box_pkey primary key (week, course_id, key_id);
    comment on column pulse_box.key_id is 'Tells keys apart, and nothing else of them';
  `);
}

import type { Knex } from 'knex';

/** How many were asked and how many answered, role by role: written once, when a survey closes. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table survey_response (
      survey_id bigint not null references survey (id) on delete cascade,
      role text not null check (role in ('teacher', 'student', 'parent')),
      asked integer not null,
      answered integer not null,
      primary key (survey_id, role)
    );
    comment on table survey_response is 'Written when the survey closes; a guardian of two children was asked twice';
  `);
}

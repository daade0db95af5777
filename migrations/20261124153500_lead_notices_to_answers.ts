import type { Knex } from 'knex';

/** Notices of answers that were published lead to «Вопросы и ответы». */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table notice drop constraint notice_about_kind_check;
    alter table notice add constraint notice_about_kind_check check (about_kind in ('', 'lesson', 'registers',
      'absences', 'absence', 'student', 'measure', 'question', 'questions', 'answers', 'complaint', 'consultation',
      'booking', 'consultations', 'parents_day', 'survey')) not valid;
    alter table notice validate constraint notice_about_kind_check;
  `);
}

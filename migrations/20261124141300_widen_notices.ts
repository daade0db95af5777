import type { Knex } from 'knex';

/** Kinds of notices about questions, consultations and surveys, and the pages that they lead to. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table notice drop constraint notice_kind_check;
    alter table notice add constraint notice_kind_check check (kind in ('lesson_online', 'lesson_changed',
      'lesson_cancelled', 'timetable_changed', 'general', 'absence', 'absence_announced', 'absence_question',
      'register_due', 'measure', 'technical', 'question', 'answer', 'complaint', 'consultation', 'survey')) not valid;
    alter table notice validate constraint notice_kind_check;
    alter table notice drop constraint notice_about_kind_check;
    alter table notice add constraint notice_about_kind_check check (about_kind in ('', 'lesson', 'registers',
      'absences', 'absence', 'student', 'measure', 'question', 'questions', 'complaint', 'consultation', 'booking',
      'consultations', 'parents_day', 'survey')) not valid;
    alter table notice validate constraint notice_about_kind_check;
  `);
}

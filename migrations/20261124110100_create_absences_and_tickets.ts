import type { Knex } from 'knex';

/** Absences that a guardian announces, notices about unexcused ones, and calls for technical help. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table absence (
      id bigint generated always as identity primary key,
      student_id bigint not null references person (id),
      starts_on date not null,
      ends_on date not null,
      periods smallint[],
      reason text not null check (reason in ('illness', 'doctor', 'family', 'event', 'no_connection', 'other')),
      words text not null default '',
      state text not null default 'announced' check (state in ('announced', 'confirmed', 'asked', 'withdrawn')),
      announced_by bigint references person (id),
      announced_at timestamptz not null,
      question text not null default '',
      answer text not null default '',
      decided_by bigint references person (id),
      decided_at timestamptz,
      version integer not null default 1,
      check (ends_on >= starts_on),
      check (periods is null or (starts_on = ends_on and cardinality(periods) > 0))
    );
    create index absence_student on absence (student_id, starts_on);
    create index absence_undecided on absence (starts_on) where state in ('announced', 'asked');
    comment on column absence.periods is 'The lessons of one day, by their numbers; null: all lessons of the days';

    create table mark_notice (
      lesson_id bigint not null references register (lesson_id),
      student_id bigint not null references person (id),
      notice_id bigint not null references notice (id),
      primary key (lesson_id, student_id)
    );
    comment on table mark_notice is 'Unexcused absences that guardians were told of, so that nobody is told twice';

    create table register_reminder (
      lesson_id bigint primary key references lesson (id),
      at timestamptz not null
    );
    comment on table register_reminder is 'Lessons whose teachers were reminded that the register is not filled';

    create table ticket (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('lesson_entry')),
      state text not null default 'open' check (state in ('open', 'closed')),
      opened_by bigint references person (id),
      opened_at timestamptz not null,
      student_id bigint references person (id),
      lesson_id bigint references lesson (id),
      service_id bigint references service (id),
      words text not null default '',
      details jsonb not null default '{}',
      version integer not null default 1
    );
    create unique index ticket_one_a_lesson on ticket (lesson_id, student_id) where kind = 'lesson_entry';
    create index ticket_opened on ticket (opened_at);
    comment on column ticket.details is 'What the portal knew when it was opened: the browser, refusals before it';

    alter table notice add column about_kind text not null default ''
      check (about_kind in ('', 'lesson', 'registers', 'absences', 'absence', 'student', 'measure'));
    alter table notice add column about_id bigint;
    alter table notice drop constraint notice_kind_check;
    alter table notice add constraint notice_kind_check check (kind in ('lesson_online', 'lesson_changed',
      'lesson_cancelled', 'timetable_changed', 'general', 'absence', 'absence_announced', 'absence_question',
      'register_due', 'measure', 'technical'));
    comment on column notice.about_kind is 'Which page a notice leads to; with about_id where the page has a number';

    alter table school add column register_open_days smallint not null default 14
      check (register_open_days between 0 and 365);
    alter table school add column absence_notice_minutes smallint not null default 60
      check (absence_notice_minutes between 0 and 2880);
    alter table school add column register_reminder_at time not null default '17:00';
    comment on column school.register_open_days is 'Days after a lesson in which its teachers correct the register';
    comment on column school.absence_notice_minutes is 'Minutes between a mark and the word to the guardians';
  `);
}

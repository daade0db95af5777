import type { Knex } from 'knex';

/** Notices, who gets them about which child, and by which way they went. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notice (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('lesson_online', 'lesson_changed', 'lesson_cancelled', 'timetable_changed', 'general')),
      title text not null,
      body text not null,
      created_by bigint references person,
      created_at timestamptz not null,
      revised_at timestamptz not null,
      revision integer not null default 1
    );

    create table notice_lesson (
      notice_id bigint not null references notice on delete cascade,
      lesson_id bigint not null references lesson on delete cascade,
      primary key (notice_id, lesson_id)
    );
    create index notice_lesson_lesson on notice_lesson (lesson_id);

    create table recipient (
      id bigint generated always as identity primary key,
      notice_id bigint not null references notice on delete cascade,
      person_id bigint not null references person,
      read_at timestamptz,
      unique (notice_id, person_id)
    );
    create index recipient_person on recipient (person_id, notice_id);
    create index recipient_unread on recipient (person_id) where read_at is null;

    create table recipient_student (
      recipient_id bigint not null references recipient on delete cascade,
      student_id bigint not null references person,
      primary key (recipient_id, student_id)
    );
    create index recipient_student_student on recipient_student (student_id);

    create table delivery (
      id bigint generated always as identity primary key,
      recipient_id bigint not null references recipient on delete cascade,
      way text not null check (way in ('portal', 'email', 'push', 'messenger', 'paper')),
      state text not null check (state in ('waiting', 'delivered', 'failed', 'unreachable')),
      attempts smallint not null default 0,
      settled_at timestamptz,
      note text not null default '',
      unique (recipient_id, way)
    );
    create index delivery_waiting on delivery (id) where state = 'waiting';
  `);
}

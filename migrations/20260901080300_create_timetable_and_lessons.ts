import type { Knex } from 'knex';

/** Subjects, courses, versions of the timetable, dated lessons, channels, entries. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table subject (
      id bigint generated always as identity primary key,
      name text not null unique check (name <> ''),
      short_name text not null default '',
      external_id text
    );

    create table course (
      id bigint generated always as identity primary key,
      school_year_id bigint not null references school_year,
      subject_id bigint not null references subject,
      group_id bigint not null references study_group,
      external_id text
    );
    create index course_group on course (group_id);
    create unique index course_external_id on course (school_year_id, external_id) where external_id is not null;

    create table course_teacher (
      course_id bigint not null references course on delete cascade,
      person_id bigint not null references person,
      position smallint not null default 0,
      primary key (course_id, person_id)
    );
    create index course_teacher_person on course_teacher (person_id);

    create table timetable_import (
      id bigint generated always as identity primary key,
      file_name text not null,
      sha256 text not null,
      content jsonb not null,
      choices jsonb not null default '{}',
      uploaded_by bigint references person,
      uploaded_at timestamptz not null,
      applied_by bigint references person,
      applied_at timestamptz,
      version integer not null default 1
    );

    create table timetable_version (
      id bigint generated always as identity primary key,
      school_year_id bigint not null references school_year,
      name text not null,
      starts_on date not null,
      ends_on date,
      import_id bigint references timetable_import,
      applied_by bigint references person,
      applied_at timestamptz not null,
      check (ends_on >= starts_on),
      constraint timetable_version_one_at_a_time exclude using gist (daterange(starts_on, ends_on, '[]') with &&)
    );

    create table timetable_slot (
      id bigint generated always as identity primary key,
      version_id bigint not null references timetable_version on delete cascade,
      course_id bigint not null references course,
      weekday smallint not null check (weekday between 1 and 7),
      period smallint not null check (period between 0 and 30),
      week text not null default 'every' check (week in ('every', 'a', 'b')),
      room text not null default '',
      unique (version_id, course_id, weekday, period, week)
    );
    create index timetable_slot_course on timetable_slot (course_id);

    create table lesson (
      id bigint generated always as identity primary key,
      course_id bigint not null references course,
      slot_id bigint references timetable_slot on delete set null,
      day date not null,
      period smallint not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      room text not null default '',
      status text not null default 'planned' check (status in ('planned', 'cancelled', 'held')),
      format text not null default 'in_person' check (format in ('in_person', 'online')),
      service_id bigint references service,
      link text,
      topic text not null default '',
      preparation text not null default '',
      announced_at timestamptz,
      announced_by bigint references person,
      is_late boolean not null default false,
      late_reason text not null default '',
      warnings jsonb not null default '[]',
      cancelled_reason text not null default '',
      planned_day date,
      planned_period smallint,
      planned_room text,
      version integer not null default 1,
      check (ends_at > starts_at),
      check (format = 'in_person' or (service_id is not null and link is not null and announced_at is not null)),
      check (format = 'online' or (service_id is null and link is null)),
      constraint lesson_once_a_period unique (course_id, day, period)
    );
    comment on column lesson.link is 'The address of the online lesson: leaves the portal only as the answer to an entry';
    comment on column lesson.planned_day is 'Where the lesson was moved: the day, period and room of the timetable; otherwise null';
    create index lesson_day on lesson (day);
    create index lesson_course_day on lesson (course_id, day);
    create index lesson_online on lesson (service_id, day) where format = 'online';
    create index lesson_slot on lesson (slot_id);

    create table lesson_teacher (
      lesson_id bigint not null references lesson on delete cascade,
      person_id bigint not null references person,
      day date not null,
      during tstzrange not null,
      position smallint not null default 0,
      replaces_id bigint references person,
      is_together boolean not null default false,
      is_active boolean not null default true,
      primary key (lesson_id, person_id),
      constraint lesson_teacher_in_one_place
        exclude using gist (person_id with =, during with &&) where (is_active and not is_together)
    );
    comment on column lesson_teacher.replaces_id is 'Whom this teacher substitutes; null for the course''s own teacher';
    comment on column lesson_teacher.is_together is 'Taught together with another lesson at the same time, as the timetable itself says';
    comment on column lesson_teacher.is_active is 'False once the lesson is cancelled: the teacher is free';
    create index lesson_teacher_person_day on lesson_teacher (person_id, day);

    create table lesson_change (
      id bigint generated always as identity primary key,
      lesson_id bigint not null references lesson on delete cascade,
      at timestamptz not null,
      changed_by bigint references person,
      kind text not null check (kind in ('announced', 'edited', 'in_person', 'cancelled', 'restored', 'substituted', 'moved', 'timetable')),
      before jsonb not null default '{}',
      after jsonb not null default '{}',
      reason text not null default ''
    );
    comment on table lesson_change is 'The history of a lesson; never holds its link';
    create index lesson_change_lesson on lesson_change (lesson_id, at);

    create table channel (
      id bigint generated always as identity primary key,
      service_id bigint not null references service,
      purpose text not null check (purpose in ('videoconference', 'messenger', 'file_storage', 'e_journal')),
      class_id bigint references class,
      group_id bigint references study_group,
      course_id bigint references course,
      address text not null,
      starts_on date not null,
      ends_on date,
      ended_reason text not null default '',
      created_by bigint references person,
      created_at timestamptz not null,
      version integer not null default 1,
      check (ends_on is null or ends_on >= starts_on - 1),
      check (num_nonnulls(class_id, group_id, course_id) = 1)
    );
    comment on column channel.ends_on is 'The last day; the day before starts_on for one that was ended before it began';
    create unique index channel_one_live on channel
      (purpose, coalesce(class_id, 0), coalesce(group_id, 0), coalesce(course_id, 0)) where ends_on is null;
    create index channel_service on channel (service_id) where ends_on is null;
    create index channel_class on channel (class_id);
    create index channel_course on channel (course_id);

    create table entry (
      id bigint generated always as identity primary key,
      lesson_id bigint not null references lesson,
      person_id bigint not null references person,
      student_id bigint references person,
      at timestamptz not null,
      outcome text not null check (outcome in ('admitted', 'refused')),
      reason text not null default ''
    );
    comment on column entry.student_id is 'For whom: the pupil, also where a guardian pressed; null for teachers and support';
    create index entry_lesson on entry (lesson_id, at);
  `);
}

import type { Knex } from 'knex';

/** The school, its people, who is in which class and who may see which child. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists btree_gist;

    create table school (
      id integer primary key default 1 check (id = 1),
      name text not null,
      short_name text not null,
      city text not null,
      time_zone text not null,
      director_name text not null default '',
      support_phone text not null default '',
      support_email text not null default '',
      support_hours text not null default '',
      days_per_week smallint not null default 5 check (days_per_week in (5, 6)),
      notice_lead_hours smallint not null default 24 check (notice_lead_hours between 0 and 168),
      entry_opens_minutes smallint not null default 10 check (entry_opens_minutes between 0 and 60),
      entry_closes_minutes smallint not null default 10 check (entry_closes_minutes between 0 and 60),
      is_demo boolean not null default false,
      version integer not null default 1,
      created_at timestamptz not null default now()
    );

    create table person (
      id bigint generated always as identity primary key,
      family_name text not null check (family_name <> ''),
      given_name text not null check (given_name <> ''),
      patronymic text not null default '',
      call_name text not null default '',
      birth_date date,
      phone text not null default '',
      email text not null default '',
      external_id text,
      left_on date,
      created_at timestamptz not null default now()
    );
    comment on column person.call_name is 'How a child is called at home and in notices («Соня»); empty: the given name';
    create index person_name on person (family_name, given_name);
    create unique index person_external_id on person (external_id) where external_id is not null;

    create table person_role (
      person_id bigint not null references person,
      role text not null check (role in ('coordinator', 'sysadmin', 'teacher', 'student', 'parent')),
      starts_on date not null,
      ends_on date,
      primary key (person_id, role),
      check (ends_on >= starts_on)
    );
    create index person_role_role on person_role (role);

    create table school_year (
      id bigint generated always as identity primary key,
      name text not null unique,
      starts_on date not null,
      ends_on date not null,
      check (ends_on > starts_on),
      constraint school_year_no_overlap exclude using gist (daterange(starts_on, ends_on, '[]') with &&)
    );

    create table term (
      id bigint generated always as identity primary key,
      school_year_id bigint not null references school_year,
      name text not null,
      starts_on date not null,
      ends_on date not null,
      check (ends_on >= starts_on),
      constraint term_no_overlap exclude using gist (daterange(starts_on, ends_on, '[]') with &&)
    );

    create table school_day (
      day date primary key,
      kind text not null check (kind in ('off', 'moved')),
      follows_weekday smallint check (follows_weekday between 1 and 7),
      name text not null default '',
      check ((kind = 'moved') = (follows_weekday is not null))
    );
    comment on table school_day is 'Days that differ from the week: off, or worked by the timetable of another weekday';

    create table bell (
      school_year_id bigint not null references school_year,
      grade smallint not null check (grade between 0 and 11),
      weekday smallint not null check (weekday between 1 and 7),
      period smallint not null check (period between 0 and 30),
      starts_at time not null,
      ends_at time not null,
      primary key (school_year_id, grade, weekday, period),
      check (ends_at > starts_at)
    );

    create table class (
      id bigint generated always as identity primary key,
      school_year_id bigint not null references school_year,
      grade smallint not null check (grade between 0 and 11),
      letter text not null check (letter <> ''),
      name text not null generated always as (case when grade = 0 then letter else grade::text || letter end) stored,
      class_teacher_id bigint references person,
      external_id text,
      unique (school_year_id, name)
    );
    comment on column class.grade is '1 to 11; 0 for what a timetable calls a class and is none';
    create index class_class_teacher on class (class_teacher_id);

    create table enrolment (
      id bigint generated always as identity primary key,
      class_id bigint not null references class,
      student_id bigint not null references person,
      starts_on date not null,
      ends_on date,
      check (ends_on >= starts_on),
      constraint enrolment_one_class_at_a_time
        exclude using gist (student_id with =, daterange(starts_on, ends_on, '[]') with &&)
    );
    create index enrolment_class on enrolment (class_id);

    create table guardianship (
      guardian_id bigint not null references person,
      student_id bigint not null references person,
      relation text not null default '',
      starts_on date not null,
      ends_on date,
      primary key (guardian_id, student_id),
      check (ends_on >= starts_on),
      check (guardian_id <> student_id)
    );
    comment on column guardianship.ends_on is 'The last day on which the guardian may see the child; null while the right lasts';
    create index guardianship_student on guardianship (student_id);

    create table study_group (
      id bigint generated always as identity primary key,
      school_year_id bigint not null references school_year,
      name text not null,
      external_id text
    );

    create table study_group_class (
      group_id bigint not null references study_group on delete cascade,
      class_id bigint not null references class,
      is_whole boolean not null,
      primary key (group_id, class_id)
    );
    comment on column study_group_class.is_whole is 'All pupils of the class are in the group; otherwise those named in study_group_member';
    create index study_group_class_class on study_group_class (class_id);

    create table study_group_member (
      group_id bigint not null references study_group on delete cascade,
      student_id bigint not null references person,
      starts_on date not null,
      ends_on date,
      primary key (group_id, student_id, starts_on),
      check (ends_on >= starts_on)
    );
    create index study_group_member_student on study_group_member (student_id);

    create view group_student as
      select gc.group_id, e.student_id, e.starts_on, e.ends_on
      from study_group_class gc join enrolment e on e.class_id = gc.class_id
      where gc.is_whole
      union all
      select m.group_id, m.student_id, m.starts_on, m.ends_on from study_group_member m;
    comment on view group_student is 'Who is in which group from when to when, whole classes and parts alike';
  `);
}

import type { Knex } from 'knex';

/** Consultations: times that teachers open, parents' days, bookings, waiting (clause 3.1; always true 6). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table parents_day (
      id bigint generated always as identity primary key,
      name text not null check (name <> ''),
      day date not null,
      starts_at time not null,
      ends_at time not null,
      turn_minutes smallint not null check (turn_minutes between 5 and 60),
      break_minutes smallint not null default 0 check (break_minutes between 0 and 30),
      cancel_hours smallint not null default 3 check (cancel_hours between 0 and 168),
      words text not null default '',
      state text not null default 'draft' check (state in ('draft', 'announced', 'cancelled')),
      created_by bigint not null references person (id),
      created_at timestamptz not null,
      announced_at timestamptz,
      version integer not null default 1,
      check (ends_at > starts_at)
    );
    comment on column parents_day.break_minutes is 'Minutes that a family needs from one room to the next';
    comment on column parents_day.cancel_hours is 'Families cancel and move until so many hours before';

    create table consultation_series (
      id bigint generated always as identity primary key,
      teacher_id bigint not null references person (id),
      parents_day_id bigint references parents_day (id),
      topic text not null default '',
      format text not null check (format in ('online', 'in_person')),
      service_id bigint references service (id),
      link text,
      room text not null default '',
      places smallint not null check (places between 1 and 300),
      turn_minutes smallint not null check (turn_minutes between 5 and 180),
      audience text not null check (audience in ('courses', 'class', 'school')),
      attendees text not null check (attendees in ('guardians', 'students', 'both')),
      is_weekly boolean not null,
      first_day date not null,
      last_day date not null,
      starts_at time not null,
      ends_at time not null,
      cancel_hours smallint not null check (cancel_hours between 0 and 168),
      created_by bigint not null references person (id),
      created_at timestamptz not null,
      version integer not null default 1,
      unique (parents_day_id, teacher_id),
      check (last_day >= first_day),
      check (ends_at > starts_at),
      check ((format = 'online') = (service_id is not null and link is not null))
    );
    create index consultation_series_teacher on consultation_series (teacher_id);
    create index consultation_series_service on consultation_series (service_id);
    comment on table consultation_series is 'What a teacher opened at once: one evening, a weekly hour, a parents'' day';
    comment on column consultation_series.audience is 'Families of the teacher''s courses, of headed classes, of all';
    comment on column consultation_series.starts_at is 'Local; the turns of a day lie between';

    create table consultation (
      id bigint generated always as identity primary key,
      series_id bigint not null references consultation_series (id),
      teacher_id bigint not null references person (id),
      day date not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      during tstzrange not null generated always as (tstzrange(starts_at, ends_at)) stored,
      room text not null default '',
      places smallint not null,
      taken smallint not null default 0,
      state text not null default 'open' check (state in ('open', 'cancelled')),
      cancelled_reason text not null default '',
      version integer not null default 1,
      check (ends_at > starts_at),
      check (taken between 0 and places),
      constraint consultation_teacher_in_one_place
        exclude using gist (teacher_id with =, during with &&) where (state = 'open'),
      constraint consultation_room_once
        exclude using gist (room with =, during with &&) where (state = 'open' and room <> '')
    );
    create index consultation_series_day on consultation (series_id, day);
    create index consultation_teacher_day on consultation (teacher_id, day);
    create index consultation_day on consultation (day);
    comment on table consultation is 'One turn: when, where, how many families; taken counts booked and invited';

    create table booking (
      id bigint generated always as identity primary key,
      consultation_id bigint not null references consultation (id),
      student_id bigint not null references person (id),
      attendee_id bigint not null references person (id),
      place smallint,
      during tstzrange not null,
      state text not null
        check (state in ('booked', 'invited', 'cancelled', 'declined', 'expired', 'moved')),
      words text not null default '',
      made_by bigint not null references person (id),
      made_at timestamptz not null,
      changed_at timestamptz not null,
      expires_at timestamptz,
      came boolean,
      outcome text not null default '',
      outcome_at timestamptz,
      version integer not null default 1,
      check ((place is not null) = (state in ('booked', 'invited'))),
      check ((state = 'invited') = (expires_at is not null)),
      constraint booking_attendee_in_one_place
        exclude using gist (attendee_id with =, during with &&) where (state = 'booked')
    );
    create unique index booking_place on booking (consultation_id, place) where state in ('booked', 'invited');
    create unique index booking_once on booking (consultation_id, student_id) where state in ('booked', 'invited');
    create index booking_attendee on booking (attendee_id);
    create index booking_student on booking (student_id);
    create index booking_invited on booking (expires_at) where state = 'invited';
    comment on table booking is 'A place of a consultation and the family that has it; history stays';
    comment on column booking.attendee_id is 'Who comes: a guardian, or the pupil';
    comment on column booking.outcome is 'What was agreed; the teacher and the family read it, nobody else';

    create table consultation_wait (
      id bigint generated always as identity primary key,
      series_id bigint not null references consultation_series (id),
      day date not null,
      consultation_id bigint references consultation (id),
      student_id bigint not null references person (id),
      attendee_id bigint not null references person (id),
      asked_at timestamptz not null,
      state text not null default 'waiting' check (state in ('waiting', 'offered', 'left'))
    );
    create unique index consultation_wait_once on consultation_wait (series_id, day, student_id)
      where state = 'waiting';
    create index consultation_wait_attendee on consultation_wait (attendee_id) where state = 'waiting';
    comment on column consultation_wait.consultation_id is 'The turn that is waited for; null: any of that day';

    create table consultation_entry (
      id bigint generated always as identity primary key,
      consultation_id bigint not null references consultation (id),
      person_id bigint not null references person (id),
      student_id bigint references person (id),
      at timestamptz not null,
      outcome text not null check (outcome in ('admitted', 'refused')),
      reason text not null default ''
    );
    create index consultation_entry_consultation on consultation_entry (consultation_id, at);

    create table booking_reminder (
      booking_id bigint primary key references booking (id),
      at timestamptz not null
    );
  `);
}

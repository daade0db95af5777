import type { Knex } from 'knex';

/** The order with its clauses and responsible persons, the register of services, health limits. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table regulation (
      id bigint generated always as identity primary key,
      title text not null
    );

    create table regulation_version (
      id bigint generated always as identity primary key,
      regulation_id bigint not null references regulation,
      order_number text not null,
      order_date date not null,
      valid_from date not null,
      valid_to date,
      check (valid_to >= valid_from)
    );

    create table clause (
      id bigint generated always as identity primary key,
      regulation_version_id bigint not null references regulation_version,
      number text not null,
      title text not null,
      body text not null,
      position smallint not null,
      unique (regulation_version_id, number)
    );

    create table responsible_person (
      id bigint generated always as identity primary key,
      clause_number text not null,
      post text not null,
      duty text not null,
      person_id bigint references person,
      name text not null,
      phone text not null default '',
      email text not null default '',
      position smallint not null default 0,
      starts_on date not null,
      ends_on date,
      check (ends_on >= starts_on)
    );

    create table health_limit (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('lesson_minutes', 'lesson_screen_minutes', 'day_screen_minutes')),
      grade_from smallint not null,
      grade_to smallint not null,
      minutes smallint not null check (minutes > 0),
      valid_from date not null,
      valid_to date,
      source text not null,
      check (grade_to >= grade_from),
      constraint health_limit_one_at_a_time exclude using gist (
        kind with =, int4range(grade_from, grade_to, '[]') with &&, daterange(valid_from, valid_to, '[]') with &&)
    );

    create table service (
      id bigint generated always as identity primary key,
      name text not null unique check (name <> ''),
      approving_order text not null,
      valid_from date not null,
      valid_to date,
      suspended_from date,
      suspended_to date,
      withdrawn_from date,
      successor_id bigint references service,
      personal_data text not null default '',
      legal_ground text not null default '',
      security_statement text not null default '',
      instructions_teacher text not null default '',
      instructions_student text not null default '',
      instructions_parent text not null default '',
      support_contact text not null default '',
      responsible_id bigint references person,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      check (valid_to >= valid_from),
      check (suspended_to is null or suspended_to >= suspended_from),
      check (successor_id <> id)
    );
    comment on column service.suspended_to is 'The last day of the suspension; null: until it is lifted';

    create table service_purpose (
      service_id bigint not null references service on delete cascade,
      purpose text not null check (purpose in ('videoconference', 'messenger', 'file_storage', 'e_journal')),
      primary key (service_id, purpose)
    );

    create table service_host (
      service_id bigint not null references service on delete cascade,
      host text not null check (host = lower(host) and host ~ '^[a-z0-9-]+(\\.[a-z0-9-]+)+$'),
      primary key (service_id, host)
    );

    create table service_change (
      id bigint generated always as identity primary key,
      service_id bigint not null references service,
      at timestamptz not null,
      changed_by bigint references person,
      action text not null check (action in ('created', 'edited', 'suspended', 'resumed', 'withdrawn')),
      order_reference text not null,
      reason text not null default '',
      before jsonb not null default '{}',
      after jsonb not null default '{}'
    );
    create index service_change_service on service_change (service_id, at);

    create function service_status(s service, d date) returns text language sql immutable
      return case
        when s.withdrawn_from <= d then 'withdrawn'
        when d < s.valid_from then 'pending'
        when s.valid_to < d then 'expired'
        when s.suspended_from <= d and (s.suspended_to is null or d <= s.suspended_to) then 'suspended'
        else 'approved'
      end;
    comment on function service_status is 'What a service is on a day: approved, pending, suspended, withdrawn or expired; the one definition';
  `);
}

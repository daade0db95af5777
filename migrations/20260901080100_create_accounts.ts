import type { Knex } from 'knex';

/** Accounts, activation codes, sessions, throttling, the audit log, submissions. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table account (
      person_id bigint primary key references person,
      login text not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{2,39}$'),
      password_hash text check (password_hash like '$argon2id$%'),
      password_set_at timestamptz,
      is_young boolean not null default false,
      disabled_at timestamptz,
      created_at timestamptz not null default now()
    );
    comment on column account.password_hash is 'Null until the account is activated';

    create table activation_code (
      id bigint generated always as identity primary key,
      person_id bigint not null references person,
      purpose text not null check (purpose in ('first', 'reset')),
      code_hash text not null check (code_hash like '$argon2id$%'),
      made_by bigint references person,
      made_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      ended_at timestamptz
    );
    create unique index activation_code_one_live on activation_code (person_id) where used_at is null and ended_at is null;

    create table session (
      sid text primary key,
      sess jsonb not null,
      expire timestamptz not null,
      person_id bigint generated always as ((sess #>> '{passport,user}')::bigint) stored
    );
    create index session_person on session (person_id);
    create index session_expire on session (expire);

    create table throttle (
      key text primary key,
      failures integer not null,
      first_at timestamptz not null,
      last_at timestamptz not null
    );
    comment on table throttle is 'Failed tries by account, device and network; keys are hashes';
    create index throttle_last on throttle (last_at);

    create table submission (
      key uuid not null,
      path text not null,
      person_id bigint references person,
      at timestamptz not null default now(),
      location text not null default '',
      primary key (key, path)
    );
    comment on table submission is 'Forms that changed something, by the key rendered into them: sent twice, they change it once';
    create index submission_at on submission (at);

    create table audit_event (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      actor_id bigint references person,
      action text not null,
      subject_kind text not null default '',
      subject_id bigint,
      details jsonb not null default '{}',
      request_id text not null default ''
    );
    create index audit_event_at on audit_event (at);
    create index audit_event_actor on audit_event (actor_id, at);
    create index audit_event_subject on audit_event (subject_kind, subject_id);

    create function refuse_change_of_audit() returns trigger language plpgsql as $$
    begin
      raise exception 'The audit log is only added to';
    end $$;
    create trigger audit_event_is_only_added_to before update or delete or truncate on audit_event
      for each statement execute function refuse_change_of_audit();

    create table worker_heartbeat (
      name text primary key,
      at timestamptz not null
    );
  `);
}

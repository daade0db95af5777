import type { Knex } from 'knex';

/** Pupils who are being lost: dated rules, concerns, measures, and the meetings of a term (clause 3.2; always true 8). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table engagement_rule (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('missed', 'silent', 'technical')),
      threshold smallint not null check (threshold between 1 and 100),
      window_days smallint not null check (window_days between 1 and 120),
      valid_from date not null,
      valid_to date,
      set_by bigint references person (id),
      set_at timestamptz not null default now(),
      check (valid_to >= valid_from),
      constraint engagement_rule_one_at_a_time exclude using gist
        (kind with =, daterange(valid_from, valid_to, '[]') with &&)
    );
    insert into engagement_rule (kind, threshold, window_days, valid_from) values
      ('missed', 3, 14, '2024-09-02'), ('silent', 5, 28, '2024-09-02'), ('technical', 3, 14, '2024-09-02');

    create table concern (
      id bigint generated always as identity primary key,
      student_id bigint not null references person (id),
      rule_id bigint not null references engagement_rule (id),
      kind text not null check (kind in ('missed', 'silent', 'technical')),
      found_at timestamptz not null,
      lesson_ids bigint[] not null,
      cause text not null
        check (cause in ('illness', 'announced', 'no_device', 'never_signed_in', 'silent', 'one_course', 'unknown')),
      closed_at timestamptz,
      closed_by bigint references person (id),
      closed_words text not null default '',
      version integer not null default 1
    );
    create unique index concern_one_open on concern (student_id, kind) where closed_at is null;
    create index concern_student on concern (student_id);
    comment on column concern.lesson_ids is 'The lessons that brought the pupil up';
    comment on column concern.closed_by is 'Null where it closed by itself: the rule no longer holds';

    create table measure (
      id bigint generated always as identity primary key,
      student_id bigint not null references person (id),
      concern_id bigint references concern (id),
      kind text not null check (kind in ('talk', 'device', 'consultation', 'psychologist', 'social', 'other')),
      words text not null default '',
      owner_id bigint not null references person (id),
      due_on date not null,
      created_by bigint references person (id),
      created_at timestamptz not null,
      done_on date,
      outcome text not null default '' check (outcome in ('', 'helped', 'partly', 'not_helped', 'cancelled')),
      outcome_words text not null default '',
      version integer not null default 1,
      check ((done_on is null) = (outcome = ''))
    );
    create index measure_student on measure (student_id);
    create index measure_owner on measure (owner_id) where done_on is null;
    create index measure_concern on measure (concern_id);

    create table review (
      id bigint generated always as identity primary key,
      term_id bigint not null references term (id),
      held_on date not null,
      people text not null default '',
      findings text not null default '',
      decision text not null,
      recorded_by bigint references person (id),
      recorded_at timestamptz not null,
      version integer not null default 1
    );
    create index review_term on review (term_id);
    comment on table review is 'Meetings «анализ за четверть» with what they decided';
  `);
}

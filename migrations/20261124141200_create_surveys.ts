import type { Knex } from 'knex';

/**
 * The evaluation of the interaction (clause 3.1; always true 7). Whoever reads all tables must not be able to tell
 * whose an answer is: no table of answers has a person, a time or a number that grows, see decision 0029.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table survey (
      id bigint generated always as identity primary key,
      title text not null check (title <> ''),
      intro text not null default '',
      term_id bigint references term (id),
      state text not null default 'draft' check (state in ('draft', 'open', 'closed', 'published')),
      opens_on date not null,
      closes_on date not null,
      created_by bigint not null references person (id),
      created_at timestamptz not null,
      opened_at timestamptz,
      closed_at timestamptz,
      asked integer not null default 0,
      answered integer not null default 0,
      decision text not null default '',
      changes text not null default '',
      decided_by bigint references person (id),
      decided_at timestamptz,
      published_at timestamptz,
      version integer not null default 1,
      check (closes_on >= opens_on),
      check ((state = 'published') = (published_at is not null))
    );
    comment on column survey.asked is 'How many answers there could have been; counted when it closes';

    create table survey_audience (
      survey_id bigint not null references survey (id) on delete cascade,
      role text not null check (role in ('teacher', 'student', 'parent')),
      grade smallint,
      class_id bigint references class (id),
      check (num_nonnulls(grade, class_id) <= 1),
      unique nulls not distinct (survey_id, role, grade, class_id)
    );
    comment on table survey_audience is 'Who is asked: of a role all, or those of a grade or class';

    create table survey_item (
      id bigint generated always as identity primary key,
      survey_id bigint not null references survey (id) on delete cascade,
      position smallint not null,
      kind text not null check (kind in ('scale', 'open')),
      text text not null check (text <> ''),
      unique (survey_id, position)
    );

    create table survey_token (
      survey_id bigint not null references survey (id) on delete cascade,
      token bytea not null,
      primary key (survey_id, token)
    );
    comment on table survey_token is 'That somebody has answered, under a key that the database does not hold';

    create table survey_box (
      survey_id bigint not null references survey (id) on delete cascade,
      class_id bigint references class (id),
      sealed bytea not null,
      unique nulls not distinct (survey_id, class_id)
    );
    comment on table survey_box is 'Answers until the survey closes: shuffled, sealed under a key that the database does not hold';

    create table survey_leaf (
      id bigint generated always as identity primary key,
      survey_id bigint not null references survey (id) on delete cascade,
      role text check (role in ('teacher', 'student', 'parent')),
      grade smallint,
      class_id bigint references class (id),
      answers integer not null check (answers >= 5),
      unique nulls not distinct (survey_id, role, grade, class_id)
    );
    comment on table survey_leaf is 'The smallest sets that are ever shown, none below five; every view is a sum of them';

    create table survey_ballot (
      survey_id bigint not null references survey (id) on delete cascade,
      leaf_id bigint references survey_leaf (id) on delete cascade,
      choices smallint[] not null
    );
    create index survey_ballot_leaf on survey_ballot (survey_id, leaf_id);
    comment on column survey_ballot.choices is 'By the order of the scale items: 1 to 5; 0 for «затрудняюсь ответить»';
    comment on column survey_ballot.leaf_id is 'Null for the few that belong to no set of five: never shown';

    create table survey_text (
      id bigint generated always as identity primary key,
      survey_id bigint not null references survey (id) on delete cascade,
      item_id bigint not null references survey_item (id) on delete cascade,
      role text check (role in ('teacher', 'student', 'parent')),
      body text not null check (body <> '')
    );
    create index survey_text_survey on survey_text (survey_id, item_id);
    comment on table survey_text is 'Answers in words, apart from the ballots; numbered in a shuffled order';

    create table survey_text_tag (
      text_id bigint not null references survey_text (id) on delete cascade,
      tag text not null check (tag <> ''),
      primary key (text_id, tag)
    );

    create table survey_reminder (
      survey_id bigint not null references survey (id) on delete cascade,
      day date not null,
      primary key (survey_id, day)
    );

    create table pulse_token (
      week date not null,
      token bytea not null,
      primary key (week, token)
    );
    comment on table pulse_token is 'That somebody has told of a lesson in that week (its Monday), under a key that the database does not hold';

    create table pulse_box (
      week date not null,
      course_id bigint not null references course (id),
      sealed bytea not null,
      primary key (week, course_id)
    );

    create table pulse_leaf (
      id bigint generated always as identity primary key,
      week date not null,
      course_id bigint references course (id),
      grade smallint,
      service_id bigint references service (id),
      answers integer not null check (answers >= 5),
      unique nulls not distinct (week, course_id, grade, service_id)
    );

    create table pulse_ballot (
      leaf_id bigint not null references pulse_leaf (id) on delete cascade,
      connection smallint not null check (connection between 1 and 3),
      clarity smallint not null check (clarity between 1 and 3),
      pace smallint not null check (pace between 1 and 3)
    );
    create index pulse_ballot_leaf on pulse_ballot (leaf_id);
    comment on column pulse_ballot.pace is '1 too slow, 2 right, 3 too fast; the others from bad to good';
  `);
}

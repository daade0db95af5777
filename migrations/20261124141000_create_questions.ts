import type { Knex } from 'knex';

/** Questions of families to teachers, answers to a class, files, complaints (clause 3.1; always true 6). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists btree_gin;

    create table attachment (
      id bigint generated always as identity primary key,
      added_by bigint not null references person (id),
      added_at timestamptz not null,
      kind text not null check (kind in ('image', 'pdf')),
      name text not null,
      byte_size integer not null check (byte_size > 0),
      width smallint,
      height smallint,
      content bytea not null,
      check ((kind = 'image') = (width is not null and height is not null))
    );
    alter table attachment alter column content set storage external;
    create index attachment_added_by on attachment (added_by);
    comment on table attachment is 'Photos, written anew without what a camera adds, and PDF files';

    create table question (
      id bigint generated always as identity primary key,
      student_id bigint not null references person (id),
      asked_by bigint not null references person (id),
      asked_at timestamptz not null,
      topic text not null check (topic in ('material', 'organisation')),
      course_id bigint references course (id),
      class_id bigint references class (id),
      lesson_id bigint references lesson (id) on delete set null,
      teacher_id bigint not null references person (id),
      state text not null default 'waiting' check (state in ('waiting', 'asked_back', 'answered', 'closed')),
      waiting_since timestamptz,
      version integer not null default 1,
      check (num_nonnulls(course_id, class_id) = 1),
      check (lesson_id is null or course_id is not null),
      check ((state = 'waiting') = (waiting_since is not null))
    );
    create index question_teacher on question (teacher_id, id);
    create index question_waiting on question (teacher_id, waiting_since) where state = 'waiting';
    create index question_student on question (student_id, id);
    create index question_course on question (course_id, id);
    create index question_class on question (class_id, id);
    create index question_lesson on question (lesson_id) where lesson_id is not null;
    comment on column question.student_id is 'The pupil whose question it is, also where a guardian asks';
    comment on column question.class_id is 'For what is asked of the class teacher; otherwise it is of a course';
    comment on column question.teacher_id is 'Who has it now';
    comment on column question.waiting_since is 'Since when it waits for an answer; null where it is not the teacher''s turn';

    create table question_message (
      id bigint generated always as identity primary key,
      question_id bigint not null references question (id),
      author_id bigint not null references person (id),
      side text not null check (side in ('family', 'school')),
      kind text not null check (kind in ('question', 'reply', 'answer', 'ask_back')),
      body text not null,
      at timestamptz not null,
      read_at timestamptz,
      withdrawn_at timestamptz,
      check ((side = 'family') = (kind in ('question', 'reply')))
    );
    create index question_message_question on question_message (question_id, id);
    comment on column question_message.read_at is 'When somebody of the other side first said that they had read it';
    comment on column question_message.withdrawn_at is 'When its author took it back: its place stays, the text is gone';

    create table message_attachment (
      message_id bigint not null references question_message (id),
      attachment_id bigint not null unique references attachment (id) on delete cascade,
      primary key (message_id, attachment_id)
    );

    create table question_handover (
      id bigint generated always as identity primary key,
      question_id bigint not null references question (id),
      from_id bigint not null references person (id),
      to_id bigint not null references person (id),
      by_id bigint not null references person (id),
      at timestamptz not null,
      words text not null default '',
      check (from_id <> to_id)
    );
    create index question_handover_question on question_handover (question_id);

    create table question_reminder (
      question_id bigint not null references question (id),
      waiting_since timestamptz not null,
      at timestamptz not null,
      primary key (question_id, waiting_since)
    );
    comment on table question_reminder is 'Waits that a teacher was reminded of';

    create table published_answer (
      id bigint generated always as identity primary key,
      course_id bigint references course (id),
      class_id bigint references class (id),
      question_id bigint references question (id),
      answer_id bigint references question_message (id),
      question text not null check (question <> ''),
      answer text not null check (answer <> ''),
      has_files boolean not null default false,
      published_by bigint not null references person (id),
      published_at timestamptz not null,
      withdrawn_at timestamptz,
      version integer not null default 1,
      words tsvector not null generated always as (
        setweight(to_tsvector('russian', translate(question, 'Ёё', 'Ее')), 'A')
        || setweight(to_tsvector('russian', translate(answer, 'Ёё', 'Ее')), 'B')) stored,
      check (num_nonnulls(course_id, class_id) = 1),
      check (not has_files or answer_id is not null)
    );
    create index published_answer_course on published_answer (course_id, id) where withdrawn_at is null;
    create index published_answer_class on published_answer (class_id, id) where withdrawn_at is null;
    create index published_answer_question on published_answer (question_id);
    create index published_answer_course_words on published_answer using gin (course_id, words)
      where withdrawn_at is null;
    create index published_answer_class_words on published_answer using gin (class_id, words)
      where withdrawn_at is null;
    comment on table published_answer is 'Questions and answers that a class or course may read; never who asked';
    comment on column published_answer.words is 'What is searched: Russian word forms, ё as е';

    create table complaint (
      id bigint generated always as identity primary key,
      message_id bigint not null references question_message (id),
      made_by bigint not null references person (id),
      made_at timestamptz not null,
      quote text not null,
      words text not null default '',
      state text not null default 'open' check (state in ('open', 'closed')),
      outcome text not null default '',
      closed_by bigint references person (id),
      closed_at timestamptz,
      version integer not null default 1,
      unique (message_id, made_by),
      check ((state = 'closed') = (closed_at is not null))
    );
    create index complaint_open on complaint (made_at) where state = 'open';
    comment on column complaint.quote is 'The message as it stood when it was complained of, also where it is withdrawn later';

    create table answer_template (
      id bigint generated always as identity primary key,
      person_id bigint not null references person (id),
      title text not null check (title <> ''),
      body text not null check (body <> ''),
      unique (person_id, title)
    );
  `);
}

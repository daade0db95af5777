import type { Knex } from 'knex';

/** The register of an online lesson (clause 3.2; always true 5): marks, their history, sums, pasted participants. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table register (
      lesson_id bigint primary key references lesson (id),
      day date not null,
      version integer not null default 1,
      filled_at timestamptz not null,
      filled_by bigint references person (id),
      changed_at timestamptz not null,
      not_held_reason text not null default ''
        check (not_held_reason in ('', 'technical', 'teacher_ill', 'nobody_came', 'event', 'other')),
      not_held_words text not null default ''
    );
    create index register_day on register (day);
    comment on table register is 'A register that was filled; a lesson without a row has none yet';
    comment on column register.day is 'The day of its lesson, which cannot move once it has begun';
    comment on column register.not_held_reason is 'Why the lesson did not take place; empty: it did';

    create table mark (
      lesson_id bigint not null references register (lesson_id),
      student_id bigint not null references person (id),
      day date not null,
      attendance text not null check (attendance in ('present', 'late', 'absent', 'excused', 'technical')),
      minutes_late smallint check (minutes_late between 1 and 240),
      activity smallint check (activity between 0 and 3),
      remark text not null default '',
      primary key (lesson_id, student_id),
      check (minutes_late is null or attendance = 'late')
    );
    create index mark_student on mark (student_id, day);

    create table register_total (
      lesson_id bigint not null references register (lesson_id),
      class_id bigint references class (id),
      day date not null,
      present smallint not null,
      late smallint not null,
      absent smallint not null,
      excused smallint not null,
      technical smallint not null,
      minutes_late integer not null,
      active smallint not null,
      silent smallint not null,
      activity_marks smallint not null,
      activity_sum smallint not null,
      unique nulls not distinct (lesson_id, class_id)
    );
    create index register_total_class on register_total (class_id, day);
    create index register_total_day on register_total (day);
    comment on table register_total is 'Marks of a register summed by the class of the pupil on that day; written with the marks';
    comment on column register_total.silent is 'Present or late, with activity 0';
    comment on column register_total.active is 'Present or late, with activity 1 to 3';

    create table register_change (
      id bigint generated always as identity primary key,
      lesson_id bigint not null references register (lesson_id),
      version integer not null,
      at timestamptz not null,
      changed_by bigint references person (id),
      kind text not null check (kind in ('filled', 'corrected', 'not_held', 'held')),
      student_id bigint references person (id),
      before jsonb not null default '{}',
      after jsonb not null default '{}'
    );
    create index register_change_lesson on register_change (lesson_id, version);
    comment on table register_change is 'What each save changed: a row for the register, and one for each pupil whose mark was corrected';

    create table participant_list (
      lesson_id bigint primary key references lesson (id),
      pasted_at timestamptz not null,
      pasted_by bigint references person (id)
    );

    create table participant (
      lesson_id bigint not null references participant_list (lesson_id) on delete cascade,
      position smallint not null,
      name text not null,
      student_id bigint references person (id),
      degree text not null check (degree in ('sure', 'likely', 'chosen', 'unmatched', 'stranger')),
      primary key (lesson_id, position),
      check ((student_id is not null) = (degree in ('sure', 'likely', 'chosen')))
    );
    comment on table participant is 'The list of participants as the service showed it, matched with pupils: a hint, never a mark';
  `);
}

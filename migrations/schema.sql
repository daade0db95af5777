-- Written by `npm run db:schema` from a migrated database; a test compares the two. Do not edit.

create extension btree_gin;

create extension btree_gist;

create table absence (
  id bigint generated always as identity not null,
  student_id bigint not null,
  starts_on date not null,
  ends_on date not null,
  periods smallint[],
  reason text not null,
  words text default ''::text not null,
  state text default 'announced'::text not null,
  announced_by bigint,
  announced_at timestamp with time zone not null,
  question text default ''::text not null,
  answer text default ''::text not null,
  decided_by bigint,
  decided_at timestamp with time zone,
  version integer default 1 not null,
  constraint absence_pkey PRIMARY KEY (id),
  constraint absence_check CHECK ((ends_on >= starts_on)),
  constraint absence_check1 CHECK (((periods IS NULL) OR ((starts_on = ends_on) AND (cardinality(periods) > 0)))),
  constraint absence_reason_check CHECK ((reason = ANY (ARRAY['illness'::text, 'doctor'::text, 'family'::text, 'event'::text, 'no_connection'::text, 'other'::text]))),
  constraint absence_state_check CHECK ((state = ANY (ARRAY['announced'::text, 'confirmed'::text, 'asked'::text, 'withdrawn'::text]))),
  constraint absence_announced_by_fkey FOREIGN KEY (announced_by) REFERENCES person(id),
  constraint absence_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint absence_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX absence_student ON public.absence USING btree (student_id, starts_on);
CREATE INDEX absence_undecided ON public.absence USING btree (starts_on) WHERE (state = ANY (ARRAY['announced'::text, 'asked'::text]));
comment on column absence.periods is 'The lessons of one day, by their numbers; null: all lessons of the days';

create table account (
  person_id bigint not null,
  login text not null,
  password_hash text,
  password_set_at timestamp with time zone,
  is_young boolean default false not null,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint account_pkey PRIMARY KEY (person_id),
  constraint account_login_key UNIQUE (login),
  constraint account_login_check CHECK ((login ~ '^[a-z0-9][a-z0-9._-]{2,39}$'::text)),
  constraint account_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text)),
  constraint account_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
comment on column account.password_hash is 'Null until the account is activated';

create table activation_code (
  id bigint generated always as identity not null,
  person_id bigint not null,
  purpose text not null,
  code_hash text not null,
  made_by bigint,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint activation_code_pkey PRIMARY KEY (id),
  constraint activation_code_code_hash_check CHECK ((code_hash ~~ '$argon2id$%'::text)),
  constraint activation_code_purpose_check CHECK ((purpose = ANY (ARRAY['first'::text, 'reset'::text]))),
  constraint activation_code_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id),
  constraint activation_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE UNIQUE INDEX activation_code_one_live ON public.activation_code USING btree (person_id) WHERE ((used_at IS NULL) AND (ended_at IS NULL));

create table answer_template (
  id bigint generated always as identity not null,
  person_id bigint not null,
  title text not null,
  body text not null,
  constraint answer_template_pkey PRIMARY KEY (id),
  constraint answer_template_person_id_title_key UNIQUE (person_id, title),
  constraint answer_template_body_check CHECK ((body <> ''::text)),
  constraint answer_template_title_check CHECK ((title <> ''::text)),
  constraint answer_template_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);

create table attachment (
  id bigint generated always as identity not null,
  added_by bigint not null,
  added_at timestamp with time zone not null,
  kind text not null,
  name text not null,
  byte_size integer not null,
  width smallint,
  height smallint,
  content bytea not null,
  constraint attachment_pkey PRIMARY KEY (id),
  constraint attachment_byte_size_check CHECK ((byte_size > 0)),
  constraint attachment_check CHECK (((kind = 'image'::text) = ((width IS NOT NULL) AND (height IS NOT NULL)))),
  constraint attachment_kind_check CHECK ((kind = ANY (ARRAY['image'::text, 'pdf'::text]))),
  constraint attachment_added_by_fkey FOREIGN KEY (added_by) REFERENCES person(id)
);
CREATE INDEX attachment_added_by ON public.attachment USING btree (added_by);
comment on table attachment is 'Photos, written anew without what a camera adds, and PDF files';

create table audit_event (
  id bigint generated always as identity not null,
  at timestamp with time zone default now() not null,
  actor_id bigint,
  action text not null,
  subject_kind text default ''::text not null,
  subject_id bigint,
  details jsonb default '{}'::jsonb not null,
  request_id text default ''::text not null,
  constraint audit_event_pkey PRIMARY KEY (id),
  constraint audit_event_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES person(id)
);
CREATE INDEX audit_event_actor ON public.audit_event USING btree (actor_id, at);
CREATE INDEX audit_event_at ON public.audit_event USING btree (at);
CREATE INDEX audit_event_subject ON public.audit_event USING btree (subject_kind, subject_id);
CREATE TRIGGER audit_event_is_only_added_to BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();

create table bell (
  school_year_id bigint not null,
  grade smallint not null,
  weekday smallint not null,
  period smallint not null,
  starts_at time without time zone not null,
  ends_at time without time zone not null,
  constraint bell_pkey PRIMARY KEY (school_year_id, grade, weekday, period),
  constraint bell_check CHECK ((ends_at > starts_at)),
  constraint bell_grade_check CHECK (((grade >= 0) AND (grade <= 11))),
  constraint bell_period_check CHECK (((period >= 0) AND (period <= 30))),
  constraint bell_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7))),
  constraint bell_school_year_id_fkey FOREIGN KEY (school_year_id) REFERENCES school_year(id)
);

create table booking (
  id bigint generated always as identity not null,
  consultation_id bigint not null,
  student_id bigint not null,
  attendee_id bigint not null,
  place smallint,
  during tstzrange not null,
  state text not null,
  words text default ''::text not null,
  made_by bigint not null,
  made_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  came boolean,
  outcome text default ''::text not null,
  outcome_at timestamp with time zone,
  version integer default 1 not null,
  constraint booking_pkey PRIMARY KEY (id),
  constraint booking_attendee_in_one_place EXCLUDE USING gist (attendee_id WITH =, during WITH &&) WHERE ((state = 'booked'::text)),
  constraint booking_check CHECK (((place IS NOT NULL) = (state = ANY (ARRAY['booked'::text, 'invited'::text])))),
  constraint booking_check1 CHECK (((state = 'invited'::text) = (expires_at IS NOT NULL))),
  constraint booking_state_check CHECK ((state = ANY (ARRAY['booked'::text, 'invited'::text, 'cancelled'::text, 'declined'::text, 'expired'::text, 'moved'::text]))),
  constraint booking_attendee_id_fkey FOREIGN KEY (attendee_id) REFERENCES person(id),
  constraint booking_consultation_id_fkey FOREIGN KEY (consultation_id) REFERENCES consultation(id),
  constraint booking_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id),
  constraint booking_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX booking_attendee ON public.booking USING btree (attendee_id);
CREATE INDEX booking_invited ON public.booking USING btree (expires_at) WHERE (state = 'invited'::text);
CREATE UNIQUE INDEX booking_once ON public.booking USING btree (consultation_id, student_id) WHERE (state = ANY (ARRAY['booked'::text, 'invited'::text]));
CREATE UNIQUE INDEX booking_place ON public.booking USING btree (consultation_id, place) WHERE (state = ANY (ARRAY['booked'::text, 'invited'::text]));
CREATE INDEX booking_student ON public.booking USING btree (student_id);
comment on table booking is 'A place of a consultation and the family that has it; history stays';
comment on column booking.attendee_id is 'Who comes: a guardian, or the pupil';
comment on column booking.outcome is 'What was agreed; the teacher and the family read it, nobody else';

create table booking_reminder (
  booking_id bigint not null,
  at timestamp with time zone not null,
  kind text default 'day'::text not null,
  constraint booking_reminder_pkey PRIMARY KEY (booking_id, kind),
  constraint booking_reminder_kind_check CHECK ((kind = ANY (ARRAY['day'::text, 'hour'::text]))),
  constraint booking_reminder_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES booking(id)
);

create table channel (
  id bigint generated always as identity not null,
  service_id bigint not null,
  purpose text not null,
  class_id bigint,
  group_id bigint,
  course_id bigint,
  address text not null,
  starts_on date not null,
  ends_on date,
  ended_reason text default ''::text not null,
  created_by bigint,
  created_at timestamp with time zone not null,
  version integer default 1 not null,
  constraint channel_pkey PRIMARY KEY (id),
  constraint channel_check CHECK (((ends_on IS NULL) OR (ends_on >= (starts_on - 1)))),
  constraint channel_check1 CHECK ((num_nonnulls(class_id, group_id, course_id) = 1)),
  constraint channel_purpose_check CHECK ((purpose = ANY (ARRAY['videoconference'::text, 'messenger'::text, 'file_storage'::text, 'e_journal'::text]))),
  constraint channel_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint channel_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id),
  constraint channel_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint channel_group_id_fkey FOREIGN KEY (group_id) REFERENCES study_group(id),
  constraint channel_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
CREATE INDEX channel_class ON public.channel USING btree (class_id);
CREATE INDEX channel_course ON public.channel USING btree (course_id);
CREATE UNIQUE INDEX channel_one_live ON public.channel USING btree (purpose, COALESCE(class_id, (0)::bigint), COALESCE(group_id, (0)::bigint), COALESCE(course_id, (0)::bigint)) WHERE (ends_on IS NULL);
CREATE INDEX channel_service ON public.channel USING btree (service_id) WHERE (ends_on IS NULL);
comment on column channel.ends_on is 'The last day; the day before starts_on for one that was ended before it began';

create table class (
  id bigint generated always as identity not null,
  school_year_id bigint not null,
  grade smallint not null,
  letter text not null,
  name text generated always as (
CASE
    WHEN (grade = 0) THEN letter
    ELSE ((grade)::text || letter)
END) stored not null,
  class_teacher_id bigint,
  external_id text,
  constraint class_pkey PRIMARY KEY (id),
  constraint class_school_year_id_name_key UNIQUE (school_year_id, name),
  constraint class_grade_check CHECK (((grade >= 0) AND (grade <= 11))),
  constraint class_letter_check CHECK ((letter <> ''::text)),
  constraint class_class_teacher_id_fkey FOREIGN KEY (class_teacher_id) REFERENCES person(id),
  constraint class_school_year_id_fkey FOREIGN KEY (school_year_id) REFERENCES school_year(id)
);
CREATE INDEX class_class_teacher ON public.class USING btree (class_teacher_id);
comment on column class.grade is '1 to 11; 0 for what a timetable calls a class and is none';

create table clause (
  id bigint generated always as identity not null,
  regulation_version_id bigint not null,
  number text not null,
  title text not null,
  body text not null,
  position smallint not null,
  constraint clause_pkey PRIMARY KEY (id),
  constraint clause_regulation_version_id_number_key UNIQUE (regulation_version_id, number),
  constraint clause_regulation_version_id_fkey FOREIGN KEY (regulation_version_id) REFERENCES regulation_version(id)
);

create table complaint (
  id bigint generated always as identity not null,
  message_id bigint not null,
  made_by bigint not null,
  made_at timestamp with time zone not null,
  quote text not null,
  state text default 'open'::text not null,
  outcome text default ''::text not null,
  closed_by bigint,
  closed_at timestamp with time zone,
  version integer default 1 not null,
  constraint complaint_pkey PRIMARY KEY (id),
  constraint complaint_message_id_made_by_key UNIQUE (message_id, made_by),
  constraint complaint_check CHECK (((state = 'closed'::text) = (closed_at IS NOT NULL))),
  constraint complaint_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text]))),
  constraint complaint_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES person(id),
  constraint complaint_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id),
  constraint complaint_message_id_fkey FOREIGN KEY (message_id) REFERENCES question_message(id)
);
CREATE INDEX complaint_open ON public.complaint USING btree (made_at) WHERE (state = 'open'::text);
comment on column complaint.quote is 'The message as it stood when it was complained of, also where it is withdrawn later';

create table concern (
  id bigint generated always as identity not null,
  student_id bigint not null,
  rule_id bigint not null,
  kind text not null,
  found_at timestamp with time zone not null,
  lesson_ids bigint[] not null,
  cause text not null,
  closed_at timestamp with time zone,
  closed_by bigint,
  closed_words text default ''::text not null,
  version integer default 1 not null,
  grounds jsonb default '{}'::jsonb not null,
  constraint concern_pkey PRIMARY KEY (id),
  constraint concern_cause_check CHECK ((cause = ANY (ARRAY['illness'::text, 'announced'::text, 'no_device'::text, 'never_signed_in'::text, 'silent'::text, 'one_course'::text, 'unknown'::text]))),
  constraint concern_kind_check CHECK ((kind = ANY (ARRAY['missed'::text, 'silent'::text, 'technical'::text]))),
  constraint concern_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES person(id),
  constraint concern_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES engagement_rule(id),
  constraint concern_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE UNIQUE INDEX concern_one_open ON public.concern USING btree (student_id, kind) WHERE (closed_at IS NULL);
CREATE INDEX concern_student ON public.concern USING btree (student_id);
comment on column concern.closed_by is 'Null where it closed by itself: the rule no longer holds';
comment on column concern.grounds is 'What was known of the lessons when the portal last looked: see src/attendance/likely-cause.ts';
comment on column concern.lesson_ids is 'The lessons that brought the pupil up';
comment on column concern.rule_id is 'The rule by which it was found or last seen to hold';

create table consultation (
  id bigint generated always as identity not null,
  series_id bigint not null,
  teacher_id bigint not null,
  day date not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  during tstzrange generated always as (tstzrange(starts_at, ends_at)) stored not null,
  room text default ''::text not null,
  places smallint not null,
  taken smallint default 0 not null,
  state text default 'open'::text not null,
  cancelled_reason text default ''::text not null,
  version integer default 1 not null,
  constraint consultation_pkey PRIMARY KEY (id),
  constraint consultation_room_once EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (((state = 'open'::text) AND (room <> ''::text))),
  constraint consultation_teacher_in_one_place EXCLUDE USING gist (teacher_id WITH =, during WITH &&) WHERE ((state = 'open'::text)),
  constraint consultation_check CHECK ((ends_at > starts_at)),
  constraint consultation_check1 CHECK (((taken >= 0) AND (taken <= places))),
  constraint consultation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'cancelled'::text]))),
  constraint consultation_series_id_fkey FOREIGN KEY (series_id) REFERENCES consultation_series(id),
  constraint consultation_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id)
);
CREATE INDEX consultation_day ON public.consultation USING btree (day);
CREATE INDEX consultation_series_day ON public.consultation USING btree (series_id, day);
CREATE INDEX consultation_teacher_day ON public.consultation USING btree (teacher_id, day);
comment on table consultation is 'One turn: when, where, how many families; taken counts booked and invited';

create table consultation_entry (
  id bigint generated always as identity not null,
  consultation_id bigint not null,
  person_id bigint not null,
  student_id bigint,
  at timestamp with time zone not null,
  outcome text not null,
  reason text default ''::text not null,
  constraint consultation_entry_pkey PRIMARY KEY (id),
  constraint consultation_entry_outcome_check CHECK ((outcome = ANY (ARRAY['admitted'::text, 'refused'::text]))),
  constraint consultation_entry_consultation_id_fkey FOREIGN KEY (consultation_id) REFERENCES consultation(id),
  constraint consultation_entry_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint consultation_entry_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX consultation_entry_consultation ON public.consultation_entry USING btree (consultation_id, at);

create table consultation_series (
  id bigint generated always as identity not null,
  teacher_id bigint not null,
  parents_day_id bigint,
  topic text default ''::text not null,
  format text not null,
  service_id bigint,
  link text,
  room text default ''::text not null,
  places smallint not null,
  turn_minutes smallint not null,
  audience text not null,
  attendees text not null,
  is_weekly boolean not null,
  first_day date not null,
  last_day date not null,
  starts_at time without time zone not null,
  ends_at time without time zone not null,
  cancel_hours smallint not null,
  created_by bigint not null,
  created_at timestamp with time zone not null,
  version integer default 1 not null,
  constraint consultation_series_pkey PRIMARY KEY (id),
  constraint consultation_series_parents_day_id_teacher_id_key UNIQUE (parents_day_id, teacher_id),
  constraint consultation_series_attendees_check CHECK ((attendees = ANY (ARRAY['guardians'::text, 'students'::text, 'both'::text]))),
  constraint consultation_series_audience_check CHECK ((audience = ANY (ARRAY['courses'::text, 'class'::text, 'school'::text]))),
  constraint consultation_series_cancel_hours_check CHECK (((cancel_hours >= 0) AND (cancel_hours <= 168))),
  constraint consultation_series_check CHECK ((last_day >= first_day)),
  constraint consultation_series_check1 CHECK ((ends_at > starts_at)),
  constraint consultation_series_check2 CHECK (((format = 'online'::text) = ((service_id IS NOT NULL) AND (link IS NOT NULL)))),
  constraint consultation_series_format_check CHECK ((format = ANY (ARRAY['online'::text, 'in_person'::text]))),
  constraint consultation_series_places_check CHECK (((places >= 1) AND (places <= 300))),
  constraint consultation_series_turn_minutes_check CHECK (((turn_minutes >= 5) AND (turn_minutes <= 180))),
  constraint consultation_series_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint consultation_series_parents_day_id_fkey FOREIGN KEY (parents_day_id) REFERENCES parents_day(id),
  constraint consultation_series_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint consultation_series_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id)
);
CREATE INDEX consultation_series_service ON public.consultation_series USING btree (service_id);
CREATE INDEX consultation_series_teacher ON public.consultation_series USING btree (teacher_id);
comment on table consultation_series is 'What a teacher opened at once: one evening, a weekly hour, a parents'' day';
comment on column consultation_series.audience is 'Families of the teacher''s courses, of headed classes, of all';
comment on column consultation_series.starts_at is 'Local; the turns of a day lie between';

create table consultation_wait (
  id bigint generated always as identity not null,
  series_id bigint not null,
  day date not null,
  consultation_id bigint,
  student_id bigint not null,
  attendee_id bigint not null,
  asked_at timestamp with time zone not null,
  state text default 'waiting'::text not null,
  constraint consultation_wait_pkey PRIMARY KEY (id),
  constraint consultation_wait_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'offered'::text, 'left'::text]))),
  constraint consultation_wait_attendee_id_fkey FOREIGN KEY (attendee_id) REFERENCES person(id),
  constraint consultation_wait_consultation_id_fkey FOREIGN KEY (consultation_id) REFERENCES consultation(id),
  constraint consultation_wait_series_id_fkey FOREIGN KEY (series_id) REFERENCES consultation_series(id),
  constraint consultation_wait_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX consultation_wait_attendee ON public.consultation_wait USING btree (attendee_id) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX consultation_wait_once ON public.consultation_wait USING btree (series_id, day, student_id) WHERE (state = 'waiting'::text);
comment on column consultation_wait.consultation_id is 'The turn that is waited for; null: any of that day';

create table course (
  id bigint generated always as identity not null,
  school_year_id bigint not null,
  subject_id bigint not null,
  group_id bigint not null,
  external_id text,
  constraint course_pkey PRIMARY KEY (id),
  constraint course_group_id_fkey FOREIGN KEY (group_id) REFERENCES study_group(id),
  constraint course_school_year_id_fkey FOREIGN KEY (school_year_id) REFERENCES school_year(id),
  constraint course_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES subject(id)
);
CREATE UNIQUE INDEX course_external_id ON public.course USING btree (school_year_id, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX course_group ON public.course USING btree (group_id);

create table course_teacher (
  course_id bigint not null,
  person_id bigint not null,
  position smallint default 0 not null,
  constraint course_teacher_pkey PRIMARY KEY (course_id, person_id),
  constraint course_teacher_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id) ON DELETE CASCADE,
  constraint course_teacher_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX course_teacher_person ON public.course_teacher USING btree (person_id);

create table delivery (
  id bigint generated always as identity not null,
  recipient_id bigint not null,
  way text not null,
  state text not null,
  attempts smallint default 0 not null,
  settled_at timestamp with time zone,
  note text default ''::text not null,
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_recipient_id_way_key UNIQUE (recipient_id, way),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text, 'unreachable'::text]))),
  constraint delivery_way_check CHECK ((way = ANY (ARRAY['portal'::text, 'email'::text, 'push'::text, 'messenger'::text, 'paper'::text]))),
  constraint delivery_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id) ON DELETE CASCADE
);
CREATE INDEX delivery_waiting ON public.delivery USING btree (id) WHERE (state = 'waiting'::text);

create table engagement_rule (
  id bigint generated always as identity not null,
  kind text not null,
  threshold smallint not null,
  window_days smallint not null,
  valid_from date not null,
  valid_to date,
  set_by bigint,
  set_at timestamp with time zone default now() not null,
  constraint engagement_rule_pkey PRIMARY KEY (id),
  constraint engagement_rule_one_at_a_time EXCLUDE USING gist (kind WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&),
  constraint engagement_rule_check CHECK ((valid_to >= valid_from)),
  constraint engagement_rule_kind_check CHECK ((kind = ANY (ARRAY['missed'::text, 'silent'::text, 'technical'::text]))),
  constraint engagement_rule_threshold_check CHECK (((threshold >= 1) AND (threshold <= 100))),
  constraint engagement_rule_window_days_check CHECK (((window_days >= 1) AND (window_days <= 120))),
  constraint engagement_rule_set_by_fkey FOREIGN KEY (set_by) REFERENCES person(id)
);

create table enrolment (
  id bigint generated always as identity not null,
  class_id bigint not null,
  student_id bigint not null,
  starts_on date not null,
  ends_on date,
  constraint enrolment_pkey PRIMARY KEY (id),
  constraint enrolment_one_class_at_a_time EXCLUDE USING gist (student_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&),
  constraint enrolment_check CHECK ((ends_on >= starts_on)),
  constraint enrolment_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint enrolment_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX enrolment_class ON public.enrolment USING btree (class_id);

create table entry (
  id bigint generated always as identity not null,
  lesson_id bigint not null,
  person_id bigint not null,
  student_id bigint,
  at timestamp with time zone not null,
  outcome text not null,
  reason text default ''::text not null,
  constraint entry_pkey PRIMARY KEY (id),
  constraint entry_outcome_check CHECK ((outcome = ANY (ARRAY['admitted'::text, 'refused'::text]))),
  constraint entry_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id),
  constraint entry_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint entry_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX entry_lesson ON public.entry USING btree (lesson_id, at);
comment on column entry.student_id is 'For whom: the pupil, also where a guardian pressed; null for teachers and support';

create table guardianship (
  guardian_id bigint not null,
  student_id bigint not null,
  relation text default ''::text not null,
  starts_on date not null,
  ends_on date,
  constraint guardianship_pkey PRIMARY KEY (guardian_id, student_id),
  constraint guardianship_check CHECK ((ends_on >= starts_on)),
  constraint guardianship_check1 CHECK ((guardian_id <> student_id)),
  constraint guardianship_guardian_id_fkey FOREIGN KEY (guardian_id) REFERENCES person(id),
  constraint guardianship_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX guardianship_student ON public.guardianship USING btree (student_id);
comment on column guardianship.ends_on is 'The last day on which the guardian may see the child; null while the right lasts';

create table health_limit (
  id bigint generated always as identity not null,
  kind text not null,
  grade_from smallint not null,
  grade_to smallint not null,
  minutes smallint not null,
  valid_from date not null,
  valid_to date,
  source text not null,
  constraint health_limit_pkey PRIMARY KEY (id),
  constraint health_limit_one_at_a_time EXCLUDE USING gist (kind WITH =, int4range((grade_from)::integer, (grade_to)::integer, '[]'::text) WITH &&, daterange(valid_from, valid_to, '[]'::text) WITH &&),
  constraint health_limit_check CHECK ((grade_to >= grade_from)),
  constraint health_limit_kind_check CHECK ((kind = ANY (ARRAY['lesson_minutes'::text, 'lesson_screen_minutes'::text, 'day_screen_minutes'::text]))),
  constraint health_limit_minutes_check CHECK ((minutes > 0))
);

create table lesson (
  id bigint generated always as identity not null,
  course_id bigint not null,
  slot_id bigint,
  day date not null,
  period smallint not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  room text default ''::text not null,
  status text default 'planned'::text not null,
  format text default 'in_person'::text not null,
  service_id bigint,
  link text,
  topic text default ''::text not null,
  preparation text default ''::text not null,
  announced_at timestamp with time zone,
  announced_by bigint,
  is_late boolean default false not null,
  late_reason text default ''::text not null,
  warnings jsonb default '[]'::jsonb not null,
  cancelled_reason text default ''::text not null,
  planned_day date,
  planned_period smallint,
  planned_room text,
  version integer default 1 not null,
  constraint lesson_pkey PRIMARY KEY (id),
  constraint lesson_once_a_period UNIQUE (course_id, day, period),
  constraint lesson_check CHECK ((ends_at > starts_at)),
  constraint lesson_check1 CHECK (((format = 'in_person'::text) OR ((service_id IS NOT NULL) AND (link IS NOT NULL) AND (announced_at IS NOT NULL)))),
  constraint lesson_check2 CHECK (((format = 'online'::text) OR ((service_id IS NULL) AND (link IS NULL)))),
  constraint lesson_format_check CHECK ((format = ANY (ARRAY['in_person'::text, 'online'::text]))),
  constraint lesson_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'cancelled'::text, 'held'::text]))),
  constraint lesson_announced_by_fkey FOREIGN KEY (announced_by) REFERENCES person(id),
  constraint lesson_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id),
  constraint lesson_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint lesson_slot_id_fkey FOREIGN KEY (slot_id) REFERENCES timetable_slot(id) ON DELETE SET NULL
);
CREATE INDEX lesson_course_day ON public.lesson USING btree (course_id, day);
CREATE INDEX lesson_day ON public.lesson USING btree (day);
CREATE INDEX lesson_moved ON public.lesson USING btree (planned_day) WHERE (planned_day IS NOT NULL);
CREATE INDEX lesson_online ON public.lesson USING btree (service_id, day) WHERE (format = 'online'::text);
CREATE INDEX lesson_online_day ON public.lesson USING btree (day) INCLUDE (id, course_id, service_id, period, starts_at, ends_at, status) WHERE (format = 'online'::text);
CREATE INDEX lesson_slot ON public.lesson USING btree (slot_id);
comment on column lesson.link is 'The address of the online lesson: leaves the portal only as the answer to an entry';
comment on column lesson.planned_day is 'Where the lesson was moved: the day, period and room of the timetable; otherwise null';

create table lesson_change (
  id bigint generated always as identity not null,
  lesson_id bigint not null,
  at timestamp with time zone not null,
  changed_by bigint,
  kind text not null,
  before jsonb default '{}'::jsonb not null,
  after jsonb default '{}'::jsonb not null,
  reason text default ''::text not null,
  constraint lesson_change_pkey PRIMARY KEY (id),
  constraint lesson_change_kind_check CHECK ((kind = ANY (ARRAY['announced'::text, 'edited'::text, 'in_person'::text, 'cancelled'::text, 'restored'::text, 'substituted'::text, 'moved'::text, 'timetable'::text]))),
  constraint lesson_change_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint lesson_change_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id) ON DELETE CASCADE
);
CREATE INDEX lesson_change_lesson ON public.lesson_change USING btree (lesson_id, at);
comment on table lesson_change is 'The history of a lesson; never holds its link';

create table lesson_teacher (
  lesson_id bigint not null,
  person_id bigint not null,
  day date not null,
  during tstzrange not null,
  position smallint default 0 not null,
  replaces_id bigint,
  is_together boolean default false not null,
  is_active boolean default true not null,
  constraint lesson_teacher_pkey PRIMARY KEY (lesson_id, person_id),
  constraint lesson_teacher_in_one_place EXCLUDE USING gist (person_id WITH =, during WITH &&) WHERE ((is_active AND (NOT is_together))),
  constraint lesson_teacher_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id) ON DELETE CASCADE,
  constraint lesson_teacher_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint lesson_teacher_replaces_id_fkey FOREIGN KEY (replaces_id) REFERENCES person(id)
);
CREATE INDEX lesson_teacher_person_day ON public.lesson_teacher USING btree (person_id, day);
CREATE INDEX lesson_teacher_replaces ON public.lesson_teacher USING btree (replaces_id, day) WHERE (replaces_id IS NOT NULL);
comment on column lesson_teacher.is_active is 'False once the lesson is cancelled: the teacher is free';
comment on column lesson_teacher.is_together is 'Taught together with another lesson at the same time, as the timetable itself says';
comment on column lesson_teacher.replaces_id is 'Whom this teacher substitutes; null for the course''s own teacher';

create table mark (
  lesson_id bigint not null,
  student_id bigint not null,
  day date not null,
  attendance text not null,
  minutes_late smallint,
  activity smallint,
  remark text default ''::text not null,
  constraint mark_pkey PRIMARY KEY (lesson_id, student_id),
  constraint mark_activity_check CHECK (((activity >= 0) AND (activity <= 3))),
  constraint mark_attendance_check CHECK ((attendance = ANY (ARRAY['present'::text, 'late'::text, 'absent'::text, 'excused'::text, 'technical'::text]))),
  constraint mark_check CHECK (((minutes_late IS NULL) OR (attendance = 'late'::text))),
  constraint mark_minutes_late_check CHECK (((minutes_late >= 1) AND (minutes_late <= 240))),
  constraint mark_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES register(lesson_id),
  constraint mark_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX mark_student ON public.mark USING btree (student_id, day);

create table mark_notice (
  lesson_id bigint not null,
  student_id bigint not null,
  notice_id bigint not null,
  constraint mark_notice_pkey PRIMARY KEY (lesson_id, student_id),
  constraint mark_notice_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES register(lesson_id),
  constraint mark_notice_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id),
  constraint mark_notice_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
comment on table mark_notice is 'Unexcused absences that guardians were told of, so that nobody is told twice';

create table measure (
  id bigint generated always as identity not null,
  student_id bigint not null,
  concern_id bigint,
  kind text not null,
  words text default ''::text not null,
  owner_id bigint not null,
  due_on date not null,
  created_by bigint,
  created_at timestamp with time zone not null,
  done_on date,
  outcome text default ''::text not null,
  outcome_words text default ''::text not null,
  version integer default 1 not null,
  constraint measure_pkey PRIMARY KEY (id),
  constraint measure_check CHECK (((done_on IS NULL) = (outcome = ''::text))),
  constraint measure_kind_check CHECK ((kind = ANY (ARRAY['talk'::text, 'device'::text, 'consultation'::text, 'psychologist'::text, 'social'::text, 'other'::text]))),
  constraint measure_outcome_check CHECK ((outcome = ANY (ARRAY[''::text, 'helped'::text, 'partly'::text, 'not_helped'::text, 'cancelled'::text]))),
  constraint measure_concern_id_fkey FOREIGN KEY (concern_id) REFERENCES concern(id),
  constraint measure_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint measure_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint measure_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX measure_concern ON public.measure USING btree (concern_id);
CREATE INDEX measure_owner ON public.measure USING btree (owner_id) WHERE (done_on IS NULL);
CREATE INDEX measure_student ON public.measure USING btree (student_id);

create table message_attachment (
  message_id bigint not null,
  attachment_id bigint not null,
  constraint message_attachment_pkey PRIMARY KEY (message_id, attachment_id),
  constraint message_attachment_attachment_id_key UNIQUE (attachment_id),
  constraint message_attachment_attachment_id_fkey FOREIGN KEY (attachment_id) REFERENCES attachment(id) ON DELETE CASCADE,
  constraint message_attachment_message_id_fkey FOREIGN KEY (message_id) REFERENCES question_message(id)
);

create table notice (
  id bigint generated always as identity not null,
  kind text not null,
  title text not null,
  body text not null,
  created_by bigint,
  created_at timestamp with time zone not null,
  revised_at timestamp with time zone not null,
  revision integer default 1 not null,
  about_kind text default ''::text not null,
  about_id bigint,
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_about_kind_check CHECK ((about_kind = ANY (ARRAY[''::text, 'lesson'::text, 'registers'::text, 'absences'::text, 'absence'::text, 'student'::text, 'measure'::text, 'question'::text, 'questions'::text, 'answers'::text, 'complaint'::text, 'consultation'::text, 'booking'::text, 'consultations'::text, 'parents_day'::text, 'survey'::text]))),
  constraint notice_kind_check CHECK ((kind = ANY (ARRAY['lesson_online'::text, 'lesson_changed'::text, 'lesson_cancelled'::text, 'timetable_changed'::text, 'general'::text, 'absence'::text, 'absence_announced'::text, 'absence_question'::text, 'register_due'::text, 'measure'::text, 'technical'::text, 'question'::text, 'answer'::text, 'complaint'::text, 'consultation'::text, 'survey'::text]))),
  constraint notice_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id)
);
comment on column notice.about_kind is 'Which page a notice leads to; with about_id where the page has a number';

create table notice_lesson (
  notice_id bigint not null,
  lesson_id bigint not null,
  constraint notice_lesson_pkey PRIMARY KEY (notice_id, lesson_id),
  constraint notice_lesson_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id) ON DELETE CASCADE,
  constraint notice_lesson_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id) ON DELETE CASCADE
);
CREATE INDEX notice_lesson_lesson ON public.notice_lesson USING btree (lesson_id);

create table parents_day (
  id bigint generated always as identity not null,
  name text not null,
  day date not null,
  starts_at time without time zone not null,
  ends_at time without time zone not null,
  turn_minutes smallint not null,
  break_minutes smallint default 0 not null,
  cancel_hours smallint default 3 not null,
  words text default ''::text not null,
  state text default 'draft'::text not null,
  created_by bigint not null,
  created_at timestamp with time zone not null,
  announced_at timestamp with time zone,
  version integer default 1 not null,
  cancelled_reason text default ''::text not null,
  constraint parents_day_pkey PRIMARY KEY (id),
  constraint parents_day_break_minutes_check CHECK (((break_minutes >= 0) AND (break_minutes <= 30))),
  constraint parents_day_cancel_hours_check CHECK (((cancel_hours >= 0) AND (cancel_hours <= 168))),
  constraint parents_day_check CHECK ((ends_at > starts_at)),
  constraint parents_day_name_check CHECK ((name <> ''::text)),
  constraint parents_day_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'announced'::text, 'cancelled'::text]))),
  constraint parents_day_turn_minutes_check CHECK (((turn_minutes >= 5) AND (turn_minutes <= 60))),
  constraint parents_day_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id)
);
comment on column parents_day.break_minutes is 'Minutes that a family needs from one room to the next';
comment on column parents_day.cancel_hours is 'Families cancel and move until so many hours before';

create table parents_day_teacher (
  parents_day_id bigint not null,
  teacher_id bigint not null,
  room text default ''::text not null,
  service_id bigint,
  link text,
  constraint parents_day_teacher_pkey PRIMARY KEY (parents_day_id, teacher_id),
  constraint parents_day_teacher_check CHECK (((service_id IS NULL) = (link IS NULL))),
  constraint parents_day_teacher_parents_day_id_fkey FOREIGN KEY (parents_day_id) REFERENCES parents_day(id),
  constraint parents_day_teacher_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint parents_day_teacher_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id)
);
comment on table parents_day_teacher is 'Until a parents'' day is announced; then the series of its teachers stand for it';

create table participant (
  lesson_id bigint not null,
  position smallint not null,
  name text not null,
  student_id bigint,
  degree text not null,
  constraint participant_pkey PRIMARY KEY (lesson_id, "position"),
  constraint participant_check CHECK (((student_id IS NOT NULL) = (degree = ANY (ARRAY['sure'::text, 'likely'::text, 'chosen'::text])))),
  constraint participant_degree_check CHECK ((degree = ANY (ARRAY['sure'::text, 'likely'::text, 'chosen'::text, 'unmatched'::text, 'stranger'::text]))),
  constraint participant_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES participant_list(lesson_id) ON DELETE CASCADE,
  constraint participant_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
comment on table participant is 'The list of participants as the service showed it, matched with pupils: a hint, never a mark';

create table participant_list (
  lesson_id bigint not null,
  pasted_at timestamp with time zone not null,
  pasted_by bigint,
  constraint participant_list_pkey PRIMARY KEY (lesson_id),
  constraint participant_list_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id),
  constraint participant_list_pasted_by_fkey FOREIGN KEY (pasted_by) REFERENCES person(id)
);

create table person (
  id bigint generated always as identity not null,
  family_name text not null,
  given_name text not null,
  patronymic text default ''::text not null,
  call_name text default ''::text not null,
  birth_date date,
  phone text default ''::text not null,
  email text default ''::text not null,
  external_id text,
  left_on date,
  created_at timestamp with time zone default now() not null,
  constraint person_pkey PRIMARY KEY (id),
  constraint person_family_name_check CHECK ((family_name <> ''::text)),
  constraint person_given_name_check CHECK ((given_name <> ''::text))
);
CREATE UNIQUE INDEX person_external_id ON public.person USING btree (external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX person_name ON public.person USING btree (family_name, given_name);
comment on column person.call_name is 'How a child is called at home and in notices («Соня»); empty: the given name';

create table person_role (
  person_id bigint not null,
  role text not null,
  starts_on date not null,
  ends_on date,
  constraint person_role_pkey PRIMARY KEY (person_id, role),
  constraint person_role_check CHECK ((ends_on >= starts_on)),
  constraint person_role_role_check CHECK ((role = ANY (ARRAY['coordinator'::text, 'sysadmin'::text, 'teacher'::text, 'student'::text, 'parent'::text]))),
  constraint person_role_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX person_role_role ON public.person_role USING btree (role);

create table published_answer (
  id bigint generated always as identity not null,
  course_id bigint,
  class_id bigint,
  question_id bigint,
  answer_id bigint,
  question text not null,
  answer text not null,
  has_files boolean default false not null,
  published_by bigint not null,
  published_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  version integer default 1 not null,
  words tsvector generated always as ((setweight(to_tsvector('russian'::regconfig, translate(question, 'Ёё'::text, 'Ее'::text)), 'A'::"char") || setweight(to_tsvector('russian'::regconfig, translate(answer, 'Ёё'::text, 'Ее'::text)), 'B'::"char"))) stored not null,
  constraint published_answer_pkey PRIMARY KEY (id),
  constraint published_answer_answer_check CHECK ((answer <> ''::text)),
  constraint published_answer_check CHECK ((num_nonnulls(course_id, class_id) = 1)),
  constraint published_answer_check1 CHECK (((NOT has_files) OR (answer_id IS NOT NULL))),
  constraint published_answer_question_check CHECK ((question <> ''::text)),
  constraint published_answer_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES question_message(id),
  constraint published_answer_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint published_answer_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id),
  constraint published_answer_published_by_fkey FOREIGN KEY (published_by) REFERENCES person(id),
  constraint published_answer_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id)
);
CREATE INDEX published_answer_class ON public.published_answer USING btree (class_id, id) WHERE (withdrawn_at IS NULL);
CREATE INDEX published_answer_class_words ON public.published_answer USING gin (class_id, words) WHERE (withdrawn_at IS NULL);
CREATE INDEX published_answer_course ON public.published_answer USING btree (course_id, id) WHERE (withdrawn_at IS NULL);
CREATE INDEX published_answer_course_words ON public.published_answer USING gin (course_id, words) WHERE (withdrawn_at IS NULL);
CREATE INDEX published_answer_question ON public.published_answer USING btree (question_id);
comment on table published_answer is 'Questions and answers that a class or course may read; never who asked';
comment on column published_answer.words is 'What is searched: Russian word forms, ё as е';

create table pulse_ballot (
  leaf_id bigint not null,
  connection smallint not null,
  clarity smallint not null,
  pace smallint not null,
  constraint pulse_ballot_clarity_check CHECK (((clarity >= 1) AND (clarity <= 3))),
  constraint pulse_ballot_connection_check CHECK (((connection >= 1) AND (connection <= 3))),
  constraint pulse_ballot_pace_check CHECK (((pace >= 1) AND (pace <= 3))),
  constraint pulse_ballot_leaf_id_fkey FOREIGN KEY (leaf_id) REFERENCES pulse_leaf(id) ON DELETE CASCADE
);
CREATE INDEX pulse_ballot_leaf ON public.pulse_ballot USING btree (leaf_id);
comment on column pulse_ballot.pace is '1 too slow, 2 right, 3 too fast; the others from bad to good';

create table pulse_box (
  week date not null,
  course_id bigint not null,
  sealed bytea not null,
  key_id bytea not null,
  constraint pulse_box_pkey PRIMARY KEY (week, course_id, key_id),
  constraint pulse_box_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id)
);
comment on column pulse_box.key_id is 'Tells keys apart, and nothing else of them';

create table pulse_leaf (
  id bigint generated always as identity not null,
  week date not null,
  course_id bigint,
  grade smallint,
  service_id bigint,
  answers integer not null,
  constraint pulse_leaf_pkey PRIMARY KEY (id),
  constraint pulse_leaf_week_course_id_grade_service_id_key UNIQUE NULLS NOT DISTINCT (week, course_id, grade, service_id),
  constraint pulse_leaf_answers_check CHECK ((answers >= 5)),
  constraint pulse_leaf_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id),
  constraint pulse_leaf_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);

create table pulse_token (
  week date not null,
  token bytea not null,
  constraint pulse_token_pkey PRIMARY KEY (week, token)
);
comment on table pulse_token is 'That somebody has told of a lesson in that week (its Monday), under a key that the database does not hold';

create table question (
  id bigint generated always as identity not null,
  student_id bigint not null,
  asked_by bigint not null,
  asked_at timestamp with time zone not null,
  topic text not null,
  course_id bigint,
  class_id bigint,
  lesson_id bigint,
  teacher_id bigint not null,
  state text default 'waiting'::text not null,
  waiting_since timestamp with time zone,
  version integer default 1 not null,
  constraint question_pkey PRIMARY KEY (id),
  constraint question_check CHECK ((num_nonnulls(course_id, class_id) = 1)),
  constraint question_check1 CHECK (((lesson_id IS NULL) OR (course_id IS NOT NULL))),
  constraint question_check2 CHECK (((state = 'waiting'::text) = (waiting_since IS NOT NULL))),
  constraint question_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'asked_back'::text, 'answered'::text, 'closed'::text]))),
  constraint question_topic_check CHECK ((topic = ANY (ARRAY['material'::text, 'organisation'::text]))),
  constraint question_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id),
  constraint question_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint question_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id),
  constraint question_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id) ON DELETE SET NULL,
  constraint question_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id),
  constraint question_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id)
);
CREATE INDEX question_class ON public.question USING btree (class_id, id);
CREATE INDEX question_course ON public.question USING btree (course_id, id);
CREATE INDEX question_lesson ON public.question USING btree (lesson_id) WHERE (lesson_id IS NOT NULL);
CREATE INDEX question_student ON public.question USING btree (student_id, id);
CREATE INDEX question_teacher ON public.question USING btree (teacher_id, id);
CREATE INDEX question_waiting ON public.question USING btree (teacher_id, waiting_since) WHERE (state = 'waiting'::text);
comment on column question.class_id is 'For what is asked of the class teacher; otherwise it is of a course';
comment on column question.student_id is 'The pupil whose question it is, also where a guardian asks';
comment on column question.teacher_id is 'Who has it now';
comment on column question.waiting_since is 'Since when it waits for an answer; null where it is not the teacher''s turn';

create table question_handover (
  id bigint generated always as identity not null,
  question_id bigint not null,
  from_id bigint not null,
  to_id bigint not null,
  by_id bigint not null,
  at timestamp with time zone not null,
  words text default ''::text not null,
  constraint question_handover_pkey PRIMARY KEY (id),
  constraint question_handover_check CHECK ((from_id <> to_id)),
  constraint question_handover_by_id_fkey FOREIGN KEY (by_id) REFERENCES person(id),
  constraint question_handover_from_id_fkey FOREIGN KEY (from_id) REFERENCES person(id),
  constraint question_handover_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id),
  constraint question_handover_to_id_fkey FOREIGN KEY (to_id) REFERENCES person(id)
);
CREATE INDEX question_handover_question ON public.question_handover USING btree (question_id);

create table question_message (
  id bigint generated always as identity not null,
  question_id bigint not null,
  author_id bigint not null,
  side text not null,
  kind text not null,
  body text not null,
  at timestamp with time zone not null,
  read_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  constraint question_message_pkey PRIMARY KEY (id),
  constraint question_message_check CHECK (((side = 'family'::text) = (kind = ANY (ARRAY['question'::text, 'reply'::text])))),
  constraint question_message_kind_check CHECK ((kind = ANY (ARRAY['question'::text, 'reply'::text, 'answer'::text, 'ask_back'::text]))),
  constraint question_message_side_check CHECK ((side = ANY (ARRAY['family'::text, 'school'::text]))),
  constraint question_message_author_id_fkey FOREIGN KEY (author_id) REFERENCES person(id),
  constraint question_message_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id)
);
CREATE INDEX question_message_question ON public.question_message USING btree (question_id, id);
comment on column question_message.read_at is 'When somebody of the other side first said that they had read it';
comment on column question_message.withdrawn_at is 'When its author took it back: its place stays, the text is gone';

create table question_reminder (
  question_id bigint not null,
  waiting_since timestamp with time zone not null,
  at timestamp with time zone not null,
  constraint question_reminder_pkey PRIMARY KEY (question_id, waiting_since),
  constraint question_reminder_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id)
);
comment on table question_reminder is 'Waits that a teacher was reminded of';

create table recipient (
  id bigint generated always as identity not null,
  notice_id bigint not null,
  person_id bigint not null,
  read_at timestamp with time zone,
  constraint recipient_pkey PRIMARY KEY (id),
  constraint recipient_notice_id_person_id_key UNIQUE (notice_id, person_id),
  constraint recipient_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id) ON DELETE CASCADE,
  constraint recipient_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX recipient_person ON public.recipient USING btree (person_id, notice_id);
CREATE INDEX recipient_unread ON public.recipient USING btree (person_id) WHERE (read_at IS NULL);

create table recipient_student (
  recipient_id bigint not null,
  student_id bigint not null,
  constraint recipient_student_pkey PRIMARY KEY (recipient_id, student_id),
  constraint recipient_student_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id) ON DELETE CASCADE,
  constraint recipient_student_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX recipient_student_student ON public.recipient_student USING btree (student_id);

create table register (
  lesson_id bigint not null,
  day date not null,
  version integer default 1 not null,
  filled_at timestamp with time zone not null,
  filled_by bigint,
  changed_at timestamp with time zone not null,
  not_held_reason text default ''::text not null,
  not_held_words text default ''::text not null,
  constraint register_pkey PRIMARY KEY (lesson_id),
  constraint register_not_held_reason_check CHECK ((not_held_reason = ANY (ARRAY[''::text, 'technical'::text, 'teacher_ill'::text, 'nobody_came'::text, 'event'::text, 'other'::text]))),
  constraint register_filled_by_fkey FOREIGN KEY (filled_by) REFERENCES person(id),
  constraint register_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id)
);
CREATE INDEX register_day ON public.register USING btree (day);
comment on table register is 'A register that was filled; a lesson without a row has none yet';
comment on column register.day is 'The day of its lesson, which cannot move once it has begun';
comment on column register.not_held_reason is 'Why the lesson did not take place; empty: it did';

create table register_change (
  id bigint generated always as identity not null,
  lesson_id bigint not null,
  version integer not null,
  at timestamp with time zone not null,
  changed_by bigint,
  kind text not null,
  student_id bigint,
  before jsonb default '{}'::jsonb not null,
  after jsonb default '{}'::jsonb not null,
  constraint register_change_pkey PRIMARY KEY (id),
  constraint register_change_kind_check CHECK ((kind = ANY (ARRAY['filled'::text, 'corrected'::text, 'not_held'::text, 'held'::text]))),
  constraint register_change_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint register_change_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES register(lesson_id),
  constraint register_change_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX register_change_lesson ON public.register_change USING btree (lesson_id, version);
comment on table register_change is 'What each save changed: a row for the register, and one for each pupil whose mark was corrected';

create table register_reminder (
  lesson_id bigint not null,
  at timestamp with time zone not null,
  constraint register_reminder_pkey PRIMARY KEY (lesson_id),
  constraint register_reminder_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id)
);
comment on table register_reminder is 'Lessons whose teachers were reminded that the register is not filled';

create table register_total (
  lesson_id bigint not null,
  class_id bigint,
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
  constraint register_total_lesson_id_class_id_key UNIQUE NULLS NOT DISTINCT (lesson_id, class_id),
  constraint register_total_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint register_total_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES register(lesson_id)
);
CREATE INDEX register_total_class ON public.register_total USING btree (class_id, day);
CREATE INDEX register_total_day ON public.register_total USING btree (day);
comment on table register_total is 'Marks of a register summed by the class of the pupil on that day; written with the marks';
comment on column register_total.active is 'Present or late, with activity 1 to 3';
comment on column register_total.silent is 'Present or late, with activity 0';

create table regulation (
  id bigint generated always as identity not null,
  title text not null,
  constraint regulation_pkey PRIMARY KEY (id)
);

create table regulation_version (
  id bigint generated always as identity not null,
  regulation_id bigint not null,
  order_number text not null,
  order_date date not null,
  valid_from date not null,
  valid_to date,
  constraint regulation_version_pkey PRIMARY KEY (id),
  constraint regulation_version_check CHECK ((valid_to >= valid_from)),
  constraint regulation_version_regulation_id_fkey FOREIGN KEY (regulation_id) REFERENCES regulation(id)
);

create table responsible_person (
  id bigint generated always as identity not null,
  clause_number text not null,
  post text not null,
  duty text not null,
  person_id bigint,
  name text not null,
  phone text default ''::text not null,
  email text default ''::text not null,
  position smallint default 0 not null,
  starts_on date not null,
  ends_on date,
  constraint responsible_person_pkey PRIMARY KEY (id),
  constraint responsible_person_check CHECK ((ends_on >= starts_on)),
  constraint responsible_person_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);

create table review (
  id bigint generated always as identity not null,
  term_id bigint not null,
  held_on date not null,
  people text default ''::text not null,
  findings text default ''::text not null,
  decision text not null,
  recorded_by bigint,
  recorded_at timestamp with time zone not null,
  version integer default 1 not null,
  constraint review_pkey PRIMARY KEY (id),
  constraint review_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES person(id),
  constraint review_term_id_fkey FOREIGN KEY (term_id) REFERENCES term(id)
);
CREATE INDEX review_term ON public.review USING btree (term_id);
comment on table review is 'Meetings «анализ за четверть» with what they decided';

create table school (
  id integer default 1 not null,
  name text not null,
  short_name text not null,
  city text not null,
  time_zone text not null,
  director_name text default ''::text not null,
  support_phone text default ''::text not null,
  support_email text default ''::text not null,
  support_hours text default ''::text not null,
  days_per_week smallint default 5 not null,
  notice_lead_hours smallint default 24 not null,
  entry_opens_minutes smallint default 10 not null,
  entry_closes_minutes smallint default 10 not null,
  is_demo boolean default false not null,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  register_open_days smallint default 14 not null,
  absence_notice_minutes smallint default 60 not null,
  register_reminder_at time without time zone default '17:00:00'::time without time zone not null,
  constraint school_pkey PRIMARY KEY (id),
  constraint school_absence_notice_minutes_check CHECK (((absence_notice_minutes >= 0) AND (absence_notice_minutes <= 2880))),
  constraint school_days_per_week_check CHECK ((days_per_week = ANY (ARRAY[5, 6]))),
  constraint school_entry_closes_minutes_check CHECK (((entry_closes_minutes >= 0) AND (entry_closes_minutes <= 60))),
  constraint school_entry_opens_minutes_check CHECK (((entry_opens_minutes >= 0) AND (entry_opens_minutes <= 60))),
  constraint school_id_check CHECK ((id = 1)),
  constraint school_notice_lead_hours_check CHECK (((notice_lead_hours >= 0) AND (notice_lead_hours <= 168))),
  constraint school_register_open_days_check CHECK (((register_open_days >= 0) AND (register_open_days <= 365)))
);
comment on column school.absence_notice_minutes is 'Minutes between a mark and the word to the guardians';
comment on column school.register_open_days is 'Days after a lesson in which its teachers correct the register';

create table school_day (
  day date not null,
  kind text not null,
  follows_weekday smallint,
  name text default ''::text not null,
  constraint school_day_pkey PRIMARY KEY (day),
  constraint school_day_check CHECK (((kind = 'moved'::text) = (follows_weekday IS NOT NULL))),
  constraint school_day_follows_weekday_check CHECK (((follows_weekday >= 1) AND (follows_weekday <= 7))),
  constraint school_day_kind_check CHECK ((kind = ANY (ARRAY['off'::text, 'moved'::text])))
);
comment on table school_day is 'Days that differ from the week: off, or worked by the timetable of another weekday';

create table school_year (
  id bigint generated always as identity not null,
  name text not null,
  starts_on date not null,
  ends_on date not null,
  constraint school_year_pkey PRIMARY KEY (id),
  constraint school_year_name_key UNIQUE (name),
  constraint school_year_no_overlap EXCLUDE USING gist (daterange(starts_on, ends_on, '[]'::text) WITH &&),
  constraint school_year_check CHECK ((ends_on > starts_on))
);

create table service (
  id bigint generated always as identity not null,
  name text not null,
  approving_order text not null,
  valid_from date not null,
  valid_to date,
  suspended_from date,
  suspended_to date,
  withdrawn_from date,
  successor_id bigint,
  personal_data text default ''::text not null,
  legal_ground text default ''::text not null,
  security_statement text default ''::text not null,
  instructions_teacher text default ''::text not null,
  instructions_student text default ''::text not null,
  instructions_parent text default ''::text not null,
  support_contact text default ''::text not null,
  responsible_id bigint,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  constraint service_pkey PRIMARY KEY (id),
  constraint service_name_key UNIQUE (name),
  constraint service_check CHECK ((valid_to >= valid_from)),
  constraint service_check1 CHECK (((suspended_to IS NULL) OR (suspended_to >= suspended_from))),
  constraint service_check2 CHECK ((successor_id <> id)),
  constraint service_name_check CHECK ((name <> ''::text)),
  constraint service_responsible_id_fkey FOREIGN KEY (responsible_id) REFERENCES person(id),
  constraint service_successor_id_fkey FOREIGN KEY (successor_id) REFERENCES service(id)
);
comment on column service.suspended_to is 'The last day of the suspension; null: until it is lifted';

create table service_change (
  id bigint generated always as identity not null,
  service_id bigint not null,
  at timestamp with time zone not null,
  changed_by bigint,
  action text not null,
  order_reference text not null,
  reason text default ''::text not null,
  before jsonb default '{}'::jsonb not null,
  after jsonb default '{}'::jsonb not null,
  constraint service_change_pkey PRIMARY KEY (id),
  constraint service_change_action_check CHECK ((action = ANY (ARRAY['created'::text, 'edited'::text, 'suspended'::text, 'resumed'::text, 'withdrawn'::text]))),
  constraint service_change_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint service_change_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
CREATE INDEX service_change_service ON public.service_change USING btree (service_id, at);

create table service_host (
  service_id bigint not null,
  host text not null,
  constraint service_host_pkey PRIMARY KEY (service_id, host),
  constraint service_host_host_check CHECK (((host = lower(host)) AND (host ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$'::text))),
  constraint service_host_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id) ON DELETE CASCADE
);

create table service_purpose (
  service_id bigint not null,
  purpose text not null,
  constraint service_purpose_pkey PRIMARY KEY (service_id, purpose),
  constraint service_purpose_purpose_check CHECK ((purpose = ANY (ARRAY['videoconference'::text, 'messenger'::text, 'file_storage'::text, 'e_journal'::text]))),
  constraint service_purpose_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id) ON DELETE CASCADE
);

create table session (
  sid text not null,
  sess jsonb not null,
  expire timestamp with time zone not null,
  person_id bigint generated always as (((sess #>> '{passport,user}'::text[]))::bigint) stored,
  constraint session_pkey PRIMARY KEY (sid)
);
CREATE INDEX session_expire ON public.session USING btree (expire);
CREATE INDEX session_person ON public.session USING btree (person_id);

create table study_group (
  id bigint generated always as identity not null,
  school_year_id bigint not null,
  name text not null,
  external_id text,
  constraint study_group_pkey PRIMARY KEY (id),
  constraint study_group_school_year_id_fkey FOREIGN KEY (school_year_id) REFERENCES school_year(id)
);

create table study_group_class (
  group_id bigint not null,
  class_id bigint not null,
  is_whole boolean not null,
  constraint study_group_class_pkey PRIMARY KEY (group_id, class_id),
  constraint study_group_class_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint study_group_class_group_id_fkey FOREIGN KEY (group_id) REFERENCES study_group(id) ON DELETE CASCADE
);
CREATE INDEX study_group_class_class ON public.study_group_class USING btree (class_id);
comment on column study_group_class.is_whole is 'All pupils of the class are in the group; otherwise those named in study_group_member';

create table study_group_member (
  group_id bigint not null,
  student_id bigint not null,
  starts_on date not null,
  ends_on date,
  constraint study_group_member_pkey PRIMARY KEY (group_id, student_id, starts_on),
  constraint study_group_member_check CHECK ((ends_on >= starts_on)),
  constraint study_group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES study_group(id) ON DELETE CASCADE,
  constraint study_group_member_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE INDEX study_group_member_student ON public.study_group_member USING btree (student_id);

create table subject (
  id bigint generated always as identity not null,
  name text not null,
  short_name text default ''::text not null,
  external_id text,
  constraint subject_pkey PRIMARY KEY (id),
  constraint subject_name_key UNIQUE (name),
  constraint subject_name_check CHECK ((name <> ''::text))
);

create table submission (
  key uuid not null,
  path text not null,
  person_id bigint,
  at timestamp with time zone default now() not null,
  location text default ''::text not null,
  constraint submission_pkey PRIMARY KEY (key, path),
  constraint submission_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX submission_at ON public.submission USING btree (at);
comment on table submission is 'Forms that changed something, by the key rendered into them: sent twice, they change it once';

create table survey (
  id bigint generated always as identity not null,
  title text not null,
  intro text default ''::text not null,
  term_id bigint,
  state text default 'draft'::text not null,
  opens_on date not null,
  closes_on date not null,
  created_by bigint not null,
  created_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  closed_at timestamp with time zone,
  asked integer default 0 not null,
  answered integer default 0 not null,
  decision text default ''::text not null,
  changes text default ''::text not null,
  decided_by bigint,
  decided_at timestamp with time zone,
  published_at timestamp with time zone,
  version integer default 1 not null,
  constraint survey_pkey PRIMARY KEY (id),
  constraint survey_check CHECK ((closes_on >= opens_on)),
  constraint survey_check1 CHECK (((state = 'published'::text) = (published_at IS NOT NULL))),
  constraint survey_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text, 'published'::text]))),
  constraint survey_title_check CHECK ((title <> ''::text)),
  constraint survey_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint survey_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint survey_term_id_fkey FOREIGN KEY (term_id) REFERENCES term(id)
);
comment on column survey.asked is 'How many answers there could have been; counted when it closes';

create table survey_audience (
  survey_id bigint not null,
  role text not null,
  grade smallint,
  class_id bigint,
  constraint survey_audience_survey_id_role_grade_class_id_key UNIQUE NULLS NOT DISTINCT (survey_id, role, grade, class_id),
  constraint survey_audience_check CHECK ((num_nonnulls(grade, class_id) <= 1)),
  constraint survey_audience_role_check CHECK ((role = ANY (ARRAY['teacher'::text, 'student'::text, 'parent'::text]))),
  constraint survey_audience_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint survey_audience_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);
comment on table survey_audience is 'Who is asked: of a role all, or those of a grade or class';

create table survey_ballot (
  survey_id bigint not null,
  leaf_id bigint not null,
  choices smallint[] not null,
  constraint survey_ballot_leaf_id_fkey FOREIGN KEY (leaf_id) REFERENCES survey_leaf(id) ON DELETE CASCADE,
  constraint survey_ballot_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);
CREATE INDEX survey_ballot_leaf ON public.survey_ballot USING btree (survey_id, leaf_id);
comment on column survey_ballot.choices is 'By the order of the scale items: 1 to 5; 0 for «затрудняюсь ответить»';
comment on column survey_ballot.leaf_id is 'The set of at least five that it belongs to; the last few are kept nowhere';

create table survey_box (
  survey_id bigint not null,
  class_id bigint,
  sealed bytea not null,
  key_id bytea not null,
  constraint survey_box_once UNIQUE NULLS NOT DISTINCT (survey_id, class_id, key_id),
  constraint survey_box_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint survey_box_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);
comment on table survey_box is 'Answers until the survey closes: shuffled, sealed under a key that the database does not hold';
comment on column survey_box.key_id is 'Tells keys apart, and nothing else of them';

create table survey_item (
  id bigint generated always as identity not null,
  survey_id bigint not null,
  position smallint not null,
  kind text not null,
  text text not null,
  constraint survey_item_pkey PRIMARY KEY (id),
  constraint survey_item_survey_id_position_key UNIQUE (survey_id, "position"),
  constraint survey_item_kind_check CHECK ((kind = ANY (ARRAY['scale'::text, 'open'::text]))),
  constraint survey_item_text_check CHECK ((text <> ''::text)),
  constraint survey_item_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);

create table survey_leaf (
  id bigint generated always as identity not null,
  survey_id bigint not null,
  role text,
  grade smallint,
  class_id bigint,
  answers integer not null,
  constraint survey_leaf_pkey PRIMARY KEY (id),
  constraint survey_leaf_survey_id_role_grade_class_id_key UNIQUE NULLS NOT DISTINCT (survey_id, role, grade, class_id),
  constraint survey_leaf_answers_check CHECK ((answers >= 5)),
  constraint survey_leaf_role_check CHECK ((role = ANY (ARRAY['teacher'::text, 'student'::text, 'parent'::text]))),
  constraint survey_leaf_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  constraint survey_leaf_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);
comment on table survey_leaf is 'The smallest sets that are ever shown, none below five; every view is a sum of them';

create table survey_reminder (
  survey_id bigint not null,
  day date not null,
  constraint survey_reminder_pkey PRIMARY KEY (survey_id, day),
  constraint survey_reminder_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);

create table survey_response (
  survey_id bigint not null,
  role text not null,
  asked integer not null,
  answered integer not null,
  constraint survey_response_pkey PRIMARY KEY (survey_id, role),
  constraint survey_response_role_check CHECK ((role = ANY (ARRAY['teacher'::text, 'student'::text, 'parent'::text]))),
  constraint survey_response_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);
comment on table survey_response is 'Written when the survey closes; a guardian of two children was asked twice';

create table survey_text (
  id bigint generated always as identity not null,
  survey_id bigint not null,
  item_id bigint not null,
  role text,
  body text not null,
  constraint survey_text_pkey PRIMARY KEY (id),
  constraint survey_text_body_check CHECK ((body <> ''::text)),
  constraint survey_text_role_check CHECK ((role = ANY (ARRAY['teacher'::text, 'student'::text, 'parent'::text]))),
  constraint survey_text_item_id_fkey FOREIGN KEY (item_id) REFERENCES survey_item(id) ON DELETE CASCADE,
  constraint survey_text_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);
CREATE INDEX survey_text_survey ON public.survey_text USING btree (survey_id, item_id);
comment on table survey_text is 'Answers in words, apart from the ballots; numbered in a shuffled order';

create table survey_text_tag (
  text_id bigint not null,
  tag text not null,
  constraint survey_text_tag_pkey PRIMARY KEY (text_id, tag),
  constraint survey_text_tag_tag_check CHECK ((tag <> ''::text)),
  constraint survey_text_tag_text_id_fkey FOREIGN KEY (text_id) REFERENCES survey_text(id) ON DELETE CASCADE
);

create table survey_token (
  survey_id bigint not null,
  token bytea not null,
  constraint survey_token_pkey PRIMARY KEY (survey_id, token),
  constraint survey_token_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES survey(id) ON DELETE CASCADE
);
comment on table survey_token is 'That somebody has answered, under a key that the database does not hold';

create table term (
  id bigint generated always as identity not null,
  school_year_id bigint not null,
  name text not null,
  starts_on date not null,
  ends_on date not null,
  constraint term_pkey PRIMARY KEY (id),
  constraint term_no_overlap EXCLUDE USING gist (daterange(starts_on, ends_on, '[]'::text) WITH &&),
  constraint term_check CHECK ((ends_on >= starts_on)),
  constraint term_school_year_id_fkey FOREIGN KEY (school_year_id) REFERENCES school_year(id)
);

create table throttle (
  key text not null,
  failures integer not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint throttle_pkey PRIMARY KEY (key)
);
CREATE INDEX throttle_last ON public.throttle USING btree (last_at);
comment on table throttle is 'Failed tries by account, device and network; keys are hashes';

create table ticket (
  id bigint generated always as identity not null,
  kind text not null,
  state text default 'open'::text not null,
  opened_by bigint,
  opened_at timestamp with time zone not null,
  student_id bigint,
  lesson_id bigint,
  service_id bigint,
  words text default ''::text not null,
  details jsonb default '{}'::jsonb not null,
  version integer default 1 not null,
  constraint ticket_pkey PRIMARY KEY (id),
  constraint ticket_kind_check CHECK ((kind = 'lesson_entry'::text)),
  constraint ticket_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text]))),
  constraint ticket_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES lesson(id),
  constraint ticket_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES person(id),
  constraint ticket_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint ticket_student_id_fkey FOREIGN KEY (student_id) REFERENCES person(id)
);
CREATE UNIQUE INDEX ticket_one_a_lesson ON public.ticket USING btree (lesson_id, student_id) WHERE (kind = 'lesson_entry'::text);
CREATE INDEX ticket_opened ON public.ticket USING btree (opened_at);
comment on column ticket.details is 'What the portal knew when it was opened: the browser, refusals before it';

create table timetable_import (
  id bigint generated always as identity not null,
  file_name text not null,
  sha256 text not null,
  content jsonb not null,
  choices jsonb default '{}'::jsonb not null,
  uploaded_by bigint,
  uploaded_at timestamp with time zone not null,
  applied_by bigint,
  applied_at timestamp with time zone,
  version integer default 1 not null,
  constraint timetable_import_pkey PRIMARY KEY (id),
  constraint timetable_import_applied_by_fkey FOREIGN KEY (applied_by) REFERENCES person(id),
  constraint timetable_import_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES person(id)
);

create table timetable_slot (
  id bigint generated always as identity not null,
  version_id bigint not null,
  course_id bigint not null,
  weekday smallint not null,
  period smallint not null,
  week text default 'every'::text not null,
  room text default ''::text not null,
  constraint timetable_slot_pkey PRIMARY KEY (id),
  constraint timetable_slot_version_id_course_id_weekday_period_week_key UNIQUE (version_id, course_id, weekday, period, week),
  constraint timetable_slot_period_check CHECK (((period >= 0) AND (period <= 30))),
  constraint timetable_slot_week_check CHECK ((week = ANY (ARRAY['every'::text, 'a'::text, 'b'::text]))),
  constraint timetable_slot_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7))),
  constraint timetable_slot_course_id_fkey FOREIGN KEY (course_id) REFERENCES course(id),
  constraint timetable_slot_version_id_fkey FOREIGN KEY (version_id) REFERENCES timetable_version(id) ON DELETE CASCADE
);
CREATE INDEX timetable_slot_course ON public.timetable_slot USING btree (course_id);

create table timetable_version (
  id bigint generated always as identity not null,
  school_year_id bigint not null,
  name text not null,
  starts_on date not null,
  ends_on date,
  import_id bigint,
  applied_by bigint,
  applied_at timestamp with time zone not null,
  constraint timetable_version_pkey PRIMARY KEY (id),
  constraint timetable_version_one_at_a_time EXCLUDE USING gist (daterange(starts_on, ends_on, '[]'::text) WITH &&),
  constraint timetable_version_check CHECK ((ends_on >= starts_on)),
  constraint timetable_version_applied_by_fkey FOREIGN KEY (applied_by) REFERENCES person(id),
  constraint timetable_version_import_id_fkey FOREIGN KEY (import_id) REFERENCES timetable_import(id),
  constraint timetable_version_school_year_id_fkey FOREIGN KEY (school_year_id) REFERENCES school_year(id)
);

create table worker_heartbeat (
  name text not null,
  at timestamp with time zone not null,
  constraint worker_heartbeat_pkey PRIMARY KEY (name)
);

create view group_student as
 SELECT gc.group_id,
    e.student_id,
    e.starts_on,
    e.ends_on
   FROM (study_group_class gc
     JOIN enrolment e ON ((e.class_id = gc.class_id)))
  WHERE gc.is_whole
UNION ALL
 SELECT m.group_id,
    m.student_id,
    m.starts_on,
    m.ends_on
   FROM study_group_member m;

CREATE OR REPLACE FUNCTION public.refuse_change_of_audit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      raise exception 'The audit log is only added to';
    end $function$;

CREATE OR REPLACE FUNCTION public.room_keys(room text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(SELECT DISTINCT regexp_replace(regexp_replace(lower(part.part), '^\s*(кабинет|каб|к|)[.\s]*(№|)\s*(\d)'::text, '\3'::text), '\s+'::text, ''::text, 'g'::text) AS regexp_replace FROM regexp_split_to_table(room_keys.room, '[,;]'::text) part(part) WHERE (part.part ~ '\S'::text));

CREATE OR REPLACE FUNCTION public.service_status(s service, d date)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
RETURN CASE WHEN ((s).withdrawn_from <= d) THEN 'withdrawn'::text WHEN (d < (s).valid_from) THEN 'pending'::text WHEN ((s).valid_to < d) THEN 'expired'::text WHEN (((s).suspended_from <= d) AND (((s).suspended_to IS NULL) OR (d <= (s).suspended_to))) THEN 'suspended'::text ELSE 'approved'::text END;

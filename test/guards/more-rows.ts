import sql from 'sql-template-tag';
import type { Db } from '../../src/db/db.ts';
import { doubleAbsences } from './more-absences.ts';
import { doubleAnswers } from './more-answers.ts';
import { doubleComplaints } from './more-complaints.ts';
import { doubleConsultations } from './more-consultations.ts';
import { doubleEngagement } from './more-engagement.ts';
import { doubleParentsDays } from './more-parents-days.ts';
import { doubleQuestions } from './more-questions.ts';
import { doubleSurveys } from './more-surveys.ts';

/**
 * Doubles what pages list: classes, lessons of every day with their history and entries, pupils, notices, services,
 * channels, sessions, versions under way, persons of the order, and the journal. Nobody heads a second class: whoever
 * has two is asked first which one is meant, on a page of its own.
 */
export async function doubleRows(db: Db): Promise<void> {
  await db.run(sql`
    insert into class (school_year_id, grade, letter) select school_year_id, grade, letter || '2' from class`);
  await db.run(sql`
    with pairs as (
      select k.id, n.id as copy from class k join class n on n.grade = k.grade and n.letter = k.letter || '2'
    ), pupils as (
      select e.student_id, e.class_id, e.starts_on, row_number() over () as place from enrolment e where e.ends_on is null
    ), added as (
      insert into person (family_name, given_name, patronymic)
      select 'Ученик' || place, p.given_name, p.patronymic from pupils u join person p on p.id = u.student_id
      returning id, family_name
    )
    insert into enrolment (class_id, student_id, starts_on)
    select u.class_id, a.id, u.starts_on from added a join pupils u on 'Ученик' || u.place = a.family_name`);
  await doubleLessons(db);
  await doubleRegisters(db);
  await doubleNotices(db);
  await doubleServices(db);
  await doubleEngagement(db);
  await doubleAbsences(db);
  await doubleQuestions(db);
  await doubleAnswers(db);
  await doubleSurveys(db);
  await doubleParentsDays(db);
  await doubleComplaints(db);
  await doubleConsultations(db);
  await db.run(sql`
    insert into session (sid, sess, expire) select sid || '2', sess::jsonb, expire from session`);
  await db.run(sql`
    insert into responsible_person (clause_number, post, duty, person_id, name, phone, email, position, starts_on)
    select clause_number, post, duty, person_id, name, phone, email, position, starts_on from responsible_person`);
  await db.run(sql`
    insert into timetable_import (file_name, sha256, content, choices, uploaded_by, uploaded_at)
    select file_name, sha256, content, choices, uploaded_by, uploaded_at from timetable_import`);
  await db.run(sql`
    insert into audit_event (at, actor_id, action, subject_kind, subject_id, details, request_id)
    select at, actor_id, action, subject_kind, subject_id, details, request_id from audit_event`);
}

async function doubleLessons(db: Db): Promise<void> {
  await db.run(sql`
    insert into lesson (course_id, day, period, starts_at, ends_at, room, status, format, service_id, link, topic,
      preparation, announced_at, announced_by, is_late, late_reason, warnings, cancelled_reason, planned_day,
      planned_period, planned_room)
    select course_id, day, period + 12, starts_at + interval '12 minutes', ends_at + interval '12 minutes', room, status,
      format, service_id, link, topic, preparation, announced_at, announced_by, is_late, late_reason, warnings,
      cancelled_reason, planned_day, planned_period, planned_room
    from lesson where day between '2026-11-16' and '2026-12-06'`);
  const copies = sql`lesson l join lesson n on n.course_id = l.course_id and n.day = l.day and n.period = l.period + 12`;
  await db.run(sql`
    insert into lesson_teacher (lesson_id, person_id, day, during, position, replaces_id, is_together, is_active)
    select n.id, t.person_id, t.day, t.during, t.position, t.replaces_id, true, t.is_active
    from ${copies} join lesson_teacher t on t.lesson_id = l.id`);
  await db.run(sql`
    insert into lesson_change (lesson_id, at, changed_by, kind, before, after, reason)
    select h.lesson_id, h.at, h.changed_by, h.kind, h.before, h.after, h.reason from lesson_change h
    union all
    select n.id, h.at, h.changed_by, h.kind, h.before, h.after, h.reason
    from ${copies} join lesson_change h on h.lesson_id = l.id`);
  await db.run(sql`
    insert into entry (lesson_id, person_id, student_id, at, outcome, reason)
    select lesson_id, person_id, student_id, at, outcome, reason from entry`);
}

async function doubleRegisters(db: Db): Promise<void> {
  await db.run(sql`
    insert into register_change (lesson_id, version, at, changed_by, kind, student_id, before, after)
    select lesson_id, version, at, changed_by, kind, student_id, before, after from register_change
    union all
    select m.lesson_id, r.version, r.changed_at, r.filled_by, 'corrected', m.student_id,
      '{"attendance": "absent", "minutes_late": null, "activity": null, "remark": ""}',
      '{"attendance": "present", "minutes_late": null, "activity": null, "remark": ""}'
    from mark m join register r on r.lesson_id = m.lesson_id`);
}

async function doubleNotices(db: Db): Promise<void> {
  await db.run(sql`
    insert into notice (kind, title, body, created_by, created_at, revised_at, revision)
    select kind, title || ' (2)', body, created_by, created_at, revised_at, revision from notice`);
  const copies = sql`notice n join notice c on c.title = n.title || ' (2)' and c.created_at = n.created_at`;
  await db.run(sql`
    insert into notice_lesson (notice_id, lesson_id)
    select distinct c.id, o.lesson_id from ${copies} join notice_lesson o on o.notice_id = n.id`);
  await db.run(sql`
    insert into recipient (notice_id, person_id, read_at)
    select c.id, r.person_id, min(r.read_at) from ${copies} join recipient r on r.notice_id = n.id
    group by c.id, r.person_id`);
  await db.run(sql`
    insert into recipient_student (recipient_id, student_id)
    select distinct k.id, s.student_id
    from ${copies} join recipient r on r.notice_id = n.id join recipient_student s on s.recipient_id = r.id
    join recipient k on k.notice_id = c.id and k.person_id = r.person_id`);
}

async function doubleServices(db: Db): Promise<void> {
  await db.run(sql`
    insert into service (name, approving_order, valid_from, valid_to, personal_data, legal_ground, security_statement,
      instructions_teacher, instructions_student, instructions_parent, support_contact, responsible_id)
    select name || ' 2', approving_order, valid_from, valid_to, personal_data, legal_ground, security_statement,
      instructions_teacher, instructions_student, instructions_parent, support_contact, responsible_id from service`);
  const copies = sql`service s join service c on c.name = s.name || ' 2'`;
  await db.run(sql`
    insert into service_host (service_id, host)
    select c.id, h.host from ${copies} join service_host h on h.service_id = s.id`);
  await db.run(sql`
    insert into service_purpose (service_id, purpose)
    select c.id, p.purpose from ${copies} join service_purpose p on p.service_id = s.id`);
  await db.run(sql`
    insert into service_change (service_id, at, changed_by, action, order_reference, reason, before, after)
    select service_id, at, changed_by, action, order_reference, reason, before, after from service_change`);
  await db.run(sql`
    insert into channel (service_id, purpose, class_id, address, starts_on, created_by, created_at)
    select c.service_id, c.purpose, n.id, c.address, c.starts_on, c.created_by, c.created_at
    from channel c join class k on k.id = c.class_id join class n on n.grade = k.grade and n.letter = k.letter || '2'`);
}

import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count, type Db } from '../../src/db/db.ts';
import { loadDemoSchool } from '../../src/demo/load.ts';
import { ownDatabase } from '../support/database.ts';

const TODAY = '2026-11-24';
let db: Db;

beforeAll(async () => {
  db = (await ownDatabase()).db;
  await loadDemoSchool(db, { today: TODAY, now: Temporal.Instant.from('2026-11-24T08:00:00Z') });
}, 60_000);

function count(statement: ReturnType<typeof sql>): Promise<number> {
  return db.row(Count, statement).then((row) => row.count);
}

describe('the demo school', () => {
  it('is of a believable size', async () => {
    expect(await count(sql`select count(*) from class`)).toBe(45);
    expect(await count(sql`select count(*) from person_role where role = 'teacher'`)).toBe(80);
    const pupils = await count(sql`select count(*) from enrolment where ends_on is null`);
    expect(pupils).toBeGreaterThanOrEqual(1150);
    expect(pupils).toBeLessThanOrEqual(1250);
    const guardians = await count(sql`select count(distinct guardian_id) from guardianship`);
    expect(guardians).toBeGreaterThanOrEqual(1800);
    expect(guardians).toBeLessThanOrEqual(2000);
    const slots = await count(sql`select count(*) from timetable_slot`);
    expect(slots).toBeGreaterThanOrEqual(1400);
    expect(slots).toBeLessThanOrEqual(1600);
    const Size = z.object({ least: z.number(), most: z.number() });
    const sizes = await db.row(
      Size,
      sql`
      select min(n) as least, max(n) as most
      from (select count(*) as n from enrolment where ends_on is null group by class_id) of_class`,
    );
    expect(sizes.least).toBeGreaterThanOrEqual(24);
    expect(sizes.most).toBeLessThanOrEqual(30);
  });

  it('has lessons for the whole year, and none on days off', async () => {
    expect(await count(sql`select count(*) from lesson`)).toBeGreaterThan(45_000);
    expect(
      await count(sql`select count(*) from lesson l join school_day d on d.day = l.day where d.kind = 'off'`),
    ).toBe(0);
  });

  it('gives every class as many lessons a week as its grade has', async () => {
    const Row = z.object({ grade: z.number(), lessons: z.number() });
    const rows = await db.rows(
      Row,
      sql`
      select grade, lessons from (
        select k.grade, k.name, count(distinct (s.weekday, s.period)) as lessons
        from timetable_slot s join course c on c.id = s.course_id
        join study_group_class g on g.group_id = c.group_id join class k on k.id = g.class_id group by k.grade, k.name
      ) of_class group by grade, lessons order by grade`,
    );
    const talkAndHorizons = (grade: number) => (grade >= 6 ? 2 : 1);
    const hours = [21, 23, 23, 23, 29, 30, 32, 33, 33, 34, 34];
    expect(rows).toEqual(
      hours.map((all, index) => ({ grade: index + 1, lessons: all + talkAndHorizons(index + 1) })),
    );
  });

  it('has a week without a clash of teachers, rooms or pupils', async () => {
    const overlap = sql`one.day between '2026-11-30' and '2026-12-04' and one.day = other.day and one.id < other.id
      and one.starts_at < other.ends_at and other.starts_at < one.ends_at`;
    const ofTeachers = sql`
      select count(*) from lesson one join lesson other on ${overlap}
      join lesson_teacher t on t.lesson_id = one.id join lesson_teacher u on u.lesson_id = other.id
      where t.person_id = u.person_id`;
    expect(await count(ofTeachers)).toBe(0);
    expect(await count(sql`select count(*) from lesson_teacher where is_together`)).toBe(0);
    expect(
      await count(
        sql`select count(*) from lesson one join lesson other on ${overlap} where one.room = other.room`,
      ),
    ).toBe(0);
    expect(await count(sql`select count(*) from timetable_slot where room = ''`)).toBe(0);
    const ofPupils = sql`
      select count(*) from lesson one join lesson other on ${overlap}
      join course c on c.id = one.course_id join course d on d.id = other.course_id
      join group_student g on g.group_id = c.group_id join group_student h on h.group_id = d.group_id
      where g.student_id = h.student_id`;
    expect(await count(ofPupils)).toBe(0);
  });

  it('leaves no class a gap between its lessons', async () => {
    const gaps = sql`
      select count(*) from (
        select max(s.period) - min(s.period) + 1 - count(distinct s.period) as gap, min(s.period) as first
        from timetable_slot s join course c on c.id = s.course_id join study_group_class g on g.group_id = c.group_id
        group by g.class_id, s.weekday
      ) of_day where gap > 0 or first <> 1`;
    expect(await count(gaps)).toBe(0);
  });

  it('has lessons today for every pupil, and online ones in many classes', async () => {
    const idle = sql`
      select count(*) from enrolment e where e.ends_on is null and not exists (
        select from lesson l join course c on c.id = l.course_id
        join group_student g on g.group_id = c.group_id
        where l.day = ${TODAY} and g.student_id = e.student_id)`;
    expect(await count(idle)).toBe(0);
    expect(
      await count(sql`select count(*) from lesson where format = 'online' and day = ${TODAY}`),
    ).toBeGreaterThan(15);
    expect(
      await count(sql`select count(*) from lesson where format = 'online' and day < ${TODAY}`),
    ).toBeGreaterThan(30);
    expect(
      await count(sql`select count(*) from lesson where format = 'online' and day > ${TODAY}`),
    ).toBeGreaterThan(30);
  });

  it('puts every pupil into each part of the class just once', async () => {
    const misplaced = sql`
      select count(*) from (
        select m.student_id, c.subject_id, count(*) as times
        from study_group_member m join course c on c.group_id = m.group_id group by 1, 2
      ) of_pupil where times <> 1`;
    expect(await count(misplaced)).toBe(0);
  });

  it('has a leader for every class who teaches it, and channels for every purpose', async () => {
    expect(await count(sql`select count(distinct class_teacher_id) from class`)).toBe(45);
    expect(await count(sql`select count(*) from channel where ends_on is null`)).toBe(180);
    const strangers = sql`
      select count(*) from class k where not exists (
        select from study_group_class g join course c on c.group_id = g.group_id
        join course_teacher t on t.course_id = c.id where g.class_id = k.id and t.person_id = k.class_teacher_id)`;
    expect(await count(strangers)).toBe(0);
  });

  it('has the order with its clauses, whom it names, and the limits with their sources', async () => {
    expect(await count(sql`select count(*) from clause`)).toBe(12);
    expect(await count(sql`select count(*) from responsible_person`)).toBe(3);
    expect(await count(sql`select count(*) from health_limit where source = ''`)).toBe(0);
    expect(
      await count(sql`select count(*) from service where service_status(service, ${TODAY}) = 'approved'`),
    ).toBe(4);
  });
});

describe('what families of the demo school asked and were asked', () => {
  const kinds = async (statement: ReturnType<typeof sql>) =>
    (await db.rows(z.object({ kind: z.string() }), statement)).map((row) => row.kind);

  it('has questions in every state, some overdue, one handed on, one with a photo, a complaint, templates', async () => {
    expect(await kinds(sql`select distinct state as kind from question order by 1`)).toEqual([
      'answered',
      'asked_back',
      'closed',
      'waiting',
    ]);
    expect(await count(sql`select count(*) from question`)).toBeGreaterThan(120);
    const late = sql`select count(*) from question where waiting_since < '2026-11-20'`;
    expect(await count(late)).toBeGreaterThan(1);
    expect(await count(sql`select count(*) from question_handover`)).toBe(1);
    expect(await count(sql`select count(*) from message_attachment`)).toBe(1);
    expect(await count(sql`select count(*) from complaint where state = 'open'`)).toBe(1);
    expect(await count(sql`select count(*) from answer_template`)).toBe(4);
    expect(await count(sql`select count(distinct course_id) from published_answer`)).toBeGreaterThan(20);
  });

  it('lets only those ask and answer whose it is, and nothing after now', async () => {
    const strangers = sql`
      select count(*) from question q where q.course_id is not null and (
        not exists (select from course c join group_student g on g.group_id = c.group_id
          where c.id = q.course_id and g.student_id = q.student_id)
        or not exists (select from course_teacher t where t.course_id = q.course_id and t.person_id = q.teacher_id))
        or q.asked_by <> q.student_id and not exists (
          select from guardianship g where g.guardian_id = q.asked_by and g.student_id = q.student_id and g.ends_on is null)`;
    expect(await count(strangers)).toBe(0);
    const ahead = sql`
      select (select count(*) from question_message where at > '2026-11-24T08:00:00Z' or read_at > '2026-11-24T08:00:00Z')
        + (select count(*) from published_answer where published_at > '2026-11-24T08:00:00Z')
        + (select count(*) from booking where made_at > '2026-11-24T08:00:00Z' or outcome_at > '2026-11-24T08:00:00Z')
        as count`;
    expect(await count(ahead)).toBe(0);
    const turn = sql`
      select count(*) from question q where (q.state = 'waiting') <> (
        select m.side = 'family' and q.state <> 'closed' from question_message m where m.question_id = q.id
        order by m.id desc limit 1)`;
    expect(await count(turn)).toBe(0);
  });

  it('has consultations that meet no lesson of teacher, room or pupil, with places as they are booked', async () => {
    const meets = sql`l.day = c.day and l.starts_at < c.ends_at and c.starts_at < l.ends_at`;
    expect(
      await count(sql`
        select count(*) from consultation c join lesson l on ${meets} left join lesson_teacher t on t.lesson_id = l.id
        where t.person_id = c.teacher_id or l.room = c.room and c.room <> ''`),
    ).toBe(0);
    expect(
      await count(sql`
        select count(*) from consultation c join booking b on b.consultation_id = c.id join lesson l on ${meets}
        join course u on u.id = l.course_id join group_student g on g.group_id = u.group_id
        where g.student_id = b.attendee_id`),
    ).toBe(0);
    const miscounted = sql`
      select count(*) from consultation c where c.taken <> (
        select count(*) from booking b where b.consultation_id = c.id and b.place is not null)`;
    expect(await count(miscounted)).toBe(0);
    expect(await count(sql`select count(*) from booking where outcome <> ''`)).toBeGreaterThan(2);
    expect(await count(sql`select count(*) from booking where state = 'invited'`)).toBe(1);
    const full = sql`
      select count(*) from consultation c join consultation_wait w on w.series_id = c.series_id and w.day = c.day
      where c.taken = c.places`;
    expect(await count(full)).toBe(2);
  });

  it('has a parents’ day ahead with twenty teachers in rooms of their own', async () => {
    const rooms = sql`
      select count(distinct s.room) from parents_day d join consultation_series s on s.parents_day_id = d.id
      where d.state = 'announced' and d.day > ${TODAY} and s.room <> ''`;
    expect(await count(rooms)).toBe(20);
    const booked = sql`
      select count(*) from consultation_series s join consultation c on c.series_id = s.id
      join booking b on b.consultation_id = c.id where s.parents_day_id is not null`;
    expect(await count(booked)).toBeGreaterThan(30);
  });

  it('has a survey with its published decision, one of now, and weeks of lessons told of in sets of five', async () => {
    expect(await kinds(sql`select state as kind from survey order by id`)).toEqual(['published', 'open']);
    const closed = sql`select answered as count from survey where state = 'published'`;
    expect(await count(closed)).toBeGreaterThan(1000);
    expect(await count(sql`select count(*) from survey_leaf`)).toBeGreaterThan(60);
    const tagged = sql`select count(*) from survey_text t join survey_text_tag g on g.text_id = t.id`;
    expect(await count(tagged)).toBe(18);
    expect(await count(sql`select count(*) from survey_token`)).toBe(0);
    expect(await count(sql`select count(distinct week) from pulse_leaf`)).toBeGreaterThan(3);
    expect(await count(sql`select count(*) from pulse_box`)).toBe(0);
  });
});

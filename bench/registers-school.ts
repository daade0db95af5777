/**
 * A school whose lessons of the whole year were online, and the same school with nine such years before it. Made with
 * the superuser of the bench's own cluster: references are not checked row by row, and large indexes are built last.
 */
import type { Client } from 'pg';

/** The day that both schools live in: the last week of the demo's school year. */
export const TODAY = '2027-05-24';
export const NOW = '2027-05-24T13:00:00Z';
export const YEARS_BEFORE = 9;

/** A year before is whole weeks earlier, so that weekdays and bells agree, and its numbers are that much higher. */
const DAYS_A_YEAR = 364;
const IDS_A_YEAR = 1_000_000;

/** Large tables lose what is checked and kept up to date row by row, and get it back when they are full. */
const BUILT_LAST: readonly { table: string; constraints: readonly string[]; indexes: readonly string[] }[] = [
  { table: 'mark', constraints: ['mark_pkey'], indexes: ['mark_student'] },
  { table: 'register_total', constraints: ['register_total_lesson_id_class_id_key'], indexes: [] },
  {
    table: 'lesson_teacher',
    constraints: ['lesson_teacher_in_one_place', 'lesson_teacher_pkey'],
    indexes: [],
  },
];

/** Fills the registers of a demo school for the whole of its year: nearly every lesson was online. */
export async function fillYear(client: Client): Promise<void> {
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  await client.query(`
    update lesson l set format = 'online', link = x.link, service_id = x.service_id, topic = x.topic,
      announced_at = l.starts_at - interval '2 days', announced_by = t.person_id
    from lesson_teacher t, (
      select link, service_id, topic from lesson where format = 'online' and link is not null limit 1
    ) x
    where t.lesson_id = l.id and t.position = 0 and l.format = 'in_person' and l.status = 'held' and l.day < '${TODAY}'`);
  await client.query(`
    insert into register (lesson_id, day, version, filled_at, filled_by, changed_at)
    select l.id, l.day, 1, l.ends_at + make_interval(mins => (l.id % 90)::integer), t.person_id,
      l.ends_at + make_interval(mins => (l.id % 90)::integer)
    from lesson l join lesson_teacher t on t.lesson_id = l.id and t.position = 0 and t.is_active
    where l.format = 'online' and l.status = 'held' and l.day < '${TODAY}'
      and (l.day < '${TODAY}'::date - 12 or l.id % 50 > 9)
    order by l.day, l.id
    on conflict (lesson_id) do nothing`);
  await client.query(`
    insert into mark (lesson_id, student_id, day, attendance, minutes_late, activity)
    select lesson_id, student_id, day, attendance, case when attendance = 'late' then 3 + lot % 12 end,
      case when attendance in ('present', 'late') and lot % 3 > 0 then case when lot % 101 = 1 then 0 else 1 + lot % 3 end end
    from (
      select r.lesson_id, gs.student_id, r.day, lot,
        case when lot < case when is_away then 140 else 8 end then 'absent'
          when lot < case when is_away then 230 else 18 end then 'excused'
          when lot < case when is_away then 260 else 26 end then 'technical'
          when lot < case when is_away then 330 else 70 end then 'late' else 'present' end as attendance
      from register r join lesson l on l.id = r.lesson_id join course c on c.id = l.course_id
      join group_student gs on gs.group_id = c.group_id and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
      cross join lateral (
        select abs(hashint8extended(gs.student_id * 1000003 + r.lesson_id, 3) % 1000) as lot,
          abs(hashint8extended(gs.student_id, 3) % 100) < 8 as is_away
      ) luck
      where not exists (select from register_change h where h.lesson_id = r.lesson_id)
    ) pupil
    order by day, lesson_id, student_id`);
  await client.query(`
    insert into register_change (lesson_id, version, at, changed_by, kind, before)
    select r.lesson_id, 1, r.filled_at, r.filled_by, 'filled',
      '{"version": 0, "not_held_words": "", "not_held_reason": ""}'
    from register r where not exists (select from register_change h where h.lesson_id = r.lesson_id)`);
  await client.query(`
    insert into entry (lesson_id, person_id, student_id, at, outcome)
    select m.lesson_id, m.student_id, m.student_id, l.starts_at - interval '4 minutes', 'admitted'
    from mark m join lesson l on l.id = m.lesson_id
    where m.attendance in ('present', 'late') and not exists (select from entry e where e.lesson_id = m.lesson_id)
    order by l.day, l.id`);
  await sumAll(client);
  await client.query('commit');
}

/** Adds the years before, with the same lessons, and the pupils as they were younger; those who left are others. */
export async function addYearsBefore(client: Client): Promise<void> {
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  const builtLast = await takeOff(client);
  await addTeaching(client);
  await addPupils(client);
  await addLessons(client);
  await addMarks(client);
  await sumAll(client);
  await addCare(client);
  for (const statement of builtLast) await client.query(statement);
  await client.query('commit');
}

const years = `generate_series(${YEARS_BEFORE}, 1, -1) n`;
const shifted = (column: string) => `${column} - ${DAYS_A_YEAR} * n`;
const moment = (column: string) => `${column} - make_interval(days => ${DAYS_A_YEAR} * n)`;
const numbered = (column: string) => `${column} + ${IDS_A_YEAR} * n`;

/** Drops what is built last; answers with the statements that make it again. */
async function takeOff(client: Client): Promise<string[]> {
  const again: string[] = [];
  for (const { table, constraints, indexes } of BUILT_LAST) {
    for (const name of constraints) {
      const found = await client.query<{ definition: string }>(
        `select pg_get_constraintdef(oid) as definition from pg_constraint where conname = '${name}'`,
      );
      again.push(`alter table ${table} add constraint ${name} ${found.rows[0]?.definition}`);
      await client.query(`alter table ${table} drop constraint ${name}`);
    }
    for (const name of indexes) {
      const found = await client.query<{ indexdef: string }>(
        `select indexdef from pg_indexes where indexname = '${name}'`,
      );
      again.push(found.rows[0]?.indexdef ?? '');
      await client.query(`drop index ${name}`);
    }
  }
  return again;
}

async function addTeaching(client: Client): Promise<void> {
  const year = `(select id from school_year order by starts_on desc limit 1)`;
  for (const statement of [
    `insert into school_year (id, name, starts_on, ends_on) overriding system value
      select ${numbered('id')}, (2026 - n) || '/' || (2027 - n), ${shifted('starts_on')}, ${shifted('ends_on')}
      from school_year, ${years}`,
    `insert into term (id, school_year_id, name, starts_on, ends_on) overriding system value
      select ${numbered('id')}, ${numbered('school_year_id')}, name, ${shifted('starts_on')}, ${shifted('ends_on')}
      from term, ${years}`,
    `insert into class (id, school_year_id, grade, letter, class_teacher_id) overriding system value
      select ${numbered('id')}, ${numbered('school_year_id')}, grade, letter, class_teacher_id from class, ${years}`,
    `insert into study_group (id, school_year_id, name) overriding system value
      select ${numbered('id')}, ${numbered('school_year_id')}, name from study_group, ${years}`,
    `insert into study_group_class (group_id, class_id, is_whole)
      select ${numbered('group_id')}, ${numbered('class_id')}, is_whole from study_group_class, ${years}`,
    `insert into course (id, school_year_id, subject_id, group_id) overriding system value
      select ${numbered('id')}, ${numbered('school_year_id')}, subject_id, ${numbered('group_id')}
      from course, ${years} where school_year_id = ${year}`,
    `insert into course_teacher (course_id, person_id)
      select ${numbered('course_id')}, person_id from course_teacher, ${years}`,
    `insert into timetable_version (id, school_year_id, name, starts_on, ends_on, applied_at) overriding system value
      select ${numbered('id')}, ${numbered('school_year_id')}, name, ${shifted('starts_on')}, ${shifted(`date '2027-05-30'`)},
        ${moment('applied_at')}
      from timetable_version, ${years}`,
    `insert into timetable_slot (id, version_id, course_id, weekday, period, room) overriding system value
      select ${numbered('id')}, ${numbered('version_id')}, ${numbered('course_id')}, weekday, period, room
      from timetable_slot, ${years}`,
  ]) {
    await client.query(statement);
  }
}

/**
 * The seat of a class of n years ago is that of the pupil who now sits there in the class n grades above; of a class
 * that has left the school, of somebody who is there no more.
 */
async function addPupils(client: Client): Promise<void> {
  for (const statement of [
    `create temp table seat on commit drop as
      select e.class_id, k.grade, k.letter, e.student_id, row_number() over (partition by e.class_id order by e.student_id) as place
      from enrolment e join class k on k.id = e.class_id where e.ends_on is null and k.id < ${IDS_A_YEAR}`,
    `create temp table leaver on commit drop as
      select grade, letter, place, ${IDS_A_YEAR} + row_number() over (order by grade, letter, place) as student_id, student_like
      from (
        select distinct on (s.grade + n, s.letter, s.place) s.grade + n as grade, s.letter, s.place, s.student_id as student_like
        from seat s, ${years}
        where not exists (select from seat o where o.grade = s.grade + n and o.letter = s.letter and o.place = s.place)
      ) gone`,
    `insert into person (id, family_name, given_name, patronymic, birth_date, left_on) overriding system value
      select v.student_id, p.family_name, p.given_name, p.patronymic, p.birth_date, '2026-05-30'
      from leaver v join person p on p.id = v.student_like`,
    `create temp table past_seat on commit drop as
      select n, s.class_id, s.student_id as like_student, coalesce(o.student_id, v.student_id) as student_id
      from seat s cross join ${years}
      left join seat o on o.grade = s.grade + n and o.letter = s.letter and o.place = s.place
      left join leaver v on v.grade = s.grade + n and v.letter = s.letter and v.place = s.place`,
    `insert into enrolment (class_id, student_id, starts_on, ends_on)
      select ${numbered('e.class_id')}, p.student_id, ${shifted('e.starts_on')}, ${shifted(`date '2027-05-30'`)}
      from past_seat p join enrolment e on e.class_id = p.class_id and e.student_id = p.like_student and e.ends_on is null`,
    `insert into study_group_member (group_id, student_id, starts_on, ends_on)
      select ${numbered('m.group_id')}, p.student_id, ${shifted('m.starts_on')}, ${shifted(`date '2027-05-30'`)}
      from past_seat p join study_group_member m on m.student_id = p.like_student
      join study_group_class g on g.group_id = m.group_id and g.class_id = p.class_id`,
    'analyze seat',
    'analyze past_seat',
  ]) {
    await client.query(statement);
  }
}

async function addLessons(client: Client): Promise<void> {
  for (const statement of [
    `insert into lesson (id, course_id, slot_id, day, period, starts_at, ends_at, room, status, format, service_id, link, topic,
        preparation, announced_at, announced_by, is_late, late_reason, version) overriding system value
      select ${numbered('id')}, ${numbered('course_id')}, ${numbered('slot_id')}, ${shifted('day')}, period,
        ${moment('starts_at')}, ${moment('ends_at')}, room, status, format, service_id, link, topic, preparation,
        ${moment('announced_at')}, announced_by, is_late, late_reason, version
      from lesson, ${years} where status = 'held' order by n desc, day, id`,
    `insert into lesson_teacher (lesson_id, person_id, day, during, position, replaces_id, is_together, is_active)
      select ${numbered('lesson_id')}, person_id, ${shifted('t.day')},
        tstzrange(${moment('lower(during)')}, ${moment('upper(during)')}), position, replaces_id, is_together, is_active
      from lesson_teacher t join lesson l on l.id = t.lesson_id, ${years} where l.status = 'held' and l.id < ${IDS_A_YEAR}
      order by n desc, t.day, lesson_id`,
    `insert into register (lesson_id, day, version, filled_at, filled_by, changed_at, not_held_reason, not_held_words)
      select ${numbered('lesson_id')}, ${shifted('day')}, version, ${moment('filled_at')}, filled_by, ${moment('changed_at')},
        not_held_reason, not_held_words
      from register, ${years} order by n desc, day, lesson_id`,
    `insert into register_change (lesson_id, version, at, changed_by, kind, student_id, before, after)
      select ${numbered('lesson_id')}, version, ${moment('at')}, changed_by, kind, null, before, after
      from register_change, ${years} where kind <> 'corrected' order by n desc, at`,
  ]) {
    await client.query(statement);
  }
}

async function addMarks(client: Client): Promise<void> {
  await client.query(`set local work_mem = '256MB'`);
  await client.query('create temp table this_year on commit drop as select * from mark');
  await client.query('analyze this_year');
  for (let n = YEARS_BEFORE; n >= 1; n -= 1) {
    await client.query(`
      insert into mark (lesson_id, student_id, day, attendance, minutes_late, activity, remark)
      select m.lesson_id + ${IDS_A_YEAR * n}, p.student_id, m.day - ${DAYS_A_YEAR * n}, m.attendance, m.minutes_late,
        m.activity, m.remark
      from this_year m join past_seat p on p.n = ${n} and p.like_student = m.student_id
      order by m.day, m.lesson_id`);
  }
}

/** The sums of all registers by class, as sum-registers.ts makes them. */
async function sumAll(client: Client): Promise<void> {
  await client.query('analyze mark');
  await client.query('analyze enrolment');
  await client.query('delete from register_total');
  await client.query(`
    insert into register_total (lesson_id, class_id, day, present, late, absent, excused, technical, minutes_late,
      active, silent, activity_marks, activity_sum)
    select m.lesson_id, e.class_id, m.day,
      count(*) filter (where m.attendance = 'present'), count(*) filter (where m.attendance = 'late'),
      count(*) filter (where m.attendance = 'absent'), count(*) filter (where m.attendance = 'excused'),
      count(*) filter (where m.attendance = 'technical'), coalesce(sum(m.minutes_late), 0),
      count(*) filter (where m.attendance in ('present', 'late') and m.activity > 0),
      count(*) filter (where m.attendance in ('present', 'late') and m.activity = 0),
      count(m.activity), coalesce(sum(m.activity), 0)
    from mark m
    join enrolment e on e.student_id = m.student_id and e.starts_on <= m.day and (e.ends_on is null or e.ends_on >= m.day)
    group by m.day, m.lesson_id, e.class_id order by m.day, m.lesson_id`);
}

/** Absences, calls for help, concerns and measures of the years before, as many as in this one. */
async function addCare(client: Client): Promise<void> {
  for (const statement of [
    `insert into absence (student_id, starts_on, ends_on, periods, reason, words, state, announced_by, announced_at, decided_by,
        decided_at)
      select p.student_id, ${shifted('a.starts_on')}, ${shifted('a.ends_on')}, periods, reason, words, 'confirmed', announced_by,
        a.announced_at - make_interval(days => ${DAYS_A_YEAR} * p.n), decided_by,
        a.decided_at - make_interval(days => ${DAYS_A_YEAR} * p.n)
      from absence a join past_seat p on p.like_student = a.student_id`,
    `insert into ticket (kind, state, opened_by, opened_at, student_id, lesson_id, service_id, words)
      select t.kind, 'closed', p.student_id, t.opened_at - make_interval(days => ${DAYS_A_YEAR} * p.n), p.student_id,
        t.lesson_id + ${IDS_A_YEAR} * p.n, t.service_id, t.words
      from ticket t join past_seat p on p.like_student = t.student_id`,
    `insert into concern (id, student_id, rule_id, kind, found_at, lesson_ids, cause, grounds, closed_at) overriding system value
      select c.id + ${IDS_A_YEAR} * p.n, p.student_id, c.rule_id, c.kind,
        c.found_at - make_interval(days => ${DAYS_A_YEAR} * p.n),
        array(select x + ${IDS_A_YEAR} * p.n from unnest(c.lesson_ids) x), c.cause, c.grounds,
        c.found_at - make_interval(days => ${DAYS_A_YEAR} * p.n - 20)
      from concern c join past_seat p on p.like_student = c.student_id`,
    `insert into measure (student_id, concern_id, kind, words, owner_id, due_on, created_by, created_at, done_on, outcome,
        outcome_words)
      select p.student_id, m.concern_id + ${IDS_A_YEAR} * p.n, m.kind, m.words, m.owner_id, m.due_on - ${DAYS_A_YEAR} * p.n,
        m.created_by, m.created_at - make_interval(days => ${DAYS_A_YEAR} * p.n), m.due_on - ${DAYS_A_YEAR} * p.n, 'helped', ''
      from measure m join past_seat p on p.like_student = m.student_id`,
  ]) {
    await client.query(statement);
  }
}

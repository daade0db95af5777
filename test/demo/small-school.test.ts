import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { verifySecret } from '../../src/accounts/password-hash.ts';
import { id } from '../../src/db/columns.ts';
import { Count, type Db } from '../../src/db/db.ts';
import { CAST, castMember } from '../../src/demo/cast.ts';
import { loadSmallSchool, type SignIn } from '../../src/demo/load.ts';
import { planSchool } from '../../src/demo/plan-school.ts';
import { testDb } from '../support/database.ts';

const TODAY = '2026-11-24';

function load(db: Db, today: string, time = '10:00'): Promise<SignIn[]> {
  const now = Temporal.PlainDateTime.from(`${today}T${time}`)
    .toZonedDateTime('Europe/Kaliningrad')
    .toInstant();
  return loadSmallSchool(db, { today, now });
}

function count(db: Db, statement: ReturnType<typeof sql>): Promise<number> {
  return db.row(Count, statement).then((row) => row.count);
}

/** Lessons of the day of whoever signs in as `login`: of a teacher, or of a pupil's groups. */
function lessonsOf(db: Db, login: string, day: string, format: string): Promise<number> {
  return count(
    db,
    sql`
    select count(*) from lesson l join course c on c.id = l.course_id
    where l.day = ${day} and l.format = ${format} and l.status <> 'cancelled'
      and exists (
        select from account a where a.login = ${login} and (
          exists (select from lesson_teacher t where t.lesson_id = l.id and t.person_id = a.person_id)
          or exists (select from group_student g where g.group_id = c.group_id and g.student_id = a.person_id
            and l.day between g.starts_on and coalesce(g.ends_on, 'infinity'))))`,
  );
}

describe('the small school', () => {
  it('is there in the template of the tests', async () => {
    const db = await testDb('school');
    expect(await count(db, sql`select count(*) from class`)).toBe(3);
    expect(await count(db, sql`select count(*) from school where is_demo`)).toBe(1);
    expect(await count(db, sql`select count(*) from person_role where role = 'teacher'`)).toBe(16);
    expect(await count(db, sql`select count(*) from enrolment where ends_on is null`)).toBe(27);
  });

  it('lets the cast sign in, and nobody else', async () => {
    const db = await testDb();
    const list = await load(db, TODAY);
    expect(list.map((one) => one.login)).toEqual(CAST.filter((one) => one.maySignIn).map((one) => one.login));
    const Stored = z.object({ login: z.string(), password_hash: z.string() });
    const stored = await db.rows(
      Stored,
      sql`
      select login, password_hash from account where login in ('sonya', 'kovaleva') order by login`,
    );
    for (const one of stored)
      expect(await verifySecret(one.password_hash, castMember(one.login).password)).toBe(true);
    expect(new Set(list.map((one) => one.password)).size).toBe(list.length);
    const others = sql`select count(*) from account where login not in (select unnest(${CAST.map((one) => one.login)}::text[]))`;
    expect(await count(db, others)).toBeGreaterThan(40);
    const disabled = sql`select count(*) from account where disabled_at is not null`;
    expect(await count(db, disabled)).toBe(1);
  });

  it('has the families of the cast as they are', async () => {
    const db = await testDb('school');
    const Row = z.object({ guardian: z.string(), child: z.string(), is_live: z.boolean() });
    const rows = await db.rows(
      Row,
      sql`
      select g.login as guardian, s.login as child, v.ends_on is null as is_live
      from guardianship v join account g on g.person_id = v.guardian_id join account s on s.person_id = v.student_id
      where g.login in ('belova', 'belov', 'akhmetova', 'orlova', 'ershov') order by 1, 2`,
    );
    expect(rows.map((row) => `${row.guardian} ${row.child} ${row.is_live}`)).toEqual([
      'akhmetova timur true',
      'belov misha true',
      'belov sonya true',
      'belova misha true',
      'belova sonya true',
      'ershov kirill false',
      'orlova dasha true',
    ]);
    const withoutPortal = sql`
      select count(*) from guardianship v join account s on s.person_id = v.student_id
      left join account g on g.person_id = v.guardian_id where s.login = 'nikita' and g.person_id is null`;
    expect(await count(db, withoutPortal)).toBe(1);
  });

  it('gives the teachers of 7А and 7Б lessons there on every weekday', async () => {
    const db = await testDb('school');
    const Row = z.object({ login: z.string(), name: z.string(), days: z.number() });
    const rows = await db.rows(
      Row,
      sql`
      select a.login, k.name, count(distinct s.weekday) as days
      from timetable_slot s join course c on c.id = s.course_id join subject j on j.id = c.subject_id
      join course_teacher t on t.course_id = c.id join account a on a.person_id = t.person_id
      join study_group_class g on g.group_id = c.group_id join class k on k.id = g.class_id
      where a.login in ('kovaleva', 'orlova') and j.name <> 'Разговоры о важном' group by 1, 2 order by 1, 2`,
    );
    expect(rows.map((row) => `${row.login} ${row.name} ${row.days}`)).toEqual([
      'kovaleva 7А 5',
      'kovaleva 7Б 5',
      'orlova 7А 5',
      'orlova 7Б 5',
    ]);
  });

  it('has online lessons yesterday, today and tomorrow, and others that are held in school', async () => {
    const db = await testDb('school');
    expect(await lessonsOf(db, 'kovaleva', '2026-11-23', 'online')).toBe(1);
    expect(await lessonsOf(db, 'kovaleva', TODAY, 'online')).toBe(1);
    expect(await lessonsOf(db, 'sidorov', TODAY, 'online')).toBe(1);
    expect(await lessonsOf(db, 'petrova', TODAY, 'online')).toBe(1);
    expect(await lessonsOf(db, 'sonya', '2026-11-25', 'online')).toBe(1);
    expect(await lessonsOf(db, 'kovaleva', '2026-11-25', 'online')).toBe(0);
    expect(await lessonsOf(db, 'kovaleva', '2026-11-25', 'in_person')).toBeGreaterThan(1);
  });

  it('shows a lesson cancelled, one substituted and one moved, each with its notice', async () => {
    const db = await testDb('school');
    expect(
      await count(db, sql`select count(*) from lesson where status = 'cancelled' and day > ${TODAY}`),
    ).toBe(1);
    expect(
      await count(
        db,
        sql`select count(*) from lesson_teacher where replaces_id is not null and day = ${TODAY}`,
      ),
    ).toBe(1);
    expect(
      await count(db, sql`select count(*) from lesson where planned_day is not null and day > ${TODAY}`),
    ).toBe(1);
    expect(await count(db, sql`select count(*) from notice where kind <> 'lesson_online'`)).toBe(3);
  });

  it('tells pupils and guardians who have the right, and nobody else', async () => {
    const db = await testDb('school');
    const told = (login: string) =>
      count(
        db,
        sql`
      select count(*) from recipient r join account a on a.person_id = r.person_id where a.login = ${login}`,
      );
    expect(await told('sonya')).toBeGreaterThan(3);
    expect(await told('belova')).toBeGreaterThan(await told('sonya'));
    expect(await told('belov')).toBe(await told('belova'));
    expect(await told('ershov')).toBe(0);
    expect(await told('gromov')).toBe(0);
    const strangers = sql`
      select count(*) from recipient r join recipient_student s on s.recipient_id = r.id
      where r.person_id <> s.student_id and not exists (
        select from guardianship g where g.guardian_id = r.person_id and g.student_id = s.student_id)`;
    expect(await count(db, strangers)).toBe(0);
    const early = sql`select count(*) from recipient r join notice n on n.id = r.notice_id where r.read_at < n.created_at`;
    expect(await count(db, early)).toBe(0);
    const unread = sql`
      select count(*) from recipient r join account a on a.person_id = r.person_id
      where a.login = 'belova' and r.read_at is null`;
    expect(await count(db, unread)).toBeGreaterThan(0);
  });

  it('keeps within the rules: announced in time or late with a reason, nobody enters before the start', async () => {
    const db = await testDb('school');
    const lateOnes = sql`
      select count(*) from lesson where format = 'online'
        and (announced_at > starts_at - interval '24 hours') <> is_late`;
    expect(await count(db, lateOnes)).toBe(0);
    expect(await count(db, sql`select count(*) from lesson where is_late and late_reason = ''`)).toBe(0);
    const early = sql`
      select count(*) from entry e join lesson l on l.id = e.lesson_id
      where e.outcome = 'admitted' and e.at not between l.starts_at - interval '10 minutes' and l.ends_at + interval '10 minutes'`;
    expect(await count(db, early)).toBe(0);
    const hosts = sql`
      select count(*) from channel c where not exists (
        select from service_host h where h.service_id = c.service_id and c.address like 'https://' || h.host || '/%')`;
    expect(await count(db, hosts)).toBe(0);
  });

  it('has registers with every kind of mark, one not held, one corrected, and yesterday’s of 7Б open', async () => {
    const db = await testDb('school');
    const Kind = z.object({ attendance: z.string() });
    const kinds = await db.rows(Kind, sql`select distinct attendance from mark order by 1`);
    expect(kinds.map((row) => row.attendance)).toEqual(['absent', 'excused', 'late', 'present', 'technical']);
    expect(await count(db, sql`select count(*) from register where not_held_reason <> ''`)).toBe(1);
    expect(
      await count(db, sql`select count(*) from register_change where kind = 'corrected' and version = 2`),
    ).toBe(1);
    const Open = z.object({ day: z.string(), login: z.string() });
    const open = await db.rows(
      Open,
      sql`
      select l.day, a.login from lesson l join lesson_teacher t on t.lesson_id = l.id and t.is_active
      join account a on a.person_id = t.person_id
      where l.format = 'online' and l.day <= ${TODAY} and not exists (select from register r where r.lesson_id = l.id)
      order by l.starts_at, a.login`,
    );
    expect(open.map((row) => `${row.day} ${row.login}`)).toEqual([
      '2026-11-23 orlova',
      '2026-11-24 petrova',
      '2026-11-24 sidorov',
      '2026-11-24 kovaleva',
    ]);
  });

  it('has absences, a call for help and measures to look at', async () => {
    const db = await testDb('school');
    const Words = z.object({ words: z.string() });
    const rows = async (statement: ReturnType<typeof sql>) =>
      (await db.rows(Words, statement)).map((row) => row.words);
    const absences = sql`
      select concat_ws(' ', s.login, g.login, b.state, b.reason, b.starts_on, b.ends_on) as words
      from absence b join account s on s.person_id = b.student_id join account g on g.person_id = b.announced_by
      order by b.starts_on`;
    expect(await rows(absences)).toEqual([
      'misha belova confirmed illness 2026-11-16 2026-11-16',
      'misha belova announced illness 2026-11-24 2026-11-26',
    ]);
    expect(await count(db, sql`select count(*) from ticket where state = 'open'`)).toBeGreaterThan(0);
    const measures = sql`
      select concat_ws(' ', s.login, o.login, m.kind, nullif(m.outcome, '')) as words
      from measure m join concern c on c.id = m.concern_id join account s on s.person_id = m.student_id
      join account o on o.person_id = m.owner_id order by m.done_on`;
    expect(await rows(measures)).toEqual(['kirill kovaleva talk helped', 'nikita kovaleva talk']);
    expect(await count(db, sql`select count(*) from review`)).toBe(1);
  });

  it('lets new rows be added after its own', async () => {
    const db = await testDb('school');
    const made = await db.row(
      z.object({ id }),
      sql`
      insert into person (family_name, given_name) values ('Новиков', 'Иван') returning id`,
    );
    expect(made.id).toBeGreaterThan(27);
    await db.run(sql`insert into subject (name) values ('Астрономия')`);
    await db.run(sql`
      insert into notice (kind, title, body, created_at, revised_at) values ('general', 'a', 'b', now(), now())`);
  });

  it.each(['2026-11-29', '2026-07-15', '2026-09-01', '2026-12-31'])(
    'has something on %s too',
    async (today) => {
      const db = await testDb();
      await load(db, today);
      expect(await lessonsOf(db, 'sonya', today, 'online')).toBeGreaterThan(0);
      expect(await lessonsOf(db, 'misha', today, 'in_person')).toBeGreaterThan(0);
      expect(await lessonsOf(db, 'kovaleva', today, 'in_person')).toBeGreaterThan(0);
      const yesterday = sql`(select max(day) from lesson where day < ${today})`;
      expect(
        await count(db, sql`select count(*) from lesson where format = 'online' and day = ${yesterday}`),
      ).toBe(3);
      expect(
        await count(db, sql`select count(*) from lesson where format = 'online' and day > ${today}`),
      ).toBe(4);
    },
  );

  it('may be loaded at any hour', async () => {
    const db = await testDb();
    await load(db, TODAY, '00:05');
    const ahead = sql`select count(*) from notice where created_at > '2026-11-23T22:05Z'`;
    expect(await count(db, ahead)).toBe(0);
  });
});

describe('a school of the generator', () => {
  it('is the same for the same seed and day', async () => {
    const task = {
      classes: [
        { grade: 7, letter: 'А', size: 9 },
        { grade: 7, letter: 'Б', size: 9 },
        { grade: 3, letter: 'Б', size: 9 },
      ],
      teacherCount: null,
      today: TODAY,
    };
    const [one, same, other] = [
      await planSchool({ ...task, seed: 1 }),
      await planSchool({ ...task, seed: 1 }),
      await planSchool({ ...task, seed: 2 }),
    ];
    expect(same.rows).toEqual(one.rows);
    expect(other.rows).not.toEqual(one.rows);
  });
});

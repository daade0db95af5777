import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { attendances } from '../../src/attendance/mark.ts';
import { Count, type Db } from '../../src/db/db.ts';
import { loadDemoSchool } from '../../src/demo/load.ts';
import { ownDatabase } from '../support/database.ts';

const TODAY = '2026-11-24';
const NOW = '2026-11-24T08:00:00Z';
const FIGURES = sql`
  select md5(string_agg(m::text, ',' order by m.lesson_id, m.student_id)) as sum from mark m`;
let db: Db;

beforeAll(async () => {
  db = await demo();
}, 120_000);

async function demo(): Promise<Db> {
  const own = (await ownDatabase()).db;
  await loadDemoSchool(own, { today: TODAY, now: Temporal.Instant.from(NOW) });
  return own;
}

function count(statement: ReturnType<typeof sql>): Promise<number> {
  return db.row(Count, statement).then((row) => row.count);
}

const Words = z.object({ words: z.string() });
const list = async (statement: ReturnType<typeof sql>) =>
  (await db.rows(Words, statement)).map((row) => row.words);

describe('the history of the demo school', () => {
  it('has online lessons of every class in every full week since the year began', async () => {
    const without = sql`
      select count(*) from class k cross join (
        select date_trunc('week', day) as week from lesson where day < ${TODAY}
        group by 1 having count(distinct day) = 5
      ) full_week
      where not exists (
        select from lesson l join course c on c.id = l.course_id join study_group_class g on g.group_id = c.group_id
        where g.class_id = k.id and l.format = 'online' and date_trunc('week', l.day) = full_week.week)`;
    expect(await count(without)).toBe(0);
    const Row = z.object({ reason: z.string(), classes: z.number(), lessons: z.number() });
    const late = await db.rows(
      Row,
      sql`
        select l.late_reason as reason, count(distinct g.class_id) as classes, count(distinct l.id) as lessons
        from lesson l join course c on c.id = l.course_id join study_group_class g on g.group_id = c.group_id
        where l.is_late and l.day < ${TODAY} group by 1 order by 1`,
    );
    expect(late.map((row) => row.reason)).toEqual(['карантин в классе', 'штормовое предупреждение']);
    expect(late[0]?.classes).toBe(1);
    expect(late[1]?.classes).toBe(45);
    expect(late[1]?.lessons).toBeGreaterThan(150);
  });

  it('announces each in time, or late with a reason', async () => {
    const wrong = sql`
      select count(*) from lesson where format = 'online'
        and ((announced_at > starts_at - interval '24 hours') <> is_late or announced_at >= starts_at)`;
    expect(await count(wrong)).toBe(0);
    const untold = sql`
      select count(*) from lesson l where l.format = 'online' and not exists (
        select from lesson_change h where h.lesson_id = l.id and h.kind = 'announced' and h.at = l.announced_at)`;
    expect(await count(untold)).toBe(0);
  });

  it('has most registers filled, most of them on the day of the lesson, and some teachers who do worse', async () => {
    const Row = z.object({ filled: z.number(), same_day: z.number(), worse: z.number(), early: z.number() });
    const shares = await db.row(
      Row,
      sql`
        select round(100.0 * count(r.lesson_id) / count(*))::integer as filled,
          round(100.0 * count(*) filter (where (r.filled_at at time zone 'Europe/Kaliningrad')::date = l.day)
            / count(r.lesson_id))::integer as same_day,
          count(*) filter (where r.filled_at < l.starts_at or r.filled_at > ${NOW}) as early,
          (select count(*) from (
            select t.person_id from lesson o join lesson_teacher t on t.lesson_id = o.id and t.is_active
            left join register x on x.lesson_id = o.id
            where o.format = 'online' and o.day < ${TODAY} and o.status <> 'cancelled' group by 1
            having count(x.lesson_id) < 0.8 * count(*) and count(*) > 5) bad) as worse
        from lesson l left join register r on r.lesson_id = l.id
        where l.format = 'online' and l.day < ${TODAY} and l.status <> 'cancelled'`,
    );
    expect(shares.filled).toBeGreaterThanOrEqual(92);
    expect(shares.filled).toBeLessThanOrEqual(96);
    expect(shares.same_day).toBeGreaterThan(80);
    expect(shares.same_day).toBeLessThan(98);
    expect(shares.worse).toBeGreaterThan(1);
    expect(shares.worse).toBeLessThan(12);
    expect(shares.early).toBe(0);
  });

  it('has a mark for everybody of the group as of the day, and none for others', async () => {
    const off = sql`
      select count(*) from (
        select r.lesson_id, gs.student_id from register r join lesson l on l.id = r.lesson_id
        join course c on c.id = l.course_id join group_student gs on gs.group_id = c.group_id
          and l.day between gs.starts_on and coalesce(gs.ends_on, 'infinity')
        where r.not_held_reason = ''
      ) due full join mark m using (lesson_id, student_id)
      where due.lesson_id is null or m.attendance is null`;
    expect(await count(off)).toBe(0);
    const Share = z.object({ kind: z.enum(attendances), share: z.number() });
    const shares = await db.rows(
      Share,
      sql`
        select attendance as kind, (100.0 * count(*) / sum(count(*)) over ())::float8 as share from mark group by 1`,
    );
    const share = Object.fromEntries(shares.map((row) => [row.kind, row.share]));
    const there = (share.present ?? 0) + (share.late ?? 0);
    expect(there).toBeGreaterThan(92);
    expect(there).toBeLessThan(95);
    for (const kind of attendances) expect(share[kind], kind).toBeGreaterThan(1);
    expect(await count(sql`select count(*) from mark where remark <> ''`)).toBeLessThan(600);
  });

  it('contradicts neither entries nor announced absences', async () => {
    const cameAndAway = sql`
      select count(*) from mark m join entry e on e.lesson_id = m.lesson_id and e.student_id = m.student_id
      where e.outcome = 'admitted' and m.attendance not in ('present', 'late')`;
    expect(await count(cameAndAway)).toBe(0);
    const excused = sql`
      select count(*) from mark m join lesson l on l.id = m.lesson_id where m.attendance = 'excused' and not exists (
        select from absence a where a.student_id = m.student_id and l.day between a.starts_on and a.ends_on)`;
    expect(await count(excused)).toBe(0);
    const strangers = sql`
      select count(*) from absence a where not exists (
        select from guardianship g where g.guardian_id = a.announced_by and g.student_id = a.student_id)`;
    expect(await count(strangers)).toBe(0);
    expect(await count(sql`select count(*) from absence where announced_at > ${NOW}`)).toBe(0);
    expect(await count(sql`select count(*) from ticket where state = 'open'`)).toBeGreaterThan(5);
  });

  it('has sums that are those of the marks', async () => {
    const Sum = z.object({ marks: z.number(), summed: z.number() });
    const sums = await db.row(
      Sum,
      sql`
        select (select count(*) from mark) as marks,
          (select sum(present + late + absent + excused + technical) from register_total) as summed`,
    );
    expect(sums.summed).toBe(sums.marks);
  });

  it('keeps the history of every register as the portal writes it', async () => {
    const Row = z.object({ words: z.string() });
    const keys = await db.rows(
      Row,
      sql`
        select distinct kind || ': ' || (select string_agg(key, ' ' order by key) from jsonb_object_keys(before) key)
          || ' → ' || coalesce((select string_agg(key, ' ' order by key) from jsonb_object_keys(after) key), '') as words
        from register_change order by 1`,
    );
    expect(keys.map((row) => row.words)).toEqual([
      'corrected: activity attendance minutes_late remark → activity attendance minutes_late remark',
      'filled: not_held_reason not_held_words version → ',
      'not_held: marks not_held_reason not_held_words version → reason words',
    ]);
    const wrong = sql`
      select count(*) from register r
      where (select count(*) from register_change h where h.lesson_id = r.lesson_id and h.kind <> 'corrected') <> 1
        or r.version <> (select max(h.version) from register_change h where h.lesson_id = r.lesson_id)`;
    expect(await count(wrong)).toBe(0);
    const corrected = await count(sql`select count(*) from register where version > 1`);
    expect(corrected).toBeGreaterThan(10);
    expect(corrected).toBeLessThan(60);
  });

  it('finds pupils who are being lost for different causes, and what was done about them', async () => {
    const open = await list(sql`
      select distinct cause as words from concern where closed_at is null order by 1`);
    for (const cause of ['illness', 'never_signed_in', 'no_device', 'one_course', 'silent', 'unknown']) {
      expect(open).toContain(cause);
    }
    const lost = await count(sql`select count(distinct student_id) from concern where closed_at is null`);
    expect(lost).toBeGreaterThan(15);
    expect(lost).toBeLessThan(60);
    const helped = sql`
      select count(*) from measure m join concern c on c.id = m.concern_id
      where m.outcome = 'helped' and c.closed_at is not null`;
    expect(await count(helped)).toBeGreaterThan(2);
    expect(await count(sql`select count(*) from measure where done_on is null`)).toBeGreaterThan(10);
    expect(await count(sql`select count(*) from measure where done_on is null and due_on < ${TODAY}`)).toBe(
      0,
    );
    expect(await list(sql`select t.name as words from review r join term t on t.id = r.term_id`)).toEqual([
      '1-я четверть',
    ]);
  });

  it('is the same for the same day', async () => {
    const Sum = z.object({ sum: z.string() });
    const [one, again] = [await db.row(Sum, FIGURES), await (await demo()).row(Sum, FIGURES)];
    expect(again).toEqual(one);
  }, 60_000);
});

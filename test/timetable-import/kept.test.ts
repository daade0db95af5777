import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { applyImport } from '../../src/timetable-import/apply-import.ts';
import { readAsc } from '../../src/timetable-import/read-asc.ts';
import { storeImport } from '../../src/timetable-import/stored-import.ts';
import { understand } from '../../src/timetable-import/understand.ts';
import { testSchool } from '../support/school.ts';

const small = readFileSync(new URL('fixtures/small.xml', import.meta.url), 'utf8');
const at = Temporal.Instant.from('2026-11-24T08:00:00Z');
const ALGEBRA = '365998769E506452';
const ENGLISH = '1E00000000000004';
const PHYSICS = '1E00000000000003';

let db: Db;

async function put(xml: string, from: string, baseVersionId?: number) {
  const reading = readAsc(Buffer.from(xml));
  if (!reading.ok) throw new Error(reading.words);
  const content = understand(reading.document);
  const importId = await storeImport(db, { fileName: 'a.xml', sha256: '', content, uploadedBy: null, at });
  const base = await db.maybeRow(
    z.object({ id: z.number() }),
    sql`select id from timetable_version order by starts_on desc limit 1`,
  );
  const result = await applyImport(db, {
    importId,
    from,
    baseVersionId: baseVersionId ?? base?.id ?? null,
    actorId: null,
    at,
    today: '2026-11-24',
  });
  if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
  return result;
}

const Lesson = z.object({
  id: z.number(),
  course: z.string().nullable(),
  day: z.string(),
  period: z.number(),
  room: z.string(),
  status: z.string(),
  topic: z.string(),
  teachers: z.array(z.string()),
});

const shape = sql`
  select l.id, c.external_id as course, l.day, l.period, l.room, l.status, l.topic,
    array(select p.family_name || case when t.is_active then '' else ' (свободна)' end
      || case when t.is_together then ' (вместе)' else '' end
      from lesson_teacher t join person p on p.id = t.person_id where t.lesson_id = l.id order by 1) as teachers
  from lesson l join course c on c.id = l.course_id`;

const lessonAt = (externalId: string, day: string, period: number) =>
  db.row(
    Lesson,
    sql`${shape} where c.external_id = ${externalId} and l.day = ${day} and l.period = ${period}`,
  );
const lessonOf = (id: number) => db.maybeRow(Lesson, sql`${shape} where l.id = ${id}`);

// The Monday of the first week under the second timetable, and its Tuesday.
const MONDAY = '2026-12-07';
const TUESDAY = '2026-12-08';

beforeEach(async () => {
  ({ db } = await testSchool({ template: 'school' }));
  await put(small, '2026-11-30');
});

describe('a place that remains', () => {
  test('keeps the topic and takes the new room and teacher', async () => {
    const { id } = await lessonAt(ALGEBRA, TUESDAY, 2);
    await db.run(sql`update lesson set topic = 'Степени' where id = ${id}`);
    const next = small
      .replace(
        'classroomids="2E00000000000001,2E00000000000001" period="2"',
        'classroomids="2E00000000000002" period="2"',
      )
      .replace(
        'periodsperweek="3.0" teacherids="7E00000000000001" groupids="9000000000000001"',
        'periodsperweek="3.0" teacherids="7E00000000000002" groupids="9000000000000001"',
      );
    await put(next, MONDAY);
    expect(await lessonOf(id)).toMatchObject({ topic: 'Степени', room: 'спортзал', teachers: ['Орлова'] });
    // The week before is as it was
    expect(await lessonAt(ALGEBRA, '2026-12-01', 2)).toMatchObject({ room: '214', teachers: ['Ковалёва'] });
  });

  test('keeps a lesson where it was moved to, and a cancellation', async () => {
    const moved = await lessonAt(ALGEBRA, TUESDAY, 2);
    const cancelled = await lessonAt(ALGEBRA, '2026-12-09', 3);
    await db.run(sql`
      update lesson set planned_day = day, planned_period = period, planned_room = room, day = '2026-12-10', period = 7
      where id = ${moved.id}
    `);
    await db.run(
      sql`update lesson set status = 'cancelled', cancelled_reason = 'Болезнь' where id = ${cancelled.id}`,
    );
    await put(
      small.replace('<card lessonid="1E00000000000006"', '<card lessonid="1E00000000000008"'),
      MONDAY,
    );
    expect(await lessonOf(moved.id)).toMatchObject({ day: '2026-12-10', period: 7, status: 'planned' });
    expect(await lessonOf(cancelled.id)).toMatchObject({
      status: 'cancelled',
      teachers: ['Ковалёва (свободна)'],
    });
  });

  test.each([
    ['keeps a substitution while the course has the same teacher', '7E00000000000001', ['Сидоров']],
    ['drops it with the teacher who was substituted', '7E00000000000002', ['Орлова']],
  ])('%s', async (_name, teacherId, teachers) => {
    const { id } = await lessonAt(ALGEBRA, TUESDAY, 2);
    await db.run(sql`
      update lesson_teacher set replaces_id = person_id,
        person_id = (select p.id from person p join account a on a.person_id = p.id where a.login = 'sidorov')
      where lesson_id = ${id}
    `);
    const own = 'periodsperweek="3.0" teacherids="7E00000000000001" groupids="9000000000000001"';
    const next = small
      .replace(own, own.replace('7E00000000000001', teacherId))
      .replace('<card lessonid="1E00000000000006"', '<card lessonid="1E00000000000008"');
    await put(next, MONDAY);
    expect((await lessonOf(id))?.teachers).toEqual(teachers);
  });
});

describe('a place that is gone', () => {
  const without = small.replace(/<card lessonid="365998769E506452" [^>]*period="2"[^>]*>/, '');

  test('takes the lesson along where nobody touched it', async () => {
    const { id } = await lessonAt(ALGEBRA, TUESDAY, 2);
    const { lessons } = await put(without, MONDAY);
    expect(await lessonOf(id)).toBeNull();
    expect(lessons.deleted).toBeGreaterThan(0);
    expect(lessons.cancelled).toBe(0);
    expect(await lessonAt(ALGEBRA, '2026-12-01', 2)).toMatchObject({ status: 'planned' });
  });

  test('cancels it with the reason where somebody did, and frees the teacher', async () => {
    const { id } = await lessonAt(ALGEBRA, TUESDAY, 2);
    await db.run(sql`update lesson set preparation = 'Циркуль' where id = ${id}`);
    const { lessons } = await put(without, MONDAY);
    expect(lessons.cancelled).toBe(1);
    expect(await lessonOf(id)).toMatchObject({ status: 'cancelled', teachers: ['Ковалёва (свободна)'] });
  });
});

test('a course with another group goes on as a new course: its coming lessons and channels go over', async () => {
  const { id } = await lessonAt(ENGLISH, '2026-12-11', 5);
  const before = await lessonAt(ENGLISH, '2026-12-04', 5);
  await db.run(sql`update lesson set topic = 'Present Perfect' where id = ${id}`);
  await db.run(sql`
    insert into channel (service_id, purpose, course_id, address, starts_on, created_at)
    select (select min(id) from service), 'messenger', id, 'https://vk.me/join/a', '2026-12-01', ${at}
    from course where external_id = ${ENGLISH}
  `);
  const old = await db.row(
    z.object({ id: z.number() }),
    sql`select id from course where external_id = ${ENGLISH}`,
  );
  await put(
    small.replace(
      'groupids="9000000000000002,9000000000000005"',
      'groupids="9000000000000003,9000000000000005"',
    ),
    MONDAY,
  );

  const now = await db.row(
    z.object({ id: z.number() }),
    sql`select id from course where external_id = ${ENGLISH}`,
  );
  expect(now.id).not.toBe(old.id);
  expect(await lessonOf(id)).toMatchObject({
    course: ENGLISH,
    topic: 'Present Perfect',
    teachers: ['Сидорова'],
  });
  expect(await lessonOf(before.id)).toMatchObject({ course: null });
  const channels = await db.rows(
    z.object({ course_id: z.number(), starts_on: z.string(), ends_on: z.string().nullable() }),
    sql`select course_id, starts_on, ends_on from channel where address = 'https://vk.me/join/a' order by id`,
  );
  expect(channels).toEqual([
    { course_id: old.id, starts_on: '2026-12-01', ends_on: '2026-12-06' },
    { course_id: now.id, starts_on: MONDAY, ends_on: null },
  ]);
});

test('a teacher whom the file has in two places at once teaches both together', async () => {
  expect((await lessonAt(ALGEBRA, '2026-11-30', 1)).teachers).toEqual(['Ковалёва (вместе)']);
  expect((await lessonAt('1E00000000000007', '2026-11-30', 1)).teachers).toEqual([
    'Ковалёва (вместе)',
    'Сидорова',
  ]);
  expect((await lessonAt(ALGEBRA, '2026-12-01', 2)).teachers).toEqual(['Ковалёва']);
});

test('weeks A and B alternate from the first week of the year; a day off has no lessons', async () => {
  const days = await db.rows(
    z.object({ day: z.string() }),
    sql`
      select l.day from lesson l join course c on c.id = l.course_id
      where c.external_id = ${PHYSICS} and l.period = 5 order by l.day limit 3
    `,
  );
  // The year begins on Tuesday 1 September: that week is A, and so is the one of 7 December.
  expect(days.map((one) => one.day)).toEqual(['2026-12-10', '2026-12-24', expect.any(String)]);
});

test('a class that the file has twice, in two alphabets, is one class, and the file again changes nothing', async () => {
  const twice = small
    .replace('name="7 &quot;Б&quot; класс" short="7Б"', 'name="7А" short="7А"')
    .replace('name="Русский язык"', 'name="алгебра"');
  await put(twice, MONDAY);
  const names = await db.rows(
    z.object({ name: z.string() }),
    sql`
    select distinct k.name from timetable_version v join timetable_slot s on s.version_id = v.id
    join course c on c.id = s.course_id join study_group_class g on g.group_id = c.group_id
    join class k on k.id = g.class_id where v.starts_on = ${MONDAY} order by 1
  `,
  );
  expect(names.map((one) => one.name)).toEqual(['7А', 'Кружок шахмат']);
  await expect(put(twice, '2026-12-14')).rejects.toThrow('same');
});

test('a version that begins later is in the way', async () => {
  const other = small.replace('period="6" weeks="01"', 'period="5" weeks="01"');
  const main = await db.row(z.object({ id: z.number() }), sql`select min(id) as id from timetable_version`);
  await expect(put(other, '2026-11-26', main.id)).rejects.toThrow(
    'С 30.11.2026 уже введено другое расписание',
  );
});

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { usualYear } from '../../src/school-start/school-year.ts';
import { type ApplicationResult, applyImport, planImport } from '../../src/timetable-import/apply-import.ts';
import type { ImportPlan } from '../../src/timetable-import/build-plan.ts';
import { findLostLessons } from '../../src/timetable-import/lost-lessons.ts';
import { readAsc } from '../../src/timetable-import/read-asc.ts';
import { findImport, storeImport } from '../../src/timetable-import/stored-import.ts';
import { understand } from '../../src/timetable-import/understand.ts';
import { ownSchool } from '../support/school.ts';

const folder = new URL('../../../shared/data/asc/', import.meta.url);
const isAbsent = !existsSync(folder);

const TODAY = '2026-11-24';
const at = Temporal.Instant.from('2026-11-24T08:00:00Z');
const FIRST = '2026-11-30';
const SECOND = '2026-12-14';

async function insertYear(db: Db): Promise<void> {
  const year = usualYear(2026, 5);
  await db.run(
    sql`insert into school_year (name, starts_on, ends_on) values (${year.name}, ${year.startsOn}, ${year.endsOn})`,
  );
  await db.run(sql`
    insert into term (school_year_id, name, starts_on, ends_on)
    select y.id, t.name, t."startsOn", t."endsOn" from school_year y,
      jsonb_to_recordset(${JSON.stringify(year.terms)}::jsonb) as t(name text, "startsOn" date, "endsOn" date)
  `);
  await db.run(sql`
    insert into school_day (day, kind, name)
    select d.day, 'off', d.name from jsonb_to_recordset(${JSON.stringify(year.daysOff)}::jsonb) as d(day date, name text)
  `);
}

async function upload(db: Db, version: 'v1' | 'v2'): Promise<number> {
  const bytes = readFileSync(new URL(`school-28-classes.${version}.xml`, folder));
  const reading = readAsc(bytes);
  if (!reading.ok) throw new Error(reading.words);
  return storeImport(db, {
    fileName: `${version}.xml`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    content: understand(reading.document),
    uploadedBy: null,
    at,
  });
}

const count = async (db: Db, statement: ReturnType<typeof sql>): Promise<number> =>
  (await db.row(z.object({ n: z.number() }), statement)).n;

const latestVersion = async (db: Db): Promise<number | null> =>
  (
    await db.maybeRow(
      z.object({ id: z.number() }),
      sql`select id from timetable_version order by starts_on desc limit 1`,
    )
  )?.id ?? null;

async function apply(db: Db, importId: number, from: string): Promise<ApplicationResult> {
  const baseVersionId = await latestVersion(db);
  return db.transaction((tx) =>
    applyImport(tx, { importId, from, baseVersionId, actorId: null, at, today: TODAY }),
  );
}

/** The lesson of a course on a day and period. */
function lessonAt(db: Db, externalId: string, day: string, period: number) {
  return db.row(
    z.object({ id: z.number() }),
    sql`
      select l.id from lesson l join course c on c.id = l.course_id
      where c.external_id = ${externalId} and l.day = ${day} and l.period = ${period}
    `,
  );
}

async function preview(db: Db, version: 'v1' | 'v2'): Promise<ImportPlan> {
  const stored = await findImport(db, await upload(db, version));
  if (stored === null) throw new Error('not stored');
  const planned = await planImport(db, stored, SECOND, TODAY);
  if (planned.kind !== 'planned') throw new Error(planned.words);
  return planned.plan;
}

// Without the real exports there is no real school to import
// The exports of a real school are not part of the project: without their folder there is nothing to import.
describe.skipIf(isAbsent)('a real school: one timetable, the same again, then the next', () => {
  let db: Db;
  let keptId = 0;
  let goneId = 0;
  let lastId = 0;
  let secondVersionId = 0;

  // Tens of thousands of lessons are made and replaced: once for all the tests, which only look.
  beforeAll(async () => {
    ({ db } = await ownSchool());
    await insertYear(db);
  }, 60_000);

  test('the first timetable: counts, bells of the file where the school has none, no lesson on a day off', async () => {
    const first = await apply(db, await upload(db, 'v1'), FIRST);
    expect(first).toMatchObject({ kind: 'applied', lessons: { kept: 0, deleted: 0, cancelled: 0 } });
    expect(await counts(db)).toEqual({
      classes: 28,
      teachers: 74,
      subjects: 260,
      groups: 94,
      courses: 264,
      slots: 1348,
      versions: 1,
    });
    expect(await count(db, sql`select count(distinct grade) as n from bell`)).toBe(5);
    expect(
      await count(db, sql`select count(*) as n from lesson where day between '2026-11-30' and '2026-12-04'`),
    ).toBe(1348);
    const free = sql`select count(*) as n from lesson where day < '2026-11-30' or day in ('2026-12-31', '2027-02-23')`;
    expect(await count(db, free)).toBe(0);
  }, 60_000);

  test('the same file again changes nothing', async () => {
    const before = await digest(db);
    expect(await apply(db, await upload(db, 'v1'), SECOND)).toEqual({ kind: 'same' });
    expect(await digest(db)).toEqual(before);
  }, 60_000);

  test('the preview of the next one: what changes, and what of people’s doing could not be kept', async () => {
    keptId = (await lessonAt(db, '0C829176D03A686C', SECOND, 7)).id;
    goneId = (await lessonAt(db, '4E004B8B6DB0DFFD', SECOND, 7)).id;
    await setOnline(db, [keptId, goneId]);
    lastId = await count(db, sql`select max(id) as n from lesson`);

    const plan = await preview(db, 'v2');
    const { courses, slots, teachers, classes } = plan.comparison;
    expect(classes).toEqual({ added: [], gone: [] });
    expect([teachers.added.length, teachers.gone.length]).toEqual([8, 5]);
    expect([courses.added.length, courses.gone.length, courses.changed.length, courses.kept]).toEqual([
      28, 12, 36, 216,
    ]);
    expect([slots.added.length, slots.removed.length, slots.changed.length, slots.kept]).toEqual([
      586, 582, 188, 578,
    ]);
    expect((await findLostLessons(db, plan)).map((lesson) => lesson.id)).toEqual([goneId]);
  }, 60_000);

  test('applied: 766 of 1,348 places of the week keep their lessons', async () => {
    const second = await apply(db, await upload(db, 'v2'), SECOND);
    if (second.kind !== 'applied') throw new Error(JSON.stringify(second));
    secondVersionId = second.versionId;
    expect(second.lessons.cancelled).toBe(1);
    const week = sql`from lesson l join timetable_slot s on s.id = l.slot_id
      where s.version_id = ${secondVersionId} and l.day between '2026-12-14' and '2026-12-18'`;
    expect(await count(db, sql`select count(*) as n ${week}`)).toBe(1352);
    expect(await count(db, sql`select count(*) as n ${week} and l.id <= ${lastId}`)).toBe(766);
    const weekBefore = sql`select count(*) as n from lesson where day between '2026-12-07' and '2026-12-11'`;
    expect(await count(db, weekBefore)).toBe(1348);
    const closed = sql`select count(*) as n from timetable_version where ends_on = '2026-12-13'`;
    expect(await count(db, closed)).toBe(1);
    const strays = sql`select count(*) as n from lesson l
      where l.day >= ${SECOND} and l.status = 'planned'
        and not exists (select from timetable_slot s where s.id = l.slot_id and s.version_id = ${secondVersionId})`;
    expect(await count(db, strays)).toBe(0);
  }, 120_000);

  test('a lesson that was set online stays itself, at its time, under its new number', async () => {
    // Two periods were put in before noon: the 7th, at 13:00, is the 9th now.
    expect(await lessonRow(db, keptId)).toEqual({
      format: 'online',
      topic: 'Квадратные уравнения',
      link: 'https://sferum.ru/?call=1',
      status: 'planned',
      period: 9,
      time: '13:00',
      cancelled_reason: '',
    });
  });

  test('one that lost its place is cancelled with the reason, and families are told', async () => {
    expect(await lessonRow(db, goneId)).toMatchObject({
      format: 'online',
      topic: 'Квадратные уравнения',
      status: 'cancelled',
      cancelled_reason: 'Этого урока нет в расписании, которое действует с 14.12.2026',
    });
    const history = sql`select count(*) as n from lesson_change where lesson_id = ${goneId} and kind = 'timetable'`;
    expect(await count(db, history)).toBe(1);
    expect(await count(db, sql`select count(*) as n from notice_lesson where lesson_id = ${goneId}`)).toBe(1);
    const busy = sql`select count(*) as n from lesson_teacher where lesson_id = ${goneId} and is_active`;
    expect(await count(db, busy)).toBe(0);
  });
});

const Row = z.object({
  format: z.string(),
  topic: z.string(),
  link: z.string().nullable(),
  status: z.string(),
  period: z.number(),
  time: z.string(),
  cancelled_reason: z.string(),
});

function lessonRow(db: Db, lessonId: number) {
  return db.row(
    Row,
    sql`
      select format, topic, link, status, period, cancelled_reason,
        to_char(starts_at at time zone 'Europe/Kaliningrad', 'HH24:MI') as time
      from lesson where id = ${lessonId}
    `,
  );
}

async function counts(db: Db) {
  return db.row(
    z.object({
      classes: z.number(),
      teachers: z.number(),
      subjects: z.number(),
      groups: z.number(),
      courses: z.number(),
      slots: z.number(),
      versions: z.number(),
    }),
    sql`
      select (select count(*) from class) as classes, (select count(*) from person_role where role = 'teacher') as teachers,
        (select count(*) from subject) as subjects, (select count(*) from study_group) as groups,
        (select count(*) from course) as courses, (select count(*) from timetable_slot) as slots,
        (select count(*) from timetable_version) as versions
    `,
  );
}

async function digest(db: Db) {
  return db.row(
    z.object({ lessons: z.string(), teachers: z.string(), slots: z.string() }),
    sql`
      select (select md5(string_agg(l::text, ',' order by l.id)) from lesson l) as lessons,
        (select md5(string_agg(t::text, ',' order by t.lesson_id, t.person_id)) from lesson_teacher t) as teachers,
        (select md5(string_agg(s::text, ',' order by s.id)) from timetable_slot s) as slots
    `,
  );
}

async function setOnline(db: Db, lessonIds: readonly number[]): Promise<void> {
  await db.run(
    sql`insert into service (name, approving_order, valid_from) values ('Сферум', '№ 149/5-д', '2026-09-01')`,
  );
  await db.run(sql`
    update lesson set format = 'online', topic = 'Квадратные уравнения', link = 'https://sferum.ru/?call=1', announced_at = ${at},
      service_id = (select id from service)
    where id = any(${lessonIds}::bigint[])
  `);
}

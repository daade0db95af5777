import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { replaceLessons } from '../../src/timetable/replace-lessons.ts';
import { lessonOf } from '../support/cast.ts';
import { testSchool } from '../support/school.ts';

const Id = z.object({ id: z.number() });
const FROM = '2026-12-07';

it('a lesson that was moved by hand keeps its hour where a new timetable numbers the periods anew', async () => {
  const { db } = await testSchool({ template: 'school' });
  const lesson = await lessonOf(db, 'kovaleva', '2026-12-09', 3);
  await db.run(sql`
    update lesson set planned_day = day, planned_period = period, planned_room = room, period = 8 where id = ${lesson}`);

  // The new timetable is the old one with a period put before the first: all numbers are one more
  const old = await db.row(Id, sql`select id from timetable_version order by starts_on desc limit 1`);
  await db.run(sql`update timetable_version set ends_on = ${FROM}::date - 1 where id = ${old.id}`);
  const next = await db.row(
    Id,
    sql`
      insert into timetable_version (school_year_id, name, starts_on, applied_at)
      select school_year_id, 'next', ${FROM}, now() from timetable_version where id = ${old.id} returning id`,
  );
  await db.run(sql`
    insert into timetable_slot (version_id, course_id, weekday, period, week, room)
    select ${next.id}, course_id, weekday, period + 1, week, room from timetable_slot where version_id = ${old.id}`);
  await db.run(sql`update bell set period = period + 15`);
  await db.run(sql`update bell set period = period - 14`);

  const done = await replaceLessons(db, {
    versionId: next.id,
    from: FROM,
    to: '2027-05-26',
    courses: [],
    periods: Array.from({ length: 10 }, (_, i) => ({ before: i + 1, after: i + 2 })),
    reason: 'Другое расписание',
    actorId: null,
    at: Temporal.Instant.from('2026-11-24T08:00:00Z'),
  });
  expect(done).toMatchObject({ cancelled: 0, made: 0 });
  const kept = await db.row(
    z.object({ period: z.number(), planned_period: z.number().nullable() }),
    sql`select period, planned_period from lesson where id = ${lesson}`,
  );
  expect(kept).toEqual({ period: 9, planned_period: 4 });
});

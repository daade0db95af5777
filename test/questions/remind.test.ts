import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { remindOfQuestions } from '../../src/questions/remind-job.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { asked, courseOf, withoutQuestions } from './asked.ts';

/** Lets the portal remind at a local moment, and says who was told how often since the beginning. */
async function remindAt(at: Stage, when: string): Promise<Record<string, number>> {
  at.school.clock.set(when);
  const { db, clock, timeZone, log } = at.school;
  await remindOfQuestions.perform(
    { db, now: clock.now(), timeZone, log, secretFor: at.school.secretFor },
    {},
  );
  const rows = await db.rows(
    z.object({ login: z.string(), many: z.number() }),
    sql`
      select a.login, count(*) as many from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.kind = 'question' and n.created_by is null
      group by a.login order by a.login`,
  );
  return Object.fromEntries(rows.map(({ login, many }) => [login, many]));
}

it('reminds at 14:00 of the second school day, each wait once, several in one notice', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const maths = await courseOf(at.db, 'kovaleva', '7А');
  await asked(at.db, { student: 'sonya', teacher: 'kovaleva', courseId: maths });
  await asked(at.db, { student: 'dasha', teacher: 'kovaleva', courseId: maths });
  const late = await asked(at.db, {
    student: 'timur',
    teacher: 'sidorov',
    className: '7Б',
    at: '2026-11-25T09:00Z',
  });
  expect(await remindAt(at, '2026-11-26T13:59')).toEqual({});
  expect(await remindAt(at, '2026-11-26T14:00')).toEqual({ kovaleva: 1 });
  expect(await remindAt(at, '2026-11-26T14:15')).toEqual({ kovaleva: 1 });
  expect(await remindAt(at, '2026-11-27T14:00')).toEqual({ kovaleva: 1, sidorov: 1 });
  // answered, and asked again: a new wait
  await at.db.run(sql`update question set waiting_since = '2026-11-27T09:00Z' where id = ${late}`);
  expect(await remindAt(at, '2026-11-30T18:00')).toEqual({ kovaleva: 1, sidorov: 1 });
  expect(await remindAt(at, '2026-12-01T14:00')).toEqual({ kovaleva: 1, sidorov: 2 });
});

it('does not count the days of an ill teacher, unless somebody stands in, who is reminded too', async () => {
  const at = await stage();
  await withoutQuestions(at.db);
  const courseId = await courseOf(at.db, 'kovaleva', '7А');
  const kovaleva = await personOf(at.db, 'kovaleva');
  await asked(at.db, { student: 'sonya', teacher: 'kovaleva', courseId });
  await at.db.run(sql`
    update lesson set status = 'cancelled' where day between '2026-11-25' and '2026-11-27'
      and id in (select lesson_id from lesson_teacher where person_id = ${kovaleva})`);
  expect(await remindAt(at, '2026-11-30T15:00')).toEqual({});
  expect(await remindAt(at, '2026-12-01T14:00')).toEqual({ kovaleva: 1 });

  await withoutQuestions(at.db);
  await asked(at.db, { student: 'sonya', teacher: 'kovaleva', courseId, at: '2026-11-24T08:00Z' });
  await at.db.run(sql`
    update lesson l set status = 'planned' where l.course_id = ${courseId} and l.day = (
      select min(day) from lesson where course_id = ${courseId} and day >= '2026-11-25')`);
  await at.db.run(sql`
    update lesson_teacher t set person_id = ${await personOf(at.db, 'orlova')}, replaces_id = t.person_id,
      is_together = true
    from lesson l where l.id = t.lesson_id and l.course_id = ${courseId} and l.status = 'planned'
      and l.day = (select min(day) from lesson where course_id = ${courseId} and day >= '2026-11-25')`);
  expect(await remindAt(at, '2026-11-26T14:00')).toEqual({ kovaleva: 2, orlova: 1 });
});

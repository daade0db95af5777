import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { lessonOf, personOf, type Stage } from '../support/cast.ts';
import { runDueJobs } from '../support/jobs.ts';
import { absenceRow, announceSonya, cardOf, noticesOf, quietStage } from './ground.ts';
import { mark } from './marks.ts';

let at: Stage;
let absence: number;

beforeEach(async () => {
  at = await quietStage();
  absence = await announceSonya(at.db);
});

const Id = z.object({ id: z.number() });

const marksOf = async (login: string) =>
  at.db.rows(
    z.object({ lesson_id: z.number(), attendance: z.string() }),
    sql`select lesson_id, attendance from mark where student_id = ${await personOf(at.db, login)} order by day, lesson_id`,
  );

describe('confirming with marks «нет» in registers', () => {
  let algebra: number;
  let friday: number;

  beforeEach(async () => {
    algebra = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    friday = (
      await at.db.row(
        Id,
        sql`select l.id from lesson l join lesson_teacher t on t.lesson_id = l.id
            where t.person_id = ${await personOf(at.db, 'kovaleva')} and l.day = '2026-11-26' order by l.id limit 1`,
      )
    ).id;
    const marks = {
      sonya: { attendance: 'absent', remark: 'не пришла' },
      dasha: { attendance: 'absent' },
    } as const;
    await mark(at, algebra, marks);
    await mark(at, friday, marks);
  });

  const totals = (lesson: number) =>
    at.db.row(
      z.object({ absent: z.number(), excused: z.number() }),
      sql`select absent, excused from register_total where lesson_id = ${lesson}`,
    );

  it('makes them «по уважительной», with the history and the sums', async () => {
    const page = await cardOf(at, 'kovaleva', absence);
    expect(page.words).toContain('Исправить «нет» на «по уважительной» в 2 онлайн-уроках');
    const done = await page.form(`/absences/${absence}/confirmation`).submit();
    expect((await done.follow()).words).toContain('Отметки исправлены в 2 онлайн-уроках');
    expect((await marksOf('sonya')).map((one) => one.attendance)).toEqual(['excused', 'excused']);
    expect((await marksOf('dasha')).map((one) => one.attendance)).toEqual(['absent', 'absent']);
    expect(await totals(algebra)).toEqual({ absent: 1, excused: 1 });
    const change = await at.db.rows(
      z.object({ version: z.number(), by: z.number(), before: z.unknown(), after: z.unknown() }),
      sql`select c.version, c.changed_by as by, c.before, c.after from register_change c
          where c.lesson_id = ${algebra} and c.kind = 'corrected'`,
    );
    const kept = { minutes_late: null, activity: null, remark: 'не пришла' };
    expect(change).toEqual([
      {
        version: 2,
        by: await personOf(at.db, 'kovaleva'),
        before: { attendance: 'absent', ...kept },
        after: { attendance: 'excused', ...kept },
      },
    ]);
    const version = await at.db.row(
      z.object({ version: z.number() }),
      sql`select version from register where lesson_id = ${algebra}`,
    );
    expect(version.version).toBe(2);
    const audit = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'register.corrected' and subject_kind = 'absence'`,
    );
    expect(audit.count).toBe(1);
  });

  it('leaves them where the box is not ticked, and offers it again', async () => {
    const form = (await cardOf(at, 'kovaleva', absence)).form(`/absences/${absence}/confirmation`);
    expect((await form.submit({ excuse: [] })).status).toBe(303);
    expect((await marksOf('sonya')).map((one) => one.attendance)).toEqual(['absent', 'absent']);
    const again = await cardOf(at, 'kovaleva', absence);
    expect(again.words).toContain('Исправить отметки');
    await again.form(`/absences/${absence}/confirmation`).submit();
    expect((await marksOf('sonya')).map((one) => one.attendance)).toEqual(['excused', 'excused']);
    expect((await absenceRow(at.db, absence)).state).toBe('confirmed');
  });

  it('leaves lessons that are not covered', async () => {
    await at.db.run(sql`update absence set ends_on = starts_on, periods = '{4}' where id = ${absence}`);
    const page = await cardOf(at, 'kovaleva', absence);
    expect(page.words).toContain('в 1 онлайн-уроке');
    await page.form(`/absences/${absence}/confirmation`).submit();
    expect((await marksOf('sonya')).map((one) => one.attendance).sort()).toEqual(['absent', 'excused']);
  });

  it('leaves registers that are closed to teachers, and takes them for the coordinator', async () => {
    await at.db.run(sql`update school set register_open_days = 0`);
    at.school.clock.set('2026-11-26T09:00');
    const kovaleva = await cardOf(at, 'kovaleva', absence);
    expect(kovaleva.words).toContain('в 1 онлайн-уроке');
    expect((await cardOf(at, 'ivanenko', absence)).words).toContain('в 2 онлайн-уроках');
    await kovaleva.form(`/absences/${absence}/confirmation`).submit();
    expect(await marksOf('sonya')).toEqual(
      expect.arrayContaining([
        { lesson_id: algebra, attendance: 'absent' },
        { lesson_id: friday, attendance: 'excused' },
      ]),
    );
  });

  it('tells guardians who had been told, once for all lessons', async () => {
    await at.db.run(sql`update absence set state = 'withdrawn' where id = ${absence}`);
    at.school.clock.advance({ minutes: 60 });
    await runDueJobs(at.school);
    expect(await noticesOf(at.db, 'absence')).toHaveLength(6); // two lessons: Соня's parents, Даша's mother
    await at.db.run(sql`update absence set state = 'announced' where id = ${absence}`);
    await (await cardOf(at, 'kovaleva', absence)).form(`/absences/${absence}/confirmation`).submit();
    at.school.clock.advance({ minutes: 60 });
    await runDueJobs(at.school);
    const told = (await noticesOf(at.db, 'absence')).slice(6);
    expect(told.map((one) => one.login)).toEqual(['belov', 'belova']);
    expect(told[0]?.title).toBe('Отметки исправлены: пропуск по уважительной причине');
  });
});

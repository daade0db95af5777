import sql from 'sql-template-tag';
import { describe, expect, it, vi } from 'vitest';
import { tellOfAbsences } from '../../src/attendance/absence-notice-job.ts';
import { Count, type Db } from '../../src/db/db.ts';
import { lessonOf, personOf, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { announceSonya } from './ground.ts';
import { mark } from './marks.ts';

/** How many of the school's connections wait for another. */
const waiting = async (db: Db) =>
  (
    await db.row(
      Count,
      sql`select count(*) as count from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).count;

describe('in the same moment', () => {
  it('two confirm: one is told that the other was first, and the marks are corrected once', async () => {
    const own = stageOf(await ownSchool({ template: 'school' }));
    const number = await announceSonya(own.db);
    const algebra = await lessonOf(own.db, 'kovaleva', '2026-11-24', 4);
    await own.db.run(sql`delete from register_change where lesson_id = ${algebra}`);
    await mark(own, algebra, { sonya: { attendance: 'absent' } });
    const forms = [];
    for (const login of ['kovaleva', 'ivanenko'])
      forms.push(
        (await (await own.as(login)).open(`/absences/${number}`)).form(`/absences/${number}/confirmation`),
      );
    const done = await Promise.all(forms.map((form) => form.submit()));
    expect(done.map((answer) => answer.status).sort()).toEqual([303, 409]);
    const corrected = await own.db.row(
      Count,
      sql`select count(*) as count from register_change where lesson_id = ${algebra} and kind = 'corrected'`,
    );
    expect(corrected.count).toBe(1);
  });

  it('a teacher corrects the mark and the absence is confirmed: the correction stands', async () => {
    const own = stageOf(await ownSchool({ template: 'school' }));
    const number = await announceSonya(own.db);
    const algebra = await lessonOf(own.db, 'kovaleva', '2026-11-24', 4);
    const sonya = await personOf(own.db, 'sonya');
    await mark(own, algebra, { sonya: { attendance: 'absent' } });
    const card = await (await own.as('ivanenko')).open(`/absences/${number}`);
    const confirmed = await own.db.transaction(async (tx) => {
      await tx.run(sql`update register set version = version + 1 where lesson_id = ${algebra}`);
      await tx.run(
        sql`update mark set attendance = 'late' where lesson_id = ${algebra} and student_id = ${sonya}`,
      );
      const confirming = card.form(`/absences/${number}/confirmation`).submit();
      await vi.waitFor(async () => expect(await waiting(own.db)).toBe(1), { timeout: 5000, interval: 20 });
      return { confirming };
    });
    expect((await confirmed.confirming).status).toBe(303);
    const stands = await own.db.row(
      Count,
      sql`select count(*) as count from mark
          where lesson_id = ${algebra} and student_id = ${sonya} and attendance = 'late'`,
    );
    expect(stands.count).toBe(1);
  });

  it('both parents announce: there is one absence', async () => {
    const own = stageOf(await ownSchool({ template: 'school' }));
    await own.db.run(sql`delete from absence`);
    const sonya = await personOf(own.db, 'sonya');
    const forms = [];
    for (const login of ['belova', 'belov'])
      forms.push((await (await own.as(login)).open(`/absences/new?child=${sonya}`)).form('/absences/new'));
    const done = await Promise.all(forms.map((form) => form.submit({ reason: 'illness' })));
    expect(done.map((answer) => answer.status).sort()).toEqual([303, 422]);
    expect((await own.db.row(Count, sql`select count(*) as count from absence`)).count).toBe(1);
  });

  it('the word of an absence is sent twice by two workers: each guardian is told once', async () => {
    const own = stageOf(await ownSchool({ template: 'school' }));
    await own.db.run(sql`delete from absence`);
    const algebra = await lessonOf(own.db, 'kovaleva', '2026-11-24', 4);
    await mark(own, algebra, { sonya: { attendance: 'absent' } });
    const { db, clock, timeZone, log, secretFor } = own.school;
    const tell = () =>
      tellOfAbsences.perform({ db, now: clock.now(), timeZone, log, secretFor }, { lessonId: algebra });
    await Promise.all([tell(), tell(), tell()]);
    const told = await own.db.row(
      Count,
      sql`select count(*) as count from notice n join recipient r on r.notice_id = n.id
          where n.kind = 'absence' and n.about_kind = 'lesson' and n.about_id = ${algebra}`,
    );
    expect(told.count).toBe(2); // both parents
  });
});

import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import { tellOfAbsences } from '../../src/attendance/absence-notice-job.ts';
import { Count } from '../../src/db/db.ts';
import { lessonOf, personOf, stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';
import { announceSonya } from './ground.ts';
import { mark } from './marks.ts';

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
    const { db, clock, timeZone, log } = own.school;
    const tell = () => tellOfAbsences.perform({ db, now: clock.now(), timeZone, log }, { lessonId: algebra });
    await Promise.all([tell(), tell(), tell()]);
    const told = await own.db.row(
      Count,
      sql`select count(*) as count from notice n join recipient r on r.notice_id = n.id
          where n.kind = 'absence' and n.about_kind = 'lesson' and n.about_id = ${algebra}`,
    );
    expect(told.count).toBe(2); // both parents
  });
});

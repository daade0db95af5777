import sql from 'sql-template-tag';
import { beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { remindOfRegisters } from '../../src/registers/remind-job.ts';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, type Stage, stage } from '../support/cast.ts';
import { runDueJobs } from '../support/jobs.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T16:59' });
  await at.db.run(sql`delete from register_reminder`);
});

/** Lets the portal remind at a moment, and says who was told how often since the beginning. */
async function remindAt(when: string): Promise<Record<string, number>> {
  at.school.clock.set(when);
  const { db, clock, timeZone, log, secretFor } = at.school;
  await remindOfRegisters.perform({ db, now: clock.now(), timeZone, log, secretFor }, {});
  const rows = await at.db.rows(
    z.object({ login: z.string(), many: z.number() }),
    sql`
      select a.login, count(*) as many from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.kind = 'register_due' group by a.login order by a.login`,
  );
  return Object.fromEntries(rows.map(({ login, many }) => [login, many]));
}

it('reminds from the school’s hour on, each teacher once', async () => {
  await at.db.run(sql`insert into register_reminder select id, now() from lesson where day < '2026-11-24'`);
  expect(await remindAt('2026-11-24T16:59')).toEqual({});
  expect(await remindAt('2026-11-24T17:00')).toEqual({ kovaleva: 1, petrova: 1, sidorov: 1 });
  expect(await remindAt('2026-11-24T17:15')).toEqual({ kovaleva: 1, petrova: 1, sidorov: 1 });
  expect(await remindAt('2026-11-25T08:00')).toEqual({ kovaleva: 1, petrova: 1, sidorov: 1 });
});

it('leads to the registers that are missing', async () => {
  await remindAt('2026-11-24T17:00');
  await runDueJobs(at.school);
  const kovaleva = await at.as('kovaleva');
  const inbox = await kovaleva.open('/notices');
  const due = inbox.$('.inbox li').filter((_i, one) => /Заполните\sжурнал/.test(inbox.$(one).text()));
  expect(due).toHaveLength(1);
  const notice = await kovaleva.open(String(due.find('form').attr('action')).replace('/reading', ''));
  expect(notice.$(`main a[href="${urls.registers()}"]`)).toHaveLength(1);
});

it('reminds of nothing that was filled, cancelled, or not held', async () => {
  await at.db.run(sql`insert into register_reminder select id, now() from lesson where day < '2026-11-24'`);
  const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  const kovaleva = await at.as('kovaleva');
  await (await kovaleva.open(urls.register(lesson)))
    .form(urls.registerNotHeld(lesson))
    .submit({ reason: 'event' });
  const sidorov = await at.as('sidorov');
  const physics = await lessonOf(at.db, 'sidorov', '2026-11-24', 2);
  await (await sidorov.open(urls.register(physics))).form(urls.register(physics)).submit();
  await at.db.run(sql`
    update lesson set status = 'cancelled' where id = ${await lessonOf(at.db, 'petrova', '2026-11-24', 1)}`);
  expect(await remindAt('2026-11-24T18:00')).toEqual({});
});

it('reminds of a lesson that ends after the hour once it is over', async () => {
  await at.db.run(sql`insert into register_reminder select id, now() from lesson where day < '2026-11-24'`);
  await at.db.run(sql`
    update lesson set starts_at = '2026-11-24T15:30:00Z', ends_at = '2026-11-24T16:10:00Z'
    where id = ${await lessonOf(at.db, 'kovaleva', '2026-11-24', 4)}`);
  expect(await remindAt('2026-11-24T18:00')).toEqual({ petrova: 1, sidorov: 1 });
  expect(await remindAt('2026-11-24T18:15')).toEqual({ kovaleva: 1, petrova: 1, sidorov: 1 });
});

it('catches up in the morning with the days that it missed, not with those long ago', async () => {
  await at.db.run(sql`delete from register_change`);
  await at.db.run(sql`delete from register_total`);
  await at.db.run(sql`delete from mark_notice`);
  await at.db.run(sql`delete from mark`);
  await at.db.run(sql`delete from register`);
  expect(await remindAt('2026-11-27T07:30')).toEqual({ kovaleva: 1, orlova: 1, petrova: 1, sidorov: 1 });
  const oldest = await at.db.row(
    z.object({ day: z.string() }),
    sql`select min(l.day) as day from register_reminder d join lesson l on l.id = d.lesson_id`,
  );
  expect(oldest.day).toBe('2026-11-24');
});

it('goes by the hour that the school has set', async () => {
  await at.db.run(sql`insert into register_reminder select id, now() from lesson where day < '2026-11-24'`);
  await at.db.run(sql`update school set register_reminder_at = '20:30'`);
  expect(await remindAt('2026-11-24T20:29')).toEqual({});
  expect(Object.keys(await remindAt('2026-11-24T20:30'))).toHaveLength(3);
});

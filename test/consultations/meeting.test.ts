import ical from 'ical.js';
import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { remindOfConsultations } from '../../src/consultations/remind-job.ts';
import { addJob } from '../../src/jobs/job.ts';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { runDueJobs } from '../support/jobs.ts';
import { bookings, noticesOf, openTurns, videoService } from './opened.ts';

const Entry = z.object({ outcome: z.string(), reason: z.string() });

/** kovaleva's call of Thursday at 16:00, with belova booked. */
async function bookedCall(at: Stage) {
  const { id, host } = await videoService(at.db);
  const { turns, seriesId } = await openTurns(at.db, 'kovaleva', {
    format: 'online',
    serviceId: id,
    link: `https://${host}/secret-call`,
    topic: 'Итоги; четверти, и планы',
  });
  const [turn = 0] = turns;
  const belova = await at.as('belova');
  const done = await belova.send(`/consultations/${turn}/bookings`, {
    attendee: 'self',
    words: 'О геометрии',
  });
  return { turn, seriesId, serviceId: id, host, belova, path: done.location ?? '' };
}

describe('entering a consultation online', () => {
  it('lets in who is booked, in time, and logs every press', async () => {
    const at = await stage();
    const { turn, belova, path } = await bookedCall(at);
    const early = await belova.send(`/consultations/${turn}/entry`);
    expect(early.status).toBe(303);
    expect(early.location).toBe(`/consultations/${turn}`);
    at.school.clock.set('2026-11-26T15:55');
    const page = await belova.open(path);
    expect(page.html).not.toContain('secret-call');
    const entered = await page.form(`/consultations/${turn}/entry`).submit();
    expect(entered.location).toMatch(/^https:\/\/[^/]+\/secret-call$/);
    const kovaleva = await at.as('kovaleva');
    const door = (await kovaleva.open(`/consultations/${turn}`)).form(`/consultations/${turn}/entry`);
    expect((await door.submit()).location).toContain('secret-call');
    const stranger = await (await at.as('belov')).send(`/consultations/${turn}/entry`);
    expect(stranger.status).toBe(403);
    expect(stranger.words).toContain('те, кто записан');
    expect(await at.db.rows(Entry, sql`select outcome, reason from consultation_entry order by id`)).toEqual([
      { outcome: 'refused', reason: 'too_early' },
      { outcome: 'admitted', reason: '' },
      { outcome: 'admitted', reason: '' },
      { outcome: 'refused', reason: 'not_booked' },
    ]);
  });

  it('is refused once the service is withdrawn; the teacher names another, and the family is told', async () => {
    const at = await stage();
    const { turn, seriesId, serviceId, belova } = await bookedCall(at);
    const ivanenko = await at.as('ivanenko');
    const path = `/services/${serviceId}/withdrawal`;
    const form = await ivanenko.open(path);
    expectValidHtml(form.html);
    expect(form.words).toContain('Онлайн-консультации впереди: 4');
    const gone = await form.form(path).submit({ order_reference: 'Приказ № 1', reason: 'Не подошёл' });
    expect((await gone.follow()).words).toContain('их учителя получили уведомление');
    expect((await noticesOf(at.db, 'kovaleva'))[0]?.title).toBe('Для консультаций нужен другой сервис');
    const kovaleva = await at.as('kovaleva');
    const list = await kovaleva.open('/consultations');
    expectValidHtml(list.html);
    expect(list.words).toContain('Нужен другой сервис');
    await at.db.run(sql`
      with added as (
        insert into service (name, approving_order, valid_from) values ('Встречи', 'Приказ № 2', '2026-09-01')
        returning id
      ), hosted as (insert into service_host (service_id, host) select id, 'meet.school.example' from added)
      insert into service_purpose (service_id, purpose) select id, 'videoconference' from added`);
    const other = await videoService(at.db);
    expect(other.id).not.toBe(serviceId);
    const series = `/consultation-series/${seriesId}`;
    const change = (await kovaleva.open(series)).form(series);
    const wrong = await change.submit({ service_id: String(other.id), link: 'https://example.com/x' });
    expect(wrong.status).toBe(422);
    const fields = { channel_id: '', service_id: String(other.id), link: `https://${other.host}/new-call` };
    expect((await change.submit(fields)).status).toBe(303);
    const stale = await change.submit(fields);
    expect([303, 409]).toContain(stale.status);
    expect((await noticesOf(at.db, 'belova'))[0]?.title).toBe('Консультация изменена');
    at.school.clock.set('2026-11-26T16:00');
    const entered = await belova.send(`/consultations/${turn}/entry`);
    expect(entered.location).toBe(`https://${other.host}/new-call`);
    await at.db.run(sql`update service set suspended_from = '2026-11-26' where id = ${other.id}`);
    const refused = await belova.send(`/consultations/${turn}/entry`);
    expect((await refused.follow()).words).toContain('сейчас не разрешён школой');
  });
});

describe('what was agreed', () => {
  it('is written by the teacher after the start, and read by the teacher and that family alone', async () => {
    const at = await stage();
    const { belova, path } = await bookedCall(at);
    const before = await at.as('kovaleva');
    expect((await (await before.open(`${path}/outcome`)).follow()).words).toContain('ещё не началась');
    at.school.clock.set('2026-11-26T16:10');
    const kovaleva = await at.as('kovaleva');
    const list = await kovaleva.open('/consultations');
    expectValidHtml(list.html);
    expect(list.words).toContain('Отметьте, состоялась ли встреча');
    // that it took place is one press from the list; words can be added afterwards
    const pressed = await list.form(`${path}/outcome`).submit();
    expect(pressed.location).toBe('/consultations');
    expect(await bookings(at.db)).toMatchObject([{ came: true, outcome: '' }]);
    expect((await pressed.follow()).words).not.toContain('Отметьте, состоялась ли встреча');
    const page = await kovaleva.open(`${path}/outcome`);
    expectValidHtml(page.html);
    const form = page.form();
    const missing = await form.submit({ came: '', outcome: 'Заниматься по вторникам' });
    expect(missing.status).toBe(422);
    expect(missing.form().fields.outcome).toBe('Заниматься по вторникам');
    expect((await form.submit({ came: 'yes', outcome: 'Заниматься по вторникам' })).status).toBe(303);
    expect(await bookings(at.db)).toMatchObject([{ came: true, outcome: 'Заниматься по вторникам' }]);
    // Another window with the form as it was
    const stale = await kovaleva.send(`${path}/outcome`, { version: '1', came: 'no', outcome: 'Нет' });
    expect(stale.status).toBe(409);
    const read = await belova.open(path);
    expectValidHtml(read.html);
    expect(read.words).toContain('Заниматься по вторникам');
    for (const login of [
      'ivanenko',
      'litvinov',
      'sidorov',
      'orlova',
      'belov',
      'sonya',
      'nikita',
      'akhmetova',
    ]) {
      const one = await at.as(login);
      expect([403, 404]).toContain((await one.open(path)).status);
      expect((await one.open('/consultations')).html).not.toContain('Заниматься по вторникам');
    }
    const journal = await (await at.as('ivanenko')).open('/journal');
    expect(journal.html).not.toContain('Заниматься по вторникам');
  });
});

describe('the calendar file', () => {
  it('holds the time in UTC, and neither the link nor the child’s family name', async () => {
    const at = await stage();
    const { belova, path } = await bookedCall(at);
    const files = [
      await belova.open(`${path}/calendar.ics`),
      await belova.open('/consultations/calendar.ics'),
      await (await at.as('kovaleva')).open('/consultations/calendar.ics'),
    ];
    for (const file of files) {
      expect(file.headers['content-type']).toBe('text/calendar; charset=utf-8');
      expect(file.html).not.toContain('secret-call');
      expect(file.html.replaceAll('\r\n ', '')).not.toContain('Белов');
      const calendar = new ical.Component(ical.parse(file.html));
      const events = calendar.getAllSubcomponents('vevent').map((one) => new ical.Event(one));
      expect(events).toHaveLength(1);
      const [event] = events;
      expect(event?.startDate.toString()).toBe('2026-11-26T14:00:00Z');
      expect(event?.endDate.toString()).toBe('2026-11-26T14:15:00Z');
      expect(event?.description).toContain('Итоги; четверти, и планы');
      expect(event?.component.getFirstPropertyValue('url')).toMatch(
        /^http:\/\/portal\.test\/(bookings|consultations)\//,
      );
    }
    expect((await (await at.as('akhmetova')).open(`${path}/calendar.ics`)).status).toBe(404);
  });
});

describe('reminders', () => {
  it('come the day before and an hour before a call, each once', async () => {
    const at = await stage();
    await bookedCall(at);
    const remind = async (when: string) => {
      at.school.clock.set(when);
      await addJob(at.db, remindOfConsultations, {});
      await runDueJobs(at.school);
      return {
        family: (await noticesOf(at.db, 'belova')).length,
        teacher: (await noticesOf(at.db, 'kovaleva')).length,
      };
    };
    const start = (await noticesOf(at.db, 'kovaleva')).length;
    expect(await remind('2026-11-25T08:59')).toEqual({ family: 0, teacher: start });
    expect(await remind('2026-11-25T09:00')).toEqual({ family: 1, teacher: start + 1 });
    expect((await noticesOf(at.db, 'belova'))[0]?.body).toContain('Завтра у вас консультация');
    expect(await remind('2026-11-25T09:15')).toEqual({ family: 1, teacher: start + 1 });
    expect(await remind('2026-11-26T14:59')).toEqual({ family: 1, teacher: start + 1 });
    expect(await remind('2026-11-26T15:00')).toEqual({ family: 2, teacher: start + 2 });
    expect(await remind('2026-11-26T15:15')).toEqual({ family: 2, teacher: start + 2 });
    expect(await remind('2026-11-26T16:00')).toEqual({ family: 2, teacher: start + 2 });
  });
});

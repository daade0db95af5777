import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { loadSchoolInfo } from '../../src/people/school-info.ts';
import { type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';

const SchoolRow = z.object({ short_name: z.string(), notice_lead_hours: z.number(), version: z.number() });

let at: Stage;

const school = () => at.db.row(SchoolRow, sql`select short_name, notice_lead_hours, version from school`);
const events = () =>
  at.db.row(Count, sql`select count(*) as count from audit_event where action = 'settings.changed'`);

beforeEach(async () => {
  at = await stage();
});

describe('the settings of the school', () => {
  it('are changed by the coordinator, shown at once and noted in the journal', async () => {
    const one = await at.as('ivanenko');
    const shown = await one.open('/settings');
    await expectValidHtml(shown.html);
    const done = await shown.form('/settings').submit({
      short_name: 'Одиннадцатая',
      notice_lead_hours: '48',
      support_email: 'help@school11.example',
    });
    expect(done.status).toBe(303);
    const after = await done.follow();
    expect(after.words).toContain('Настройки сохранены.');
    expect(after.$('.brand-school').text()).toBe('Одиннадцатая');
    expect(await school()).toMatchObject({ short_name: 'Одиннадцатая', notice_lead_hours: 48 });
    expect((await one.open('/journal')).words).toContain('стало «48»');
  });

  it('can be read, but not changed, by the technical specialist', async () => {
    const one = await at.as('litvinov');
    const shown = await one.open('/settings');
    expect(shown.status).toBe(200);
    expect(shown.$('main form').length).toBe(0);
    expect(shown.words).toContain('СанПиН 1.2.3685-21');
    await expectValidHtml(shown.html);
    expect((await one.send('/settings', { name: 'Чужая' })).status).toBe(403);
  });

  it.each(['kovaleva', 'sonya', 'belova'])('are closed to %s', async (login) => {
    const one = await at.as(login);
    expect((await one.open('/settings')).status).toBe(403);
    expect((await one.send('/settings', { name: 'Чужая' })).status).toBe(403);
  });

  it('refuse what cannot be, keep what was typed and write nothing', async () => {
    const one = await at.as('ivanenko');
    const refused = await (await one.open('/settings'))
      .form('/settings')
      .submit({ short_name: '', notice_lead_hours: '900', support_email: 'не почта' });
    expect(refused.status).toBe(422);
    await expectValidHtml(refused.html);
    expect(
      refused
        .$('.errsum a')
        .map((_i, link) => refused.$(link).attr('href'))
        .get(),
    ).toEqual(['#f-short_name', '#f-support_email', '#f-notice_lead_hours']);
    expect(refused.form('/settings').fields).toMatchObject({
      notice_lead_hours: '900',
      support_email: 'не почта',
    });
    expect(await school()).toMatchObject({ notice_lead_hours: 24 });
    expect((await events()).count).toBe(0);
  });

  it('hold how long registers stay open, when guardians are told and teachers reminded', async () => {
    const one = await at.as('ivanenko');
    const form = (await one.open('/settings')).form('/settings');
    expect(form.fields).toMatchObject({
      register_open_days: '14',
      absence_notice_minutes: '60',
      register_reminder_at: '17:00',
    });
    const typed = { register_open_days: '0', absence_notice_minutes: '0', register_reminder_at: '16:30' };
    expect((await form.submit(typed)).status).toBe(303);
    expect(await loadSchoolInfo(at.db)).toMatchObject({
      registerOpenDays: 0,
      absenceNoticeMinutes: 0,
      registerReminderAt: '16:30',
    });
    expect((await one.open('/journal')).words).toContain('было «17:00», стало «16:30»');
    expect((await (await at.as('litvinov')).open('/settings')).words).toContain('16:30');
  });

  it.each([
    ['register_open_days', '366'],
    ['register_open_days', '-1'],
    ['absence_notice_minutes', '2881'],
    ['absence_notice_minutes', 'час'],
    ['register_reminder_at', '25:00'],
    ['register_reminder_at', ''],
  ])('refuse %s of «%s», keeping it in the form', async (name, value) => {
    const one = await at.as('ivanenko');
    const refused = await (await one.open('/settings')).form('/settings').submit({ [name]: value });
    expect(refused.status).toBe(422);
    expect(refused.$('.errsum a').attr('href')).toBe(`#f-${name}`);
    expect(refused.form('/settings').fields[name]).toBe(value);
    expect((await events()).count).toBe(0);
  });

  it('change once where the form is sent twice', async () => {
    const one = await at.as('ivanenko');
    const form = (await one.open('/settings')).form('/settings');
    await form.submit({ notice_lead_hours: '36' });
    const again = await form.submit({ notice_lead_hours: '36' });
    expect(again.location).toBe('/settings');
    expect((await events()).count).toBe(1);
  });

  it('show both values where two people change them at once', async () => {
    const [first, second] = [await at.as('ivanenko'), await at.as('ivanenko')];
    const slow = (await second.open('/settings')).form('/settings');
    await (await first.open('/settings')).form('/settings').submit({ notice_lead_hours: '48' });
    const late = await slow.submit({ notice_lead_hours: '12' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('сейчас «48», у вас «12»');
    await expectValidHtml(late.html);
    expect(await school()).toMatchObject({ notice_lead_hours: 48 });
    expect((await late.form('/settings').submit()).status).toBe(303);
    expect(await school()).toMatchObject({ notice_lead_hours: 12 });
  });

  it('tell whoever comes second also where what they sent cannot be saved', async () => {
    const office = await at.as('ivanenko');
    const slow = (await office.open('/settings')).form('/settings');
    await (await office.open('/settings')).form('/settings').submit({ notice_lead_hours: '48' });
    const late = await slow.submit({ notice_lead_hours: '12', support_email: 'нет' });
    expect(late.status).toBe(409);
    expect(late.words).toContain('сейчас «48», у вас «12»');
    expect(late.form('/settings').fields).toMatchObject({ support_email: 'нет' });
    expect(await school()).toMatchObject({ notice_lead_hours: 48 });
  });

  it('lose nothing where two saves come in the same moment', async () => {
    const own = stageOf(await ownSchool({ template: 'school' }));
    const forms = await Promise.all(
      ['1', '2', '3'].map(async () => (await (await own.as('ivanenko')).open('/settings')).form('/settings')),
    );
    const done = await Promise.all(
      forms.map((form, i) => form.submit({ notice_lead_hours: String(30 + i) })),
    );
    expect(done.map((answer) => answer.status).sort()).toEqual([303, 409, 409]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { type Stage, stage } from '../support/cast.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

describe('what no database could hold is refused in words (v5.0.0-2.2.1)', () => {
  it.each([
    ['ivanenko', '/services?q=%00'],
    ['ivanenko', '/journal?person=a%00b'],
    ['ivanenko', '/journal?action=%00'],
    ['sonya', '/sign-in?to=%00'],
  ])('%s opens %s', async (login, path) => {
    const shown = await (await at.as(login)).open(path);
    expect(shown.status).toBe(400);
  });

  it.each(['0000-01-01', '0000-12-31', '9999-12-31'])('the day %s', async (day) => {
    const one = await at.as('ivanenko');
    const asked = [
      await one.open(`/journal?day=${day}`),
      await one.open(`/timetables/imports/1?from=${day}`),
      await one.send('/online-periods', { from: day, to: day, classes: '1', service_id: '1' }),
      await one.send('/settings/school-year/1/days-off', { off_from: day, off_name: 'Карантин' }),
      await one.send('/settings/school-year/1/days-off', {
        off_from: '2026-12-01',
        off_to: day,
        off_name: 'x',
      }),
      await one.send('/settings/school-year/1/moved-days', { moved_day: day, moved_weekday: '2' }),
      await one.send(`/settings/school-days/${day}/removal`, {}),
      await one.send('/settings/school-year/new', { name: 'x', starts_on: day, ends_on: day }),
      await one.send('/channels/new', {
        target: 'class-1',
        service: 'messenger-3',
        address: 'https://vk.me/x',
        starts_on: day,
      }),
      await one.send('/services/1/withdrawal', {
        version: '1',
        from: day,
        order_reference: 'Приказ № 1',
        reason: 'x',
      }),
    ];
    expect(asked.map((shown) => shown.status).filter((status) => status >= 500)).toEqual([]);
  });

  it('a version that no row can have', async () => {
    const one = await at.as('ivanenko');
    const page = await one.open('/settings');
    const fields = { ...page.form('/settings').fields, version: '999999999999999' };
    expect((await one.send('/settings', fields)).status).toBe(422);
  });
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Fields, Visitor } from '../support/visitor.ts';
import { addressField, addService, changesOf, channelsOf, serviceOf, stateOf } from './register.ts';

let at: Stage;
let coordinator: Visitor;
let sferum: number;
let max: number;

beforeEach(async () => {
  at = await stage(); // Tuesday, 24 November
  coordinator = await at.as('ivanenko');
  sferum = await serviceOf(at.db, 'Сферум');
  max = await addService(at.db, 'MAX');
});

const grounds = { order_reference: 'Приказ № 212 от 24.11.2026', reason: 'Переходим в другой сервис' };

async function suspend(fields: Fields) {
  const path = `/services/${sferum}/suspension`;
  return (await coordinator.open(path)).form(path).submit({ ...grounds, ...fields });
}

describe('the suspension of a service', () => {
  it('from a day until a day lets channels wait, and moves those that have a new address', async () => {
    const done = await suspend({
      from: '2026-11-25',
      until: '2026-12-05',
      successor_id: String(max),
      [await addressField(at.db, '3Б')]: 'https://max.ru/three-b',
    });
    expect(done.status).toBe(303);
    expect(await stateOf(at.db, sferum)).toMatchObject({
      suspended_from: '2026-11-25',
      suspended_to: '2026-12-05',
      withdrawn_from: null,
    });
    expect(await channelsOf(at.db, '7А', 'videoconference')).toMatchObject([{ ends_on: null }]);
    expect(await channelsOf(at.db, '3Б', 'videoconference')).toMatchObject([
      { ends_on: '2026-11-24' },
      { service_id: max },
    ]);
    expect((await done.follow()).words).toContain('С 25 ноября 2026 года сервис будет приостановлен.');
    at.school.clock.set('2026-11-26T09:00');
    const later = await (await at.as('ivanenko')).open(`/services/${sferum}`);
    expect(later.words).toContain('приостановлен с 25 ноября 2026 года по 5 декабря 2026 года');
  });

  it('is refused when it would end before it begins, or holds already', async () => {
    const back = await suspend({ from: '2026-11-25', until: '2026-11-24' });
    expect(back.status).toBe(422);
    expect(back.$('.errsum a[href="#f-until"]').text()).toContain('не может быть раньше');
    await suspend({ from: '2026-11-24', until: '' });
    expect((await coordinator.open(`/services/${sferum}/suspension`)).words).toContain('уже приостановлен');
  });

  it('is lifted by an order, and stays in the history', async () => {
    await suspend({ from: '2026-11-24', until: '' });
    at.school.clock.set('2026-11-26T09:00');
    coordinator = await at.as('ivanenko');
    const card = await coordinator.open(`/services/${sferum}`);
    await expectValidHtml(card.html);
    const form = card.form(`/services/${sferum}/resumption`);
    const back = await form.submit({ order_reference: '' });
    expect(back.status).toBe(422);
    expect(back.$('.errsum a[href="#f-order_reference"]').length).toBe(1);
    const done = await back
      .form(`/services/${sferum}/resumption`)
      .submit({ order_reference: 'Приказ № 214' });
    expect(await stateOf(at.db, sferum)).toMatchObject({
      suspended_from: '2026-11-24',
      suspended_to: '2026-11-25',
    });
    const after = await done.follow();
    expect(after.$('.tag').first().text()).toBe('утверждён');
    expect((await changesOf(at.db, sferum)).map((change) => change.action)).toEqual([
      'created',
      'suspended',
      'resumed',
    ]);
  });

  it('that has not begun is lifted as if it never was; a withdrawn service is not resumed', async () => {
    await suspend({ from: '2026-12-01', until: '' });
    const card = await coordinator.open(`/services/${sferum}`);
    await card.form(`/services/${sferum}/resumption`).submit({ order_reference: 'Приказ № 215' });
    expect(await stateOf(at.db, sferum)).toMatchObject({ suspended_from: null, suspended_to: null });
    await at.db.run(sql`update service set withdrawn_from = '2026-11-24' where id = ${sferum}`);
    const refused = await coordinator.send(`/services/${sferum}/resumption`, {
      version: '3',
      order_reference: 'x',
    });
    expect(refused.status).toBe(403);
    expect(await stateOf(at.db, sferum)).toMatchObject({ withdrawn_from: '2026-11-24' });
  });
});

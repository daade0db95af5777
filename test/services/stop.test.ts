import pg from 'pg';
import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { lessonsLeft } from '../../src/service-register/lessons-left.ts';
import { type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';
import type { Fields, Visitor } from '../support/visitor.ts';
import { addService, changesOf, channelsOf, eventsOf, serviceOf } from './register.ts';

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

const State = z.object({
  suspended_from: z.string().nullable(),
  suspended_to: z.string().nullable(),
  withdrawn_from: z.string().nullable(),
  successor_id: z.number().nullable(),
  version: z.number(),
});
const stateOf = (id: number) =>
  at.db.row(
    State,
    sql`select suspended_from, suspended_to, withdrawn_from, successor_id, version from service where id = ${id}`,
  );
const untouched = {
  suspended_from: null,
  suspended_to: null,
  withdrawn_from: null,
  successor_id: null,
  version: 1,
};

const grounds = { order_reference: 'Приказ № 212 от 24.11.2026', reason: 'Переходим в другой сервис' };

async function addressOf(className: string): Promise<string> {
  const [channel] = await channelsOf(at.db, className, 'videoconference');
  return `address-${channel?.id}`;
}

async function stop(kind: 'withdrawal' | 'suspension', fields: Fields) {
  const path = `/services/${sferum}/${kind}`;
  return (await coordinator.open(path)).form(path).submit({ ...grounds, ...fields });
}

describe('the withdrawal of a service', () => {
  it('shows first what depends on it, and asks what takes its place', async () => {
    const page = await coordinator.open(`/services/${sferum}/withdrawal`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('3 канала');
    expect(page.words).toMatch(/Онлайн-уроки впереди: \d+/);
    expect(
      page
        .$('[name=successor_id] option')
        .map((_i, option) => page.$(option).text())
        .get(),
    ).toEqual(['ничего', 'MAX']);
    expect(page.$('[name^=address-]').length).toBe(3);
    expect(page.$('details li a').first().attr('href')).toMatch(/^\/lessons\/\d+$/);
    expect(page.html).not.toContain('sferum.ru/call');
  });

  it('moves and ends channels, writes history and audit, and lists the lessons that are left', async () => {
    const done = await stop('withdrawal', {
      from: '2026-12-01',
      successor_id: String(max),
      [await addressOf('7А')]: 'https://max.ru/join/seven-a',
    });
    expect(done.status).toBe(303);
    expect(await stateOf(sferum)).toMatchObject({
      withdrawn_from: '2026-12-01',
      successor_id: max,
      version: 2,
    });
    expect(await channelsOf(at.db, '7А', 'videoconference')).toMatchObject([
      { service_id: sferum, ends_on: '2026-11-30', ended_reason: grounds.reason },
      { service_id: max, address: 'https://max.ru/join/seven-a', starts_on: '2026-12-01', ends_on: null },
    ]);
    expect(await channelsOf(at.db, '7Б', 'videoconference')).toMatchObject([{ ends_on: '2026-11-30' }]);
    expect((await changesOf(at.db, sferum)).at(-1)).toEqual({
      action: 'withdrawn',
      ...grounds,
      before: { withdrawn_from: '', successor: '' },
      after: { withdrawn_from: '2026-12-01', successor: 'MAX' },
    });
    expect((await eventsOf(at.db, 'service')).at(-1)).toMatchObject({
      action: 'service.withdrawn',
      details: { order: grounds.order_reference, moved: 1, ended: 2 },
    });
    const card = await done.follow();
    expect(card.words).toContain('Переведено: 1 канал. Закончено: 2 канала.');
    expect(card.words).toContain('С 1 декабря 2026 года сервис будет выведен. Вместо него: MAX.');
  });

  it('leaves each lesson with one press that mends it', async () => {
    const done = await stop('withdrawal', { from: '2026-11-25', successor_id: '' });
    const card = await done.follow();
    const { now } = at.school.clock;
    const left = await lessonsLeft(at.db, { now: now(), today: '2026-11-24', serviceId: sferum });
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((lesson) => lesson.day >= '2026-11-25')).toBe(true);
    expect(card.$('#left').text()).toContain('без сервиса');
    const links = card
      .$('section[aria-labelledby=left] a')
      .map((_i, a) => card.$(a).attr('href'))
      .get();
    expect(links).toEqual(left.map((lesson) => `/lessons/${lesson.lesson_id}/format`));
    const teacher = await (await at.as('litvinov')).open(`/services/${sferum}`);
    expect(teacher.$('section[aria-labelledby=left] a').length).toBe(0);
  });

  it.each([
    ['from', { from: '2026-11-23' }, 'сегодняшний день'],
    ['from', { from: '' }, 'с какого дня'],
    ['order_reference', { order_reference: ' ' }, 'каким приказом'],
    ['reason', { reason: '' }, 'почему'],
  ])('with a faulty %s comes back as it was filled, and nothing is written', async (field, wrong, words) => {
    const address = await addressOf('7А');
    const back = await stop('withdrawal', { from: '2026-12-01', [address]: 'https://max.ru/x', ...wrong });
    expect(back.status).toBe(422);
    await expectValidHtml(back.html);
    expect(back.$(`.errsum a[href="#f-${field}"]`).text()).toContain(words);
    expect(back.$(`[name=${address}]`).val()).toBe('https://max.ru/x');
    expect(await stateOf(sferum)).toEqual(untouched);
    expect(await channelsOf(at.db, '7А', 'videoconference')).toMatchObject([{ ends_on: null }]);
  });

  it('takes addresses at the successor’s hosts alone', async () => {
    const address = await addressOf('7А');
    const refused = async (successor_id: string, typed: string) => {
      const back = await stop('withdrawal', { from: '2026-12-01', successor_id, [address]: typed });
      expect(back.status).toBe(422);
      return back.$(`.errsum a[href="#f-${address}"]`).text();
    };
    expect(await refused(String(max), 'https://zoom.us/j/1')).toContain(
      '7А: Адрес «zoom.us» не относится к сервису «MAX»',
    );
    expect(await refused(String(max), 'javascript:alert(1)')).toContain('https://');
    expect(await refused('', 'https://max.ru/x')).toContain('выберите преемника');
    expect(await stateOf(sferum)).toEqual(untouched);
  });

  it('takes no successor that is not approved on the day, or is approved for something else', async () => {
    const later = await addService(at.db, 'Будущий', { from: '2027-01-11' });
    const messenger = await serviceOf(at.db, 'VK-мессенджер');
    const path = `/services/${sferum}/withdrawal`;
    const form = (await coordinator.open(path)).form(path);
    const send = (successor_id: number) =>
      coordinator.send(path, {
        ...form.fields,
        ...grounds,
        from: '2026-12-01',
        successor_id: String(successor_id),
      });
    expect((await send(later)).words).toContain('«Будущий» в этот день не утверждён');
    expect((await send(messenger)).words).toContain('утверждён для другого');
    expect((await send(sferum)).words).toContain('Выберите сервис из списка');
    expect(await stateOf(sferum)).toEqual(untouched);
  });

  it('asks again where a channel was made meanwhile', async () => {
    const path = `/services/${sferum}/withdrawal`;
    const form = (await coordinator.open(path)).form(path);
    await at.db.run(sql`
      insert into channel (service_id, purpose, group_id, address, starts_on, created_at)
      select ${sferum}, 'videoconference', min(id), 'https://sferum.ru/new', '2026-11-24', now() from study_group`);
    const back = await form.submit({ ...grounds, from: '2026-12-01' });
    expect(back.status).toBe(409);
    expect(back.$('[name^=address-]').length).toBe(4);
    expect(await stateOf(sferum)).toEqual(untouched);
  });

  it('asks again where somebody changed the service meanwhile', async () => {
    const path = `/services/${sferum}/withdrawal`;
    const form = (await coordinator.open(path)).form(path);
    await at.db.run(sql`update service set version = version + 1 where id = ${sferum}`);
    const back = await form.submit({ ...grounds, from: '2026-12-01' });
    expect(back.status).toBe(409);
    expect(back.$('[name=reason]').text().trim()).toBe(grounds.reason);
    expect((await back.form(path).submit()).status).toBe(303);
  });

  it('happens once, also when the form is sent twice or a second time', async () => {
    const path = `/services/${sferum}/withdrawal`;
    const form = (await coordinator.open(path)).form(path);
    await form.submit({ ...grounds, from: '2026-12-01' });
    expect((await form.submit({ ...grounds, from: '2026-12-01' })).location).toBe(`/services/${sferum}`);
    expect((await changesOf(at.db, sferum)).filter((change) => change.action === 'withdrawn')).toHaveLength(
      1,
    );
    expect((await coordinator.open(path)).status).toBe(403);
  });

  it('is the coordinator’s alone', async () => {
    for (const login of ['kovaleva', 'litvinov', 'belova']) {
      const other = await at.as(login);
      for (const kind of ['withdrawal', 'suspension'])
        expect((await other.open(`/services/${sferum}/${kind}`)).status, login).toBe(403);
      for (const kind of ['withdrawal', 'suspension', 'resumption'])
        expect((await other.send(`/services/${sferum}/${kind}`, grounds)).status, login).toBe(403);
    }
    expect((await coordinator.open('/services/999999/withdrawal')).status).toBe(404);
    expect(await stateOf(sferum)).toEqual(untouched);
  });
});

describe('v5.0.0-2.3.3: a withdrawal that fails in the middle', () => {
  it('leaves all as it was', async () => {
    const school = await ownSchool({ template: 'school' });
    const own = stageOf(school);
    const service = await serviceOf(own.db, 'Сферум');
    const successor = await addService(own.db, 'MAX');
    const one = await own.as('ivanenko');
    const path = `/services/${service}/withdrawal`;
    const form = (await one.open(path)).form(path);
    const [first] = await channelsOf(own.db, '7А', 'videoconference');
    const owner = new pg.Client({ connectionString: school.database.ownerUrl });
    await owner.connect();
    await owner.query(`
      create function break_down() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger break_down before insert on service_change for each row execute function break_down();
    `);
    const fields = {
      ...grounds,
      from: '2026-12-01',
      successor_id: String(successor),
      [`address-${first?.id}`]: 'https://max.ru/a',
    };
    expect((await form.submit(fields)).status).toBe(500);
    expect(await channelsOf(own.db, '7А', 'videoconference')).toMatchObject([
      { service_id: service, ends_on: null },
    ]);
    const gone = await own.db.row(
      Count,
      sql`select count(*) as count from service where withdrawn_from is not null`,
    );
    expect(gone.count).toBe(0);
    await owner.query('drop trigger break_down on service_change');
    await owner.end();
    // The same form again, and all of it is done
    expect((await form.submit(fields)).status).toBe(303);
    expect(await channelsOf(own.db, '7А', 'videoconference')).toMatchObject([
      { ends_on: '2026-11-30' },
      { service_id: successor },
    ]);
  });
});

describe('the suspension of a service', () => {
  it('from a day until a day lets channels wait, and moves those that have a new address', async () => {
    const done = await stop('suspension', {
      from: '2026-11-25',
      until: '2026-12-05',
      successor_id: String(max),
      [await addressOf('3Б')]: 'https://max.ru/three-b',
    });
    expect(done.status).toBe(303);
    expect(await stateOf(sferum)).toMatchObject({
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
    const back = await stop('suspension', { from: '2026-11-25', until: '2026-11-24' });
    expect(back.status).toBe(422);
    expect(back.$('.errsum a[href="#f-until"]').text()).toContain('не может быть раньше');
    await stop('suspension', { from: '2026-11-24', until: '' });
    expect((await coordinator.open(`/services/${sferum}/suspension`)).words).toContain('уже приостановлен');
  });

  it('is lifted by an order, and stays in the history', async () => {
    await stop('suspension', { from: '2026-11-24', until: '' });
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
    expect(await stateOf(sferum)).toMatchObject({ suspended_from: '2026-11-24', suspended_to: '2026-11-25' });
    const after = await done.follow();
    expect(after.$('.tag').first().text()).toBe('утверждён');
    expect((await changesOf(at.db, sferum)).map((change) => change.action)).toEqual([
      'created',
      'suspended',
      'resumed',
    ]);
  });

  it('that has not begun is lifted as if it never was; a withdrawn service is not resumed', async () => {
    await stop('suspension', { from: '2026-12-01', until: '' });
    const card = await coordinator.open(`/services/${sferum}`);
    await card.form(`/services/${sferum}/resumption`).submit({ order_reference: 'Приказ № 215' });
    expect(await stateOf(sferum)).toMatchObject({ suspended_from: null, suspended_to: null });
    await at.db.run(sql`update service set withdrawn_from = '2026-11-24' where id = ${sferum}`);
    const refused = await coordinator.send(`/services/${sferum}/resumption`, {
      version: '3',
      order_reference: 'x',
    });
    expect(refused.status).toBe(403);
    expect(await stateOf(sferum)).toMatchObject({ withdrawn_from: '2026-11-24' });
  });
});

import pg from 'pg';
import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { lessonsLeft } from '../../src/service-register/lessons-left.ts';
import { type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';
import type { Fields, Visitor } from '../support/visitor.ts';
import { addressField, addService, changesOf, channelsOf, eventsOf, serviceOf, stateOf } from './register.ts';

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

const untouched = {
  suspended_from: null,
  suspended_to: null,
  withdrawn_from: null,
  successor_id: null,
  version: 1,
};

const grounds = { order_reference: 'Приказ № 212 от 24.11.2026', reason: 'Переходим в другой сервис' };

async function withdraw(fields: Fields) {
  const path = `/services/${sferum}/withdrawal`;
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
    const done = await withdraw({
      from: '2026-12-01',
      successor_id: String(max),
      [await addressField(at.db, '7А')]: 'https://max.ru/join/seven-a',
    });
    expect(done.status).toBe(303);
    expect(await stateOf(at.db, sferum)).toMatchObject({
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
    const done = await withdraw({ from: '2026-11-25', successor_id: '' });
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
    const address = await addressField(at.db, '7А');
    const back = await withdraw({ from: '2026-12-01', [address]: 'https://max.ru/x', ...wrong });
    expect(back.status).toBe(422);
    await expectValidHtml(back.html);
    expect(back.$(`.errsum a[href="#f-${field}"]`).text()).toContain(words);
    expect(back.$(`[name=${address}]`).val()).toBe('https://max.ru/x');
    expect(await stateOf(at.db, sferum)).toEqual(untouched);
    expect(await channelsOf(at.db, '7А', 'videoconference')).toMatchObject([{ ends_on: null }]);
  });

  it('takes addresses at the successor’s hosts alone', async () => {
    const address = await addressField(at.db, '7А');
    const refused = async (successor_id: string, typed: string) => {
      const back = await withdraw({ from: '2026-12-01', successor_id, [address]: typed });
      expect(back.status).toBe(422);
      return back.$(`.errsum a[href="#f-${address}"]`).text();
    };
    expect(await refused(String(max), 'https://zoom.us/j/1')).toContain(
      '7А: Адрес «zoom.us» не относится к сервису «MAX»',
    );
    expect(await refused(String(max), 'javascript:alert(1)')).toContain('https://');
    expect(await refused('', 'https://max.ru/x')).toContain('выберите преемника');
    expect(await stateOf(at.db, sferum)).toEqual(untouched);
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
    expect(await stateOf(at.db, sferum)).toEqual(untouched);
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
    expect(await stateOf(at.db, sferum)).toEqual(untouched);
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
    const card = await coordinator.open(`/services/${sferum}`);
    const links = card.$('.page-head a').map((_i, el) => card.$(el).attr('href'));
    expect(links.get()).toContain(`/services/${sferum}/edit`);
    expect(links.get()).not.toContain(`/services/${sferum}/suspension`);
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
    expect(await stateOf(at.db, sferum)).toEqual(untouched);
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

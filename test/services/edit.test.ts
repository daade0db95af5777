import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Visitor } from '../support/visitor.ts';
import { addService, changesOf, eventsOf, serviceOf } from './register.ts';

let at: Stage;
let coordinator: Visitor;

beforeEach(async () => {
  at = await stage();
  coordinator = await at.as('ivanenko');
});

const filled = {
  name: 'MAX',
  purposes: ['videoconference', 'messenger'],
  hosts: 'https://MAX.ru/join/1\nweb.max.ru',
  approving_order: 'Приказ № 210 от 20.11.2026',
  valid_from: '2026-12-01',
  instructions_student: '1. Нажмите «Войти».',
};

const services = () => at.db.row(Count, sql`select count(*) as count from service`).then((row) => row.count);
const Lists = z.object({ purposes: z.array(z.string()), hosts: z.array(z.string()), version: z.number() });
const listsOf = (id: number) =>
  at.db.row(
    Lists,
    sql`select array(select purpose from service_purpose where service_id = s.id order by 1) as purposes,
      array(select host from service_host where service_id = s.id order by 1) as hosts, version
      from service s where id = ${id}`,
  );

describe('a new service', () => {
  it('enters the register with its history and an audit event', async () => {
    const page = await coordinator.open('/services/new');
    await expectValidHtml(page.html);
    const done = await page.form('/services/new').submit(filled);
    expect(done.status).toBe(303);
    const id = await serviceOf(at.db, 'MAX');
    expect(done.location).toBe(`/services/${id}`);
    const card = await done.follow();
    expect(card.words).toContain('внесён в реестр');
    expect(card.words).toContain('ещё не действует');
    expect(await listsOf(id)).toEqual({
      purposes: ['messenger', 'videoconference'],
      hosts: ['max.ru', 'web.max.ru'],
      version: 1,
    });
    expect(await changesOf(at.db, id)).toMatchObject([
      {
        action: 'created',
        order_reference: 'Приказ № 210 от 20.11.2026',
        after: { hosts: ['max.ru', 'web.max.ru'] },
      },
    ]);
    expect(await eventsOf(at.db, 'service')).toMatchObject([{ action: 'service.created' }]);
  });

  it.each([
    ['name', { name: ' ' }, 'Напишите название'],
    ['name', { name: 'Сферум' }, 'уже есть в реестре'],
    ['hosts', { hosts: 'max.ru:8443' }, 'номер порта'],
    ['hosts', { hosts: '*.max.ru' }, 'нужен только адрес сайта'],
    ['approving_order', { approving_order: '' }, 'каким приказом'],
    ['valid_from', { valid_from: '2026-02-30' }, 'с какого дня'],
    ['valid_to', { valid_to: '2026-11-30' }, 'не может быть раньше'],
    ['responsible_id', { responsible_id: '999999' }, 'из списка'],
    ['successor_id', { successor_id: '999999' }, 'из списка'],
  ])('with a faulty %s comes back as it was filled, and nothing is written', async (field, wrong, words) => {
    const before = await services();
    const form = (await coordinator.open('/services/new')).form('/services/new');
    // as a browser would not: values that no option offers
    const back = await coordinator.send('/services/new', { ...form.fields, ...filled, ...wrong });
    expect(back.status).toBe(422);
    await expectValidHtml(back.html);
    expect(back.$('title').text()).toMatch(/^Ошибка — /);
    expect(back.$(`.errsum a[href="#f-${field}"]`).text()).toContain(words);
    expect(back.$('[name=instructions_student]').text().trim()).toBe('1. Нажмите «Войти».');
    expect(back.$('[name=purposes]:checked').length).toBe(2);
    expect(await services()).toBe(before);
  });

  it('needs a purpose', async () => {
    const form = (await coordinator.open('/services/new')).form('/services/new');
    const back = await coordinator.send('/services/new', { ...form.fields, ...filled, purposes: [] });
    expect(back.words).toContain('Отметьте, для чего сервис нужен');
  });

  it('sent twice is there once', async () => {
    const form = (await coordinator.open('/services/new')).form('/services/new');
    const first = await form.submit(filled);
    const second = await form.submit(filled);
    expect(second.location).toBe(first.location);
    expect(await changesOf(at.db, await serviceOf(at.db, 'MAX'))).toHaveLength(1);
  });

  it('v5.0.0-15.3.3: takes no field that the form does not name', async () => {
    const form = (await coordinator.open('/services/new')).form('/services/new');
    await coordinator.send('/services/new', {
      ...form.fields,
      ...filled,
      version: '40',
      withdrawn_from: '2026-01-01',
      id: '7',
    });
    expect((await listsOf(await serviceOf(at.db, 'MAX'))).version).toBe(1);
    const gone = await at.db.row(
      Count,
      sql`select count(*) as count from service where withdrawn_from is not null`,
    );
    expect(gone.count).toBe(0);
  });

  it('is made by the coordinator alone', async () => {
    for (const login of ['kovaleva', 'litvinov', 'belova']) {
      const other = await at.as(login);
      expect((await other.open('/services/new')).status, login).toBe(403);
      expect((await other.send('/services/new', filled)).status, login).toBe(403);
    }
    expect(await services()).toBe(4);
  });
});

describe('changing a service', () => {
  let sferum: number;
  const open = (one: Visitor) =>
    one.open(`/services/${sferum}/edit`).then((page) => page.form(`/services/${sferum}/edit`));

  beforeEach(async () => {
    sferum = await serviceOf(at.db, 'Сферум');
  });

  it('keeps what was and what is, by which order and why', async () => {
    const page = await coordinator.open(`/services/${sferum}/edit`);
    await expectValidHtml(page.html);
    const done = await page.form(`/services/${sferum}/edit`).submit({
      hosts: 'sferum.ru\nweb.max.ru',
      support_contact: '8 800 000-00-00',
      order_reference: 'Приказ № 211 от 24.11.2026',
      reason: 'Сервис переезжает',
    });
    expect(done.status).toBe(303);
    expect(await changesOf(at.db, sferum)).toContainEqual(
      expect.objectContaining({
        action: 'edited',
        order_reference: 'Приказ № 211 от 24.11.2026',
        reason: 'Сервис переезжает',
        before: expect.objectContaining({ hosts: ['sferum.ru'] }),
        after: { hosts: ['sferum.ru', 'web.max.ru'], support_contact: '8 800 000-00-00' },
      }),
    );
    const card = await done.follow();
    expect(card.words).toContain('Разрешённые адреса: было «sferum.ru», стало «sferum.ru, web.max.ru»');
    expect(card.words).toContain('основание: Приказ № 211 от 24.11.2026');
  });

  it('does not take away a purpose or a host that something stands on', async () => {
    const form = await open(coordinator);
    const back = await form.submit({ hosts: 'web.max.ru', purposes: ['messenger'] });
    expect(back.status).toBe(422);
    expect(back.words).toContain('Адрес sferum.ru нельзя убрать');
    expect(back.words).toContain('«Видеоуроки и звонки» нельзя убрать');
    expect(await listsOf(sferum)).toEqual({
      purposes: ['videoconference'],
      hosts: ['sferum.ru'],
      version: 1,
    });
  });

  it('says which lessons it leaves without a service', async () => {
    const done = await (await open(coordinator)).submit({ valid_to: '2026-11-24' });
    const card = await done.follow();
    expect(card.words).toContain('Но на часть назначенных уроков сервис теперь не утверждён');
    expect(card.words).toMatch(/\d+ урок\S* без сервиса/);
  });

  it('by two people at once: the second sees what the first changed, keeps what they typed, and loses nothing', async () => {
    const second = await open(coordinator);
    await (await open(coordinator)).submit({
      support_contact: 'help@first.example',
      personal_data: 'Имя',
      order_reference: 'Первый приказ',
    });
    const back = await second.submit({ personal_data: 'Имя и голос', order_reference: 'Второй приказ' });
    expect(back.status).toBe(409);
    await expectValidHtml(back.html);
    expect(back.words).toContain('Пока вы заполняли форму, сервис изменился');
    expect(back.words).toContain('стало «help@first.example»');
    expect(back.$('[name=personal_data]').text().trim()).toBe('Имя и голос'); // typed by the second
    expect(back.$('[name=support_contact]').val()).toBe('help@first.example'); // left as it was by the second
    const done = await back.form(`/services/${sferum}/edit`).submit();
    expect(done.status).toBe(303);
    const card = await done.follow();
    expect(card.words).toContain('help@first.example');
    expect(card.words).toContain('Имя и голос');
    expect(await changesOf(at.db, sferum)).toHaveLength(3);
  });

  it('never brings a withdrawn service back', async () => {
    const form = await open(coordinator);
    await at.db.run(sql`update service set withdrawn_from = '2026-11-24' where id = ${sferum}`);
    expect((await coordinator.open(`/services/${sferum}/edit`)).status).toBe(403);
    const refused = await form.submit({ valid_to: '' });
    expect(refused.status).toBe(403);
    expect(refused.words).toContain('Сервис выведен из реестра');
    await at.db.run(sql`update service set withdrawn_from = '2026-12-01' where id = ${sferum}`);
    await (await open(coordinator)).submit({ name: 'Сферум 2' });
    const kept = await at.db.row(
      Count,
      sql`select count(*) as count from service where withdrawn_from = '2026-12-01'`,
    );
    expect(kept.count).toBe(1);
  });

  it('takes no name that another service has', async () => {
    await addService(at.db, 'MAX');
    const back = await (await open(coordinator)).submit({ name: 'MAX' });
    expect(back.status).toBe(422);
    expect(back.words).toContain('уже есть в реестре');
    expect((await listsOf(sferum)).version).toBe(1);
  });

  it('is for the coordinator alone, and for services that are there', async () => {
    const teacher = await at.as('kovaleva');
    expect((await teacher.open(`/services/${sferum}/edit`)).status).toBe(403);
    expect((await teacher.send(`/services/${sferum}/edit`, filled)).status).toBe(403);
    for (const id of ['999999', '0', 'x', '1e3', '99999999999999999999'])
      expect((await coordinator.open(`/services/${id}/edit`)).status, id).toBe(404);
    expect((await coordinator.send('/services/999999/edit', filled)).status).toBe(404);
  });
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { addService, channelsOf, eventsOf, serviceOf } from '../services/register.ts';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

let at: Stage;

const SECRET = 'https://vk.me/join/secret-of-7a';
const Id = z.object({ id: z.number() });
const idOf = (statement: ReturnType<typeof sql>) => at.db.row(Id, statement).then((row) => row.id);
const classId = (name: string) => idOf(sql`select id from class where name = ${name}`);
const courseOf = (login: string) =>
  idOf(
    sql`select min(t.course_id) as id from course_teacher t join account a on a.person_id = t.person_id where a.login = ${login}`,
  );
const countChannels = () =>
  at.db.row(Count, sql`select count(*) as count from channel`).then((row) => row.count);
const channelId = async (className: string) => (await channelsOf(at.db, className, 'messenger'))[0]?.id ?? 0;

beforeEach(async () => {
  at = await stage();
  await at.db.run(sql`update channel set address = ${SECRET} where purpose = 'messenger'`);
});

describe('a new channel', () => {
  beforeEach(async () => {
    await at.db.run(sql`delete from channel where purpose = 'messenger'`);
  });

  async function filled(className: string) {
    return {
      target: `class-${await classId(className)}`,
      service: `messenger-${await serviceOf(at.db, 'VK-мессенджер')}`,
      address: 'https://vk.me/join/new',
      starts_on: '2026-11-24',
    };
  }

  it('is made by the class teacher for their class, and its address is on no page', async () => {
    const teacher = await at.as('kovaleva');
    const page = await teacher.open('/channels/new?purpose=messenger');
    await expectValidHtml(page.html);
    const done = await page.form().submit(await filled('7А'));
    expect(done.status).toBe(303);
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([
      { address: 'https://vk.me/join/new', starts_on: '2026-11-24', ends_on: null },
    ]);
    const list = await done.follow();
    expect(list.words).toContain('Канал заведён: 7А.');
    expect(list.html).not.toContain('join/new');
    const [event] = await eventsOf(at.db, 'channel');
    expect(event).toMatchObject({
      action: 'channel.created',
      details: { host: 'vk.me', startsOn: '2026-11-24' },
    });
    expect(JSON.stringify(event)).not.toContain('join/new');
  });

  it('is made by a teacher for their own course, and for no class but their own', async () => {
    const teacher = await at.as('orlova'); // teaches Russian, heads no class
    const page = await teacher.open('/channels/new');
    const values = page
      .$('[name=target] option')
      .map((_i, option) => page.$(option).val())
      .get();
    expect(values.length).toBeGreaterThan(0);
    expect(values.every((value) => String(value).startsWith('course-'))).toBe(true);
    const own = { ...(await filled('7А')), target: `course-${await courseOf('orlova')}` };
    expect((await page.form().submit(own)).status).toBe(303);
    const before = await countChannels();
    for (const target of [
      `class-${await classId('7А')}`,
      `course-${await courseOf('sidorov')}`,
      'group-1',
      'class-999999',
    ])
      expect((await teacher.send('/channels/new', { ...own, target })).status, target).toBe(422);
    const other = await classId('7Б');
    expect(
      (await teacher.send(`/channels/new?class=${other}`, { ...own, target: `class-${other}` })).status,
    ).toBe(422);
    expect(await countChannels()).toBe(before);
  });

  it('is made by the coordinator for any class, group or course, a class at a time', async () => {
    const coordinator = await at.as('ivanenko');
    const step = await coordinator.open('/channels/new');
    await expectValidHtml(step.html);
    expect(step.$('form[method=get] [name=class] option').length).toBe(3);
    const id = await classId('3Б');
    const page = await coordinator.open(`/channels/new?class=${id}`);
    expect(
      page
        .$('[name=target] optgroup')
        .map((_i, group) => page.$(group).attr('label'))
        .get(),
    ).toContain('Курсы');
    expect((await page.form().submit(await filled('3Б'))).status).toBe(303);
    expect(await channelsOf(at.db, '3Б', 'messenger')).toHaveLength(1);
  });

  it.each([
    ['address', { address: '' }, 'Вставьте адрес канала'],
    ['address', { address: 'https://vk.me.evil.test/x' }, 'не относится к сервису'],
    ['address', { address: 'javascript:alert(1)' }, 'https://'],
    ['address', { address: 'https://vk.me:444/x' }, 'номера порта'],
    ['starts_on', { starts_on: '2026-11-23' }, 'сегодняшний день'],
    ['starts_on', { starts_on: '' }, 'с какого дня'],
    ['service', { service: 'messenger-1' }, 'не утверждён'],
    ['service', { service: 'nonsense' }, 'Выберите сервис'],
    ['target', { target: '' }, 'для кого'],
  ])('with a faulty %s comes back as it was filled, and nothing is written', async (field, wrong, words) => {
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open('/channels/new')).form();
    const before = await countChannels();
    const sent = { ...form.fields, ...(await filled('7А')), ...wrong };
    const back = await teacher.send('/channels/new', sent);
    expect(back.status).toBe(422);
    await expectValidHtml(back.html);
    expect(back.$(`.errsum a[href="#f-${field}"]`).text()).toContain(words);
    expect(back.$('[name=address]').val()).toBe(sent.address);
    expect(await countChannels()).toBe(before);
  });

  it('is one for a class and a purpose: another is refused in words, a form sent twice makes one', async () => {
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open('/channels/new')).form();
    await form.submit(await filled('7А'));
    expect((await form.submit(await filled('7А'))).status).toBe(303);
    const second = await (await teacher.open('/channels/new')).form().submit(await filled('7А'));
    expect(second.status).toBe(422);
    expect(second.words).toContain('7А: канал «обмен сообщениями» уже есть');
    expect(await channelsOf(at.db, '7А', 'messenger')).toHaveLength(1);
  });

  it('is not on a service that is to be withdrawn, nor on one that is approved for something else', async () => {
    await at.db.run(sql`update service set withdrawn_from = '2026-12-20' where name = 'VK-мессенджер'`);
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open('/channels/new')).form();
    expect(
      (await teacher.send('/channels/new', { ...form.fields, ...(await filled('7А')) })).words,
    ).toContain('не утверждён');
    const sferum = await serviceOf(at.db, 'Сферум');
    const wrong = { ...(await filled('7А')), service: `messenger-${sferum}`, address: 'https://sferum.ru/x' };
    expect((await teacher.send('/channels/new', { ...form.fields, ...wrong })).words).toContain(
      'не утверждён',
    );
  });

  it('is not for families', async () => {
    for (const login of ['sonya', 'belova']) {
      const one = await at.as(login);
      expect((await one.open('/channels/new')).status).toBe(403);
      expect((await one.send('/channels/new', await filled('7А'))).status).toBe(403);
    }
    expect(await channelsOf(at.db, '7А', 'messenger')).toEqual([]);
  });
});

describe('a channel', () => {
  it('is changed by whoever keeps it; the saved address is not shown, an empty field keeps it', async () => {
    const id = await channelId('7А');
    const teacher = await at.as('kovaleva');
    const page = await teacher.open(`/channels/${id}`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Адрес сохранён: vk.me/…');
    expect(page.html).not.toContain('secret-of-7a');
    expect(page.$('[name=address]').val()).toBe('');
    await page.form(`/channels/${id}`).submit({});
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([{ address: SECRET }]);
    await (await teacher.open(`/channels/${id}`))
      .form(`/channels/${id}`)
      .submit({ address: 'https://web.vk.me/chat/2' });
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([
      { address: 'https://web.vk.me/chat/2' },
    ]);
    expect(JSON.stringify(await eventsOf(at.db, 'channel'))).not.toContain('chat/2');
  });

  it('that moves to another service needs an address there', async () => {
    const max = await addService(at.db, 'MAX', { purposes: ['messenger'] });
    const id = await channelId('7А');
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open(`/channels/${id}`)).form(`/channels/${id}`);
    const back = await form.submit({ service: String(max) });
    expect(back.status).toBe(422);
    expect(back.words).toContain('Вставьте адрес канала в сервисе «MAX»');
    expect(back.html).not.toContain('secret-of-7a');
    const wrong = await form.submit({ service: String(max), address: 'https://max.ru.evil.test/' });
    expect(wrong.$('[name=address]').val()).toBe('https://max.ru.evil.test/');
    expect(wrong.$('[name=service] option:selected').text()).toContain('MAX');
    expect((await form.submit({ service: String(max), address: 'https://max.ru/join/7a' })).status).toBe(303);
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([
      { service_id: max, address: 'https://max.ru/join/7a' },
    ]);
  });

  it('changed by two at once, the second with a mistake: what the first saved is shown before the mistake', async () => {
    const id = await channelId('7А');
    const second = (await (await at.as('ivanenko')).open(`/channels/${id}`)).form(`/channels/${id}`);
    await (await (await at.as('kovaleva')).open(`/channels/${id}`))
      .form(`/channels/${id}`)
      .submit({ address: 'https://vk.me/first' });
    const back = await second.submit({ service: '', address: 'https://vk.me/second' });
    expect(back.status).toBe(409);
    expect(back.words).toContain('канал изменился');
    expect(back.$('[name=address]').val()).toBe('https://vk.me/second');
  });

  it('changed by two at once: the second sees it and keeps what was typed', async () => {
    const id = await channelId('7А');
    const second = (await (await at.as('ivanenko')).open(`/channels/${id}`)).form(`/channels/${id}`);
    await (await (await at.as('kovaleva')).open(`/channels/${id}`))
      .form(`/channels/${id}`)
      .submit({ address: 'https://vk.me/first' });
    const back = await second.submit({ address: 'https://vk.me/second' });
    expect(back.status).toBe(409);
    expect(back.words).toContain('канал изменился');
    expect(back.$('[name=address]').val()).toBe('https://vk.me/second');
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([{ address: 'https://vk.me/first' }]);
    expect((await back.form(`/channels/${id}`).submit()).status).toBe(303);
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([{ address: 'https://vk.me/second' }]);
  });

  it('ends on a day with a reason, and stays in the register', async () => {
    const id = await channelId('7А');
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open(`/channels/${id}`)).form(`/channels/${id}/end`);
    for (const wrong of [
      { reason: '' },
      { last_day: '2026-11-01', reason: 'Не нужен' },
      { last_day: 'x', reason: 'Не нужен' },
    ])
      expect((await form.submit(wrong)).status).toBe(422);
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([{ ends_on: null }]);
    expect((await form.submit({ last_day: '2026-11-27', reason: 'Не нужен' })).status).toBe(303);
    expect(await channelsOf(at.db, '7А', 'messenger')).toMatchObject([
      { ends_on: '2026-11-27', ended_reason: 'Не нужен' },
    ]);
    at.school.clock.set('2026-11-28T10:00');
    expect((await (await at.as('kovaleva')).open(`/channels/${id}`)).status).toBe(404);
  });

  it('of another class is not there for a teacher; no family may change any', async () => {
    const id = await channelId('7Б');
    const teacher = await at.as('kovaleva');
    expect((await teacher.open(`/channels/${id}`)).status).toBe(404);
    expect(
      (await teacher.send(`/channels/${id}`, { service: '1', version: '1', address: 'https://vk.me/x' }))
        .status,
    ).toBe(404);
    expect(
      (await teacher.send(`/channels/${id}/end`, { last_day: '2026-11-24', reason: 'x', version: '1' }))
        .status,
    ).toBe(404);
    for (const login of ['timur', 'akhmetova'])
      expect((await (await at.as(login)).open(`/channels/${id}`)).status, login).toBe(404);
    for (const bad of ['999999', '0', 'x'])
      expect((await teacher.open(`/channels/${bad}`)).status, bad).toBe(404);
    expect(await channelsOf(at.db, '7Б', 'messenger')).toMatchObject([{ address: SECRET, ends_on: null }]);
  });

  it('v5.0.0-8.3.2: is lost to a teacher with the class', async () => {
    const id = await channelId('7А');
    const teacher = await at.as('kovaleva');
    expect((await teacher.open(`/channels/${id}`)).status).toBe(200);
    await at.db.run(sql`update class set class_teacher_id = null where name = '7А'`);
    expect((await teacher.open(`/channels/${id}`)).status).toBe(404);
  });
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { channelsOf, eventsOf } from '../services/register.ts';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { visitor } from '../support/visitor.ts';

const SECRET = 'https://vk.me/join/canary-of-7a';
let at: Stage;
let id: number;

beforeEach(async () => {
  at = await stage();
  id = (await channelsOf(at.db, '7А', 'messenger'))[0]?.id ?? 0;
  await at.db.run(sql`update channel set address = ${SECRET} where id = ${id}`);
});

const enter = async (login: string) => (await at.as(login)).send(`/channels/${id}/entry`);

describe('the entry into a channel', () => {
  it('leads pupils of the class, their guardians, its teachers, the coordinator and the technical specialist to the service', async () => {
    for (const login of [
      'sonya',
      'nikita',
      'belova',
      'belov',
      'kovaleva',
      'sidorov',
      'ivanenko',
      'litvinov',
    ]) {
      const gone = await enter(login);
      expect(gone.status, login).toBe(303);
      expect(gone.location, login).toBe(SECRET);
      expect(gone.headers['referrer-policy'], login).toBe('no-referrer');
    }
    const events = await eventsOf(at.db, 'channel');
    expect(events).toHaveLength(8);
    expect(events[0]?.action).toBe('channel.entered');
    expect(JSON.stringify(events)).not.toContain('canary');
  });

  it('v5.0.0-8.2.2: is not there for anybody else', async () => {
    for (const login of ['timur', 'akhmetova', 'misha', 'petrova'])
      expect((await enter(login)).status, login).toBe(404);
    const other = await at.as('sonya');
    for (const bad of ['999999', '0', 'x'])
      expect((await other.send(`/channels/${bad}/entry`)).status).toBe(404);
    expect((await visitor(at.app).send(`/channels/${id}/entry`)).location ?? '').not.toContain('vk.me');
  });

  it('v5.0.0-8.3.2: ends with the guardian’s right and with the enrolment', async () => {
    await at.db.run(sql`
      update guardianship set ends_on = '2026-11-23'
      where guardian_id = (select person_id from account where login = 'belov')`);
    await at.db.run(sql`
      update enrolment set ends_on = '2026-11-23' where student_id = (select person_id from account where login = 'nikita')`);
    expect((await enter('belov')).status).toBe(404);
    expect((await enter('nikita')).status).toBe(404);
    expect((await enter('belova')).status).toBe(303);
  });

  it('is closed, in words, while the service is not approved', async () => {
    await at.db.run(sql`update service set suspended_from = '2026-11-24' where name = 'VK-мессенджер'`);
    const closed = await enter('sonya');
    expect(closed.status).toBe(409);
    await expectValidHtml(closed.html);
    expect(closed.words).toContain('сервис «VK-мессенджер» сейчас приостановлен');
    expect(closed.html).not.toContain('canary');
    expect((await eventsOf(at.db, 'channel')).at(-1)?.action).toBe('channel.entry_refused');
  });

  it('is closed where the address is no longer among the service’s hosts', async () => {
    await at.db.run(sql`delete from service_host where host = 'vk.me'`);
    expect((await enter('sonya')).status).toBe(409);
  });

  it('is not there before its first day and after its last', async () => {
    await at.db.run(sql`update channel set starts_on = '2026-11-25' where id = ${id}`);
    expect((await enter('sonya')).status).toBe(404);
    await at.db.run(
      sql`update channel set starts_on = '2026-09-01', ends_on = '2026-11-23' where id = ${id}`,
    );
    expect((await enter('sonya')).status).toBe(404);
  });

  it('v5.0.0-8.2.3: the address is in no page of any role', async () => {
    const paths = [
      '/',
      '/rules',
      '/channels',
      `/channels/${id}`,
      '/channels/new',
      '/services',
      '/week',
      '/notices',
      '/classes',
      '/journal',
    ];
    for (const login of ['ivanenko', 'litvinov', 'kovaleva', 'orlova', 'sonya', 'belova']) {
      const one = await at.as(login);
      for (const path of paths) {
        const page = await one.open(path);
        expect(page.html, `${login} ${path}`).not.toContain('canary');
        expect(page.location ?? '', `${login} ${path}`).not.toContain('canary');
      }
    }
    expect(JSON.stringify(at.school.logged)).not.toContain('canary');
  });
});

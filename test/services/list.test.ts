import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { visitor } from '../support/visitor.ts';
import { addService } from './register.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

describe('the list of services', () => {
  it('shows the order’s services with their state, purpose, order and what uses them', async () => {
    const page = await (await at.as('ivanenko')).open('/services');
    expect(page.status).toBe(200);
    await expectValidHtml(page.html);
    const row = page.$('tbody tr').filter((_i, tr) => page.$(tr).text().includes('Сферум'));
    expect(row.find('.tag').text()).toBe('утверждён');
    expect(row.text()).toMatch(/Видеоуроки и звонки/);
    expect(row.text()).toContain('149/5-д');
    expect(row.find('td.num').first().text()).toBe('3'); // a channel of each class
    expect(page.words).toContain('Всего 4 сервиса: утверждён — 4.');
    expect(page.words).toContain('Добавить сервис');
  });

  it('names each state with its own word', async () => {
    await addService(at.db, 'Ждущий', { from: '2026-12-01' });
    await addService(at.db, 'Прошлый', { from: '2025-09-01', to: '2026-05-31' });
    const stopped = await addService(at.db, 'Стоящий');
    const gone = await addService(at.db, 'Ушедший');
    await at.db.run(sql`update service set suspended_from = '2026-11-20' where id = ${stopped}`);
    await at.db.run(sql`update service set withdrawn_from = '2026-11-24' where id = ${gone}`);
    const page = await (await at.as('ivanenko')).open('/services');
    const state = (name: string) =>
      page
        .$('tbody tr')
        .filter((_i, tr) => page.$(tr).find('th').text().includes(name))
        .find('.tag')
        .text();
    expect(['Ждущий', 'Прошлый', 'Стоящий', 'Ушедший', 'Сферум'].map(state)).toEqual([
      'ещё не действует',
      'срок истёк',
      'приостановлен',
      'выведен',
      'утверждён',
    ]);
  });

  it('is filtered by state and by a word of the name, the host or the order', async () => {
    const one = await at.as('ivanenko');
    const names = async (path: string) => {
      const page = await one.open(path);
      return page
        .$('tbody th')
        .map((_i, th) => page.$(th).text())
        .get();
    };
    expect(await names('/services?q=vk.me')).toEqual(['VK-мессенджер']);
    expect(await names('/services?q=сферум&status=')).toEqual(['Сферум']);
    expect(await names('/services?status=suspended')).toEqual([]);
    expect((await one.open('/services?status=suspended')).words).toContain('Ничего не нашлось');
    expect(await names('/services?q=100%25')).toEqual([]);
    expect((await names('/services?status=nonsense')).length).toBe(4);
  });

  it('is read by teachers and the technical specialist, who cannot change it', async () => {
    for (const login of ['kovaleva', 'litvinov']) {
      const page = await (await at.as(login)).open('/services');
      expect(page.status, login).toBe(200);
      expect(page.words).not.toContain('Добавить сервис');
    }
  });

  it('is not for families, nor for somebody signed out', async () => {
    for (const login of ['sonya', 'belova'])
      expect((await (await at.as(login)).open('/services')).status).toBe(403);
    expect((await visitor(at.app).open('/services')).location).toBe('/sign-in?to=%2Fservices');
  });
});

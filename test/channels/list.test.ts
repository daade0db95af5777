import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

describe('the list of channels', () => {
  it('shows the coordinator every class by purpose', async () => {
    const page = await (await at.as('ivanenko')).open('/channels');
    expect(page.status).toBe(200);
    await expectValidHtml(page.html);
    expect(
      page
        .$('tbody th')
        .map((_i, th) => page.$(th).text())
        .get(),
    ).toEqual(['3Б', '7А', '7Б']);
    expect(page.$('tbody tr').eq(1).text().replace(/\s+/g, ' ')).toContain('VK-мессенджер');
    expect(page.words).not.toContain('Классы без канала');
  });

  it('names the classes without a channel for a purpose, each with the way to make one', async () => {
    await at.db.run(
      sql`delete from channel where purpose = 'messenger' and class_id <> (select id from class where name = '7Б')`,
    );
    const page = await (await at.as('ivanenko')).open('/channels');
    expect(page.words).toContain('Классы без канала');
    expect(page.words).toContain('Обмен сообщениями: 2 класса (3Б, 7А)');
    const href = page.$('tbody tr').eq(1).find('a[href^="/channels/new"]').attr('href');
    const next = await (await at.as('ivanenko')).open(href ?? '');
    expect(next.$('[name=service] option:selected').text()).toContain('VK-мессенджер');
    expect(next.$('[name=target] option:selected').text()).toBe('7А');
  });

  it('says where a service may not be used now', async () => {
    await at.db.run(sql`update service set suspended_from = '2026-11-24' where name = 'Сферум'`);
    const page = await (await at.as('ivanenko')).open('/channels');
    expect(page.$('tbody tr').first().find('.tag').text()).toBe('приостановлен');
    expect(page.words).toContain('На сервисах, которые сейчас не утверждены: 3 канала');
  });

  it('shows class teachers their class to keep, and the classes they teach to enter', async () => {
    const page = await (await at.as('sidorov')).open('/channels');
    await expectValidHtml(page.html);
    expect(
      page
        .$('tbody th')
        .map((_i, th) => page.$(th).text())
        .get(),
    ).toEqual(['7Б']);
    const shared = page.$('section[aria-labelledby=shared]');
    expect(shared.text()).toContain('7А');
    expect(shared.find('form[action$="/entry"]').length).toBeGreaterThan(0);
    expect(shared.find('a').length).toBe(0);
  });

  it('is not for families', async () => {
    for (const login of ['sonya', 'belova', 'misha'])
      expect((await (await at.as(login)).open('/channels')).status, login).toBe(403);
  });
});

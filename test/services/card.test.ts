import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { channelsOf, serviceOf } from './register.ts';

let at: Stage;
let sferum: number;

beforeEach(async () => {
  at = await stage();
  sferum = await serviceOf(at.db, 'Сферум');
});

describe('the card of a service', () => {
  it('shows what the register keeps, what depends on the service, and its history', async () => {
    const page = await (await at.as('ivanenko')).open(`/services/${sferum}`);
    expect(page.status).toBe(200);
    await expectValidHtml(page.html);
    for (const words of [
      'sferum.ru',
      'Видеоуроки и звонки',
      '149/5-д',
      'Какие персональные данные',
      'Внесён в реестр',
      '3 канала',
    ])
      expect(page.words).toContain(words);
    expect(
      page
        .$('.page-head .actions a')
        .map((_i, a) => page.$(a).text())
        .get(),
    ).toEqual(['Приостановить', 'Вывести', 'Изменить']);
  });

  it('is read by teachers and the technical specialist without the ways to change it, and by no family', async () => {
    for (const login of ['kovaleva', 'litvinov']) {
      const page = await (await at.as(login)).open(`/services/${sferum}`);
      expect(page.status).toBe(200);
      expect(page.$('.page-head .actions').length).toBe(0);
      // The technical specialist may enter every channel, to see whether it works
      expect(page.$('main form').length).toBe(login === 'litvinov' ? 3 : 0);
      expect(page.$('main form:not([action$="/entry"])').length).toBe(0);
      await expectValidHtml(page.html);
    }
    for (const login of ['timur', 'akhmetova'])
      expect((await (await at.as(login)).open(`/services/${sferum}`)).status).toBe(403);
  });

  it('is not there for a number that no service has', async () => {
    const one = await at.as('ivanenko');
    for (const id of ['999999', '0', '-1', 'x', '1.5', '99999999999999999999'])
      expect((await one.open(`/services/${id}`)).status, id).toBe(404);
  });

  it('v5.0.0-1.2.1: prints what was typed as text', async () => {
    const typed = '<script>alert(1)</script> [x](javascript:alert(1))';
    await at.db.run(
      sql`update service set personal_data = ${typed}, instructions_student = ${typed}, name = ${`Сферум ${typed}`} where id = ${sferum}`,
    );
    const page = await (await at.as('ivanenko')).open(`/services/${sferum}`);
    expect(page.html).not.toContain('<script>alert');
    expect(page.html).not.toContain('href="javascript');
    expect(page.words).toContain('<script>alert(1)</script>');
  });

  it('never shows the address of a channel', async () => {
    const [channel] = await channelsOf(at.db, '7А', 'videoconference');
    const page = await (await at.as('ivanenko')).open(`/services/${sferum}`);
    expect(channel?.address).toMatch(/^https:\/\/sferum\.ru\/.+/);
    expect(page.html).not.toContain(channel?.address);
  });

  it('takes as many statements with many channels and lessons as with few', async () => {
    const one = await at.as('ivanenko');
    const statements = async () => {
      await one.open(`/services/${sferum}`);
      const line = at.school.logged.filter((entry) => entry.route === '/services/:serviceId').at(-1);
      return line?.statements;
    };
    const few = await statements();
    await at.db.run(sql`
      insert into channel (service_id, purpose, group_id, address, starts_on, created_at)
      select ${sferum}, 'videoconference', id, 'https://sferum.ru/g' || id, '2026-11-24', now() from study_group`);
    expect(few).toBeTypeOf('number');
    expect(await statements()).toBe(few);
    expect(few).toBeLessThanOrEqual(6);
  });
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { visitor } from '../support/visitor.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
  await at.db.run(sql`
    update service set instructions_teacher = 'Слово учителю', instructions_student = 'Слово ученику',
      instructions_parent = 'Слово родителю' where name = 'Сферум'`);
});

describe('«Правила и поддержка»', () => {
  it('tells everybody whom to call, what is used for what, who answers, and the order', async () => {
    const page = await visitor(at.app).open('/rules');
    expect(page.status).toBe(200);
    await expectValidHtml(page.html);
    for (const words of [
      'Сферум',
      'Видеоуроки и звонки',
      'Иваненко Т. В.',
      'Литвинов А. В.',
      '149/5-д',
      '2.2. Безопасность информации',
    ])
      expect(page.words.replaceAll('\u00a0', ' ')).toContain(words);
    expect(page.$('a[href^="tel:"]').length).toBeGreaterThan(0);
    expect(page.words).not.toContain('Слово');
    expect(page.words).not.toContain('ivanenko@'); // persons' own contacts are for those who signed in
    expect(page.$('main form').length).toBe(0);
  });

  it('gives each role its own instructions', async () => {
    const words = async (login: string) => (await (await at.as(login)).open('/rules')).words;
    expect(await words('sonya')).toContain('Слово ученику');
    expect(await words('sonya')).not.toMatch(/Слово (учителю|родителю)/);
    expect(await words('belova')).toContain('Слово родителю');
    expect(await words('orlova')).toMatch(/Слово учителю.*Слово родителю/);
    expect(await words('litvinov')).toMatch(/Слово учителю.*Слово ученику.*Слово родителю/);
  });

  it('leads members into their own channels', async () => {
    const pupil = await at.as('sonya');
    const page = await pupil.open('/rules');
    await expectValidHtml(page.html);
    expect(
      page
        .$('section[aria-labelledby=channels] h3')
        .map((_i, h) => page.$(h).text())
        .get(),
    ).toEqual(['7А']);
    const form = page.$('section[aria-labelledby=channels] form').first().attr('action') ?? '';
    expect((await page.form(form).submit()).location).toMatch(/^https:\/\//);
    const mother = await (await at.as('belova')).open('/rules');
    expect(
      mother
        .$('section[aria-labelledby=channels] h3')
        .map((_i, h) => mother.$(h).text())
        .get(),
    ).toEqual(['3Б', '7А']);
    await at.db.run(sql`update service set suspended_from = '2026-11-24' where name = 'VK-мессенджер'`);
    expect((await pupil.open('/rules')).$('section[aria-labelledby=channels]').text()).not.toContain('VK');
  });

  it('shows only what is in force today', async () => {
    await at.db.run(sql`update responsible_person set ends_on = '2026-11-23' where name like 'Литвинов%'`);
    await at.db.run(sql`update service set withdrawn_from = '2026-11-24' where name = 'VK-мессенджер'`);
    await at.db.run(sql`update regulation_version set valid_from = '2026-11-25'`);
    const page = await visitor(at.app).open('/rules');
    expect(page.words).not.toContain('Литвинов');
    expect(page.$('section[aria-labelledby=services] h3').text()).not.toContain('VK-мессенджер');
    expect(page.words).not.toContain('149/5-д');
  });
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const Found = z.object({ id: z.number() });
const classOf = async (name: string) =>
  (await at.db.row(Found, sql`select id from class where name = ${name}`)).id;

describe('the list of classes', () => {
  it.each(['kovaleva', 'ivanenko', 'litvinov'])('has all of them, by grade, for %s', async (login) => {
    const page = await (await at.as(login)).open('/classes');
    await expectValidHtml(page.html);
    expect(
      page
        .$('.grade h2')
        .map((_i, el) => page.$(el).text())
        .get(),
    ).toEqual(['3-е классы', '7-е классы']);
    expect(page.$('.grade a')).toHaveLength(3);
    expect(page.words.replaceAll('\u00a0', ' ')).toContain('7АКовалёва Е. П.');
  });

  it('leads a family with one class straight to it', async () => {
    const own = `/classes/${await classOf('7А')}/week`;
    expect((await (await at.as('sonya')).open('/classes')).location).toBe(own);
    expect((await (await at.as('akhmetova')).open('/classes')).location).toBe(
      `/classes/${await classOf('7Б')}/week`,
    );
  });

  it('shows a family of two classes these two alone', async () => {
    const page = await (await at.as('belova')).open('/classes');
    expect(
      page
        .$('.grade b')
        .map((_i, el) => page.$(el).text())
        .get(),
    ).toEqual(['3Б', '7А']);
  });

  it('says what will come in a school without classes, and to whoever has none', async () => {
    const ershov = await (await at.as('ershov')).open('/classes');
    expect(ershov.words).toContain('Класс пока не указан');
    expect(ershov.$('.grade')).toHaveLength(0);
  });
});

describe('the week of a class', () => {
  it.each(['kovaleva', 'sidorov', 'ivanenko', 'litvinov', 'sonya', 'belova', 'belov', 'orlova'])(
    'is there for %s',
    async (login) => {
      const page = await (await at.as(login)).open(`/classes/${await classOf('7А')}/week`);
      expect(page.status).toBe(200);
      expect(page.$('h1').text()).toBe('7А класс');
    },
  );

  it.each(['timur', 'akhmetova', 'misha', 'ershov'])('of others is not there for %s', async (login) => {
    const one = await at.as(login);
    expect((await one.open(`/classes/${await classOf('7А')}/week`)).status).toBe(404);
  });

  it('that does not exist is not there', async () => {
    const teacher = await at.as('kovaleva');
    expect((await teacher.open('/classes/999999/week')).status).toBe(404);
    expect((await teacher.open('/classes/abc/week')).status).toBe(404);
    expect((await teacher.open(`/classes/${await classOf('7А')}/week?week=2026-W60`)).status).toBe(404);
  });

  it('has the parts of the class side by side, and no names of pupils', async () => {
    const page = await (await at.as('kovaleva')).open(`/classes/${await classOf('7А')}/week`);
    await expectValidHtml(page.html);
    expect(
      page.$('.cell').filter((_i, el) => page.$(el).find('.lesson').length === 2).length,
    ).toBeGreaterThan(1);
    expect(page.$('.week').text()).toContain('1-я подгруппа');
    expect(page.$('.lesson-entry')).toHaveLength(0);
    expect(page.$('main').text()).not.toMatch(/Соня|Белова С|Захаров/);
  });

  it('is seen no more by somebody who left it', async () => {
    await at.db.run(sql`
      update enrolment set ends_on = '2026-11-20' where student_id = (
        select person_id from account where login = 'sonya')`);
    const sonya = await at.as('sonya');
    expect((await sonya.open(`/classes/${await classOf('7А')}/week`)).status).toBe(404);
  });
});

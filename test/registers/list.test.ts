import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown } from '../support/visitor.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T12:00' });
});

const listed = (page: Shown) =>
  page
    .$('.online-list a')
    .map((_i, one) => page.$(one).attr('href'))
    .get();

describe('the list of registers', () => {
  it('shows a teacher those of own lessons that are missing, and those of the class', async () => {
    const own = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const page = await (await at.as('kovaleva')).open('/registers');
    await expectValidHtml(page.html);
    expect(listed(page)).toEqual([urls.register(own)]);
    expect(page.words).toContain('можно заполнить по 8 декабря');

    const of7B = await lessonOf(at.db, 'orlova', '2026-11-23', 5);
    expect(listed(await (await at.as('sidorov')).open('/registers'))).toContain(urls.register(of7B));
    expect(listed(await (await at.as('petrova')).open('/registers'))).not.toContain(urls.register(of7B));
  });

  it('shows all of them with what they hold, each of which opens', async () => {
    const kovaleva = await at.as('kovaleva');
    const page = await kovaleva.open('/registers?show=all');
    await expectValidHtml(page.html);
    expect(listed(page).length).toBeGreaterThan(4);
    expect(page.words).toMatch(/заполнен в \d\d:\d\d/);
    for (const href of listed(page))
      expect((await kovaleva.open(String(href))).status, String(href)).toBe(200);
  });

  it('shows the coordinator all that are missing in the school, as many as the figure at home says', async () => {
    const ivanenko = await at.as('ivanenko');
    const page = await ivanenko.open('/registers');
    await expectValidHtml(page.html);
    expect(listed(page)).toHaveLength(4);
    expect(page.words).toContain('Орлова Н. И.');
    const home = await ivanenko.open('/');
    const figure = home.$(`.figure[href="${urls.registers()}"]`);
    expect(figure.find('b').text()).toBe('4');
    expect(figure.text()).toContain('журнала не заполнены');
  });

  it('leaves out lessons of other classes where one is asked for', async () => {
    const ivanenko = await at.as('ivanenko');
    const classId = Number(
      /\d+/.exec(String((await ivanenko.open('/classes')).$('a:contains("7Б")').attr('href')))?.[0],
    );
    const page = await ivanenko.open(urls.registers({ class: classId, show: 'all' }));
    expect(listed(page).length).toBeGreaterThan(2);
    expect(page.$('.online-list').text()).not.toContain('7А');
    expect(page.$('.chips a').first().attr('href')).toBe(urls.registers({ class: classId }));
  });

  it('says that the term of a register is over, and who helps then', async () => {
    at.school.clock.set('2026-12-09T09:00');
    const page = await (await at.as('kovaleva')).open('/registers');
    expect(page.words).toContain('закрыт: обратитесь к координатору');
    expect((await (await at.as('ivanenko')).open('/registers')).words).toContain('учителю уже закрыт');
  });

  it('goes by pages where there are many', async () => {
    await at.db.run(sql`
      insert into lesson (course_id, day, period, starts_at, ends_at, format, status, service_id, link, announced_at)
      select l.course_id, l.day, l.period + n, l.starts_at, l.ends_at, l.format, 'held', l.service_id, l.link,
        l.announced_at
      from lesson l, generate_series(11, 30) n where l.format = 'online' and l.day = '2026-11-24'`);
    const ivanenko = await at.as('ivanenko');
    const first = await ivanenko.open('/registers');
    await expectValidHtml(first.html);
    expect(listed(first)).toHaveLength(40);
    expect(first.words).toContain('1–40 из 64');
    const second = await ivanenko.open(String(first.$('a[rel=next]').attr('href')));
    expect(second.words).toContain('41–64 из 64');
    expect(new Set([...listed(first), ...listed(second)]).size).toBe(64);
    expect((await ivanenko.open('/registers?page=0')).status).toBe(404);
  });

  it('is for staff that keeps registers', async () => {
    for (const login of ['litvinov', 'sonya', 'belova'])
      expect((await (await at.as(login)).open('/registers')).status, login).toBe(403);
  });
});

describe('the way to a register', () => {
  it('stands at home under what is to be done, until it is filled', async () => {
    const lesson = await lessonOf(at.db, 'orlova', '2026-11-23', 5);
    const orlova = await at.as('orlova');
    const todo = (await orlova.open('/')).$(`.todo a[href="${urls.register(lesson)}"]`);
    expect(todo.text().replace(/\s+/g, ' ')).toContain('Заполните журнал: Русский язык, 7Б');
    expect(todo.text().replace(/\s+/g, ' ')).toContain('урок вчера, 11:30; до 7 декабря включительно');
    await (await orlova.open(urls.register(lesson))).form(urls.register(lesson)).submit();
    expect((await orlova.open('/')).$(`.todo a[href="${urls.register(lesson)}"]`)).toHaveLength(0);
    expect((await (await at.as('belova')).open('/')).html).not.toContain('/register');
  });

  it('is the main action of the lesson that is on, and stands on its page with its state', async () => {
    at.school.clock.set('2026-11-24T11:00');
    const lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
    const kovaleva = await at.as('kovaleva');
    const now = (await kovaleva.open('/')).$(`.now a.btn[href="${urls.register(lesson)}"]`);
    expect(now.text()).toContain('Заполнить журнал');
    const page = await kovaleva.open(urls.lesson(lesson));
    expect(page.$(`.page-head a.btn[href="${urls.register(lesson)}"]`).text()).toContain('Заполнить журнал');
    expect(page.words).toContain('Журнал урока не заполнен');
    await (await kovaleva.open(urls.register(lesson))).form(urls.register(lesson)).submit();
    const after = await kovaleva.open(urls.lesson(lesson));
    expect(after.words).toContain('заполнен: сегодня, 11:00');
    expect(after.$(`.page-head a.btn-q[href="${urls.register(lesson)}"]`).text()).toContain('Журнал урока');
    expect((await kovaleva.open('/')).$('.daylist').text()).toContain('журнал заполнен');
    expect((await (await at.as('sonya')).open(urls.lesson(lesson))).html).not.toContain('/register');
  });

  it('is told in the week of its teacher, and in no other', async () => {
    const kovaleva = await at.as('kovaleva');
    const week = (await kovaleva.open('/week')).$('.week').text();
    expect(week).toMatch(/журнал не заполнен/);
    expect(week).toMatch(/журнал заполнен/);
    expect((await (await at.as('sonya')).open('/week')).$('.week').text()).not.toContain('журнал');
  });
});

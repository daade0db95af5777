import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { type Shown, visitor } from '../support/visitor.ts';

let at: Stage;

beforeEach(async () => {
  at = await stage();
});

const textsOf = (page: Shown, selector: string) =>
  page
    .$(selector)
    .map((_i, el) => page.$(el).text().replace(/\s+/g, ' ').trim())
    .get();

describe('the day of a parent', () => {
  it('has both children’s lessons with their names, and one child’s by a press', async () => {
    const mother = await at.as('belova');
    const all = await mother.open('/');
    expect(all.status).toBe(200);
    await expectValidHtml(all.html);
    expect(all.$('h1').text()).toBe('Сегодня');
    expect(textsOf(all, '.chips a')).toEqual(['Все дети', 'Соня, 7А', 'Миша, 3Б']);
    expect(new Set(textsOf(all, '#list-family, .daylist .lesson-who'))).toContain('Миша');
    const sonya = await mother.open(`/?child=${await personOf(at.db, 'sonya')}`);
    await expectValidHtml(sonya.html);
    expect(sonya.$('.lesson-who')).toHaveLength(0);
    expect(sonya.$('.daylist').text()).not.toContain('Окружающий мир');
    expect(textsOf(sonya, '.card h2')).toContain('Каналы 7А');
    expect(textsOf(sonya, '.card h2')).not.toContain('Каналы 3Б');
  });

  it('asks to read what was announced for the coming days, the soonest first, and stops when it is read', async () => {
    const mother = await at.as('belova');
    const before = await mother.open('/');
    expect(before.$('#todo').text()).toContain('Нужно ваше действие');
    const items = textsOf(before, '.tasks li');
    expect(items[0]).toMatch(/^Соня\. .*онлайн.*прочитайте до урока: завтра, \d\d:\d\d/);
    await at.db.run(sql`
      update recipient set read_at = now() where person_id = ${await personOf(at.db, 'belova')}`);
    const after = await mother.open('/');
    expect(after.$('#todo')).toHaveLength(0);
    expect(textsOf(after, '.feed').join(' ')).toContain('пройдёт онлайн, Сферум');
  });

  it('asks to read about a lesson once, however often it was changed', async () => {
    const { id } = await at.db.row(
      z.object({ id: z.number() }),
      sql`
        select l.id from lesson l join course c on c.id = l.course_id
        join study_group_class g on g.group_id = c.group_id join class k on k.id = g.class_id
        where k.name = '7А' and l.format = 'online' and l.day = '2026-11-25' limit 1`,
    );
    const mother = await at.as('belova');
    const before = textsOf(await mother.open('/'), '.tasks li');
    const form = (await (await at.as('ivanenko')).open(`/lessons/${id}/format`)).form(
      `/lessons/${id}/format`,
    );
    expect((await form.submit({ topic: 'Совсем другая тема' })).status).toBe(303);
    const after = textsOf(await mother.open('/'), '.tasks li');
    expect(after).toHaveLength(before.length);
    expect(after.filter((item) => item.includes('есть изменения'))).toHaveLength(1);
  });

  it('shows what is online tomorrow and when today’s can be entered', async () => {
    const page = await (await at.as('belova')).open('/');
    expect(page.$('#list-next').text().replace(/\s/g, ' ')).toBe('Онлайн завтра');
    expect(textsOf(page, '#list-next')).toHaveLength(1);
    const online = page.$('.daylist .is-online .lesson-entry');
    expect(online.text()).toMatch(/вход с\s\d\d:\d\d|Войти|Открыть урок/);
  });

  it('is «Войти» for a young child, and «Открыть урок» for one who enters alone', async () => {
    const soon = await onlineToday();
    for (const { name, starts } of soon) {
      at.school.clock.set(`2026-11-24T${starts}`);
      const page = await (await at.as('belova')).open('/');
      const lesson = page
        .$('.is-now.is-online')
        .filter((_i, el) => page.$(el).find('.lesson-who').text() === name);
      expect(lesson.find('.lesson-entry').text().trim(), name).toBe(
        name === 'Миша' ? 'Войти' : 'Открыть урок',
      );
    }
    expect(soon.length).toBeGreaterThan(0);
  });

  it('tells what was cancelled, substituted and moved, and when', async () => {
    const [one] = await at.db.rows(
      z.object({ id: z.number() }),
      sql`
        select l.id from lesson l join course c on c.id = l.course_id
        join study_group_class g on g.group_id = c.group_id and g.is_whole join class k on k.id = g.class_id
        where k.name = '3Б' and l.day = '2026-11-25' and l.format = 'in_person' order by l.period limit 1`,
    );
    await at.db.run(sql`
      update lesson set status = 'cancelled', cancelled_reason = 'учитель на курсах' where id = ${one?.id}`);
    await at.db.run(sql`
      insert into lesson_change (lesson_id, at, kind) values (${one?.id}, '2026-11-24T06:55Z', 'cancelled')`);
    for (const login of ['belova', 'belov']) {
      const feed = textsOf(await (await at.as(login)).open('/'), '[aria-labelledby=changes] li');
      expect(feed[0]).toMatch(
        /^Миша\. .*, завтра, \d-й урок: урок отменён: учитель на курсах ?сегодня, 08:55$/,
      );
    }
    const other = await (await at.as('akhmetova')).open('/');
    expect(other.html).not.toContain('учитель на курсах');
  });

  it('never holds the address of a lesson or of a channel', async () => {
    const addresses = await at.db.rows(
      z.object({ address: z.string() }),
      sql`select distinct link as address from lesson where link is not null union select address from channel`,
    );
    for (const login of ['belova', 'sonya', 'kovaleva', 'orlova', 'ivanenko', 'litvinov']) {
      const { html } = await (await at.as(login)).open('/');
      for (const { address } of addresses) expect(html).not.toContain(address);
    }
  });

  it('shows nothing of a child once the right has ended, and says so kindly', async () => {
    const page = await (await at.as('ershov')).open('/');
    await expectValidHtml(page.html);
    expect(page.status).toBe(200);
    expect(page.words).toContain('Сейчас вам не открыт ни один ребёнок');
    expect(page.html).not.toContain('Кирилл');
    expect(page.$('.daylist')).toHaveLength(0);
  });

  it('of another’s child is not there', async () => {
    const mother = await at.as('belova');
    expect((await mother.open(`/?child=${await personOf(at.db, 'timur')}`)).status).toBe(404);
    expect((await mother.open('/?child=abc')).status).toBe(404);
  });

  it('does not show the one guardian to the other', async () => {
    const page = await (await at.as('belova')).open('/');
    expect(page.html).not.toContain('Андрей Сергеевич');
    expect(page.html).not.toContain('Белов А.');
  });
});

describe('the day of a pupil', () => {
  it('begins with the lesson that is on', async () => {
    at.school.clock.set('2026-11-24T09:55');
    const page = await (await at.as('sonya')).open('/');
    await expectValidHtml(page.html);
    expect(page.$('h1').text()).toBe('Мой день');
    expect(page.$('.now .now-when').text()).toMatch(/^Сейчас, до\s10:30$/);
    expect(page.$('.now form')).toHaveLength(0);
  });

  it('lets in from the page itself when the door is open, before everything else', async () => {
    const [online] = (await onlineToday()).filter((lesson) => lesson.name === 'Соня');
    at.school.clock.set(`2026-11-24T${online?.starts}`);
    const sonya = await at.as('sonya');
    const page = await sonya.open('/');
    await expectValidHtml(page.html);
    expect(page.$('.col-main section').first().attr('aria-labelledby')).toBe('now');
    const entered = await page.form(`/lessons/${online?.id}/entry`).submit();
    expect(entered.status).toBe(303);
    expect(entered.location).toMatch(/^https:\/\//);
  });

  it('says when entry opens while it is early', async () => {
    const [online] = (await onlineToday()).filter((lesson) => lesson.name === 'Соня');
    const early = Temporal.PlainTime.from(online?.starts ?? '').subtract({ minutes: 30 });
    at.school.clock.set(`2026-11-24T${early.toString({ smallestUnit: 'minute' })}`);
    const page = await (await at.as('sonya')).open('/');
    const opens = Temporal.PlainTime.from(online?.starts ?? '').subtract({ minutes: 10 });
    expect(page.words.replace(/\s/g, ' ')).toContain(`вход с ${opens.toString({ smallestUnit: 'minute' })}`);
    expect(page.$('.now form')).toHaveLength(0);
  });

  it('after the last lesson names the next, and a Sunday has kind words', async () => {
    at.school.clock.set('2026-11-24T18:00');
    const evening = await (await at.as('sonya')).open('/');
    expect(evening.$('.now-when').text()).toMatch(/^Завтра, 25\sноября, в\s08:00$/);
    at.school.clock.set('2026-11-29T12:00');
    const sunday = await (await at.as('sonya')).open('/');
    await expectValidHtml(sunday.html);
    expect(sunday.words.replace(/\s/g, ' ')).toContain(
      'Сегодня уроков нет. Следующий: завтра, 30 ноября, в 08:00.',
    );
  });

  it('in holidays names the first day after them', async () => {
    at.school.clock.set('2027-01-03T12:00');
    const page = await (await at.as('sonya')).open('/');
    expect(page.words.replace(/\s/g, ' ')).toMatch(/Сегодня уроков нет. Следующий: .*11 января, в \d\d:\d\d/);
  });

  it('has neither the chips nor the other pupils of the class', async () => {
    const page = await (await at.as('sonya')).open('/');
    expect(page.$('.chips')).toHaveLength(0);
    expect(page.html).not.toMatch(/Захаров|Никита|Даша/);
  });

  it('who left the school in October cannot come in', async () => {
    await expect(at.as('gromov')).rejects.toThrow(/could not sign in/);
  });
});

it('no home is there for whoever is not signed in', async () => {
  expect((await visitor(at.app).open('/')).location).toBe('/sign-in');
});

it('a home costs the same statements for two children as for one, and at most six with session and person', async () => {
  const mother = await at.as('belova');
  await mother.open('/');
  await mother.open(`/?child=${await personOf(at.db, 'misha')}`);
  await (await at.as('akhmetova')).open('/');
  await (await at.as('orlova')).open('/');
  await (await at.as('kovaleva')).open('/');
  await (await at.as('ivanenko')).open('/');
  await (await at.as('litvinov')).open('/');
  const homes = at.school.logged.filter((line) => line.route === '/');
  expect(homes).toHaveLength(7);
  const family = homes.slice(0, 3).map((line) => line.statements);
  expect(new Set(family).size).toBe(1);
  // What the log counts is all but the session's own statement
  for (const line of homes) expect(line.statements).toBeLessThanOrEqual(5);
});

async function onlineToday() {
  return at.db.rows(
    z.object({ id: z.number(), name: z.string(), starts: z.string() }),
    sql`
      select l.id, p.call_name as name, to_char(l.starts_at at time zone 'Europe/Kaliningrad', 'HH24:MI') as starts
      from lesson l join course c on c.id = l.course_id
      join group_student g on g.group_id = c.group_id and l.day between g.starts_on and coalesce(g.ends_on, 'infinity')
      join person p on p.id = g.student_id and p.call_name in ('Соня', 'Миша')
      where l.day = '2026-11-24' and l.format = 'online' order by l.starts_at`,
  );
}

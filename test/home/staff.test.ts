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
const Found = z.object({ id: z.number() });

describe('the day of a teacher', () => {
  it('has the lesson that is on or next as a card, the others with their state, and what to press', async () => {
    const page = await (await at.as('kovaleva')).open('/');
    await expectValidHtml(page.html);
    expect(page.$('.now .now-subject a').attr('href')).toMatch(/^\/lessons\/\d+$/);
    expect(page.$('#list-own').text()).toBe('Уроки сегодня');
    expect(page.$('.daylist .lesson').length).toBeGreaterThan(0);
    const quick = page
      .$('.quick a')
      .map((_i, el) => page.$(el).attr('href'))
      .get();
    expect(quick).toContain('/online-periods/new');
  });

  it('says how many have read about an online lesson', async () => {
    const reach = await at.db.row(
      z.object({ told: z.number(), have_read: z.number() }),
      sql`
        select count(*) as told, count(r.read_at) as have_read
        from recipient r where r.notice_id = (
          select max(n.notice_id) from notice_lesson n join lesson_teacher t on t.lesson_id = n.lesson_id
          join lesson l on l.id = n.lesson_id
          where t.person_id = ${await personOf(at.db, 'kovaleva')} and l.day > '2026-11-24' and l.day <= '2026-12-01'
            and l.format = 'online')`,
    );
    const page = await (await at.as('kovaleva')).open('/');
    const ahead = textsOf(page, '[aria-labelledby=online-ahead] li').join(' ');
    expect(ahead).toContain(`прочитали ${reach.have_read} из ${reach.told}`);
  });

  it('offers to set the next lesson online, and no longer once it has begun', async () => {
    at.school.clock.set('2026-11-24T07:30');
    const early = await (await at.as('kovaleva')).open('/');
    const href = early.$('.now .actions a').last().attr('href');
    expect(href).toMatch(/^\/lessons\/\d+\/format$/);
    at.school.clock.set('2026-11-24T23:00');
    expect((await (await at.as('kovaleva')).open('/')).$('.now-when').text()).not.toContain('Сейчас');
  });

  it('shows a class teacher what the class has online today', async () => {
    const page = await (await at.as('kovaleva')).open('/');
    expect(page.$('#online-headed').text().replace(/\s/g, ' ')).toBe('7А: сегодня онлайн');
    expect(textsOf(page, '.card h2')).toContain('Каналы 7А');
  });

  it('tells of what others changed, and not of what the teacher did', async () => {
    const { id } = await at.db.row(
      Found,
      sql`
        select t.lesson_id as id from lesson_teacher t join lesson l on l.id = t.lesson_id
        where t.person_id = ${await personOf(at.db, 'kovaleva')} and l.format = 'in_person' and l.day = '2026-11-25'
        order by l.period limit 1`,
    );
    await at.db.run(sql`update lesson set status = 'cancelled', cancelled_reason = 'мороз' where id = ${id}`);
    await at.db.run(sql`
      insert into lesson_change (lesson_id, at, kind, changed_by)
      values (${id}, '2026-11-24T06:00Z', 'cancelled', ${await personOf(at.db, 'ivanenko')})`);
    const teacher = await at.as('kovaleva');
    expect(textsOf(await teacher.open('/'), '[aria-labelledby=changes] li').join()).toContain(
      'урок отменён: мороз',
    );
    await at.db.run(sql`
      update lesson_change set changed_by = ${await personOf(at.db, 'kovaleva')} where lesson_id = ${id}`);
    expect((await teacher.open('/')).$('[aria-labelledby=changes]').text()).not.toContain('мороз');
  });

  it('asks for another service where the one of a lesson may not be used on its day', async () => {
    const kovaleva = await at.as('kovaleva');
    expect((await kovaleva.open('/')).$('.todo').text()).not.toContain('не разрешён');
    await at.db.run(sql`update service set withdrawn_from = '2026-11-25' where name = 'Сферум'`);
    const page = await kovaleva.open('/');
    await expectValidHtml(page.html);
    const left = await at.db.rows(
      Found,
      sql`
        select l.id from lesson l join lesson_teacher t on t.lesson_id = l.id
        where t.person_id = ${await personOf(at.db, 'kovaleva')} and l.format = 'online' and l.status = 'planned'
          and l.day between '2026-11-25' and '2026-12-01'
        order by l.starts_at`,
    );
    const hrefs = page.$('.todo a:contains("Сферум")').map((_i, el) => page.$(el).attr('href'));
    expect(hrefs.get()).toEqual(left.map(({ id }) => `/lessons/${id}`));
    expect(textsOf(page, '.todo li').join()).toContain('сервис «Сферум» в этот день не разрешён');
    const lesson = await kovaleva.open(String(hrefs.get(0)));
    expect(lesson.words).toContain('Выбрать сервис');
    expect((await (await at.as('sonya')).open('/')).$('.todo').text()).not.toContain('не разрешён');
  });

  it('who is a mother too is one page with both, the child’s part by name', async () => {
    const orlova = await at.as('orlova');
    const page = await orlova.open('/');
    await expectValidHtml(page.html);
    expect(textsOf(page, '.sec-head h2')).toEqual(
      expect.arrayContaining(['Мои уроки сегодня', 'Даша: уроки сегодня']),
    );
    expect(page.$('#todo')).toHaveLength(1);
    const dasha = await orlova.open(`/?child=${await personOf(at.db, 'dasha')}`);
    expect(textsOf(dasha, '.sec-head h2')).not.toContain('Мои уроки сегодня');
    expect(dasha.$('.now')).toHaveLength(0);
  });
});

describe('the coordinator’s page', () => {
  it('has numbers, each leading to what it counts', async () => {
    const ivanenko = await at.as('ivanenko');
    const page = await ivanenko.open('/');
    await expectValidHtml(page.html);
    expect(page.$('h1').text()).toBe('Соответствие порядку');
    const figures = page.$('.figure');
    expect(figures).toHaveLength(6);
    for (const link of figures.toArray()) {
      const to = await ivanenko.open(String(page.$(link).attr('href')));
      expect(to.status, page.$(link).attr('href')).toBe(200);
      await expectValidHtml(to.html);
    }
    expect(page.$('.steps')).toHaveLength(0);
    const today = await ivanenko.open('/online-lessons');
    expect(today.$('.online-list li')).toHaveLength(Number(figures.first().find('b').text()));
  });

  it('names the lessons left without an approved service, and what ends soon', async () => {
    await at.db.run(sql`update service set suspended_from = '2026-11-25' where name = 'Сферум'`);
    await at.db.run(sql`update service set valid_to = '2026-12-10' where name = 'VK-мессенджер'`);
    const ivanenko = await at.as('ivanenko');
    const page = await ivanenko.open('/');
    const tasks = textsOf(page, '.tasks li').join(' | ');
    expect(tasks).toContain('сервис «Сферум» приостановлен');
    expect(tasks).toContain('Продлите или замените сервис «VK-мессенджер»');
    await at.db.run(sql`update service set withdrawn_from = '2026-12-01' where name = 'VK-мессенджер'`);
    expect(textsOf(await ivanenko.open('/'), '.tasks li').join()).not.toContain('VK-мессенджер');
    const left = await ivanenko.open('/online-lessons?show=left');
    await expectValidHtml(left.html);
    expect(left.$('.tag-bad').text()).toContain('сервис не разрешён');
    expect(left.$('.online-list li')).toHaveLength(Number(page.$('.figure b').eq(2).text()));
  });

  it('counts the classes without a channel for video lessons', async () => {
    await at.db.run(sql`
      update channel set ends_on = '2026-11-20' where purpose = 'videoconference'
        and class_id = (select id from class where name = '7Б')`);
    const page = await (await at.as('ivanenko')).open('/');
    expect(page.$('.figure b').eq(3).text()).toBe('1');
    expect(textsOf(page, '.tasks li').join()).toContain(
      'Закрепите канал для видеоуроков: его нет у 1 класса',
    );
  });

  it('shows late lessons with the reason', async () => {
    await at.db.run(sql`
      update lesson set is_late = true, late_reason = 'болезнь учителя'
      where id = (select id from lesson where day = '2026-11-24' and format = 'online' order by id limit 1)`);
    const page = await (await at.as('ivanenko')).open('/online-lessons?show=late');
    expect(page.words.replace(/\s/g, ' ')).toContain('объявлен поздно: болезнь учителя');
  });

  it.each(['kovaleva', 'sonya', 'belova'])('online lessons of the school are not for %s', async (login) => {
    expect((await (await at.as(login)).open('/online-lessons')).status).toBe(403);
  });

  it('in a new school begins with the first steps, ticked as they are done', async () => {
    // What a new school has: people, and nothing else
    const attendance = [
      'measure',
      'concern',
      'ticket',
      'mark',
      'register_total',
      'register_change',
      'register',
    ];
    const before = ['entry', 'register_reminder', ...attendance];
    for (const table of [...before, 'notice', 'lesson', 'timetable_version', 'channel', 'course', 'bell']) {
      await at.db.run({ text: `delete from ${table}`, values: [] });
    }
    const page = await (await at.as('ivanenko')).open('/');
    await expectValidHtml(page.html);
    const steps = textsOf(page, '.steps li');
    expect(steps).toHaveLength(5);
    expect(steps[0]).toContain('готово');
    expect(steps[1]).toContain('Когда начинаются');
    expect(steps[2]).toContain('Файл aSc');
    expect(steps[3]).toContain('готово');
    expect(page.words).toContain('Расписания ещё нет');
    const sonya = await (await at.as('sonya')).open('/');
    expect(sonya.words.replace(/\s/g, ' ')).toContain('Сегодня уроков нет. Расписание появится здесь');
    expect((await (await at.as('kovaleva')).open('/')).status).toBe(200);
    expect((await (await at.as('sonya')).open('/week')).words).toContain(
      'Они появятся, когда школа загрузит',
    );
  });
});

describe('the technical specialist’s page', () => {
  it('says whether the worker lives', async () => {
    await at.db.run(sql`delete from worker_heartbeat`);
    const litvinov = await at.as('litvinov');
    const never = await litvinov.open('/');
    await expectValidHtml(never.html);
    expect(textsOf(never, '.states > div')[0]).toContain('не работает');
    await at.db.run(sql`insert into worker_heartbeat (name, at) values ('worker', ${at.school.clock.now()})`);
    expect(textsOf(await litvinov.open('/'), '.states > div')[0]).toContain('в порядке');
    at.school.clock.advance({ minutes: 5 });
    expect(textsOf(await litvinov.open('/'), '.states > div')[0]).toContain('не работает');
  });

  it('counts jobs that fail, sign-ins that failed and entries that were refused', async () => {
    await at.db.run(sql`select graphile_worker.add_job('notice.deliver', '{}'::json, max_attempts => 3)`);
    await at.db.run(sql`update graphile_worker._private_jobs set attempts = 3`);
    const one = visitor(at.app);
    await (await one.open('/sign-in'))
      .form('/sign-in')
      .submit({ login: 'sonya', password: 'not the password' });
    await at.db.run(sql`
      insert into entry (lesson_id, person_id, at, outcome, reason)
      select id, ${await personOf(at.db, 'timur')}, ${at.school.clock.now()}, 'refused', 'not_participant'
      from lesson where day = '2026-11-24' and format = 'online' order by id limit 1`);
    const page = await (await at.as('litvinov')).open('/');
    await expectValidHtml(page.html);
    const states = textsOf(page, '.states > div').join(' | ');
    expect(states).toContain('остановлены 1');
    expect(states).toContain('неверный пароль или код 1');
    expect(states).toContain('отказано 1');
    expect(page.words).toContain('notice.deliver');
    expect(page.words).toContain('не из этой группы');
    expect(page.html).not.toContain('Ахметов');
    expect(page.$('.page-head a').attr('href')).toBe('/');
  });
});

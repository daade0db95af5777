import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { lessonOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { runDueJobs } from '../support/jobs.ts';

const LINK = 'https://sferum.ru/?call_link=kanareyka-7a';

const LessonRow = z.object({
  format: z.string(),
  link: z.string().nullable(),
  topic: z.string(),
  is_late: z.boolean(),
  late_reason: z.string(),
  warnings: z.array(z.string()),
  version: z.number(),
});

let at: Stage;
let inTime: number;
let soon: number;

const lesson = (id: number) =>
  at.db.row(
    LessonRow,
    sql`select format, link, topic, is_late, late_reason, warnings, version from lesson where id = ${id}`,
  );

const told = (lessonId: number) =>
  at.db
    .rows(
      z.object({ login: z.string() }),
      sql`
        select a.login from notice_lesson nl join recipient r on r.notice_id = nl.notice_id
        join account a on a.person_id = r.person_id
        where nl.lesson_id = ${lessonId} order by a.login
      `,
    )
    .then((rows) => rows.map((row) => row.login));

const noticesOf = (lessonId: number) =>
  at.db.row(Count, sql`select count(*) as count from notice_lesson where lesson_id = ${lessonId}`);

beforeEach(async () => {
  at = await stage(); // Tuesday, 24 November, 10:00
  inTime = await lessonOf(at.db, 'kovaleva', '2026-11-26', 7);
  soon = await lessonOf(at.db, 'kovaleva', '2026-11-25', 3); // in 23 hours and 50 minutes
});

async function announce(login: string, id: number, fields: Record<string, string> = {}) {
  const one = await at.as(login);
  const form = (await one.open(`/lessons/${id}/format`)).form(`/lessons/${id}/format`);
  return form.submit({ source: 'link', link: LINK, topic: 'Проценты', preparation: 'Тетрадь', ...fields });
}

describe('a lesson set online', () => {
  it('is told at once to the pupils of its group, their guardians, and nobody else', async () => {
    const done = await announce('kovaleva', inTime);
    expect(done.status).toBe(303);
    expect((await done.follow()).words).toContain('Ученики и родители получили уведомление');
    expect(await lesson(inTime)).toMatchObject({
      format: 'online',
      link: LINK,
      topic: 'Проценты',
      is_late: false,
    });
    const logins = await told(inTime);
    expect(logins).toEqual(expect.arrayContaining(['sonya', 'nikita', 'dasha', 'belova', 'belov', 'orlova']));
    for (const stranger of ['timur', 'akhmetova', 'misha', 'ershov', 'gromov', 'kovaleva', 'sidorov']) {
      expect(logins).not.toContain(stranger);
    }
  });

  it('shows the family what, when, how and what to prepare, naming the child', async () => {
    await announce('kovaleva', inTime);
    const mother = await at.as('belova');
    const inbox = await mother.open('/notices');
    const item = inbox.$('.inbox li').first().text();
    expect(item).toContain('Соня');
    expect(item).toContain('13:20');
    const notice = await inbox.form(inbox.$('.inbox form').first().attr('action')).submit();
    const page = await notice.follow();
    expect(page.words).toMatch(/13:20–14:00.*онлайн.*Сферум.*Проценты.*Тетрадь/);
    await expectValidHtml(page.html);
  });

  it('keeps its address out of every page of everybody', async () => {
    await announce('kovaleva', inTime);
    for (const login of ['kovaleva', 'sonya', 'belova', 'ivanenko', 'litvinov']) {
      const one = await at.as(login);
      for (const path of [`/lessons/${inTime}`, '/', '/notices', '/week?week=2026-W48']) {
        expect((await one.open(path)).html, `${login} ${path}`).not.toContain('kanareyka');
      }
    }
    const teacher = await at.as('kovaleva');
    expect((await teacher.open(`/lessons/${inTime}/format`)).html).not.toContain('kanareyka');
    expect(JSON.stringify(at.school.logged)).not.toContain('kanareyka');
    const audit = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where details::text like '%kanareyka%'`,
    );
    expect(audit.count).toBe(0);
  });

  it('offers the channel of the class, and takes it', async () => {
    const one = await at.as('kovaleva');
    const shown = await one.open(`/lessons/${inTime}/format`);
    const form = shown.form(`/lessons/${inTime}/format`);
    expect(form.fields.source).toBe('channel');
    await form.submit();
    expect((await lesson(inTime)).link).toMatch(/^https:\/\/sferum\.ru\//);
  });

  it('shows its teacher who was told, who has read, and who cannot be reached', async () => {
    await announce('kovaleva', inTime);
    expect(await runDueJobs(at.school)).toContain('notice.deliver');
    const father = await at.as('belov');
    const inbox = await father.open('/notices');
    await inbox.form(inbox.$('.inbox form').first().attr('action')).submit();
    const teacher = await at.as('kovaleva');
    const page = await teacher.open(`/lessons/${inTime}`);
    const row = (name: string) =>
      page
        .$('tr')
        .filter((_at, tr) => page.$(tr).text().includes(name))
        .text();
    expect(row('Белова Софья')).toContain('1 из 2');
    expect(row('Захаров Никита')).toContain('не дошло');
    await expectValidHtml(page.html);
  });

  it('with less than the lead takes a reason, and counts as late', async () => {
    const refused = await announce('kovaleva', soon);
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('До урока меньше 24 часов');
    expect(refused.form(`/lessons/${soon}/format`).fields.topic).toBe('Проценты');
    expect(await lesson(soon)).toMatchObject({ format: 'in_person', version: 1 });
    const done = await refused
      .form(`/lessons/${soon}/format`)
      .submit({ late_reason: 'illness', late_words: 'болею', link: LINK, source: 'link' });
    expect(done.status).toBe(303);
    expect(await lesson(soon)).toMatchObject({ is_late: true, late_reason: 'болезнь учителя: болею' });
  });

  it('keeps the warnings about health that the teacher saw', async () => {
    await announce('kovaleva', inTime);
    const { warnings } = await lesson(inTime);
    expect(warnings.join(' ')).toMatch(/60.минут/);
    expect((await (await at.as('kovaleva')).open(`/lessons/${inTime}`)).words).toContain('Беречь здоровье');
  });

  it('several changes within minutes are one notice, unread again; a later one is another', async () => {
    await announce('kovaleva', inTime);
    const sonya = await at.as('sonya');
    const inbox = await sonya.open('/notices');
    await inbox.form(inbox.$('.inbox form').first().attr('action')).submit();
    at.school.clock.advance({ minutes: 5 });
    await announce('kovaleva', inTime, { topic: 'Дроби' });
    expect((await noticesOf(inTime)).count).toBe(1);
    expect((await sonya.open('/notices')).$('.inbox li').first().attr('class')).toBe('is-unread');
    at.school.clock.advance({ minutes: 11 });
    await announce('kovaleva', inTime, { topic: 'Отношения' });
    expect((await noticesOf(inTime)).count).toBe(2);
  });

  it('takes all lessons of the course until a day, with one notice', async () => {
    const done = await announce('kovaleva', inTime, { scope: 'course', until: '2026-12-11' });
    expect(done.status, JSON.stringify(at.school.logged.at(-2))).toBe(303);
    const online = await at.db.row(
      Count,
      sql`select count(*) as count from lesson l where l.format = 'online' and l.day between '2026-11-26' and '2026-12-11'
        and l.course_id = (select course_id from lesson where id = ${inTime})`,
    );
    expect(online.count).toBe(3);
    expect((await noticesOf(inTime)).count).toBe(1);
  });
});

describe('setting a lesson online is refused', () => {
  it.each([
    ['another host', 'https://example.com/call', 'не относится к сервису'],
    ['a host that only looks alike', 'https://sferum.ru.example.com/', 'не относится к сервису'],
    ['plain http', 'http://sferum.ru/call', 'https://'],
    ['a script', 'javascript:alert(1)', 'https://'],
    ['a name and a password', 'https://sferum.ru@example.com/', 'имени и пароля'],
    ['a port', 'https://sferum.ru:8443/', 'порта'],
    ['nothing', '', 'Вставьте ссылку'],
  ])('for %s, keeping what was typed', async (_what, link, words) => {
    const refused = await announce('kovaleva', inTime, { link });
    expect(refused.status).toBe(422);
    expect(refused.$('.errsum').text()).toContain(words);
    expect(refused.form(`/lessons/${inTime}/format`).fields).toMatchObject({ link, topic: 'Проценты' });
    expect(await lesson(inTime)).toMatchObject({ format: 'in_person', version: 1 });
    await expectValidHtml(refused.html);
  });

  it('for a service that is not approved on that day', async () => {
    const one = await at.as('kovaleva');
    const form = (await one.open(`/lessons/${inTime}/format`)).form(`/lessons/${inTime}/format`);
    await at.db.run(sql`update service set withdrawn_from = '2026-11-25' where name = 'Сферум'`);
    const refused = await form.submit({ source: 'link', link: LINK });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('не разрешён для видеоуроков');
    expect((await lesson(inTime)).format).toBe('in_person');
  });

  it('for a lesson that has begun', async () => {
    const one = await at.as('kovaleva');
    const form = (await one.open(`/lessons/${inTime}/format`)).form(`/lessons/${inTime}/format`);
    at.school.clock.set('2026-11-24T10:30');
    await at.db.run(
      sql`update lesson set starts_at = '2026-11-24T08:10:00Z', ends_at = '2026-11-24T08:55:00Z' where id = ${inTime}`,
    );
    const refused = await form.submit({ source: 'link', link: LINK });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('уже начался или прошёл');
  });

  it.each([
    ['sidorov', 403, 'Этот урок ведёт Ковалёва'],
    ['sonya', 403, ''],
    ['belova', 403, ''],
    ['timur', 404, ''],
    ['akhmetova', 404, ''],
    ['ershov', 404, ''],
    ['litvinov', 403, ''],
  ])('%s: %i, and nothing is written', async (login, status, words) => {
    const one = await at.as(login);
    const shown = await one.open(`/lessons/${inTime}/format`);
    expect(shown.status).toBe(status);
    expect(shown.words).toContain(words);
    const sent = await one.send(`/lessons/${inTime}/format`, {
      version: '1',
      source: 'link',
      link: LINK,
      scope: 'lesson',
    });
    expect(sent.status).toBe(status);
    expect(await lesson(inTime)).toMatchObject({ format: 'in_person', version: 1 });
    const denials = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'access.denied'`,
    );
    expect(denials.count).toBe(2);
  });

  it('for a lesson that is not there', async () => {
    const one = await at.as('kovaleva');
    for (const path of ['/lessons/999999999/format', '/lessons/x/format', '/lessons/0/format']) {
      expect((await one.open(path)).status).toBe(404);
    }
  });
});

describe('two presses and two people', () => {
  it('the same form sent twice changes the lesson once', async () => {
    const one = await at.as('kovaleva');
    const form = (await one.open(`/lessons/${inTime}/format`)).form(`/lessons/${inTime}/format`);
    const first = await form.submit({ source: 'link', link: LINK });
    const second = await form.submit({ source: 'link', link: LINK });
    expect([first.location, second.location]).toEqual([`/lessons/${inTime}`, `/lessons/${inTime}`]);
    expect(await lesson(inTime)).toMatchObject({ version: 2 });
    expect((await noticesOf(inTime)).count).toBe(1);
  });

  it('whoever comes second with a mistake is told first that the lesson was changed', async () => {
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open(`/lessons/${inTime}/format`)).form(`/lessons/${inTime}/format`);
    await announce('ivanenko', inTime, { topic: 'От координатора' });
    const second = await form.submit({ source: '', topic: 'Моя тема' });
    expect(second.status).toBe(409);
    expect(second.words).toContain('урок изменили');
    expect(second.form(`/lessons/${inTime}/format`).fields).toMatchObject({
      topic: 'Моя тема',
      version: '2',
    });
  });

  it('whoever comes second is shown their own words over the lesson as it is now', async () => {
    const teacher = await at.as('kovaleva');
    const form = (await teacher.open(`/lessons/${inTime}/format`)).form(`/lessons/${inTime}/format`);
    await announce('ivanenko', inTime, { topic: 'От координатора' });
    const second = await form.submit({ source: 'link', link: LINK, topic: 'Моя тема' });
    expect(second.status).toBe(409);
    expect(second.words).toContain('урок изменили');
    const again = second.form(`/lessons/${inTime}/format`);
    expect(again.fields).toMatchObject({ topic: 'Моя тема', version: '2' });
    expect((await lesson(inTime)).topic).toBe('От координатора');
    expect((await again.submit({ source: 'link', link: LINK })).status).toBe(303);
    expect((await lesson(inTime)).topic).toBe('Моя тема');
  });
});

describe('a lesson that was announced', () => {
  it('is held in school after all, and everybody is told', async () => {
    await announce('kovaleva', inTime);
    const page = await (await at.as('kovaleva')).open(`/lessons/${inTime}`);
    await page.form(`/lessons/${inTime}/in-person`).submit();
    expect(await lesson(inTime)).toMatchObject({ format: 'in_person', link: null });
    const notice = await (await at.as('sonya')).open('/notices');
    expect(notice.$('.inbox li').first().text()).toMatch(/в\sшколе, не\sонлайн/);
  });

  it('is cancelled with a reason that everybody sees, and comes back', async () => {
    const teacher = await at.as('kovaleva');
    const ask = await teacher.open(`/lessons/${inTime}/cancellation`);
    const empty = await ask.form(`/lessons/${inTime}/cancellation`).submit({ reason: ' ' });
    expect(empty.status).toBe(422);
    const done = await empty.form(`/lessons/${inTime}/cancellation`).submit({ reason: 'Олимпиада' });
    expect((await done.follow()).words).toContain('Олимпиада');
    expect((await (await at.as('sonya')).open(`/lessons/${inTime}`)).words).toContain('Отменён');
    await (await teacher.open(`/lessons/${inTime}`)).form(`/lessons/${inTime}/restoration`).submit();
    const row = await at.db.row(
      z.object({ status: z.string() }),
      sql`select status from lesson where id = ${inTime}`,
    );
    expect(row.status).toBe('planned');
  });
});

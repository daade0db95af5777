import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown } from '../support/visitor.ts';

let at: Stage;
const Found = z.object({ id: z.number() });

beforeEach(async () => {
  at = await stage();
});

const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
const tasksOf = (page: Shown) =>
  page
    .$('.tasks li')
    .map((_i, el) =>
      plain([...page.$(el).find('.task-t, .due')].map((part) => page.$(part).text()).join(' ')),
    )
    .get();
const hrefOf = (page: Shown, words: string) =>
  page
    .$('.tasks a')
    .filter((_i, el) => plain(page.$(el).text()).includes(words))
    .attr('href');

/** A course that kovaleva teaches and sonya learns. */
async function courseId(): Promise<number> {
  const found = sql`
    select c.id from course c join course_teacher t on t.course_id = c.id join group_student g on g.group_id = c.group_id
    where t.person_id = ${await personOf(at.db, 'kovaleva')} and g.student_id = ${await personOf(at.db, 'sonya')}
    order by c.id limit 1`;
  return (await at.db.row(Found, found)).id;
}

/** A question to kovaleva about Соня. */
async function ask(by: string, state: string, since = '2026-11-24T06:00:00Z'): Promise<number> {
  const waiting = state === 'waiting' ? since : null;
  return (
    await at.db.row(
      Found,
      sql`
        insert into question (student_id, asked_by, asked_at, topic, course_id, teacher_id, state, waiting_since)
        values (${await personOf(at.db, 'sonya')}, ${await personOf(at.db, by)}, ${since}, 'material',
          ${await courseId()}, ${await personOf(at.db, 'kovaleva')}, ${state}, ${waiting}::timestamptz)
        returning id`,
    )
  ).id;
}

async function answer(question: number, kind: 'answer' | 'ask_back'): Promise<void> {
  await at.db.run(sql`
    insert into question_message (question_id, author_id, side, kind, body, at)
    values (${question}, ${await personOf(at.db, 'kovaleva')}, 'school', ${kind}, 'Слова', '2026-11-24T07:00:00Z')`);
}

/** A consultation of kovaleva online today, from a local time on, with so many places. */
async function open(starts: string, ends: string): Promise<number> {
  const teacher = await personOf(at.db, 'kovaleva');
  return (
    await at.db.row(
      Found,
      sql`
        with series as (
          insert into consultation_series (teacher_id, format, service_id, link, places, turn_minutes, audience, attendees,
            is_weekly, first_day, last_day, starts_at, ends_at, cancel_hours, created_by, created_at)
          select ${teacher}, 'online', (select min(id) from service), 'https://sferum.example/1', 3, 20, 'courses', 'both',
            false, '2026-11-24', '2026-11-24', ${starts}, ${ends}, 3, ${teacher}, '2026-11-20T10:00:00Z'
          returning id)
        insert into consultation (series_id, teacher_id, day, starts_at, ends_at, places, taken)
        select id, ${teacher}, '2026-11-24', ('2026-11-24 ' || ${starts}::text)::timestamp at time zone 'Europe/Kaliningrad',
          ('2026-11-24 ' || ${ends}::text)::timestamp at time zone 'Europe/Kaliningrad', 3, 1 from series
        returning id`,
    )
  ).id;
}

async function book(consultation: number, attendee: string, state: 'booked' | 'invited'): Promise<void> {
  const person = await personOf(at.db, attendee);
  await at.db.run(sql`
    insert into booking (consultation_id, student_id, attendee_id, place, during, state, made_by, made_at, changed_at,
      expires_at)
    select id, ${await personOf(at.db, 'sonya')}, ${person}, 1, during, ${state}, ${person}, '2026-11-23T10:00:00Z',
      '2026-11-23T10:00:00Z', ${state === 'invited' ? '2026-11-24T12:00:00Z' : null}::timestamptz
    from consultation where id = ${consultation}`);
}

async function survey(state: 'open' | 'closed' | 'published'): Promise<number> {
  const by = await personOf(at.db, 'ivanenko');
  const isOver = state !== 'open';
  const { id } = await at.db.row(
    Found,
    sql`
      insert into survey (title, state, opens_on, closes_on, created_by, created_at, opened_at, changes, decision,
        published_at)
      values ('Как нам вместе', ${state}, '2026-11-10', ${isOver ? '2026-11-20' : '2026-11-30'}, ${by},
        '2026-11-09T10:00:00Z', '2026-11-10T10:00:00Z', ${isOver ? 'Ответы приходят быстрее' : ''},
        ${state === 'published' ? 'Решили' : ''}, ${state === 'published' ? '2026-11-22T10:00:00Z' : null}::timestamptz)
      returning id`,
  );
  await at.db.run(sql`insert into survey_audience (survey_id, role) values (${id}, 'parent')`);
  return id;
}

describe('the home of a family', () => {
  it('says what the teacher asks back and what is answered, to whoever asked alone', async () => {
    const [back, answered, read] = [
      await ask('belova', 'asked_back'),
      await ask('belova', 'answered'),
      await ask('belova', 'answered'),
    ];
    await answer(back, 'ask_back');
    await answer(answered, 'answer');
    await answer(read, 'answer');
    await at.db.run(sql`update question_message set read_at = at where question_id = ${read}`);
    const page = await (await at.as('belova')).open('/');
    await expectValidHtml(page.html);
    expect(hrefOf(page, 'Учитель спрашивает вас')).toBe(`/questions/${back}`);
    expect(tasksOf(page).find((text) => text.includes('спрашивает'))).toContain('Соня.');
    expect(hrefOf(page, 'Ответ учителя')).toBe(`/questions/${answered}`);
    expect(page.html).not.toContain(`/questions/${read}"`);
    for (const other of ['belov', 'sonya', 'akhmetova'])
      expect(tasksOf(await (await at.as(other)).open('/')).join(), other).not.toMatch(
        /Ответ учителя|спрашивает вас/,
      );
    const mishas = await (await at.as('belova')).open(`/?child=${await personOf(at.db, 'misha')}`);
    expect(tasksOf(mishas).join()).not.toContain('Ответ учителя');
  });

  it('has the consultations to come with the way in, and an invitation until it expires', async () => {
    await book(await open('10:10', '10:30'), 'belova', 'booked');
    const invited = await open('15:00', '15:20');
    await book(invited, 'belova', 'invited');
    const page = await (await at.as('belova')).open('/');
    await expectValidHtml(page.html);
    expect(plain(page.$('[aria-labelledby=meetings] .feed').text())).toMatch(
      /сегодня, 10:10–10:30 ?Соня\. Ковалёва Е\. П\., онлайн Войти на встречу/,
    );
    expect(hrefOf(page, 'Приглашение на консультацию')).toBe(`/consultations/${invited}`);
    expect((await (await at.as('belov')).open('/')).$('[aria-labelledby=meetings]')).toHaveLength(0);
    at.school.clock.set('2026-11-24T14:30');
    const late = await (await at.as('belova')).open('/');
    expect(hrefOf(late, 'Приглашение')).toBeUndefined();
    expect(late.$('[aria-labelledby=meetings]')).toHaveLength(0);
  });

  it('asks by name of the child what a survey asks, and tells what changed afterwards', async () => {
    const id = await survey('open');
    const belova = await at.as('belova');
    const page = await belova.open('/');
    expect(tasksOf(page).filter((text) => text.includes('Как нам вместе'))).toEqual([
      expect.stringContaining('Опрос «Как нам вместе»: Соня ответьте до 30 ноября'),
      expect.stringContaining('Опрос «Как нам вместе»: Миша'),
    ]);
    expect(hrefOf(page, 'Как нам вместе')).toContain(`/surveys/${id}/answer?child=`);
    expect(tasksOf(await (await at.as('sonya')).open('/')).join()).not.toContain('Как нам вместе');
    await at.db.run(sql`delete from survey_audience`);
    const changed = await survey('published');
    const later = await belova.open('/');
    expect(later.$('[aria-labelledby=changed] a').attr('href')).toBe(`/surveys/${changed}/outcome`);
    expect((await (await at.as('sonya')).open('/')).$('[aria-labelledby=changed]')).toHaveLength(0);
    at.school.clock.set('2026-12-20T10:00');
    expect((await (await at.as('belova')).open('/')).$('[aria-labelledby=changed]')).toHaveLength(0);
  });

  it('offers a parents’ day until there is a place of it, to guardians', async () => {
    await at.db.run(sql`
      insert into parents_day (name, day, starts_at, ends_at, turn_minutes, state, created_by, created_at)
      values ('Родительский день', '2026-12-08', '16:00', '19:00', 10, 'announced',
        ${await personOf(at.db, 'ivanenko')}, '2026-11-20T10:00:00Z')`);
    expect(tasksOf(await (await at.as('belova')).open('/')).join()).toContain(
      'Родительский день 8 декабря: выберите учителей',
    );
    expect(tasksOf(await (await at.as('sonya')).open('/')).join()).not.toContain('Родительский день');
    await at.db.run(sql`update parents_day set state = 'draft'`);
    expect(tasksOf(await (await at.as('belova')).open('/')).join()).not.toContain('Родительский день');
  });
});

describe('the home of a teacher', () => {
  it('counts the questions that wait, with the oldest, and the families to record', async () => {
    await ask('belova', 'waiting', '2026-11-20T08:00:00Z');
    await ask('sonya', 'waiting');
    await book(await open('09:00', '09:20'), 'belova', 'booked');
    await book(await open('12:00', '12:20'), 'belova', 'booked');
    const page = await (await at.as('kovaleva')).open('/');
    await expectValidHtml(page.html);
    const tasks = tasksOf(page).join('\n');
    expect(tasks).toContain('Ждут ответа: 2 вопроса самый давний: 20 ноября, 10:00');
    expect(tasks).toContain('Отметьте, кто пришёл на консультацию: 1 запись');
    expect(plain(page.$('[aria-labelledby=meetings]').text())).toMatch(
      /сегодня, 12:00–12:20 ?онлайн, 1 семья/,
    );
    expect(page.$('[aria-labelledby=meetings] form')).toHaveLength(0);
    expect(tasksOf(await (await at.as('sidorov')).open('/')).join()).not.toContain('Ждут ответа');
    const quick = page.$('.quick a').map((_i, el) => page.$(el).attr('href'));
    expect(quick.get()).toContain('/channels');
  });
});

describe('the coordinator’s home', () => {
  it('leads to what families ask and are asked, with what is late', async () => {
    const ivanenko = await at.as('ivanenko');
    const calm = await ivanenko.open('/');
    expect(tasksOf(calm).join()).not.toMatch(/ответа дольше|жалоб|Идёт опрос/);
    const id = await ask('belova', 'waiting', '2026-11-17T08:00:00Z');
    await ask('belova', 'waiting');
    await answer(id, 'ask_back');
    await at.db.run(sql`
      insert into complaint (message_id, made_by, made_at, quote)
      select max(id), ${await personOf(at.db, 'belova')}, '2026-11-24T07:30:00Z', 'Слова' from question_message`);
    const [open, closed] = [await survey('open'), await survey('closed')];
    const page = await ivanenko.open('/');
    await expectValidHtml(page.html);
    const tasks = tasksOf(page).join('\n');
    expect(tasks).toContain('1 вопрос ждёт ответа дольше двух учебных дней');
    expect(tasks).toContain('Жалобы на сообщения: 1 ждут решения');
    expect(hrefOf(page, 'Идёт опрос «Как нам вместе»')).toBe(`/surveys/${open}`);
    expect(hrefOf(page, 'Примите решение по опросу')).toBe(`/surveys/${closed}/results`);
    expect(tasks).toContain('ответов меньше пяти');
    await at.db.run(sql`update survey set decision = 'Решили' where id = ${closed}`);
    const publishing = hrefOf(await ivanenko.open('/'), 'Расскажите, что изменилось');
    expect((await ivanenko.open(String(publishing))).status).toBe(200);
    const links = page.$('[aria-labelledby=feedback] a');
    expect(plain(links.first().text())).toBe('Вопросы без ответа ждут: 1');
    for (const link of links.toArray()) {
      const href = String(page.$(link).attr('href'));
      expect((await ivanenko.open(href)).status, href).toBe(200);
    }
  });

  it('reminds of the survey of a term that ends soon, and of the parents’ day', async () => {
    await at.db.run(sql`
      insert into parents_day (name, day, starts_at, ends_at, turn_minutes, state, created_by, created_at)
      values ('Родительский день', '2026-11-30', '16:00', '19:00', 10, 'draft',
        ${await personOf(at.db, 'ivanenko')}, '2026-11-20T10:00:00Z')`);
    at.school.clock.set('2026-12-01T10:00');
    const ivanenko = await at.as('ivanenko');
    const page = await ivanenko.open('/');
    expect(tasksOf(page).join()).toMatch(/Проведите опрос: 2-я четверть заканчивается/);
    expect(tasksOf(page).join()).not.toContain('Родительский день');
    at.school.clock.set('2026-11-24T10:00');
    const before = await (await at.as('ivanenko')).open('/');
    expect(tasksOf(before).join()).toContain('Родительский день 30 ноября: черновик');
  });
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { lessonOf, personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown } from '../support/visitor.ts';
import { savedMarks, savedRegister } from './marks.ts';

let at: Stage;
let lesson: number;

beforeEach(async () => {
  at = await stage({ now: '2026-11-24T11:20' });
  lesson = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
});

const field = async (kind: 'a' | 'm' | 'v' | 'r', login: string) => `${kind}_${await personOf(at.db, login)}`;
const registerForm = (page: Shown) => page.form(urls.register(lesson));

describe('a register', () => {
  it('has every pupil of the group, present by default in the form and nowhere else', async () => {
    const page = await (await at.as('kovaleva')).open(urls.register(lesson));
    expect(page.status).toBe(200);
    await expectValidHtml(page.html);
    expect(page.$('[data-pupil]')).toHaveLength(9);
    expect(page.$('input[value=present]:checked')).toHaveLength(9);
    expect(page.words).toContain('Не заполнен');
    expect(await savedRegister(at.db, lesson)).toBeNull();
  });

  it('is saved as it was filled, says what follows and shows who saved it when', async () => {
    const kovaleva = await at.as('kovaleva');
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    const done = await form.submit({
      [await field('a', 'dasha')]: 'late',
      [await field('m', 'dasha')]: '7',
      [await field('a', 'nikita')]: 'absent',
      [await field('a', 'kirill')]: 'technical',
      [await field('v', 'sonya')]: '3',
      [await field('r', 'sonya')]: '  у доски ',
    });
    expect(done.location).toBe(urls.register(lesson));
    const page = await done.follow();
    await expectValidHtml(page.html);
    const words = page.$('body').text().replace(/\s+/g, ' ');
    expect(words).toContain('на уроке 6, опоздали 1, не было 1, не смогли подключиться 1');
    expect(words).toContain('узнают в 12:20');
    expect(page.$('.reg-state').text().replace(/\s+/g, ' ')).toContain(
      'Заполнен: сегодня, 11:20, Ковалёва Е. П.',
    );
    const marks = await savedMarks(at.db, lesson);
    expect(marks.size).toBe(9);
    expect(marks.get('Орлова Дарья')).toMatchObject({ attendance: 'late', minutes_late: 7 });
    expect(marks.get('Захаров Никита')).toMatchObject({ attendance: 'absent' });
    expect(marks.get('Ершов Кирилл')).toMatchObject({ attendance: 'technical' });
    expect(marks.get('Белова Софья')).toEqual({
      attendance: 'present',
      minutes_late: null,
      activity: 3,
      remark: 'у доски',
    });
    expect(await savedRegister(at.db, lesson)).toEqual({
      version: 1,
      not_held_reason: '',
      changes: 1,
      events: 1,
    });
  });

  it('promises no word to guardians of those whose absence they announced themselves', async () => {
    const kovaleva = await at.as('kovaleva');
    const dasha = await personOf(at.db, 'dasha');
    await at.db.run(sql`
      insert into absence (student_id, starts_on, ends_on, reason, announced_at)
      values (${dasha}, '2026-11-24', '2026-11-24', 'illness', '2026-11-24T05:00:00Z')`);
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    const page = await (await form.submit({ [`a_${dasha}`]: 'absent' })).follow();
    expect(page.words).toContain('на уроке 8, не было 1');
    expect(page.words).not.toContain('узнают в');
    const again = await registerForm(page).submit({ [await field('a', 'nikita')]: 'absent' });
    expect((await again.follow()).words).toContain('узнают в 12:20');
  });

  it('is corrected with who, when, before and after', async () => {
    const kovaleva = await at.as('kovaleva');
    await registerForm(await kovaleva.open(urls.register(lesson))).submit({
      [await field('a', 'dasha')]: 'absent',
    });
    at.school.clock.set('2026-11-25T09:05');
    const form = registerForm(await (await at.as('kovaleva')).open(urls.register(lesson)));
    const page = await (
      await form.submit({ [await field('a', 'dasha')]: 'late', [await field('m', 'dasha')]: '5' })
    ).follow();
    const history = page
      .$('[aria-labelledby=history] li')
      .toArray()
      .map((one) => page.$(one).text().replace(/\s+/g, ' '));
    expect(history).toHaveLength(2);
    expect(history[0]).toContain('сегодня, 09:05, Ковалёва Е. П.');
    expect(history[0]).toContain('Орлова Дарья: не было → опоздание, 5 минут');
    expect(history[1]).toContain('вчера, 11:20');
    expect(page.words).toContain('; исправлен: сегодня, 09:05');
    expect(await savedRegister(at.db, lesson)).toMatchObject({ version: 2, changes: 2, events: 2 });
  });

  it('that is saved again without a change stays as it was', async () => {
    const kovaleva = await at.as('kovaleva');
    await registerForm(await kovaleva.open(urls.register(lesson))).submit();
    await registerForm(await kovaleva.open(urls.register(lesson))).submit();
    expect(await savedRegister(at.db, lesson)).toMatchObject({ version: 1, changes: 1, events: 1 });
  });

  it('keeps what was typed where a number is none, and writes nothing', async () => {
    const kovaleva = await at.as('kovaleva');
    const minutes = await field('m', 'dasha');
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    const page = await form.submit({
      [await field('a', 'dasha')]: 'late',
      [minutes]: 'сто',
      [await field('a', 'nikita')]: 'excused',
      [await field('r', 'nikita')]: 'у врача',
    });
    expect(page.status).toBe(422);
    await expectValidHtml(page.html);
    expect(page.$('.errsum').text()).toContain('Орлова Дарья: опоздание — число минут от 1 до 240');
    expect(page.$(`.errsum a[href="#f-${minutes}"]`)).toHaveLength(1);
    expect(page.$('title').text()).toMatch(/^Ошибка — /);
    expect(registerForm(page).fields).toMatchObject({
      [minutes]: 'сто',
      [await field('a', 'nikita')]: 'excused',
      [await field('r', 'nikita')]: 'у врача',
      version: '0',
    });
    expect(await savedRegister(at.db, lesson)).toBeNull();
    const mended = await registerForm(page).submit({ [minutes]: '10' });
    expect(mended.status).toBe(303);
    expect((await savedMarks(at.db, lesson)).get('Орлова Дарья')?.minutes_late).toBe(10);
  });

  it('takes no mark that is not one, and no minutes of those who were in time', async () => {
    const kovaleva = await at.as('kovaleva');
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    for (const wrong of [
      { [await field('a', 'dasha')]: 'ill' },
      { [await field('v', 'dasha')]: '4' },
      { [await field('a', 'dasha')]: 'late', [await field('m', 'dasha')]: '0' },
      { [await field('a', 'dasha')]: 'late', [await field('m', 'dasha')]: '241' },
      { [await field('r', 'dasha')]: 'ы'.repeat(301) },
      { version: 'x' },
    ]) {
      expect((await form.submit(wrong)).status, JSON.stringify(wrong).slice(0, 60)).toBe(422);
    }
    expect(await savedRegister(at.db, lesson)).toBeNull();
    await form.submit({
      [await field('m', 'dasha')]: '10',
      [await field('a', 'nikita')]: 'absent',
      [await field('v', 'nikita')]: '2',
    });
    const marks = await savedMarks(at.db, lesson);
    expect(marks.get('Орлова Дарья')).toMatchObject({ attendance: 'present', minutes_late: null });
    expect(marks.get('Захаров Никита')).toMatchObject({ attendance: 'absent', activity: null });
  });

  it('that is pressed twice is saved once', async () => {
    const kovaleva = await at.as('kovaleva');
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    const first = await form.submit({ [await field('a', 'dasha')]: 'absent' });
    const second = await form.submit({ [await field('a', 'dasha')]: 'absent' });
    expect([first.location, second.location]).toEqual([urls.register(lesson), urls.register(lesson)]);
    expect(await savedRegister(at.db, lesson)).toEqual({
      version: 1,
      not_held_reason: '',
      changes: 1,
      events: 1,
    });
  });

  it('survives a session that ended: signing in again comes back to the filled form', async () => {
    const kovaleva = await at.as('kovaleva');
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    await at.db.run(sql`delete from session where person_id = ${await personOf(at.db, 'kovaleva')}`);
    const signIn = await form.submit({
      [await field('a', 'dasha')]: 'absent',
      [await field('r', 'dasha')]: 'молчит',
    });
    expect(signIn.status).toBe(401);
    const password = 'yantar-chayka-volna-kray';
    const kept = await signIn.form('/sign-in').submit({ login: 'kovaleva', password });
    const back = kept.location === null ? kept : await kept.follow();
    const again = await back.form(urls.register(lesson)).submit();
    expect(again.location).toBe(urls.register(lesson));
    const marks = await savedMarks(at.db, lesson);
    expect(marks.size).toBe(9);
    expect(marks.get('Орлова Дарья')).toMatchObject({ attendance: 'absent', remark: 'молчит' });
  });

  it('shows the pupils of the lesson’s day, also those who have changed class since', async () => {
    const dasha = await personOf(at.db, 'dasha');
    await at.db.run(sql`update enrolment set ends_on = '2026-11-24' where student_id = ${dasha}`);
    at.school.clock.set('2026-11-26T09:00');
    const page = await (await at.as('kovaleva')).open(urls.register(lesson));
    expect(page.$(`[data-pupil=${dasha}]`)).toHaveLength(1);
    await at.db.run(sql`update enrolment set ends_on = '2026-11-23' where student_id = ${dasha}`);
    expect(
      (await (await at.as('kovaleva')).open(urls.register(lesson))).$(`[data-pupil=${dasha}]`),
    ).toHaveLength(0);
  });

  it('is not filled by a form without any of its pupils', async () => {
    const kovaleva = await at.as('kovaleva');
    const fields = { version: '0', a_999999: 'absent' };
    const page = await kovaleva.send(urls.register(lesson), fields);
    expect(page.status).toBe(422);
    await expectValidHtml(page.html);
    expect(page.words).toContain('нет ни одного ученика этого урока');
    expect(page.$('[data-pupil]')).toHaveLength(9);
    expect(await savedRegister(at.db, lesson)).toBeNull();
  });

  it('leaves a pupil without a mark who was not in the form', async () => {
    const kovaleva = await at.as('kovaleva');
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    const fields = Object.entries(form.fields).filter(
      ([name]) => !name.startsWith('a_') || name === `a_${0}`,
    );
    await kovaleva.send(urls.register(lesson), {
      ...Object.fromEntries(fields),
      [await field('a', 'dasha')]: 'late',
    });
    expect([...(await savedMarks(at.db, lesson)).keys()]).toEqual(['Орлова Дарья']);
  });
});

describe('a lesson has no register', () => {
  it.each([
    ['in school', sql`update lesson set format = 'in_person', service_id = null, link = null where id = `],
    ['cancelled', sql`update lesson set status = 'cancelled' where id = `],
  ])('that is %s', async (_name, change) => {
    const kovaleva = await at.as('kovaleva');
    const form = registerForm(await kovaleva.open(urls.register(lesson)));
    await at.db.run(sql`${change}${lesson}`);
    expect((await kovaleva.open(urls.register(lesson))).status).toBe(404);
    expect((await form.submit()).status).toBe(404);
    expect((await kovaleva.open(urls.lesson(lesson))).words).not.toContain('Заполнить журнал');
    expect(await savedRegister(at.db, lesson)).toBeNull();
  });

  it('that nobody knows', async () => {
    const kovaleva = await at.as('kovaleva');
    for (const id of ['999999', '0', 'x', '-1']) {
      expect((await kovaleva.open(`/lessons/${id}/register`)).status).toBe(404);
      expect((await kovaleva.send(`/lessons/${id}/register`)).status).toBe(404);
    }
  });
});

const Statements = z.object({ statements: z.number() });

it('costs as many statements with ten times the history, and at most six with session and person', async () => {
  const kovaleva = await at.as('kovaleva');
  await registerForm(await kovaleva.open(urls.register(lesson))).submit({
    [await field('a', 'dasha')]: 'absent',
  });
  for (const kind of ['late', 'excused', 'present', 'absent']) {
    await registerForm(await kovaleva.open(urls.register(lesson))).submit({
      [await field('a', 'dasha')]: kind,
    });
  }
  await kovaleva.open(urls.register(lesson));
  const opened = at.school.logged.filter(
    (line) => line.route === '/lessons/:lessonId/register' && line.method === 'GET',
  );
  const counts = opened.map((line) => Statements.parse(line).statements);
  expect(opened.length).toBeGreaterThan(4);
  expect(new Set(counts).size).toBe(1);
  // What the log counts is all but the session's own statement
  expect(Math.max(...counts)).toBeLessThanOrEqual(5);
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Count } from '../../src/db/db.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Visitor } from '../support/visitor.ts';

let at: Stage;
let sonya: number;

const AbsenceRow = z.object({
  login: z.string(),
  starts_on: z.string(),
  ends_on: z.string(),
  periods: z.array(z.number()).nullable(),
  reason: z.string(),
  words: z.string(),
  state: z.string(),
});

const absences = () =>
  at.db.rows(
    AbsenceRow,
    sql`
      select s.login, a.starts_on, a.ends_on, to_jsonb(a.periods) as periods, a.reason, a.words, a.state
      from absence a join account s on s.person_id = a.student_id order by a.id
    `,
  );

/** What class teachers were told. */
const told = () =>
  at.db.rows(
    z.object({ login: z.string(), title: z.string(), body: z.string() }),
    sql`
      select a.login, n.title, n.body from notice n join recipient r on r.notice_id = n.id
      join account a on a.person_id = r.person_id where n.kind = 'absence_announced' order by n.id
    `,
  );

const openForm = async (one: Visitor, child = sonya) =>
  (await one.open(`/absences/new?child=${child}`)).form('/absences/new');

beforeEach(async () => {
  at = await stage();
  sonya = await personOf(at.db, 'sonya');
  await at.db.run(sql`delete from absence`);
});

describe('announcing an absence', () => {
  it('of today takes the reason and one press, and the class teacher is told', async () => {
    const mother = await at.as('belova');
    const page = await mother.open(`/absences/new?child=${sonya}`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('Сегодня, 24 ноября');
    expect(page.words).toContain('Завтра, 25 ноября');
    const done = await page.form('/absences/new').submit({ reason: 'illness' });
    expect(done.status).toBe(303);
    expect((await done.follow()).words).toContain('Школа узнала о пропуске');
    expect(await absences()).toEqual([
      {
        login: 'sonya',
        starts_on: '2026-11-24',
        ends_on: '2026-11-24',
        periods: null,
        reason: 'illness',
        words: '',
        state: 'announced',
      },
    ]);
    const [notice, ...more] = await told();
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ login: 'kovaleva', title: '7А: сообщили о пропуске' });
    expect(notice?.body.replaceAll('\u00a0', ' ')).toBe('Белова Софья, сегодня, 24 ноября: болеет.');
    const audit = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'absence.announced'`,
    );
    expect(audit.count).toBe(1);
  });

  it('asks first whose it is, where there are several children', async () => {
    const page = await (await at.as('belova')).open('/absences/new');
    await expectValidHtml(page.html);
    expect(page.words).toContain('О ком вы сообщаете?');
    expect(page.$('main form')).toHaveLength(0);
    expect(page.$(`a[href="/absences/new?child=${sonya}"]`)).toHaveLength(1);
    const one = await (await at.as('akhmetova')).open('/absences/new');
    expect(one.words).toContain('Сообщить о пропуске: Тимур');
  });

  it('begins with the next school day once today’s lessons are over', async () => {
    const mother = await at.as('belova');
    expect((await openForm(mother)).fields.when).toBe('2026-11-24');
    at.school.clock.set('2026-11-24T19:00');
    expect((await openForm(mother)).fields.when).toBe('2026-11-25');
    at.school.clock.set('2026-11-27T19:00');
    const friday = await mother.open(`/absences/new?child=${sonya}`);
    expect(friday.form('/absences/new').fields.when).toBe('2026-11-30');
    expect(friday.words).toContain('В понедельник, 30 ноября');
  });

  it('of several days, and of some lessons of one day', async () => {
    const mother = await at.as('belova');
    const days = {
      when: 'days',
      from: '2026-11-25',
      to: '2026-11-27',
      reason: 'family',
      words: 'едем к бабушке',
    };
    expect((await (await openForm(mother)).submit(days)).status).toBe(303);
    const lessons = {
      when: 'lessons',
      lessons_first: ['2026-11-24.5', '2026-11-24.4'],
      reason: 'doctor',
    };
    const done = await (await openForm(mother)).submit(lessons);
    expect(done.status).toBe(303);
    expect((await done.follow()).words).toContain('сегодня, 24 ноября: 4-й и 5-й уроки');
    expect(await absences()).toMatchObject([
      { starts_on: '2026-11-25', ends_on: '2026-11-27', periods: null, words: 'едем к бабушке' },
      { starts_on: '2026-11-24', ends_on: '2026-11-24', periods: [4, 5], reason: 'doctor' },
    ]);
  });

  it('sent twice is announced once', async () => {
    const form = await openForm(await at.as('belova'));
    const [first, again] = [
      await form.submit({ reason: 'illness' }),
      await form.submit({ reason: 'illness' }),
    ];
    expect(again.location).toBe(first.location);
    expect(await absences()).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  it.each([
    ['no reason', { when: '2026-11-24' }, '#f-reason', 'Выберите причину'],
    ['another reason without a word', { when: '2026-11-24', reason: 'other' }, '#f-words', 'в двух словах'],
    ['days without an end', { when: 'days', from: '2026-11-24', to: '' }, '#f-to', 'последний день'],
    [
      'an end before the beginning',
      { when: 'days', from: '2026-11-25', to: '2026-11-24' },
      '#f-to',
      'раньше первого',
    ],
    ['days long over', { when: 'days', from: '2026-11-09', to: '2026-11-24' }, '#f-from', 'двух недель'],
    ['too many days', { when: 'days', from: '2026-11-24', to: '2027-01-23' }, '#f-to', 'не больше 60 дней'],
    [
      'days after the school year',
      { when: 'days', from: '2027-05-25', to: '2027-06-30' },
      '#f-to',
      'вне учебного года',
    ],
    ['no lesson', { when: 'lessons' }, '#f-lessons_first', 'Отметьте уроки'],
    [
      'lessons of two days',
      { when: 'lessons', lessons_first: '2026-11-24.4', lessons_next: '2026-11-25.4' },
      '#f-lessons_first',
      'одного дня',
    ],
  ])('is refused with %s, and keeps what was typed', async (_what, typed, field, words) => {
    const form = await openForm(await at.as('belova'));
    const filled = _what === 'no reason' ? typed : { reason: 'illness', ...typed };
    const refused = await form.submit(filled);
    expect(refused.status).toBe(422);
    expect(refused.$('.errsum a').attr('href')).toBe(field);
    expect(refused.words.replaceAll('\u00a0', ' ')).toContain(words);
    expect(refused.form('/absences/new').fields).toMatchObject(filled);
    await expectValidHtml(refused.html);
    expect(await absences()).toEqual([]);
  });

  it('takes no lesson that the child does not have', async () => {
    const mother = await at.as('belova');
    const fields = {
      student_id: String(sonya),
      when: 'lessons',
      reason: 'doctor',
      lessons_first: '2026-11-24.12',
    };
    expect((await mother.send('/absences/new', fields)).status).toBe(422);
    const wild = { ...fields, lessons_first: "2026-11-24.1' or 1" };
    expect((await mother.send('/absences/new', wild)).status).toBe(422);
    expect(await absences()).toEqual([]);
  });

  it('of days that were announced already is answered with what is there', async () => {
    const father = await at.as('belov');
    await (await openForm(await at.as('belova'))).submit({ reason: 'illness' });
    const refused = await (await openForm(father)).submit({ reason: 'illness' });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('Об этом уже сообщили: Соня, сегодня, 24 ноября');
    const link = refused.$('main a').filter((_i, a) => refused.$(a).text().includes('Открыть сообщение'));
    const there = await father.open(link.attr('href') ?? '');
    expect(there.words).toContain('другой родитель');
    expect(await absences()).toHaveLength(1);
  });

  it('of other lessons of the same day is another absence', async () => {
    const mother = await at.as('belova');
    const some = (lesson: string) => ({ when: 'lessons', lessons_first: lesson, reason: 'doctor' });
    expect((await (await openForm(mother)).submit(some('2026-11-24.4'))).status).toBe(303);
    expect((await (await openForm(mother)).submit(some('2026-11-24.5'))).status).toBe(303);
    expect((await (await openForm(mother)).submit(some('2026-11-24.4'))).status).toBe(422);
    expect(await absences()).toHaveLength(2);
  });

  it('is for own children alone, and ends with the right to see them', async () => {
    const mother = await at.as('belova');
    const timur = await personOf(at.db, 'timur');
    expect((await mother.open(`/absences/new?child=${timur}`)).status).toBe(404);
    const fields = { student_id: String(timur), when: '2026-11-24', reason: 'illness' };
    expect((await mother.send('/absences/new', fields)).status).toBe(404);
    const form = await openForm(mother);
    await at.db.run(
      sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belova')}`,
    );
    expect((await form.submit({ reason: 'illness' })).status).toBe(404);
    const kirill = await personOf(at.db, 'kirill');
    const ershov = await at.as('ershov');
    expect((await ershov.send('/absences/new', { ...fields, student_id: String(kirill) })).status).toBe(404);
    expect((await ershov.open('/absences/new')).words).toContain('не открыт ни один ребёнок');
    expect((await ershov.open('/absences')).$('main a[href^="/absences/new"]')).toHaveLength(0);
    expect(await absences()).toEqual([]);
  });

  it.each(['kovaleva', 'sonya', 'ivanenko', 'litvinov'])('is not for %s', async (login) => {
    const one = await at.as(login);
    expect((await one.open('/absences/new')).status).toBe(403);
    expect((await one.send('/absences/new', { student_id: String(sonya) })).status).toBe(403);
  });
});

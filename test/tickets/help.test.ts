import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { mayCallForHelp } from '../../src/attendance/help-rule.ts';
import { Count } from '../../src/db/db.ts';
import { lessonOf, personOf, type Stage, stage, stageOf } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { ownSchool } from '../support/school.ts';

let at: Stage;
let algebra: number; // 7А, online today at 10:50

const TicketRow = z.object({
  kind: z.string(),
  state: z.string(),
  by: z.string(),
  student: z.string(),
  lesson_id: z.number(),
  service: z.string(),
  words: z.string(),
  details: z.unknown(),
});

const tickets = () =>
  at.db.rows(
    TicketRow,
    sql`
      select k.kind, k.state, a.login as by, s.login as student, k.lesson_id, v.name as service, k.words, k.details
      from ticket k join account a on a.person_id = k.opened_by join account s on s.person_id = k.student_id
      join service v on v.id = k.service_id order by k.id
    `,
  );

const help = () => `/lessons/${algebra}/help`;

beforeEach(async () => {
  at = await stage();
  algebra = await lessonOf(at.db, 'kovaleva', '2026-11-24', 4);
  await at.db.run(sql`delete from ticket`);
  await at.db.run(sql`delete from entry`);
  await at.db.run(
    sql`update school set support_phone = '8 (4012) 55-11-00', support_hours = 'с 8:00 до 17:00'`,
  );
  at.school.clock.set('2026-11-24T10:52');
});

describe('«Не могу войти»', () => {
  it('is one press for a pupil, and opens a ticket with everything filled in', async () => {
    const sonya = await at.as('sonya');
    at.school.clock.set('2026-11-24T10:39');
    await sonya.send(`/lessons/${algebra}/entry`); // too early: refused
    at.school.clock.set('2026-11-24T10:52');
    const page = await sonya.open(`/lessons/${algebra}`);
    await expectValidHtml(page.html);
    expect(page.$(`form[action="${help()}"] button`).text()).toBe('Не могу войти');
    const done = await page.form(help()).submit();
    expect(done.location).toBe(`/lessons/${algebra}`);
    const after = await done.follow();
    expect(after.words).toContain('позвоните в поддержку, с 8:00 до 17:00: 8 (4012) 55-11-00');
    expect(after.$('main a[href="tel:+74012551100"]')).toHaveLength(1);
    expect(after.words).toContain(
      'В 10:52 портал передал учителю и техническому специалисту: вы не можете войти.',
    );
    expect(after.$(`form[action="${help()}"]`)).toHaveLength(0);
    expect(await tickets()).toEqual([
      {
        kind: 'lesson_entry',
        state: 'open',
        by: 'sonya',
        student: 'sonya',
        lesson_id: algebra,
        service: 'Сферум',
        words: '',
        details: { user_agent: 'Mozilla/5.0 (Linux; Android 14) Chrome/150.0 Mobile', refused_entries: 1 },
      },
    ]);
    const audit = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'ticket.opened'`,
    );
    expect(audit.count).toBe(1);
  });

  it('of a guardian names the child, with words where there are some', async () => {
    const mother = await at.as('belova');
    const page = await mother.open(`/lessons/${algebra}`);
    expect(page.words).toContain('Не может войти: Соня');
    at.school.clock.set('2026-11-24T13:00');
    expect((await mother.open(`/lessons/${algebra}`)).words).toContain('Не получилось войти: Соня');
    await page.form(help()).submit({ words: 'Белый экран' });
    expect(await tickets()).toMatchObject([{ by: 'belova', student: 'sonya', words: 'Белый экран' }]);
    expect((await (await at.as('sonya')).open(`/lessons/${algebra}`)).words).toContain('вы не можете войти');
  });

  it('pressed again, by whomever, opens no second ticket', async () => {
    const form = (await (await at.as('sonya')).open(`/lessons/${algebra}`)).form(help());
    await form.submit();
    await form.submit();
    await (await at.as('sonya')).send(help());
    const student_id = String(await personOf(at.db, 'sonya'));
    const done = await (await at.as('belov')).send(help(), { student_id });
    expect((await done.follow()).words).toContain('8 (4012) 55-11-00');
    expect(await tickets()).toHaveLength(1);
    const audit = await at.db.row(
      Count,
      sql`select count(*) as count from audit_event where action = 'ticket.opened'`,
    );
    expect(audit.count).toBe(1);
  });

  it('shows the teacher how many cannot get in, and who', async () => {
    await (await at.as('sonya')).send(help(), { words: 'Белый экран' });
    const page = await (await at.as('kovaleva')).open(`/lessons/${algebra}`);
    await expectValidHtml(page.html);
    expect(page.words).toContain('не могут войти 1');
    const row = page.$('tr').filter((_at, tr) => page.$(tr).text().includes('Белова Софья'));
    expect(row.text().replaceAll('\u00a0', ' ')).toContain('не может войти, 10:52');
    expect(row.text()).toContain('Белый экран');
    expect(page.$(`form[action="${help()}"]`)).toHaveLength(0);
  });

  it('stands on the page of the technical specialist the same day, and tells nobody else', async () => {
    await (await at.as('sonya')).send(help(), { words: 'Белый экран' });
    const page = await (await at.as('litvinov')).open('/');
    await expectValidHtml(page.html);
    expect(page.words).toContain('Не могут войти');
    expect(page.words).toContain('Белова Софья');
    expect(page.words).toContain('Алгебра, 7А');
    expect(page.words).toContain('Сферум');
    expect(page.words).toContain('Белый экран');
    const notices = await at.db.row(
      Count,
      sql`select count(*) as count from notice where kind = 'technical'`,
    );
    expect(notices.count).toBe(0);
    at.school.clock.set('2026-11-25T08:00');
    expect((await (await at.as('litvinov')).open('/')).words).not.toContain('Белова Софья');
  });

  it('is 404 for those whose lesson it is not, and 403 for those who only keep it', async () => {
    for (const login of ['timur', 'akhmetova', 'ershov'])
      expect((await (await at.as(login)).send(help())).status, login).toBe(404);
    for (const login of ['kovaleva', 'sidorov', 'ivanenko', 'litvinov'])
      expect((await (await at.as(login)).send(help())).status, login).toBe(403);
    const mother = await at.as('belova');
    const nikita = String(await personOf(at.db, 'nikita'));
    expect((await mother.send(help(), { student_id: nikita })).status).toBe(404);
    expect((await mother.send('/lessons/999999/help')).status).toBe(404);
    expect((await mother.send('/lessons/one/help')).status).toBe(404);
    expect(await tickets()).toEqual([]);
  });

  it('ends with the right to see the child', async () => {
    const mother = await at.as('belova');
    const form = (await mother.open(`/lessons/${algebra}`)).form(help());
    await at.db.run(
      sql`update guardianship set ends_on = '2026-11-23' where guardian_id = ${await personOf(at.db, 'belova')}`,
    );
    expect((await form.submit()).status).toBe(404);
    expect(await tickets()).toEqual([]);
  });

  it('too long is refused in words', async () => {
    const done = await (await at.as('sonya')).send(help(), { words: 'я'.repeat(301) });
    expect((await done.follow()).words).toContain('Напишите короче');
    expect(await tickets()).toEqual([]);
  });

  it.each([
    ['before the entry opens', '2026-11-24T10:39', false],
    ['once it opens', '2026-11-24T10:40', true],
    ['in the evening', '2026-11-24T23:59', true],
    ['the next day', '2026-11-25T00:01', false],
  ])('is offered %s: %s %s', async (_what, time, isOffered) => {
    at.school.clock.set(time);
    const sonya = await at.as('sonya');
    const page = await sonya.open(`/lessons/${algebra}`);
    expect(page.$(`form[action="${help()}"]`)).toHaveLength(isOffered ? 1 : 0);
    await sonya.send(help());
    expect(await tickets()).toHaveLength(isOffered ? 1 : 0);
  });

  it.each([{ format: 'in_person' }, { status: 'cancelled' }, { day: '2026-11-23' }])(
    'is not for %o',
    (other) => {
      const starts_at = Temporal.Instant.from('2026-11-24T08:50:00Z');
      const lesson = { format: 'online', status: 'planned', day: '2026-11-24', starts_at };
      expect(mayCallForHelp(lesson, 10, starts_at, '2026-11-24')).toBe(true);
      expect(mayCallForHelp({ ...lesson, ...other }, 10, starts_at, '2026-11-24')).toBe(false);
    },
  );
});

it('two presses in the same moment open one ticket', async () => {
  const own = stageOf(await ownSchool({ template: 'school', now: '2026-11-24T10:52' }));
  await own.db.run(sql`delete from ticket`);
  const lesson = await lessonOf(own.db, 'kovaleva', '2026-11-24', 4);
  const student_id = String(await personOf(own.db, 'sonya'));
  const [pupil, mother] = [await own.as('sonya'), await own.as('belova')];
  const done = await Promise.all(
    [pupil, mother].map((one) => one.send(`/lessons/${lesson}/help`, { student_id })),
  );
  expect(done.map((answer) => answer.status)).toEqual([303, 303]);
  const opened = await own.db.row(
    Count,
    sql`select count(*) as count from ticket where lesson_id = ${lesson} and student_id = ${student_id}`,
  );
  expect(opened.count).toBe(1);
});

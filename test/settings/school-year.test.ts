import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createSchoolApp } from '../../src/app.ts';
import { Count } from '../../src/db/db.ts';
import { addPerson, signInAs } from '../accounts/people.ts';
import { lessonOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { testSchool } from '../support/school.ts';
import { visitor } from '../support/visitor.ts';

const PAGE = '/settings/school-year';
/** A Wednesday without anything special, five weeks ahead of the demo's online lessons. */
const WEDNESDAY = '2026-12-16';

const YearRow = z.object({ id: z.number(), name: z.string() });
const DayRow = z.object({ kind: z.string(), follows_weekday: z.number().nullable(), name: z.string() });
const LessonRow = z.object({ status: z.string(), format: z.string(), cancelled_reason: z.string() });
const SlotRow = z.object({ weekday: z.number(), period: z.number() });

let at: Stage;
let year: z.infer<typeof YearRow>;

const lessonsOn = async (day: string) =>
  (
    await at.db.row(
      Count,
      sql`select count(*) as count from lesson where day = ${day} and status <> 'cancelled'`,
    )
  ).count;
const markOf = (day: string) =>
  at.db.maybeRow(DayRow, sql`select kind, follows_weekday, name from school_day where day = ${day}`);
const lesson = (id: number) =>
  at.db.maybeRow(LessonRow, sql`select status, format, cancelled_reason from lesson where id = ${id}`);
const slotsOn = (day: string) =>
  at.db.rows(
    SlotRow,
    sql`
      select s.weekday, l.period from lesson l join timetable_slot s on s.id = l.slot_id
      where l.day = ${day} and l.status <> 'cancelled' order by l.period, s.weekday
    `,
  );
const noticesOf = async (id: number) =>
  (await at.db.row(Count, sql`select count(*) as count from notice_lesson where lesson_id = ${id}`)).count;

beforeEach(async () => {
  at = await stage();
  year = await at.db.row(
    YearRow,
    sql`select id, name from school_year where '2026-11-24' between starts_on and ends_on`,
  );
});

async function markOff(from: string, more: Record<string, string> = {}) {
  const one = await at.as('ivanenko');
  const action = `${PAGE}/${year.id}/days-off`;
  return (await one.open(PAGE)).form(action).submit({ off_from: from, off_name: 'Карантин', ...more });
}

/** Sets a lesson online as a teacher does, so that something is attached to it and families know. */
async function announce(id: number): Promise<void> {
  const one = await at.as('kovaleva');
  const form = (await one.open(`/lessons/${id}/format`)).form(`/lessons/${id}/format`);
  const done = await form.submit({
    source: 'link',
    link: 'https://sferum.ru/?call_link=zima',
    topic: 'Дроби',
  });
  expect(done.status).toBe(303);
}

describe('a day off', () => {
  it('takes away the lessons that nothing is attached to, and coming back they are made again', async () => {
    const before = await lessonsOn(WEDNESDAY);
    expect(before).toBeGreaterThan(5);
    const done = await markOff(WEDNESDAY);
    expect(done.status).toBe(303);
    const shown = await done.follow();
    expect(shown.words).toContain(`Убрано: ${before} урок`);
    await expectValidHtml(shown.html);
    expect(await lessonsOn(WEDNESDAY)).toBe(0);
    expect(await markOf(WEDNESDAY)).toEqual({ kind: 'off', follows_weekday: null, name: 'Карантин' });
    const slots = sql`select count(*) as count from lesson_teacher where day = ${WEDNESDAY}`;
    expect((await at.db.row(Count, slots)).count).toBe(0);

    const back = await shown.form(`/settings/school-days/${WEDNESDAY}/removal`).submit();
    expect((await back.follow()).words).toContain(`Добавлено по расписанию: ${before} урок`);
    expect(await lessonsOn(WEDNESDAY)).toBe(before);
    expect(await markOf(WEDNESDAY)).toBeNull();
  });

  it('asks before it cancels lessons with something attached, names them, and tells the families', async () => {
    const id = await lessonOf(at.db, 'kovaleva', WEDNESDAY, 3);
    await announce(id);
    const told = await noticesOf(id);
    const asked = await markOff(WEDNESDAY);
    expect(asked.status).toBe(422);
    await expectValidHtml(asked.html);
    expect(asked.words).toContain('Будет отменено: 1 урок');
    expect(asked.$(`main a[href="/lessons/${id}"]`).length).toBe(1);
    expect(await markOf(WEDNESDAY)).toBeNull();
    expect(await lesson(id)).toMatchObject({ status: 'planned' });

    const done = await asked.form(`${PAGE}/${year.id}/days-off`).submit({ off_confirmed: 'yes' });
    expect(done.status).toBe(303);
    expect(await lesson(id)).toEqual({
      status: 'cancelled',
      format: 'online',
      cancelled_reason: 'Выходной: Карантин',
    });
    expect(await noticesOf(id)).toBe(told); // within ten minutes of the announcement it is one notice, rewritten
    const shown = await done.follow();
    expect(shown.$(`main a[href="/lessons/${id}"]`).length).toBe(1);
    const family = await (await at.as('belova')).open('/notices');
    expect(family.words).toContain('Онлайн-урок отменён');

    const back = await shown.form(`/settings/school-days/${WEDNESDAY}/removal`).submit();
    expect((await back.follow()).words).toContain('Снова состоится: 1 урок');
    expect(await lesson(id)).toEqual({ status: 'planned', format: 'online', cancelled_reason: '' });
    const active = sql`select count(*) as count from lesson_teacher where lesson_id = ${id} and is_active`;
    expect((await at.db.row(Count, active)).count).toBe(1);
  });

  it('may be several days, and is in the journal', async () => {
    const done = await markOff(WEDNESDAY, { off_to: '2026-12-18' });
    expect(done.status).toBe(303);
    for (const day of [WEDNESDAY, '2026-12-17', '2026-12-18']) expect(await lessonsOn(day)).toBe(0);
    const journal = await (await at.as('ivanenko')).open('/journal');
    expect(journal.words).toContain('16–18 декабря: выходной, Карантин');
  });

  it.each([
    ['no day', { off_from: '' }, 'Укажите первый выходной день'],
    ['no reason', { off_name: '' }, 'Напишите, почему день выходной'],
    ['backwards', { off_from: WEDNESDAY, off_to: '2026-12-01' }, 'Последний день раньше первого'],
    ['too many days', { off_to: '2027-05-01' }, 'Больше 60 дней подряд'],
    ['outside the year', { off_from: '2027-07-01' }, 'День вне учебного года'],
    ['a day that is over', { off_from: '2026-11-18' }, 'Прошедшие дни не меняются'],
  ])('is refused: %s', async (_why, fields, words) => {
    const refused = await markOff(WEDNESDAY, fields);
    expect(refused.status).toBe(422);
    expect(refused.words.replaceAll('\u00a0', ' ')).toContain(words);
    expect(refused.form(`${PAGE}/${year.id}/days-off`).fields).toMatchObject(fields);
    expect(await markOf(WEDNESDAY)).toBeNull();
    expect(await lessonsOn(WEDNESDAY)).toBeGreaterThan(0);
  });

  it('is refused where the day is in the list already, and says what it is', async () => {
    await markOff(WEDNESDAY);
    const again = await markOff('2026-12-15', { off_to: '2026-12-17' });
    expect(again.status).toBe(422);
    expect(again.words).toContain('16.12.2026 уже в списке: выходной');
  });

  it('comes once where the form is sent twice', async () => {
    const one = await at.as('ivanenko');
    const form = (await one.open(PAGE)).form(`${PAGE}/${year.id}/days-off`);
    const fields = { off_from: WEDNESDAY, off_name: 'Карантин' };
    await form.submit(fields);
    expect((await form.submit(fields)).status).toBe(303);
    const events = sql`select count(*) as count from audit_event where action = 'school_day.added'`;
    expect((await at.db.row(Count, events)).count).toBe(1);
  });

  it('is refused to whoever may only read, and to others; unknown days and years are not there', async () => {
    const specialist = await at.as('litvinov');
    const shown = await specialist.open(PAGE);
    expect(shown.status).toBe(200);
    expect(shown.$('main form').length).toBe(0);
    await expectValidHtml(shown.html);
    const fields = { off_from: WEDNESDAY, off_name: 'Ура' };
    expect((await specialist.send(`${PAGE}/${year.id}/days-off`, fields)).status).toBe(403);
    const teacher = await at.as('kovaleva');
    expect((await teacher.open(PAGE)).status).toBe(403);
    expect((await teacher.send(`${PAGE}/${year.id}/terms`, {})).status).toBe(403);
    const coordinator = await at.as('ivanenko');
    expect((await coordinator.send(`${PAGE}/999999/days-off`, fields)).status).toBe(404);
    expect((await coordinator.open(`${PAGE}?year=999999`)).status).toBe(404);
    expect((await coordinator.open(`${PAGE}?year=x`)).status).toBe(404);
    expect((await coordinator.send('/settings/school-days/2026-12-16/removal', {})).status).toBe(404);
    expect((await coordinator.send('/settings/school-days/tomorrow/removal', {})).status).toBe(404);
  });
});

describe('a day worked as another one', () => {
  const move = async (day: string, weekday: string) => {
    const one = await at.as('ivanenko');
    const action = `${PAGE}/${year.id}/moved-days`;
    return (await one.open(PAGE)).form(action).submit({ moved_day: day, moved_weekday: weekday });
  };

  it('has the lessons of that other day', async () => {
    const friday = await slotsOn('2026-12-18');
    const done = await move(WEDNESDAY, '5');
    expect(done.status).toBe(303);
    expect(await markOf(WEDNESDAY)).toMatchObject({ kind: 'moved', follows_weekday: 5 });
    expect(await slotsOn(WEDNESDAY)).toEqual(friday);
    expect((await done.follow()).words.replaceAll('\u00a0', ' ')).toContain('Работаем как в пятницу');
  });

  it('makes a Saturday a school day', async () => {
    const wednesday = await slotsOn(WEDNESDAY);
    const done = await move('2026-12-19', '3');
    expect(done.status).toBe(303);
    expect(await slotsOn('2026-12-19')).toEqual(wednesday);
  });

  it('keeps a lesson with something attached where its course has that period on the other day too', async () => {
    const pair = await at.db.row(
      z.object({ id: z.number(), weekday: z.number() }),
      sql`
        select l.id, other.weekday
        from lesson l
        join timetable_slot s on s.id = l.slot_id
        join timetable_slot other on other.course_id = s.course_id and other.period = s.period
          and other.version_id = s.version_id and other.weekday <> s.weekday and other.week = 'every'
        where l.day = ${WEDNESDAY} order by l.id limit 1
      `,
    );
    await at.db.run(sql`update lesson set topic = 'Контрольная' where id = ${pair.id}`);
    expect((await move(WEDNESDAY, String(pair.weekday))).status).toBe(303);
    expect(await lesson(pair.id)).toMatchObject({ status: 'planned' });
    const slot = sql`select s.weekday, l.period from lesson l join timetable_slot s on s.id = l.slot_id where l.id = ${pair.id}`;
    expect(await at.db.row(SlotRow, slot)).toMatchObject({ weekday: pair.weekday });
  });

  it('is refused without a weekday', async () => {
    const refused = await move(WEDNESDAY, '');
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('Выберите, по какому дню работаем');
    expect(await markOf(WEDNESDAY)).toBeNull();
  });
});

describe('the terms', () => {
  const TermRow = z.object({ name: z.string(), starts_on: z.string(), ends_on: z.string() });
  const terms = () =>
    at.db.rows(
      TermRow,
      sql`select name, starts_on, ends_on from term where school_year_id = ${year.id} order by starts_on`,
    );
  const action = () => `${PAGE}/${year.id}/terms`;

  it('are changed, and the lessons follow', async () => {
    const one = await at.as('ivanenko');
    const [, second] = await terms();
    const form = (await one.open(PAGE)).form(action());
    const done = await form.submit({ term_to_2: '2026-12-20' });
    expect(done.status).toBe(303);
    expect((await terms())[1]).toMatchObject({ ...second, ends_on: '2026-12-20' });
    expect(await lessonsOn('2026-12-21')).toBe(0);
    expect(await lessonsOn('2026-12-18')).toBeGreaterThan(0);
    const past = sql`select count(*) as count from lesson where day < '2026-11-24'`;
    expect((await at.db.row(Count, past)).count).toBeGreaterThan(0);
  });

  it('keep the meetings that are recorded of them, also where they change places; such a term cannot go', async () => {
    const one = await at.as('ivanenko');
    const reviewed = () =>
      at.db.rows(
        z.object({ name: z.string() }),
        sql`select t.name from review r join term t on t.id = r.term_id order by r.id`,
      );
    const [first, second, third] = await terms();
    const names = await reviewed();
    expect(names).toEqual([{ name: first?.name }]);
    const moved = await (await one.open(PAGE)).form(action()).submit({
      term_name_1: 'Осень',
      term_from_2: third?.starts_on ?? '',
      term_to_2: third?.ends_on ?? '',
      term_from_3: second?.starts_on ?? '',
      term_to_3: second?.ends_on ?? '',
    });
    expect(moved.status).toBe(303);
    expect((await terms()).map((term) => term.name).slice(0, 3)).toEqual([
      'Осень',
      third?.name,
      second?.name,
    ]);
    expect(await reviewed()).toEqual([{ name: 'Осень' }]);
    const before = await terms();
    const empty = { term_name_1: '', term_from_1: '', term_to_1: '' };
    const refused = await (await one.open(PAGE)).form(action()).submit(empty);
    expect(refused.status).toBe(422);
    await expectValidHtml(refused.html);
    expect(refused.words).toContain('О периоде «Осень» записано совещание');
    expect(await terms()).toEqual(before);
    const last = before.length;
    const fewer = { [`term_name_${last}`]: '', [`term_from_${last}`]: '', [`term_to_${last}`]: '' };
    const done = await (await one.open(PAGE)).form(action()).submit({ ...fewer });
    expect(done.status).toBe(303);
    expect(await terms()).toEqual(before.slice(0, -1));
  });

  it('are refused where they meet; what was typed stays and nothing is written', async () => {
    const one = await at.as('ivanenko');
    const before = await terms();
    const refused = await (await one.open(PAGE))
      .form(action())
      .submit({ term_from_2: before[0]?.ends_on ?? '' });
    expect(refused.status).toBe(422);
    await expectValidHtml(refused.html);
    expect(refused.words).toContain('начинается, пока идёт');
    expect(refused.form(action()).fields).toMatchObject({ term_from_2: before[0]?.ends_on });
    expect(await terms()).toEqual(before);
  });

  it('show both values where two people change them at once', async () => {
    const [first, second] = [await at.as('ivanenko'), await at.as('ivanenko')];
    const slow = (await second.open(PAGE)).form(action());
    await (await first.open(PAGE)).form(action()).submit({ term_to_2: '2026-12-23' });
    const wrong = await slow.submit({ term_to_2: '2026-12-25', starts_on: '' });
    expect(wrong.status).toBe(409);
    expect(wrong.words).toContain('сейчас 23.12.2026, у вас 25.12.2026');
    const late = await slow.submit({ term_to_2: '2026-12-25' });
    expect(late.status).toBe(409);
    await expectValidHtml(late.html);
    expect(late.words).toContain('сейчас 23.12.2026, у вас 25.12.2026');
    expect((await terms())[1]?.ends_on).toBe('2026-12-23');
    expect((await late.form(action()).submit()).status).toBe(303);
    expect((await terms())[1]?.ends_on).toBe('2026-12-25');
  });
});

describe('a new school year', () => {
  it('takes bells, terms and holidays from the last one', async () => {
    const one = await at.as('ivanenko');
    const page = await one.open(`${PAGE}/new`);
    await expectValidHtml(page.html);
    const done = await page.form(`${PAGE}/new`).submit();
    expect(done.status).toBe(303);
    const shown = await done.follow();
    expect(shown.words).toContain('Учебный год добавлен');
    await expectValidHtml(shown.html);
    const made = await at.db.row(
      z.object({ terms: z.number(), bells: z.number(), days: z.number() }),
      sql`
        select (select count(*) from term where school_year_id = y.id) as terms,
          (select count(*) from bell where school_year_id = y.id) as bells,
          (select count(*) from school_day where day between y.starts_on and y.ends_on and kind = 'off') as days
        from school_year y where name = '2027/2028'
      `,
    );
    expect(made).toMatchObject({ terms: 4 });
    expect(made.bells).toBeGreaterThan(100);
    expect(made.days).toBeGreaterThan(5);
  });

  it('is refused where it meets another or bears its name, to lesser roles, and comes once', async () => {
    const one = await at.as('ivanenko');
    const form = (await one.open(`${PAGE}/new`)).form(`${PAGE}/new`);
    const same = await form.submit({ name: year.name });
    expect(same.status).toBe(422);
    const met = await form.submit({ starts_on: '2027-05-01' });
    expect(met.status).toBe(422);
    expect(met.words).toContain('уже идёт учебный год');
    expect(met.form(`${PAGE}/new`).fields).toMatchObject({ starts_on: '2027-05-01' });
    await form.submit();
    expect((await form.submit()).status).toBe(303);
    expect((await at.db.row(Count, sql`select count(*) as count from school_year`)).count).toBe(2);
    const specialist = await at.as('litvinov');
    expect((await specialist.open(`${PAGE}/new`)).status).toBe(403);
    expect((await specialist.send(`${PAGE}/new`, {})).status).toBe(403);
  });
});

describe('a school without a year', () => {
  it('says so, and can set its year up', async () => {
    const school = await testSchool();
    await addPerson(school.db, { login: 'first', roles: ['coordinator'] });
    const one = visitor(createSchoolApp(school));
    await signInAs(one, 'first');
    const empty = await one.open(PAGE);
    expect(empty.words).toContain('Учебного года ещё нет');
    await expectValidHtml(empty.html);
    const bells = await one.open('/settings/bells');
    expect(bells.location).toBe(PAGE);
    expect((await bells.follow()).words).toContain('Сначала добавьте учебный год.');

    const made = await (await one.open(`${PAGE}/new`)).form(`${PAGE}/new`).submit();
    const shown = await made.follow();
    expect(shown.words).toContain('2026/2027');
    const form = shown.form(/action="([^"]+terms)"/.exec(shown.html)?.[1]);
    const done = await form.submit({
      term_name_1: '1-е полугодие',
      term_from_1: '2026-09-01',
      term_to_1: '2026-12-30',
    });
    expect(done.status).toBe(303);
    expect((await done.follow()).form(form.action).fields).toMatchObject({ term_name_1: '1-е полугодие' });

    const page = await one.open('/settings/bells?grade=5');
    expect(page.words).toContain('звонков ещё нет');
    await page.form('/settings/bells').submit({ from_1: '8:30', to_1: '9:10' });
    expect((await one.open('/settings/bells?grade=5')).form('/settings/bells').fields).toMatchObject({
      from_1: '08:30',
    });
  });
});

import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { NO_SUMS } from '../../src/attendance/figures.ts';
import { Count } from '../../src/db/db.ts';
import { toTable } from '../../src/reports/to-table.ts';
import { urls } from '../../src/web/urls.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { makeRandomRegisters } from './random-registers.ts';

const Found = z.object({ id: z.number() });
const AUTUMN = { from: '2026-09-01', to: '2026-11-24' };

let at: Stage;
const idOf = async (statement: ReturnType<typeof sql>) => (await at.db.row(Found, statement)).id;
const classNamed = (name: string) => idOf(sql`select id from class where name = ${name}`);

beforeEach(async () => {
  at = await stage();
  await makeRandomRegisters(at.db, 11);
});

describe('a report', () => {
  it('begins with the school by classes for the coordinator, in the term of today', async () => {
    const page = await (await at.as('ivanenko')).open(urls.reports());
    expect(page.words).toContain('2-я четверть, 2026/2027 учебный год');
    expect(
      page
        .$('table.report tbody th a')
        .map((_i, link) => page.$(link).text())
        .get(),
    ).toEqual(['3Б', '7А', '7Б']);
    expect(page.$('tfoot').text()).toContain('Всего');
    await expectValidHtml(page.html);
  });

  it('begins with their own courses for a teacher', async () => {
    const kovaleva = await personOf(at.db, 'kovaleva');
    const page = await (await at.as('kovaleva')).open(urls.reports());
    expect(page.$('h1').text()).toBe('Мои онлайн-уроки');
    expect(page.$('nav.picked').text()).toContain('Учитель: Ковалёва');
    const { id } = await at.db.row(
      Found,
      sql`
        select count(distinct l.course_id) as id from lesson l join lesson_teacher t on t.lesson_id = l.id
        where t.person_id = ${kovaleva} and l.format = 'online' and l.status <> 'cancelled'
          and l.day between '2026-11-02' and '2026-11-24' and l.ends_at <= '2026-11-24T08:00:00Z'`,
    );
    expect(page.$('table.report tbody tr')).toHaveLength(id);
  });

  it('leads from the school to a class, a pupil and a lesson, and back', async () => {
    const one = await at.as('ivanenko');
    const school = await one.open(urls.reports(AUTUMN));
    const toClass = school.$('table.report tbody th a').filter((_i, link) => school.$(link).text() === '7А');
    const ofClass = await one.open(toClass.attr('href') ?? '');
    expect(ofClass.$('h1').text()).toBe('Онлайн-уроки: 7А');
    const row = ofClass.$('table.report tbody tr').first();
    expect(row.find('td a').attr('href')).toMatch(/^\/students\/\d+$/);
    const first = row.find('th a');
    const ofPupil = await one.open(first.first().attr('href') ?? '');
    expect(ofPupil.$('h1').text()).toBe(`Онлайн-уроки: ${first.first().text()}`);
    expect(ofPupil.$('table.report tbody th a').first().attr('href')).toMatch(/^\/lessons\/\d+\/register$/);
    const back = ofPupil
      .$('.crumb a')
      .map((_i, link) => ofPupil.$(link).attr('href'))
      .get();
    const [toSchool = '', toClassAgain = ''] = back;
    expect((await one.open(toClassAgain)).$('h1').text()).toBe('Онлайн-уроки: 7А');
    const again = await one.open(toSchool);
    expect(again.$('table.report').text()).toBe(school.$('table.report').text());
  });

  it('keeps its filters in the address, and takes each away by a press', async () => {
    const one = await at.as('ivanenko');
    const subject = await idOf(sql`
      select s.id from subject s join course c on c.subject_id = s.id join lesson l on l.course_id = c.id
      where l.format = 'online' and l.day < '2026-11-20' order by s.id limit 1`);
    const narrow = await one.open(urls.reports({ ...AUTUMN, grade: 7, subject, by: 'teacher' }));
    const chips = narrow.$('nav.picked a');
    expect(chips).toHaveLength(2);
    const without = await one.open(chips.first().attr('href') ?? '');
    expect(without.$('nav.picked a')).toHaveLength(1);
    expect(without.$('nav.picked').text()).toContain('Параллель: 7-е классы');
    const form = narrow.$('form[method=get].filter');
    expect(form.find('select[name=grade]').val()).toBe('7');
    expect(form.find('input[name=by]').val()).toBe('teacher');
    expect(form.find('input[name=from]').val()).toBe(AUTUMN.from);
  });

  it('reads the form as a browser sends it, empty fields and all', async () => {
    const one = await at.as('ivanenko');
    const page = await one.open(
      '/reports?by=class&term=1&from=&to=&grade=&class=&subject=&teacher=&service=',
    );
    expect(page.status).toBe(200);
    expect(page.words).toContain('1-я четверть');
  });

  it('leads from each heading to what the number means', async () => {
    const page = await (await at.as('ivanenko')).open(urls.reports(AUTUMN));
    const targets = page
      .$('table.report thead a')
      .map((_i, link) => page.$(link).attr('href'))
      .get();
    expect(targets.length).toBeGreaterThan(8);
    for (const target of targets) expect(page.$(target).find('dd').text().length).toBeGreaterThan(10);
  });

  it('shows no share of fewer than five lessons, and says why', async () => {
    const page = await (await at.as('ivanenko')).open(
      urls.reports({ from: '2026-11-23', to: '2026-11-23', by: 'teacher' }),
    );
    const few = page
      .$('table.report tbody td')
      .filter((_i, cell) => page.$(cell).text().includes('меньше пяти уроков'));
    expect(few.length).toBeGreaterThan(0);
    expect(few.first().text().trim()).toMatch(/^—/);
    const screen = await (await at.as('ivanenko')).open(
      urls.screenTime({ from: '2026-11-23', to: '2026-11-23' }),
    );
    expect(screen.$('table.report tbody').text()).toContain('— меньше пяти дней');
    expect(page.$('svg.chart')).toHaveLength(0);
  });

  it('draws attendance by week with its finding and the same numbers in a table', async () => {
    const page = await (await at.as('ivanenko')).open(urls.reports({ ...AUTUMN, by: 'grade' }));
    expect(page.$('svg.chart')).toHaveLength(2);
    const card = page.$('.chart-card').first();
    expect(card.find('desc').text()).toMatch(/Ниже всего — \d+,\d\s%/);
    expect(card.find('details tbody tr').length).toBeGreaterThan(5);
    expect(card.find('.chart-line.is-part')).toHaveLength(1);
  });

  it('of one pupil leaves a line in the journal, one of a class does not', async () => {
    const sonya = await personOf(at.db, 'sonya');
    const kovaleva = await at.as('kovaleva');
    const looks = () =>
      at.db.row(
        Count,
        sql`select count(*) as count from audit_event where action = 'student.marks_looked_at'`,
      );
    await kovaleva.open(urls.reports(AUTUMN));
    expect((await looks()).count).toBe(0);
    await kovaleva.open(urls.reports({ ...AUTUMN, student: sonya }));
    expect((await looks()).count).toBe(1);
  });

  it('says what will be here where nothing was online yet', async () => {
    const page = await (await at.as('ivanenko')).open(urls.reports({ from: '2026-08-01', to: '2026-08-20' }));
    expect(page.words).toContain('За эти дни онлайн-уроков ещё не было');
    expect(page.$('table.report')).toHaveLength(0);
  });
});

describe('a table that is longer than a page', () => {
  it.each([
    ['lesson', 'Здесь последние уроки; ещё 40 строк'],
    ['course', 'Здесь первые строки; ещё 40 строк'],
  ] as const)('says which rows by %s it shows', (by, said) => {
    const total = { key: '', label: 'Всего', detail: '', href: null, card: null, sums: NO_SUMS, values: [] };
    const table = { by, title: 'Урок', columns: [], rows: [], total, left: 40 };
    const { notes } = toTable(table, { id: 'rows', caption: '', shown: [] });
    expect(notes.join(' ').replaceAll('\u00a0', ' ')).toContain(said);
  });
});

describe('a report is not there', () => {
  it.each([
    ['a class that is not there', '?class=999999'],
    ['a term that is not there', '?term=999999'],
    ['a pupil who is not there', '?student=999999'],
    ['a grouping that is not there', '?by=weather'],
    ['a day that is none', '?from=2026-02-31'],
    ['a number that is none', '?class=7A'],
    ['a grade that no column could hold', '?grade=2147483648'],
  ])('for %s', async (_what, query) => {
    expect((await (await at.as('ivanenko')).open(`/reports${query}`)).status).toBe(404);
  });

  it('for what a teacher has nothing to do with: a class, its course, its pupil, its teacher', async () => {
    const petrova = await at.as('petrova'); // teaches 3Б, and nothing in 7А
    await at.db.run(sql`
      update lesson_teacher t set person_id = ${await personOf(at.db, 'orlova')} from lesson l
      join course c on c.id = l.course_id join study_group_class gc on gc.group_id = c.group_id
      join class k on k.id = gc.class_id and k.name <> '3Б'
      where t.lesson_id = l.id and t.person_id = ${await personOf(at.db, 'petrova')}`);
    await at.db.run(sql`
      delete from lesson_teacher t using lesson l, course c, study_group_class gc, class k
      where t.person_id = ${await personOf(at.db, 'sidorov')} and l.id = t.lesson_id and c.id = l.course_id
        and gc.group_id = c.group_id and k.id = gc.class_id and k.name = '3Б'`);
    const course = await idOf(sql`
      select c.id from course c join study_group_class gc on gc.group_id = c.group_id join class k on k.id = gc.class_id
      where k.name = '7А' order by c.id limit 1`);
    const foreign = {
      class: await classNamed('7А'),
      course,
      student: await personOf(at.db, 'sonya'),
      teacher: await personOf(at.db, 'sidorov'),
    };
    for (const [name, id] of Object.entries(foreign)) {
      expect((await petrova.open(urls.reports({ [name]: id }))).status, name).toBe(404);
      expect((await (await at.as('ivanenko')).open(urls.reports({ [name]: id }))).status, name).toBe(200);
    }
    const own = await petrova.open(urls.reports({ class: await classNamed('3Б') }));
    expect(own.status).toBe(200);
    expect((await petrova.open(urls.reports({ student: await personOf(at.db, 'misha') }))).status).toBe(200);
  });

  it('for whoever reads no reports: 403', async () => {
    for (const login of ['litvinov', 'sonya', 'belova'])
      expect((await (await at.as(login)).open(urls.reports())).status, login).toBe(403);
  });
});

describe('pupils in a report', () => {
  it('lead to their cards for the class teacher of today, and for no other teacher', async () => {
    const query = urls.reports({ ...AUTUMN, class: await classNamed('7А') });
    const cards = async (login: string) =>
      (await (await at.as(login)).open(query)).$('a[href^="/students/"]').length;
    // three went to 7Б in October: their cards are its class teacher's
    expect(await cards('kovaleva')).toBe(6);
    expect(await cards('ivanenko')).toBe(10);
    expect(await cards('sidorov')).toBe(3);
    expect(await cards('orlova')).toBe(0);
  });
});

describe('screen time', () => {
  it('lists the days above the limit of their day, with their lessons', async () => {
    const page = await (await at.as('ivanenko')).open(urls.screenTime(AUTUMN));
    expect(page.words).toContain('Дни сверх нормы');
    const said = page
      .$('.over')
      .map((_i, words) => page.$(words).text())
      .get();
    expect(said.some((words) => /норме\s60$/.test(words))).toBe(true);
    expect(said.some((words) => /норме\s90$/.test(words))).toBe(true);
    for (const words of said) {
      const [minutes = 0, allowed = 0] = (words.match(/\d+/g) ?? []).map(Number);
      expect(minutes).toBeGreaterThan(allowed);
    }
    expect(page.$('.over-days li li a').first().attr('href')).toMatch(/^\/lessons\/\d+$/);
    await expectValidHtml(page.html);
  });

  it('is of the headed class for its teacher, and is explained to other teachers', async () => {
    const page = await (await at.as('kovaleva')).open(urls.screenTime(AUTUMN));
    expect(
      page
        .$('table.report tbody th')
        .map((_i, cell) => page.$(cell).text().trim())
        .get(),
    ).toEqual(['7А']);
    const other = await (await at.as('orlova')).open(urls.screenTime(AUTUMN));
    expect(other.words).toContain('видят координатор и классный руководитель');
    const taught = await (await at.as('kovaleva')).open(
      urls.screenTime({ ...AUTUMN, class: await classNamed('7Б') }),
    );
    expect(taught.$('table.report')).toHaveLength(0);
    expect(taught.words).toContain('видят координатор и классный руководитель');
    const foreign = await (await at.as('kovaleva')).open(urls.screenTime({ class: await classNamed('3Б') }));
    expect(foreign.status).toBe(404);
  });
});

import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Stage, stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import type { Shown, Visitor } from '../support/visitor.ts';

const small = readFileSync(new URL('fixtures/small.xml', import.meta.url));
const broken = readFileSync(new URL('fixtures/missing-references.xml', import.meta.url));
const changed = (from: string | RegExp, to: string) => Buffer.from(small.toString('utf8').replace(from, to));

let theStage: Stage;
let ivanenko: Visitor;

beforeEach(async () => {
  theStage = await stage();
  ivanenko = await theStage.as('ivanenko');
});

/** Uploads through the page's own form; the answer is the redirect to the preview, or the page with the fault. */
async function uploaded(content: Buffer = small, fileName = 'расписание.xml'): Promise<Shown> {
  const form = (await ivanenko.open('/timetables/new')).form('/timetables/imports');
  return form.upload('file', { fileName, content });
}

/** The preview of the small fixture, as of a day. */
async function previewOf(content: Buffer = small, from = '2026-11-30'): Promise<Shown & { path: string }> {
  const path = (await uploaded(content)).location ?? '';
  return { ...(await ivanenko.open(`${path}?from=${from}`)), path };
}

async function applied(content: Buffer, from: string): Promise<Shown> {
  const preview = await previewOf(content, from);
  const form = preview.form(`${preview.path}/application`);
  const wanted = /Впишите сколько: (\d+)/.exec(preview.words)?.[1];
  return form.submit(wanted === undefined ? {} : { removed: wanted });
}

const count = async (statement: ReturnType<typeof sql>) =>
  (await theStage.db.row(z.object({ n: z.number() }), statement)).n;

const versions = () => count(sql`select count(*) as n from timetable_version`);

describe('the versions', () => {
  test('are shown, with who made them', async () => {
    const page = await ivanenko.open('/timetables');
    expect(page.status).toBe(200);
    expect(page.words).toContain('Основное расписание');
    expect(page.words).toContain('действует');
    expect(page.words).toContain('Иваненко Т. В.'.replaceAll(' ', ' '));
    await expectValidHtml(page.html);
  });

  test('are read by the technical specialist, who loads none', async () => {
    const litvinov = await theStage.as('litvinov');
    const page = await litvinov.open('/timetables');
    expect(page.status).toBe(200);
    expect(page.words).not.toContain('Загрузить расписание');
    expect((await litvinov.open('/timetables/new')).status).toBe(403);
  });

  test('are not for teachers and families', async () => {
    for (const login of ['kovaleva', 'sonya', 'belova']) {
      const visitor = await theStage.as(login);
      expect((await visitor.open('/timetables')).status).toBe(403);
      expect((await visitor.open('/timetables/new')).status).toBe(403);
    }
  });
});

describe('an upload', () => {
  test('leads to a preview and writes nothing but itself', async () => {
    const answer = await uploaded();
    expect(answer.status).toBe(303);
    const page = await answer.follow();
    expect(page.status).toBe(200);
    expect(page.words).toContain('Пока ничего не записано');
    expect(page.words).toContain('2 класса и ещё 1 группа');
    expect(await versions()).toBe(1);
    expect(await count(sql`select count(*) as n from timetable_import`)).toBe(1);
    await expectValidHtml(page.html);
  });

  test.each([
    ['nothing chosen', '', 'Выберите файл расписания'],
    ['another program’s file', '<schedule/>', 'Файл не похож на выгрузку'],
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY b "c">]><timetable/>', 'DOCTYPE'],
  ])('%s is refused at the field, with nothing written', async (_name, content, words) => {
    const form = (await ivanenko.open('/timetables/new')).form('/timetables/imports');
    const fileName = content === '' ? '' : 'x.xml';
    const page = await form.upload('file', { fileName, content: Buffer.from(content) });
    expect(page.status).toBe(422);
    expect(page.words).toContain(words);
    expect(page.$('title').text()).toMatch(/^Ошибка — /);
    expect(page.$('.errsum a').attr('href')).toBe('#f-file');
    expect(await count(sql`select count(*) as n from timetable_import`)).toBe(0);
    await expectValidHtml(page.html);
  });
});

describe('a preview', () => {
  test('shows first what could not be kept', async () => {
    const page = await previewOf(small, '2026-11-25');
    const lost = page.$('main h2').first().text();
    expect(lost).toMatch(/^Не удаётся сохранить: \d+/);
    expect(page.words).toContain('семьи уведомлены');
    await expectValidHtml(page.html);
  });

  test('has a list for each number, in the address', async () => {
    const page = await previewOf();
    const chips = page
      .$('.chips a')
      .toArray()
      .map((chip) => page.$(chip).attr('href') ?? '');
    expect(chips).toHaveLength(8);
    for (const href of chips) {
      const list = await ivanenko.open(href);
      expect(list.status).toBe(200);
      await expectValidHtml(list.html);
    }
    const removed = await ivanenko.open(`${page.path}?show=removed&page=2`);
    expect(removed.words).toMatch(/101–\d+ из \d+/);
  });

  test('with errors tells each with its row, and cannot be applied', async () => {
    const page = await previewOf(broken);
    expect(page.words).toContain('Применить пока нельзя');
    expect(page.words).toContain('строка 14');
    expect(page.html).not.toContain('/application');
    const forced = await ivanenko.send(`${page.path}/application`, {
      from: '2026-11-30',
      base: '1',
      removed: '',
    });
    expect(forced.status).toBe(422);
    expect(forced.words).toContain('есть ошибки');
    expect(await versions()).toBe(1);
  });

  test('of another number is not there, nor is one that is no number', async () => {
    expect((await ivanenko.open('/timetables/imports/999')).status).toBe(404);
    expect((await ivanenko.open('/timetables/imports/abc')).status).toBe(404);
    expect(
      (await ivanenko.send('/timetables/imports/999/application', { from: '2026-11-30', base: '1' })).status,
    ).toBe(404);
    expect((await ivanenko.send('/timetables/imports/999/matches')).status).toBe(404);
  });

  test('is for nobody but the coordinator', async () => {
    const { path } = await previewOf();
    for (const login of ['litvinov', 'kovaleva', 'belova']) {
      const visitor = await theStage.as(login);
      expect((await visitor.open(path)).status).toBe(403);
      expect((await visitor.send(`${path}/application`, { from: '2026-11-30', base: '1' })).status).toBe(403);
      expect((await visitor.send(`${path}/matches`, { version: '1' })).status).toBe(403);
    }
    expect(await versions()).toBe(1);
  });
});

describe('who is who', () => {
  test('is chosen from the portal’s people and classes, and kept', async () => {
    const page = await previewOf();
    expect(page.words).toContain('Найдены сами: 2 класса, 3 учителя');
    const form = page.form(`${page.path}/matches`);
    const teacher = 'teacher-7E00000000000004';
    const option = page
      .$(`select[name="${teacher}"] option`)
      .filter((_at, one) => page.$(one).text().startsWith('Петрова Мария'));
    const answer = await form.submit({ [teacher]: option.attr('value') ?? '', bells: 'file' });
    expect(answer.status).toBe(303);
    const after = await answer.follow();
    expect(after.$(`select[name="${teacher}"] option[selected]`).text()).toBe('Петрова Мария Олеговна');
    expect(after.$('input[name=bells][value=file]').is('[checked]')).toBe(true);
  });

  test('that somebody else changed meanwhile is not overwritten', async () => {
    const page = await previewOf();
    const form = page.form(`${page.path}/matches`);
    await form.submit({ bells: 'file', _key: crypto.randomUUID() });
    const late = await form.submit({ bells: 'portal', _key: crypto.randomUUID() });
    expect(late.status).toBe(409);
    expect(late.words).toContain('Пока вы смотрели');
    expect(
      await count(sql`select count(*) as n from timetable_import where choices ->> 'bells' = 'file'`),
    ).toBe(1);
  });

  test('of two namesakes must be chosen before anything is applied', async () => {
    await theStage.db.run(sql`
      with twin as (
        insert into person (family_name, given_name, patronymic) values ('Орлова', 'Наталья', 'Игоревна') returning id)
      insert into person_role (person_id, role, starts_on) select id, 'teacher', '2026-09-01' from twin
    `);
    const page = await previewOf();
    expect(page.words).toContain('в портале несколько подходящих людей');
    expect(page.html).not.toContain('/application');
    const form = page.form(`${page.path}/matches`);
    const twin = page
      .$('select[name="teacher-7E00000000000002"] option[value]:not([value=""]):not([value=make])')
      .first();
    const after = await (
      await form.submit({ 'teacher-7E00000000000002': twin.attr('value') ?? '' })
    ).follow();
    expect(after.words).not.toContain('несколько подходящих людей');
    expect(after.html).toContain('/application');
  });
});

describe('an application', () => {
  test('where much goes asks for the number, keeps what was typed, and writes nothing until it is right', async () => {
    const page = await previewOf();
    const form = page.form(`${page.path}/application`);
    const wrong = await form.submit({ removed: '5' });
    expect(wrong.status).toBe(422);
    expect(wrong.$('#f-removed').attr('value')).toBe('5');
    expect(wrong.$('.errsum a').attr('href')).toBe('#f-removed');
    expect(await versions()).toBe(1);
    await expectValidHtml(wrong.html);
  });

  test('puts the timetable into force: people, classes, groups, courses, slots, lessons', async () => {
    const answer = await applied(small, '2026-11-30');
    expect(answer.status).toBe(303);
    expect(answer.location).toBe('/timetables');
    const page = await answer.follow();
    expect(page.words).toContain('Расписание с 30.11.2026');
    expect(await versions()).toBe(2);
    expect(await count(sql`select count(*) as n from class where name = 'Кружок шахмат' and grade = 0`)).toBe(
      1,
    );
    // Елена Петровна is Ковалёва in the portal and Ковалева in the file: one person
    expect(
      await count(
        sql`select count(*) as n from person where given_name = 'Елена' and patronymic = 'Петровна' and family_name ilike 'ковал_ва'`,
      ),
    ).toBe(1);
    expect(
      await count(
        sql`select count(*) as n from person p join person_role r on r.person_id = p.id where p.family_name = 'Сидорова' and r.role = 'teacher'`,
      ),
    ).toBe(1);
    // 11 places are held in the week of 30 November; the one in week B and not that in week A in the week after
    expect(
      await count(
        sql`select count(*) as n from lesson where day between '2026-11-30' and '2026-12-06' and status = 'planned'`,
      ),
    ).toBe(12);
    expect(
      await count(
        sql`select count(*) as n from lesson where day between '2026-11-30' and '2026-12-13' and status = 'planned'`,
      ),
    ).toBe(24);
    expect(await count(sql`select count(*) as n from audit_event where action = 'timetable.applied'`)).toBe(
      1,
    );
  });

  test('of the same file again changes nothing', async () => {
    await applied(small, '2026-11-30');
    const again = await previewOf(small, '2026-12-07');
    expect(again.words).toContain('Это расписание уже действует');
    expect(again.html).not.toContain('/application');
    expect(await versions()).toBe(2);
  });

  test('on the day of the last one takes its place', async () => {
    await applied(small, '2026-11-30');
    const other = changed(
      '<card lessonid="1E00000000000004" classroomids="2E00000000000001,2E00000000000002" period="5"',
      '<card lessonid="1E00000000000004" classroomids="2E00000000000001" period="6"',
    );
    const answer = await applied(other, '2026-11-30');
    expect(answer.status).toBe(303);
    expect(await versions()).toBe(2);
    expect(await count(sql`select count(*) as n from timetable_version where ends_on = '2026-11-29'`)).toBe(
      1,
    );
    expect(
      await count(
        sql`select count(*) as n from lesson l join course c on c.id = l.course_id where c.external_id = '1E00000000000004' and l.day = '2026-12-04' and l.period = 6`,
      ),
    ).toBe(1);
    expect(
      await count(
        sql`select count(*) as n from lesson l join course c on c.id = l.course_id where c.external_id = '1E00000000000004' and l.day = '2026-12-04' and l.period = 5`,
      ),
    ).toBe(0);
  });

  test('sent twice is one', async () => {
    const page = await previewOf();
    const form = page.form(`${page.path}/application`);
    const removed = /Впишите сколько: (\d+)/.exec(page.words)?.[1] ?? '';
    expect((await form.submit({ removed })).status).toBe(303);
    expect((await form.submit({ removed })).status).toBe(303);
    expect(await versions()).toBe(2);
  });

  test('of a preview that is older than another application is refused', async () => {
    const page = await previewOf();
    const form = page.form(`${page.path}/application`);
    await applied(changed('period="5" weeks="11"', 'period="6" weeks="11"'), '2026-11-30');
    const removed = /Впишите сколько: (\d+)/.exec(page.words)?.[1] ?? '';
    const late = await form.submit({ removed });
    expect(late.status).toBe(422);
    expect(late.words).toContain('Пока вы смотрели, кто-то применил другое расписание');
    expect(await versions()).toBe(2);
  });

  test.each([
    ['today', '2026-11-24', 'с завтрашнего дня'],
    ['a day of the past', '2026-10-01', 'с завтрашнего дня'],
    ['no day', '2026-02-31', 'Выберите день'],
    ['a day after the school year', '2027-06-15', 'учебн'],
  ])('from %s is refused', async (_name, from, words) => {
    const page = await previewOf();
    const answer = await ivanenko.send(`${page.path}/application`, { from, base: '1', removed: '' });
    const shown = answer.status === 303 ? await answer.follow() : answer;
    expect(`${shown.words} ${shown.$('body').text()}`).toContain(words);
    expect(await versions()).toBe(1);
  });
});

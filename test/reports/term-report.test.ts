import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { addSums, NO_SUMS } from '../../src/attendance/figures.ts';
import { CAST } from '../../src/demo/cast.ts';
import { type PdfPaper, toPdf } from '../../src/reports/pdf.ts';
import type { TermReport } from '../../src/reports/term-report.ts';
import { termPaper } from '../../src/reports/term-report-paper.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { type PdfText, readPdf } from '../support/pdf-text.ts';
import { saveFile } from '../support/save-file.ts';
import { makeRandomRegisters } from './random-registers.ts';

const Id = z.object({ id: z.number() });

let at: Stage;

const termOf = async (name: string) =>
  (await at.db.row(Id, sql`select id from term where name = ${name} and starts_on >= '2026-09-01'`)).id;

async function save(login: string, query = '') {
  return saveFile(at.app, await at.as(login), `/reports/term.pdf${query}`);
}

/** The report as another program reads it. */
async function read(query = ''): Promise<PdfText> {
  const file = await save('ivanenko', query);
  expect(file.status).toBe(200);
  return readPdf(file.bytes);
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();

describe('the head’s report of a term', () => {
  beforeEach(async () => {
    at = await stage();
  });

  it('says the school, the term, the order in force, who signs, and who made it when', async () => {
    const { text, info, pages } = await read();
    expect(text).toContain('Отчёт об онлайн-занятиях за четверть');
    expect(text).toContain('2-я четверть 2026/2027 учебного года, 2 ноября – 30 декабря 2026 года.');
    expect(text).toContain('по приказу № 149/5-д от 2 сентября 2024 года');
    expect(text).toContain('Четверть ещё идёт');
    expect(text).toMatch(/Координатор по ИТ.*_{5,} Иваненко Т\. В\./);
    expect(text).toMatch(/Директор _{5,} Мальцева Е\. М\./);
    expect(text).toContain('Посещаемость. Отметки «на уроке» и «опоздание» от всех отметок.');
    expect(pages.map((lines) => lines.at(-1))).toEqual(
      pages.map((_lines, index) =>
        expect.stringMatching(
          new RegExp(`Составлен 24\\.11\\.2026 в 10:00\\. Страница ${index + 1} из ${pages.length}$`),
        ),
      ),
    );
    expect(info).toMatchObject({
      Title: 'Отчёт об онлайн-занятиях за четверть, 2-я четверть 2026/2027',
      CreationDate: 'D:20261124080000Z',
      Language: 'ru-RU',
    });
  });

  it('holds the figures of the pages, by class and by service', async () => {
    await makeRandomRegisters(at.db, 5);
    const term = await termOf('1-я четверть');
    const { text } = await read(`?term=${term}`);
    const one = await at.as('ivanenko');
    for (const by of ['class', 'service']) {
      const { $ } = await one.open(`/reports?term=${term}&by=${by}`);
      $('#rows .vh').remove();
      const heads = $('#rows thead th')
        .map((_at, head) => plain($(head).text()))
        .get();
      const rows = $('#rows tbody tr, #rows tfoot tr')
        .map((_at, row) => [
          $(row)
            .children()
            .map((_cell, cell) => plain($(cell).text()))
            .get(),
        ])
        .get();
      expect(rows.length).toBeGreaterThan(3);
      const told =
        by === 'class'
          ? [
              'Класс',
              'Уроков онлайн',
              'Не состоялось',
              'Доля заполненных',
              'Посещаемость',
              'Пропуски',
              'По уважительной',
              'Сбои связи',
            ]
          : ['Сервис', 'Уроков онлайн', 'Не состоялось', 'Доля заполненных', 'Посещаемость', 'Сбои связи'];
      for (const row of rows) {
        if (by === 'service' && row[0] === 'Всего') continue;
        expect(text).toContain(told.map((title) => row[heads.indexOf(title)]).join(' '));
      }
    }
    const stats = plain((await one.open(`/reports?term=${term}&by=class`)).$('#rows tfoot').text());
    const attendance = /\d+,\d %/.exec(text.slice(text.indexOf('Посещаемость')))?.[0] ?? 'нет';
    expect(stats).toContain(attendance);
    expect(text).toMatch(new RegExp(`^Посещаемость ${attendance}`, 'm'));
  });

  it('says the findings, the pupils under attention by number, the measures and the decision', async () => {
    const sonya = await personOf(at.db, 'sonya');
    const timur = await personOf(at.db, 'timur');
    const misha = await personOf(at.db, 'misha');
    await at.db.run(sql`delete from measure`);
    await at.db.run(sql`delete from concern`);
    await at.db.run(sql`
      insert into concern (student_id, rule_id, kind, found_at, lesson_ids, cause, closed_at)
      select s.id, (select min(id) from engagement_rule), s.kind, s.found_at::timestamptz, '{}', 'unknown', s.closed_at::timestamptz
      from (values (${sonya}::bigint, 'missed', '2026-11-10T08:00Z', null),
        (${sonya}::bigint, 'silent', '2026-11-12T08:00Z', null),
        (${timur}::bigint, 'missed', '2026-10-10T08:00Z', '2026-11-05T08:00Z'),
        (${misha}::bigint, 'missed', '2026-09-10T08:00Z', '2026-10-05T08:00Z')
      ) as s(id, kind, found_at, closed_at)`);
    await at.db.run(sql`
      insert into measure (student_id, kind, owner_id, due_on, created_at, done_on, outcome)
      select m.student_id, m.kind, ${sonya}, '2026-11-20', m.at::timestamptz, m.done_on::date, m.outcome
      from (values (${sonya}::bigint, 'talk', '2026-11-10T09:00Z', '2026-11-20', 'helped'),
        (${sonya}::bigint, 'device', '2026-11-11T09:00Z', null, ''),
        (${timur}::bigint, 'talk', '2026-11-03T09:00Z', '2026-11-04', 'cancelled'),
        (${misha}::bigint, 'talk', '2026-09-11T09:00Z', '2026-10-01', 'partly')
      ) as m(student_id, kind, at, done_on, outcome)`);
    await at.db.run(sql`
      insert into review (term_id, held_on, people, findings, decision, recorded_at)
      values (${await termOf('2-я четверть')}, '2026-11-23', 'Директор и классные руководители',
        'В 7А пропуски по пятницам.', E'Выдать ноутбук.\nПроверить 7 декабря.', '2026-11-23T12:00Z')`);
    const { text } = await read();
    expect(text).toContain('Под вниманием 2 ученика, без меры — 1.');
    expect(text).toContain('Под вниманием в четверти: 2, с мерой — 1, без меры — 1.');
    expect(text).toContain(
      'Назначено 2 меры: помогли — 1, итога пока нет — 1.'.replace('Назначено', 'Назначены'),
    );
    expect(text).toMatch(/^Разговор с семьёй 1 1 0 0 0$/m);
    expect(text).toMatch(/^Выдача устройства 1 0 0 0 1$/m);
    expect(text).toContain('Совещание. 23 ноября 2026 года. Директор и классные руководители');
    expect(text).toContain('Выводы. В 7А пропуски по пятницам.');
    expect(text).toContain('Решение. Выдать ноутбук.');
    expect(text).toContain('Проверить 7 декабря.');
  });

  it('names no pupil', async () => {
    const { text } = await read();
    for (const { familyName, roles } of CAST)
      if (roles.includes('student')) expect(text).not.toContain(familyName);
  });

  it('tells of a term without a single lesson, measure or decision', async () => {
    await at.db.run(sql`delete from measure`);
    await at.db.run(sql`delete from concern`);
    await at.db.run(sql`delete from review`);
    await at.db.run(sql`update lesson set status = 'cancelled' where day < '2026-11-01'`);
    const { text } = await read(`?term=${await termOf('1-я четверть')}`);
    expect(text).toContain('Онлайн-уроков в этой четверти не было.');
    expect(text).toContain('В этой четверти под внимание никто не попал.');
    expect(text).toContain('Мер в этой четверти не было.');
    expect(text).toContain('Совещание «Анализ за четверть» на портале ещё не записано.');
    expect(text).not.toContain('По неделям');
    expect(text).not.toContain('По классам');
  });

  it('is for the coordinator alone, of a term that has begun', async () => {
    for (const login of ['kovaleva', 'litvinov', 'belova', 'sonya'])
      expect([login, (await save(login)).status]).toEqual([login, 403]);
    for (const query of [`?term=${await termOf('3-я четверть')}`, '?term=999999', '?term=x'])
      expect([query, (await save('ivanenko', query)).status]).toEqual([query, 404]);
  });

  it('is saved under its name, and every time in the audit log', async () => {
    const file = await save('ivanenko');
    expect(file.name).toBe('Отчёт об онлайн-занятиях за четверть, 2-я четверть 2026-2027.pdf');
    expect(file.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="online-lessons-report-2026-11-02/,
    );
    const Details = z.object({ details: z.record(z.string(), z.unknown()) });
    const events = await at.db.rows(
      Details,
      sql`select details from audit_event where action = 'report.exported'`,
    );
    expect(events).toEqual([
      {
        details: {
          format: 'pdf',
          term: await termOf('2-я четверть'),
          lines: ['Отчёт об онлайн-занятиях за четверть, 2-я четверть 2026/2027'],
        },
      },
    ]);
  });
});

const sums = {
  ...NO_SUMS,
  lessons: 10,
  filled: 10,
  same_day: 9,
  present: 90,
  absent: 10,
  active: 5,
  silent: 5,
};

/** A report of a school with so many classes and services, and a decision of so many sentences. */
function reportOf(size: { classes: number; services: number; sentences: number }): TermReport {
  const named = (count: number, name: string) =>
    Array.from({ length: count }, (_each, index) => ({ name: `${name}${index + 1}`, sums }));
  return {
    school: { name: 'Школа', shortName: 'Школа' },
    term: { id: 1, name: 'Четверть', year_name: '2026/2027', starts_on: '2026-09-01', ends_on: '2026-10-23' },
    signers: {
      director_name: 'Д. Д.',
      order_number: '1',
      order_date: '2026-09-01',
      coordinator_name: 'К. К.',
      coordinator_post: 'Координатор',
    },
    isOver: true,
    madeAt: Temporal.Instant.from('2026-11-24T08:00:00Z'),
    timeZone: 'Europe/Kaliningrad',
    total: addSums(sums, sums),
    classes: named(size.classes, 'Кл'),
    services: named(size.services, 'Служба '),
    weeks: [{ monday: '2026-09-07', sums }],
    attention: { announced_late: 0, concerned: 0, without_measure: 0 },
    measures: [{ kind: 'talk', planned: 1, helped: 1, partly: 0, not_helped: 0 }],
    reviews: [
      {
        held_on: '2026-10-26',
        people: '',
        findings: '',
        decision: 'Решено поступать так и никак иначе. '.repeat(size.sentences),
      },
    ],
  };
}

const paperOf = (size: Parameters<typeof reportOf>[0]): PdfPaper => termPaper(reportOf(size));

describe('pages of a paper', () => {
  it('repeat the headings of a long table, and keep its rows whole', async () => {
    const { pages } = await readPdf(await toPdf(paperOf({ classes: 120, services: 1, sentences: 1 })));
    const withRows = pages.filter((lines) => lines.some((line) => /^Кл\d/.test(line)));
    expect(withRows.length).toBeGreaterThan(2);
    expect(pages.flat().filter((line) => line === 'По классам')).toHaveLength(withRows.length);
    for (const lines of withRows) expect(lines.filter((line) => /^Класс /.test(line))).toHaveLength(1);
    const rows = pages.flat().filter((line) => /^Кл\d/.test(line));
    expect(rows).toEqual(
      Array.from({ length: 120 }, (_each, index) => `Кл${index + 1} 10 0 100,0 % 90,0 % 10 0 0 50,0 % 0`),
    );
  });

  it('leave no heading at the foot of a page, wherever it falls', async () => {
    const titles = [
      'Показатели',
      'По неделям',
      'Выводы',
      'По классам',
      'По сервисам',
      'Ученики под вниманием',
      'Меры',
      'Решение по итогам четверти',
      'Подписи',
      'Как считаются показатели',
    ];
    const ends = new Set<string>();
    for (let classes = 1; classes <= 45; classes += 3) {
      const { pages } = await readPdf(await toPdf(paperOf({ classes, services: 3, sentences: classes })));
      for (const lines of pages) {
        const last = lines.at(-2) ?? '';
        expect(titles).not.toContain(last);
        expect(last).not.toMatch(/^(?:Класс|Сервис|Мера) |^онлайн состоялось/);
        ends.add(last);
      }
      for (const title of titles)
        expect(pages.flat().filter((line) => line === title).length).toBeGreaterThan(0);
    }
    expect(ends.size).toBeGreaterThan(15);
  });

  it('are the same file for the same report at the same moment', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(() => toPdf(paperOf({ classes: 3, services: 1, sentences: 2 }))),
    );
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  });

  it('hold what somebody wrote as it is', async () => {
    const report = reportOf({ classes: 1, services: 1, sentences: 0 });
    const hostile = '<b>&amp;</b> \\(x) {{y}} =1+1 ё № «»';
    const { text } = await readPdf(
      await toPdf(
        termPaper({
          ...report,
          reviews: [{ held_on: '2026-10-26', people: hostile, findings: '', decision: 'да' }],
        }),
      ),
    );
    expect(text).toContain(hostile);
  });
});

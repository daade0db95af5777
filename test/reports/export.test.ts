import readExcelFile from 'read-excel-file/node';
import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rounded } from '../../src/attendance/figures.ts';
import { personOf, type Stage, stage } from '../support/cast.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { saveFile } from '../support/save-file.ts';
import type { Visitor } from '../support/visitor.ts';
import { makeRandomRegisters } from './random-registers.ts';

const TERM = 'from=2026-09-01&to=2026-11-24';
const Id = z.object({ id: z.number() });
const Event = z.object({ actor_id: z.number(), details: z.record(z.string(), z.unknown()) });

let at: Stage;
let visitors: Map<string, Promise<Visitor>>;

beforeEach(async () => {
  at = await stage();
  visitors = new Map();
});

/** Somebody of the cast, who signs in once a test. */
function as(login: string): Promise<Visitor> {
  const known = visitors.get(login) ?? at.as(login);
  visitors.set(login, known);
  return known;
}

const classOf = async (name: string) =>
  (await at.db.row(Id, sql`select id from class where name = ${name}`)).id;

async function save(login: string, path: string) {
  return saveFile(at.app, await as(login), path);
}

async function csv(login: string, query: string): Promise<string[][]> {
  const file = await save(login, `/reports/table.csv?${query}`);
  expect(file.status).toBe(200);
  return parseCsv(file.bytes.toString('utf8'));
}

/** The page's table: each row's name, and its cells by their headings. */
async function shownOn(login: string, query: string) {
  const { $ } = await (await as(login)).open(`/reports?${query}`);
  const heads = $('#rows thead th.num')
    .map((_at, head) => $(head).text())
    .get();
  $('#rows .vh').remove();
  return $('#rows tbody tr, #rows tfoot tr')
    .map((_at, row) => {
      const link = $(row).find('th a').first();
      const name = plain(link.text() || $(row).find('th').text());
      const cells = $(row)
        .find('td')
        .map((_cell, cell) => plain($(cell).text()))
        .get();
      return { name, cells: new Map(heads.map((head, index) => [head, cells[index] ?? ''])) };
    })
    .get();
}

/** «87,3 %» → 87.3; «—» → null. */
function numberOf(said: string): number | null {
  return said === '—'
    ? null
    : Number(
        said
          .replace(/ (?:%|мин)$/, '')
          .replaceAll(' ', '')
          .replace(',', '.'),
      );
}

/** A workbook's number as the CSV with this heading rounds it. */
function roundedAs(heading: string | undefined, value: unknown): number {
  return rounded(Number(value), heading?.endsWith(', %') ? 'share' : 'minutes');
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ').trim();

describe('a report as a file', () => {
  it('is named in Russian and in Latin letters, is saved and not shown, and stays in no cache', async () => {
    const file = await save('ivanenko', `/reports/table.xlsx?${TERM}&by=class`);
    expect(file.name).toBe('Онлайн-занятия по классам 01.09.2026–24.11.2026.xlsx');
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="online-lessons-by-class-2026-09-01-2026-11-24\.xlsx";/,
    );
    expect(file.headers).toMatchObject({
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    });
    expect((await save('ivanenko', '/reports/table.csv')).headers['content-type']).toBe(
      'text/csv; charset=utf-8',
    );
  });

  it('holds the figures of the page and of the other file, however the rows are grouped', async () => {
    await makeRandomRegisters(at.db, 11);
    for (const by of ['class', 'grade', 'week', 'teacher', 'course', 'subject', 'service'] as const) {
      const query = `${TERM}&by=${by}`;
      const shown = await shownOn('ivanenko', query);
      const [heads = [], ...rows] = await csv('ivanenko', query);
      const [sheet] = await readExcelFile((await save('ivanenko', `/reports/table.xlsx?${query}`)).bytes);
      const [, titles = [], ...lines] = sheet?.data ?? [];
      expect([by, rows.length, lines.length]).toEqual([by, shown.length, shown.length]);
      let compared = 0;
      for (const [at, row] of rows.entries()) {
        if (by !== 'week') expect(row[0]).toBe(shown[at]?.name);
        for (const [column, title] of titles.entries()) {
          const said = shown[at]?.cells.get(String(title));
          const [text = '', value] = [row[column], lines[at]?.[column] ?? null];
          if (column > 0 && value !== null)
            expect(Number(text.replace(',', '.'))).toBe(roundedAs(heads[column], value));
          if (said === undefined) continue; // the files hold more figures than the page
          expect([by, row[0], title, numberOf(said)]).toEqual([
            by,
            row[0],
            title,
            text === '' ? null : Number(text.replace(',', '.')),
          ]);
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(rows.length * 8);
    }
  });

  it('says what a row is of, as days where it is of weeks', async () => {
    const file = await save('ivanenko', `/reports/table.xlsx?${TERM}&by=week`);
    const [sheet, definitions] = await readExcelFile(file.bytes);
    expect(sheet?.data[0]?.[0]).toBe(
      'Онлайн-занятия по неделям. 1 сентября – 24 ноября 2026 года (01.09.2026 — 24.11.2026). Выгружено 24 ноября 2026 года в 10:00: Иваненко Т. В.',
    );
    expect(sheet?.data[2]?.[0]).toBeInstanceOf(Date);
    expect(sheet?.data.at(-1)?.[0]).toBe('Всего');
    expect(definitions?.data.map(([title]) => title)).toContain('Посещаемость');
  });

  it('is narrowed as the page is, and says so', async () => {
    const classId = await classOf('7А');
    const rows = await csv('ivanenko', `${TERM}&class=${classId}&by=student`);
    expect(rows.flat()).toContain('Белова Софья');
    expect(rows.flat()).not.toContain('Ахметов Тимур');
    const file = await save('ivanenko', `/reports/table.xlsx?${TERM}&class=${classId}&by=student`);
    const [sheet] = await readExcelFile(file.bytes);
    expect(String(sheet?.data[0]?.[0])).toContain('Класс: 7А');
  });

  it('keeps a name that looks like a formula from being one, in the file and on its way there', async () => {
    await at.db.run(sql`
      update person set family_name = '=1+1', given_name = E'"Имя";\nс переносом'
      where id = ${await personOf(at.db, 'sonya')}`);
    const query = `${TERM}&class=${await classOf('7А')}&by=student`;
    const name = '\'=1+1 "Имя";\nс переносом';
    expect((await csv('ivanenko', query)).map(([first]) => first)).toContain(name);
    const file = await save('ivanenko', `/reports/table.xlsx?${query}`);
    const [sheet] = await readExcelFile(file.bytes);
    expect(sheet?.data.map(([first]) => first)).toContain(name);
  });

  it('holds a period without lessons', async () => {
    const query = 'from=2026-08-01&to=2026-08-02';
    const [heads, total, ...others] = await csv('ivanenko', query);
    expect(heads?.[0]).toBe('Класс');
    expect(total?.slice(0, 2)).toEqual(['Всего', '0']);
    expect(others).toEqual([]);
    expect((await save('ivanenko', `/reports/table.xlsx?${query}`)).status).toBe(200);
  });

  it('holds three thousand rows, more than the page', async () => {
    await at.db.run(sql`
      insert into lesson (course_id, day, period, starts_at, ends_at, format, service_id, link, announced_at)
      select c.id, '2026-09-02', p, '2026-09-02T06:00Z', '2026-09-02T06:40Z', 'online', s.id, 'https://sferum.ru/x',
        '2026-09-01T06:00Z'
      from generate_series(1000, 3999) p
        cross join (select id from course order by id limit 1) c
        cross join (select id from service where name = 'Сферум') s`);
    const query = 'from=2026-09-02&to=2026-09-02&by=lesson';
    const rows = await csv('ivanenko', query);
    expect(rows.length).toBeGreaterThanOrEqual(3002);
    const file = await save('ivanenko', `/reports/table.xlsx?${query}`);
    const [sheet] = await readExcelFile(file.bytes);
    expect(sheet?.data).toHaveLength(rows.length + 1);
    expect((await shownOn('ivanenko', query)).length).toBeLessThan(rows.length);
  });
});

describe('who takes a report along', () => {
  const groupings = [
    'class',
    'grade',
    'teacher',
    'course',
    'subject',
    'service',
    'week',
    'student',
    'lesson',
  ];

  it('takes no more than they see: a foreign pupil and teacher are in no file of a teacher', async () => {
    await at.db.run(sql`
      update person set family_name = 'Канарейкин'
      where id in (${await personOf(at.db, 'timur')}, ${await personOf(at.db, 'sidorov')})`);
    const texts: string[] = [];
    for (const by of groupings) {
      const file = await save('petrova', `/reports/table.csv?${TERM}&by=${by}`);
      expect(file.status).toBe(200);
      texts.push(file.bytes.toString('utf8'));
    }
    const own = await csv('petrova', `${TERM}&class=${await classOf('3Б')}&by=student`);
    expect([...own.map(([name]) => name)]).toContain('Белов Михаил');
    expect([...texts, ...own.flat()].join('\n')).not.toContain('Канарейкин');
    const all = await save('ivanenko', `/reports/table.csv?${TERM}&class=${await classOf('7Б')}&by=student`);
    expect(all.bytes.toString('utf8')).toContain('Канарейкин Тимур');
    const teachers = await save('ivanenko', `/reports/table.csv?${TERM}&by=teacher`);
    expect(teachers.bytes.toString('utf8')).toContain('Канарейкин А. В.');
  });

  it('finds no foreign class, pupil or teacher', async () => {
    const asked = [
      `class=${await classOf('7Б')}`,
      `student=${await personOf(at.db, 'timur')}`,
      `teacher=${await personOf(at.db, 'sidorov')}`,
      'class=999999',
      'term=999999',
      'by=nonsense',
      'from=2026-02-31',
    ];
    for (const query of asked)
      for (const format of ['csv', 'xlsx'])
        expect([query, (await save('petrova', `/reports/table.${format}?${query}`)).status]).toEqual([
          query,
          404,
        ]);
  });

  it.each(['litvinov', 'belova', 'sonya'])('refuses %s', async (login) => {
    for (const path of ['/reports/table.csv', '/reports/table.xlsx', '/reports/term.pdf'])
      expect((await save(login, path)).status).toBe(403);
  });

  it('is in the audit log with what was asked and how many rows went', async () => {
    const classId = await classOf('3Б');
    const rows = await csv('petrova', `${TERM}&class=${classId}&by=student`);
    await (await as('petrova')).open(`/reports?${TERM}`);
    const events = await at.db.rows(
      Event,
      sql`select actor_id, details from audit_event where action = 'report.exported'`,
    );
    expect(events).toEqual([
      {
        actor_id: await personOf(at.db, 'petrova'),
        details: {
          format: 'csv',
          rows: rows.length - 2,
          filters: { from: '2026-09-01', to: '2026-11-24', class: classId, by: 'student' },
          lines: [expect.stringContaining('Класс: 3Б'), `Файл CSV, строк: ${rows.length - 2}`],
        },
      },
    ]);
    const journal = await (await as('ivanenko')).open('/journal?action=report.exported');
    expect(journal.words).toContain('Выгружен отчёт');
    expect(journal.words).toContain('Петрова М. О.');
  });
});

import fc from 'fast-check';
import readExcelFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/reports/csv.ts';
import type { ExportedTable } from '../../src/reports/exported-table.ts';
import { toXlsx } from '../../src/reports/xlsx.ts';
import { parseCsv } from '../support/parse-csv.ts';

const columns: ExportedTable['columns'] = [
  { kind: 'text', title: 'Ученик', definition: '' },
  { kind: 'count', title: 'Проведено', definition: 'Уроки, журнал которых заполнен.' },
  { kind: 'share', title: 'Посещаемость', definition: 'Были из всех отмеченных.' },
  { kind: 'minutes', title: 'Опоздание', definition: '' },
  { kind: 'day', title: 'День', definition: '' },
];
const table = (rows: ExportedTable['rows'], totals: ExportedTable['totals'] = null): ExportedTable => ({
  title: 'Ученики',
  latinTitle: 'students',
  about: '1-я четверть, класс 7А',
  columns,
  rows,
  totals,
});
const row = (name: string) => [name, 12, 0.9312, 5, '2026-11-24'];
/** What other programs make of a table. */
const asCsv = (one: ExportedTable) => parseCsv(toCsv(one));
const asSheets = async (one: ExportedTable) =>
  (await readExcelFile(await toXlsx(one), { trim: false })).map(({ data }) => data);

const HOSTILE = [
  ['=1+1', "'=1+1"],
  ['+7 (4012) 55-11-00', "'+7 (4012) 55-11-00"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['＝1+1', "'＝1+1"],
  ['=HYPERLINK("http://x";"y")', '\'=HYPERLINK("http://x";"y")'],
  ['Иванов "Ваня"; Пётр', 'Иванов "Ваня"; Пётр'],
  ['в две\nстроки', 'в две\nстроки'],
  ['a,=1+1', 'a,=1+1'],
  ['—', '—'],
  ["O'Нил", "O'Нил"],
] as const;

describe('a table as CSV', () => {
  it('begins with the mark of UTF-8, parts by semicolons, ends lines as the RFC says, and holds what it was given', () => {
    const text = toCsv(table([row('Ёлкина Соня')], ['Всего', 12, 0.5, null, null]));
    expect(text).toBe(
      '\uFEFFУченик;Проведено;"Посещаемость, %";"Опоздание, мин";День\r\n' +
        'Ёлкина Соня;12;93,1;5;24.11.2026\r\nВсего;12;50;;\r\n',
    );
  });

  it.each(HOSTILE)('keeps %j from being a formula, or as it is', (name, cell) => {
    expect(asCsv(table([row(name)]))[1]?.[0]).toBe(cell);
  });

  it('also where a line break comes first', () => {
    expect(asCsv(table([row('\r=1')]))[1]?.[0]).toBe("'\r=1");
  });

  it('never begins a text with a sign of a formula, and leaves numbers alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (name, count) => {
        const [, first] = asCsv(table([[name, count, null, null, null]]));
        expect(first?.[0]).toMatch(/^(?![=+\-@\t\r\n\0])/);
        expect(first?.[0]?.endsWith(name)).toBe(true);
        expect(first?.[1]).toBe(String(count));
      }),
    );
  });
});

describe('a table as XLSX', () => {
  it('holds numbers, shares and days as what they are, and says what is filtered and how figures are counted', async () => {
    const [sheet, definitions] = await asSheets(
      table([row('Ёлкина Соня'), ['Белов', -3, null, null, null]], ['Всего', 9, 0.5, 5, null]),
    );
    expect(sheet?.[0]?.[0]).toBe('1-я четверть, класс 7А');
    expect(sheet?.slice(1)).toEqual([
      ['Ученик', 'Проведено', 'Посещаемость', 'Опоздание', 'День'],
      ['Ёлкина Соня', 12, 0.9312, 5, new Date('2026-11-24')],
      ['Белов', -3, null, null, null],
      ['Всего', 9, 0.5, 5, null],
    ]);
    expect(definitions).toEqual([
      ['Показатель', 'Как считается'],
      ['Проведено', 'Уроки, журнал которых заполнен.'],
      ['Посещаемость', 'Были из всех отмеченных.'],
    ]);
  });

  it.each(HOSTILE)('keeps %j as text', async (name, cell) => {
    const [sheet] = await asSheets(table([row(name)]));
    expect(sheet?.[2]?.[0]).toBe(cell);
  });

  it('holds a table without rows', async () => {
    const [sheet] = await asSheets(table([]));
    expect(sheet).toHaveLength(2);
  });

  it.each([
    ['Со\u0000ня\u0008 <b>&amp;</b>', 'Соня <b>&amp;</b>'],
    ['Со\uFFFEня\uFFFF', 'Соня'],
    ['\u0001=1+1', "'=1+1"],
    ['\uFFFE+1', "'+1"],
  ])('leaves out signs that no workbook may hold: %j', async (name, cell) => {
    const [sheet] = await asSheets(table([row(name)]));
    expect(sheet?.[2]?.[0]).toBe(cell);
  });

  it('keeps what looks like a character by its number, which would be «=» otherwise', async () => {
    const [sheet] = await asSheets(table([row('_x003D_1+1')]));
    expect(sheet?.[2]?.[0]).toBe('_x003D_1+1');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAsc } from '../../src/timetable-import/read-asc.ts';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

function read(bytes: Uint8Array) {
  const reading = readAsc(bytes);
  if (!reading.ok) throw new Error(reading.words);
  return reading.document;
}

function refusal(bytes: Uint8Array): string {
  const reading = readAsc(bytes);
  if (reading.ok) throw new Error('was read');
  return reading.words;
}

const wrap = (cards: string) =>
  `<timetable><classes/><subjects/><lessons/><cards>${cards}</cards></timetable>`;

describe('encodings', () => {
  const small = fixture('small.xml').toString('utf8');
  const undeclared = small.replace(/<\?xml[^>]*\?>/, '');
  test.each([
    ['UTF-8', fixture('small.xml')],
    ['windows-1251', fixture('small-windows-1251.xml')],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${small}`)],
    ['UTF-8 without a declaration', Buffer.from(undeclared)],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${undeclared}`, 'utf16le')],
    [
      'a byte order mark that the declaration contradicts',
      Buffer.from(`\uFEFF${small.replace('UTF-8', 'windows-1251')}`),
    ],
    ['line ends of Windows', Buffer.from(small.replaceAll('\n', '\r\n'))],
  ])('%s is read', (_name, bytes) => {
    const document = read(bytes);
    expect(document.subjects.map((row) => row.get('name')).slice(0, 2)).toEqual(['Алгебра', 'Русский язык']);
    expect(document.cards).toHaveLength(13);
  });

  test('a number-like id stays text, and the five entities are decoded', () => {
    const document = read(fixture('small.xml'));
    expect(document.subjects[0]?.get('id')).toBe('365998769E506451');
    expect(document.subjects[4]?.get('name')).toBe('Основы "духовно-нравственной" культуры & искусство');
    expect(document.subjects[0]?.line).toBe(29);
  });
});

describe('refused, in words that say what to do', () => {
  test.each([
    ['an empty file', Buffer.alloc(0), /Файл пустой/],
    ['a workbook', Buffer.from('PK\x03\x04rest'), /книга Excel/],
    ['a PDF', Buffer.from('%PDF-1.7'), /PDF/],
    ['text', Buffer.from('Понедельник;Алгебра'), /не файл XML/],
    ['another program', fixture('other-program.xml'), /стоит «schedule»/],
    ['a page', Buffer.from('<html><body>нет</body></html>'), /стоит «html»/],
    ['a DOCTYPE with entities', fixture('doctype.xml'), /DOCTYPE/],
    ['an entity that XML does not have', Buffer.from(wrap('<card a="&nbsp;"/>')), /«&nbsp;»/],
    ['a bare ampersand', Buffer.from(wrap('<card a="Труд & быт"/>')), /подстановки/],
    ['a character reference to NUL', Buffer.from(wrap('<card a="&#0;"/>')), /недопустимый знак/],
    ['a NUL byte', Buffer.from(wrap('<card a="\0"/>')), /служебные символы/],
    ['a truncated file', fixture('truncated.xml'), /обрывается/],
    ['a broken tag', Buffer.from(wrap('<card a="1"></cart>')), /В строке 1/],
    ['a file without tables', Buffer.from('<timetable/>'), /нет ни одной таблицы/],
    [
      'a file without cards',
      Buffer.from('<timetable><classes/><subjects/><lessons/></timetable>'),
      /таблицы «cards»/,
    ],
    [
      'windows-1251 that calls itself UTF-8',
      Buffer.concat([Buffer.from('<timetable a="'), Buffer.from([0xc0, 0xeb, 0xe3]), Buffer.from('"/>')]),
      /не читается/,
    ],
    ['an unknown encoding', Buffer.from('<?xml version="1.0" encoding="koi8-r"?><timetable/>'), /Кодировка/],
  ])('%s', (_name, bytes, words) => {
    expect(refusal(bytes)).toMatch(words);
    expect(refusal(bytes)).toMatch(/[Вв]ыгрузите|[Пп]роверьте/);
  });

  test.each([
    ['more than 8 MB', Buffer.alloc(8 * 1024 * 1024 + 1, 0x20), /больше 8 МБ/],
    [
      'half a million attributes in a tag',
      Buffer.from(wrap(`<card ${'a1="" '.repeat(500_000)}/>`)),
      /намного больше/,
    ],
    ['a value of megabytes', Buffer.from(wrap(`<card a="${'x'.repeat(5_000_000)}"/>`)), /намного больше/],
    ['millions of tags', Buffer.from(wrap('<a/>'.repeat(1_500_000))), /намного больше/],
    ['deep nesting', Buffer.from(wrap(`${'<a>'.repeat(500)}${'</a>'.repeat(500)}`)), /не похож/],
    ['dangerous names', Buffer.from(wrap('<card __proto__="1"/>')), /не похож/],
  ])('%s, in less than a second', (_name, bytes, words) => {
    const started = performance.now();
    expect(refusal(bytes)).toMatch(words);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

import { expect, test } from 'vitest';
import { parseClassName } from '../../src/people/class-name.ts';
import { nameKey } from '../../src/people/name-key.ts';
import { clockTime, weekOf } from '../../src/timetable-import/day-mask.ts';
import { isVacancy, splitTeacherName } from '../../src/timetable-import/teacher-name.ts';

test.each([
  ['8А', '8А'],
  ['8A', '8А'],
  [' 8 "а" класс', '8А'],
  ['8-Б', '8Б'],
  ['11 кл. «В»', '11В'],
  ['11 «В» кл.', '11В'],
  ['10X', '10Х'],
  ['1ё', '1Ё'],
  ['8D', null],
  ['12А', null],
  ['0А', null],
  ['Группа 18', null],
  ['Классный час', null],
  ['', null],
])('class «%s» is %s', (text, name) => {
  expect(parseClassName(text)?.name ?? null).toBe(name);
});

test.each([
  ['Соловьева', 'Анжела Михайловна', '', 'Соловьева|Анжела|Михайловна'],
  ['', '', 'Соловьева Анжела Михайловна', 'Соловьева|Анжела|Михайловна'],
  ['', '', 'Анжела Михайловна Соловьева', 'Соловьева|Анжела|Михайловна'],
  ['', '', 'Соловьева А.М.', 'Соловьева|А.|М.'],
  ['', '', 'А. М. Соловьева', 'Соловьева|А.|М.'],
  ['', '', 'Римский-Корсаков Николай', 'Римский-Корсаков|Николай|'],
  ['Алиев', 'Рашид Ибрагим оглы', '', 'Алиев|Рашид|Ибрагим оглы'],
  ['Соловьева', '', '', null],
  ['', '', '', null],
])('teacher «%s» «%s» «%s» is %s', (last, first, whole, parts) => {
  const name = splitTeacherName(last, first, whole);
  expect(name === null ? null : [name.familyName, name.givenName, name.patronymic].join('|')).toBe(parts);
});

test('a vacancy is nobody', () => {
  expect(['Вакансия', 'вакансия 2', '---', 'Вакулин И. И.'].map(isVacancy)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('names are compared without case, ё and doubled blanks', () => {
  expect(nameKey('  Ковалёва  Елена ')).toBe(nameKey('КОВАЛЕВА елена'));
});

test.each([
  ['8:30', '08:30'],
  ['08:30', '08:30'],
  ['8.30', '08:30'],
  ['13:05:00', '13:05'],
  ['24:00', null],
  ['8:60', null],
  ['', null],
])('time «%s» is %s', (text, time) => {
  expect(clockTime(text)).toBe(time);
});

test.each([
  ['', 'every'],
  ['1', 'every'],
  ['11', 'every'],
  ['111', 'every'],
  ['10', 'a'],
  ['01', 'b'],
  ['100', null],
  ['0', null],
  ['x', null],
])('weeks «%s» are %s', (mask, week) => {
  expect(weekOf(mask)).toBe(week);
});

import { describe, expect, it } from 'vitest';
import { judgeBoxes, judgeDays } from '../../src/absences/absence-rule.ts';
import { absenceWhen } from '../../src/attendance/absence-words.ts';

const today = '2026-11-24';
const years = [
  { starts_on: '2026-09-01', ends_on: '2027-05-31' },
  { starts_on: '2027-09-01', ends_on: '2028-05-31' },
];

describe('the days of an absence', () => {
  it.each([
    ['today', '2026-11-24', '2026-11-24'],
    ['two weeks ago', '2026-11-10', '2026-11-10'],
    ['sixty days', '2026-11-24', '2027-01-22'],
    ['the last day of the year', '2027-05-31', '2027-05-31'],
    ['the next year', '2027-09-01', '2027-09-03'],
  ])('may be %s', (_what, from, to) => {
    expect(judgeDays({ from, to }, today, years)).toBeNull();
  });

  it.each([
    ['in the wrong order', '2026-11-25', '2026-11-24', 'to', 'раньше первого'],
    ['over for fifteen days', '2026-11-09', '2026-11-24', 'from', 'двух недель'],
    ['sixty-one', '2026-11-24', '2027-01-23', 'to', 'не больше 60'],
    ['beyond the year', '2027-05-31', '2027-06-01', 'to', 'по 31 мая 2027 года'],
    ['in the holidays of summer', '2027-07-01', '2027-07-02', 'from', 'с 1 сентября 2027 года'],
    ['where no year is known', '2028-09-01', '2028-09-01', 'from', 'вне учебного года'],
  ])('may not be %s', (_what, from, to, field, words) => {
    const fault = judgeDays({ from, to }, today, years);
    expect(fault?.field).toBe(field);
    expect(fault?.words.replaceAll('\u00a0', ' ')).toContain(words);
  });
});

it('a first day that was announced in time stays, and counts with the days after it', () => {
  const judge = (from: string, to: string) => judgeDays({ from, to }, today, years, '2026-11-02');
  expect(judge('2026-11-02', '2026-11-28')).toBeNull();
  expect(judge('2026-11-02', '2026-11-20')).toBeNull();
  expect(judge('2026-11-02', '2026-12-31')).toBeNull();
  expect(judge('2026-11-02', '2027-01-01')?.field).toBe('to');
  expect(judge('2026-11-01', '2026-11-28')?.field).toBe('from');
});

describe('lessons of a day', () => {
  const offered = [
    { day: '2026-11-24', period: 3 },
    { day: '2026-11-24', period: 4 },
    { day: '2026-11-25', period: 1 },
  ];

  it('are put in order, each once', () => {
    const ticked = [4, 3, 4].map((period) => ({ day: '2026-11-24', period }));
    expect(judgeBoxes(ticked, offered)).toEqual({ ok: true, day: '2026-11-24', periods: [3, 4] });
  });

  it.each([
    ['none', [], 'Отметьте уроки, которых'],
    ['of two days', offered, 'одного дня'],
    ['that the child does not have', [{ day: '2026-11-24', period: 9 }], 'Расписание изменилось'],
  ])('%s are refused in words', (_what, ticked, words) => {
    const judged = judgeBoxes(ticked, offered);
    expect(judged.ok ? '' : judged.words).toContain(words);
  });
});

it.each([
  ['2026-11-24', '2026-11-24', null, 'сегодня, 24 ноября'],
  ['2026-11-25', '2026-11-25', [3], 'завтра, 25 ноября: 3-й урок'],
  ['2026-11-25', '2026-11-25', [5, 1, 2], 'завтра, 25 ноября: 1-й, 2-й и 5-й уроки'],
  ['2026-11-24', '2026-11-27', null, '24–27 ноября'],
])('an absence %s – %s %o is said «%4$s»', (starts_on, ends_on, periods, said) => {
  expect(absenceWhen({ starts_on, ends_on, periods }, today).replaceAll('\u00a0', ' ')).toBe(said);
});

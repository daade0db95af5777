import { describe, expect, it } from 'vitest';
import { type CalendarRow, choosePeriod } from '../../src/reports/period.ts';

const row = (
  kind: 'year' | 'term',
  id: number,
  name: string,
  starts_on: string,
  ends_on: string,
): CalendarRow => ({
  kind,
  id,
  name,
  year_id: 1,
  year_name: '2026/2027',
  starts_on,
  ends_on,
});
const calendar = [
  row('year', 1, '2026/2027', '2026-09-01', '2027-05-26'),
  row('term', 1, '1-я четверть', '2026-09-01', '2026-10-23'),
  row('term', 2, '2-я четверть', '2026-11-02', '2026-12-30'),
];

describe('the period of a report', () => {
  it.each([
    ['the term of today', {}, '2026-11-24', '2026-11-02', '2026-12-30'],
    ['the last term in the holidays after it', {}, '2026-10-28', '2026-09-01', '2026-10-23'],
    ['the last term of a year that is over', {}, '2027-07-01', '2026-11-02', '2026-12-30'],
    ['the year before its first term', {}, '2026-08-20', '2026-09-01', '2027-05-26'],
    ['a term that is asked for', { term: '1' }, '2026-11-24', '2026-09-01', '2026-10-23'],
    ['a year that is asked for', { term: 'year-1' }, '2026-11-24', '2026-09-01', '2027-05-26'],
    [
      'days before a term',
      { term: '1', from: '2026-11-03', to: '2026-11-04' },
      '2026-11-24',
      '2026-11-03',
      '2026-11-04',
    ],
    ['from a day to today', { from: '2026-11-03' }, '2026-11-24', '2026-11-03', '2026-11-24'],
    ['from the beginning of the year', { to: '2026-11-03' }, '2026-11-24', '2026-09-01', '2026-11-03'],
    [
      'days the wrong way round',
      { from: '2026-11-09', to: '2026-11-03' },
      '2026-11-24',
      '2026-11-03',
      '2026-11-09',
    ],
    ['a day to come', { from: '2027-01-20' }, '2026-11-24', '2027-01-20', '2027-01-20'],
  ])('is %s', (_what, query, today, from, to) => {
    expect(choosePeriod(query, calendar, today)).toMatchObject({ from, to });
  });

  it('is the last thirty days in a school without a calendar', () => {
    expect(choosePeriod({}, [], '2026-11-24')).toMatchObject({
      from: '2026-10-25',
      to: '2026-11-24',
      term: null,
    });
  });

  it('is none where there is no such term', () => {
    expect(choosePeriod({ term: '9' }, calendar, '2026-11-24')).toBeNull();
    expect(choosePeriod({ term: 'year-9' }, calendar, '2026-11-24')).toBeNull();
  });
});

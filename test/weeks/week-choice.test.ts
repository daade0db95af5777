import { describe, expect, it } from 'vitest';
import { daysAsked, toWeekNav, usualWeek } from '../../src/weeks/week-choice.ts';

describe('the usual week', () => {
  it.each([
    ['2026-11-23', null, 5, '2026-W48'],
    ['2026-11-27', null, 5, '2026-W48'],
    ['2026-11-28', null, 5, '2026-W49'],
    ['2026-11-28', 'moved', 5, '2026-W48'],
    ['2026-11-28', null, 6, '2026-W48'],
    ['2026-11-29', null, 6, '2026-W49'],
    ['2027-01-03', null, 5, '2027-W01'],
  ] as const)('on %s (%s, %i days a week) is %s', (today, kind, daysPerWeek, week) => {
    expect(usualWeek(today, { kind }, daysPerWeek)).toBe(week);
  });
});

it('the calendar is asked of the asked week, or of this one and the next', () => {
  expect(daysAsked('2026-W53', '2026-11-24')).toEqual({ from: '2026-12-28', to: '2027-01-03' });
  expect(daysAsked(undefined, '2026-11-24')).toEqual({ from: '2026-11-23', to: '2026-12-06' });
});

it('the links around leave the usual week bare, over the turn of the year too', () => {
  const link = (week: string | undefined) => week ?? 'usual';
  const nav = toWeekNav('2026-W53', '2027-W01', '2027-01-05', 5, link);
  expect(nav).toMatchObject({ word: 'прошлая неделя', current: 'usual' });
  expect(nav.previous.href).toBe('2026-W52');
  expect(nav.next.href).toBe('usual');
});

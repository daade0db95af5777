import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSums,
  type FigureCode,
  type FigureValue,
  figureCodes,
  figures,
  NO_SUMS,
  valueSaid,
} from '../../src/attendance/figures.ts';

/** Ten lessons, one of them not held, seven registers with marks. */
const sums = {
  ...NO_SUMS,
  lessons: 9,
  not_held: 1,
  filled: 8,
  same_day: 6,
  present: 120,
  late: 20,
  absent: 6,
  excused: 10,
  technical: 4,
  minutes_late: 90,
  active: 60,
  silent: 20,
  activity_marks: 80,
  activity_sum: 140,
  screen_days: 5,
  screen_minutes: 260,
  screen_over: 2,
};

describe('each figure is what its definition says', () => {
  it.each<[FigureCode, FigureValue, string]>([
    ['lessons', 9, '9'],
    ['not_held', 1, '1'],
    ['filled', 8, '8'],
    ['filled_share', 0.8, '80,0\u00a0%'],
    ['same_day', 6, '6'],
    ['marks', 160, '160'],
    ['attended', 140, '140'],
    ['attendance', 0.875, '87,5\u00a0%'],
    ['missed_share', 0.125, '12,5\u00a0%'],
    ['absent', 6, '6'],
    ['excused', 10, '10'],
    ['technical', 4, '4'],
    ['late', 20, '20'],
    ['minutes_late', 4.5, '4,5\u00a0мин'],
    ['active_share', 0.75, '75,0\u00a0%'],
    ['silent_share', 0.25, '25,0\u00a0%'],
    ['activity', 1.75, '1,8'],
    ['screen_minutes', 52, '52,0\u00a0мин'],
    ['screen_over', 2, '2'],
  ])('%s', (code, value, said) => {
    expect(figures[code].of(sums)).toBe(value);
    expect(valueSaid(value, figures[code].unit)).toBe(said);
  });

  it('and all of them are tried here', () => {
    expect(figureCodes).toHaveLength(19);
    expect(Object.keys(figures).sort()).toEqual([...figureCodes].sort());
  });

  it('with words that say more than the title', () => {
    for (const { title, definition } of Object.values(figures))
      expect(definition.length).toBeGreaterThan(title.length + 10);
  });
});

describe('nothing is divided by a handful', () => {
  const quotients = figureCodes.filter((code) => figures[code].unit !== 'count');

  it.each(quotients)('%s: four lessons are few, five are not', (code) => {
    const four = { ...sums, lessons: 4, not_held: 0, filled: 4, screen_days: 4 };
    const five = { ...sums, lessons: 5, not_held: 0, filled: 5, screen_days: 5 };
    expect(figures[code].of(four)).toBe('few');
    expect(figures[code].of(five)).toBeTypeOf('number');
  });

  it('nor by nothing', () => {
    const noLate = { ...sums, late: 0, minutes_late: 0 };
    expect(figures.minutes_late.of(noLate)).toBe('none');
    expect(valueSaid('none', 'minutes')).toBe('—');
  });

  it('and no figure is ever NaN, infinite or a share above one', () => {
    const count = fc.integer({ min: 0, max: 5000 });
    const drawn = fc.record(Object.fromEntries(Object.keys(NO_SUMS).map((name) => [name, count])));
    fc.assert(
      fc.property(drawn, (some) => {
        for (const code of figureCodes) {
          const value = figures[code].of({ ...NO_SUMS, ...some });
          if (typeof value === 'number') expect(Number.isFinite(value), code).toBe(true);
        }
      }),
    );
  });
});

it('adds rows up name by name', () => {
  const twice = addSums(sums, sums);
  for (const [name, value] of Object.entries(sums)) expect(twice).toHaveProperty(name, value * 2);
});

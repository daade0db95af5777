import { describe, expect, it } from 'vitest';
import { entryTimes } from '../../src/timetable/entry-times.ts';

const lesson = { day: '2026-11-24', starts: '10:25', ends: '11:05' };
const settings = { entryOpensMinutes: 10, entryClosesMinutes: 15 };

describe('the door of an online lesson', () => {
  it.each([
    ['2026-11-23', '10:30', 'early'],
    ['2026-11-24', '10:14', 'early'],
    ['2026-11-24', '10:15', 'open'],
    ['2026-11-24', '11:05', 'open'],
    ['2026-11-24', '11:19', 'open'],
    ['2026-11-24', '11:20', 'over'],
    ['2026-11-25', '10:30', 'over'],
  ])('on %s at %s is %s', (day, time, state) => {
    expect(entryTimes(lesson, settings, { day, time })).toEqual({ opens: '10:15', state });
  });

  it('of a lesson just after midnight does not open on the day before', () => {
    const night = { day: '2026-11-24', starts: '00:05', ends: '00:45' };
    expect(entryTimes(night, settings, { day: '2026-11-24', time: '00:00' })).toEqual({
      opens: '00:00',
      state: 'open',
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerDue, type CalendarDay, isReminderDue, isSchoolDay } from '../../src/feedback/answer-due.ts';
import { addDays, weekdayNumber } from '../../src/web/dates.ts';

/** The days from `from` on, all of one term, but for what is said of some of them. */
function calendar(
  from: string,
  count: number,
  said: Readonly<Record<string, Partial<CalendarDay>>> = {},
): CalendarDay[] {
  return Array.from({ length: count }, (_, n) => addDays(from, n)).map((day) => ({
    day,
    kind: null,
    term_name: 'вторая четверть',
    ...said[day],
  }));
}

const schoolDays = (days: readonly CalendarDay[], daysPerWeek = 5) =>
  days.filter((one) => isSchoolDay(one, daysPerWeek)).map((one) => one.day);

const holidays = (from: string, count: number) =>
  Object.fromEntries(calendar(from, count).map((one) => [one.day, { term_name: null }]));

/** The last day for an answer to what has waited since a day. */
const lastDay = (since: string, days: readonly string[], awayDays: readonly string[] = []) =>
  answerDue({ since, awayDays }, days, since).lastDay;

describe('the second day that counts', () => {
  const usual = schoolDays(calendar('2026-11-20', 40));

  it.each([
    ['on Tuesday', '2026-11-24', '2026-11-26'],
    ['on Friday evening: Monday and Tuesday', '2026-11-27', '2026-12-01'],
    ['on Saturday: Monday and Tuesday as well', '2026-11-28', '2026-12-01'],
    ['on Sunday', '2026-11-29', '2026-12-01'],
  ])('asked %s', (_when, since, last) => {
    expect(lastDay(since, usual)).toBe(last);
  });

  it('Saturday counts in a week of six days', () => {
    expect(lastDay('2026-11-27', schoolDays(calendar('2026-11-20', 40), 6))).toBe('2026-11-30');
  });

  it('holidays, days off and a moved Saturday', () => {
    const overNewYear = calendar('2026-12-21', 40, holidays('2026-12-29', 13));
    expect(lastDay('2026-12-25', schoolDays(overNewYear))).toBe('2027-01-11');
    expect(lastDay('2026-12-28', schoolDays(overNewYear))).toBe('2027-01-12');
    const off = calendar('2026-11-20', 20, { '2026-11-30': { kind: 'off' } });
    expect(lastDay('2026-11-27', schoolDays(off))).toBe('2026-12-02');
    const moved = calendar('2026-11-20', 20, { '2026-11-28': { kind: 'moved' } });
    expect(lastDay('2026-11-27', schoolDays(moved))).toBe('2026-11-30');
  });

  it('the year’s end: the next year’s days where there are some, nothing where there are none', () => {
    const summer = calendar('2027-05-20', 110, holidays('2027-05-27', 97));
    expect(lastDay('2027-05-26', schoolDays(summer))).toBe('2027-09-02');
    const end = schoolDays(calendar('2027-05-20', 110, holidays('2027-05-27', 110)));
    expect(answerDue({ since: '2027-05-26', awayDays: [] }, end, '2027-08-31')).toEqual({
      lastDay: null,
      waitsDays: 0,
      isOverdue: false,
    });
  });

  it('a teacher who is ill and nobody stands in: those days do not count', () => {
    expect(lastDay('2026-11-24', usual, ['2026-11-25', '2026-11-26', '2026-11-27'])).toBe('2026-12-01');
    expect(lastDay('2026-11-24', usual, ['2026-11-26'])).toBe('2026-11-27');
  });
});

describe('what has passed', () => {
  const usual = schoolDays(calendar('2026-11-20', 40));
  const wait = { since: '2026-11-24', awayDays: [] };

  it.each([
    ['2026-11-24', 0, false],
    ['2026-11-25', 1, false],
    ['2026-11-26', 2, false],
    ['2026-11-27', 3, true],
    ['2026-11-29', 3, true],
    ['2026-11-30', 4, true],
  ])('on %s', (today, waitsDays, isOverdue) => {
    expect(answerDue(wait, usual, today)).toEqual({ lastDay: '2026-11-26', waitsDays, isOverdue });
  });

  it.each([
    ['2026-11-25', '23:59', false],
    ['2026-11-26', '13:59', false],
    ['2026-11-26', '14:00', true],
    ['2026-11-27', '07:00', true],
  ])('a reminder on %s at %s: %s', (day, time, isDue) => {
    expect(isReminderDue({ lastDay: '2026-11-26' }, { day, time })).toBe(isDue);
    expect(isReminderDue({ lastDay: null }, { day, time })).toBe(false);
  });
});

describe('whatever the calendar', () => {
  const anyCalendar = fc
    .array(
      fc.record({
        kind: fc.constantFrom(null, null, null, 'off' as const, 'moved' as const),
        term_name: fc.constantFrom('четверть', 'четверть', 'четверть', null),
      }),
      { minLength: 5, maxLength: 60 },
    )
    .map((days) => days.map((one, n) => ({ day: addDays('2026-11-02', n), ...one })));
  interface Given {
    days: CalendarDay[];
    week: number;
    since: number;
    today: number;
    away: number[];
  }
  const anyCase: fc.Arbitrary<Given> = fc.record({
    days: anyCalendar,
    week: fc.constantFrom(5, 6),
    since: fc.nat(60),
    today: fc.nat(80),
    away: fc.array(fc.nat(60), { maxLength: 12 }),
  });
  const read = ({ days, week, since, today, away }: Given) => {
    const known = schoolDays(days, week);
    const wait = {
      since: addDays('2026-11-02', since),
      awayDays: away.map((n) => addDays('2026-11-02', n)),
    };
    return { known, wait, today: addDays('2026-11-02', today) };
  };

  it('the last day is a school day on which somebody is there, with exactly one such day before it', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const { known, wait, today } = read(given);
        const { lastDay: last } = answerDue(wait, known, today);
        const counts = known.filter((one) => one > wait.since && !wait.awayDays.includes(one));
        expect(counts.indexOf(last ?? '')).toBe(counts.length < 2 ? -1 : 1);
      }),
    );
  });

  it('a question is overdue on no day up to the last one, and on every day after it', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const { known, wait, today } = read(given);
        const due = answerDue(wait, known, today);
        expect(due.isOverdue).toBe(due.lastDay !== null && today > due.lastDay);
        if (due.isOverdue) expect(due.waitsDays).toBeGreaterThanOrEqual(2);
        else if (due.lastDay !== null) expect(due.waitsDays).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('a day more away or off never makes it due earlier', () => {
    fc.assert(
      fc.property(anyCase, fc.nat(60), (given, n) => {
        const { known, wait, today } = read(given);
        const more = addDays('2026-11-02', n);
        const before = answerDue(wait, known, today).lastDay;
        const away = answerDue({ ...wait, awayDays: [...wait.awayDays, more] }, known, today).lastDay;
        const without = known.filter((one) => one !== more);
        const off = answerDue(wait, without, today).lastDay;
        expect(away).toBe(off);
        expect(off === null || (before !== null && off >= before)).toBe(true);
      }),
    );
  });

  it('Sundays count only where they are moved', () => {
    fc.assert(
      fc.property(anyCalendar, (days) => {
        for (const one of days)
          if (weekdayNumber(one.day) === 7 && one.kind !== 'moved') expect(isSchoolDay(one, 6)).toBe(false);
      }),
    );
  });
});

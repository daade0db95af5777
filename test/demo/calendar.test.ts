import { describe, expect, it } from 'vitest';
import { demoCalendar } from '../../src/demo/calendar.ts';
import { usualYear } from '../../src/school-start/school-year.ts';

const FIRST = Temporal.PlainDate.from('2026-01-01');
const everyDay = Array.from({ length: 800 }, (_, index) => FIRST.add({ days: index }).toString());

function distance(from: string, to: string | null): number {
  return to === null ? Number.NaN : Temporal.PlainDate.from(from).until(to).total('days');
}

describe('the calendar of the demo school', () => {
  it('has lessons today whatever day it is', () => {
    expect(everyDay.filter((today) => !demoCalendar(today).isSchoolDay(today))).toEqual([]);
  });

  it('has a school day not long before and several soon after', () => {
    const lonely = everyDay.filter((today) => {
      const calendar = demoCalendar(today);
      const before = distance(calendar.schoolDay(today, -1) ?? '', today);
      const after = distance(today, calendar.schoolDay(today, 3));
      return !(before >= 1 && before <= 5 && after >= 3 && after <= 9);
    });
    expect(lonely).toEqual([]);
  });

  it('keeps its terms in order, apart and inside the year', () => {
    for (const today of everyDay) {
      const { terms, startsOn, endsOn, daysOff, moved } = demoCalendar(today);
      const edges = terms.flatMap((term) => [term.startsOn, term.endsOn]);
      expect([startsOn, ...edges, endsOn], today).toEqual([startsOn, ...edges, endsOn].sort());
      expect(new Set(edges).size, today).toBe(edges.length);
      const days = [...daysOff, ...moved].map((one) => one.day);
      expect(new Set(days).size, today).toBe(days.length);
    }
  });

  it.each([
    { today: '2026-11-24', name: '2026/2027', terms: 4, moved: 0 },
    { today: '2026-11-28', name: '2026/2027', terms: 4, moved: 1 },
    { today: '2026-07-15', name: '2026/2027', terms: 5, moved: 0 },
    { today: '2026-09-01', name: '2026/2027', terms: 5, moved: 0 },
    { today: '2026-12-31', name: '2026/2027', terms: 4, moved: 0 },
    { today: '2027-05-30', name: '2027/2028', terms: 5, moved: 1 },
  ])('is that of $name on $today', ({ today, name, terms, moved }) => {
    const calendar = demoCalendar(today);
    expect(calendar.name).toBe(name);
    expect(calendar.terms).toHaveLength(terms);
    expect(calendar.moved).toHaveLength(moved);
  });

  it('puts holidays that touch today later, and keeps the others', () => {
    const inHolidays = demoCalendar('2026-10-28');
    const usual = usualYear(2026, 5);
    expect(usual.terms[0]?.endsOn).toBe('2026-10-23');
    expect(inHolidays.terms[0]?.endsOn).toBe('2026-11-13');
    expect(inHolidays.terms.slice(2)).toEqual(usual.terms.slice(2));
  });

  it('does not keep a public holiday that is today', () => {
    expect(demoCalendar('2026-11-04').daysOff.map((off) => off.day)).not.toContain('2026-11-04');
    expect(demoCalendar('2026-11-05').daysOff.map((off) => off.day)).toContain('2026-11-04');
  });
});

describe('the usual school year', () => {
  it('has four quarters between the holidays', () => {
    expect(usualYear(2026, 5).terms).toEqual([
      { name: '1-я четверть', startsOn: '2026-09-01', endsOn: '2026-10-23' },
      { name: '2-я четверть', startsOn: '2026-11-02', endsOn: '2026-12-30' },
      { name: '3-я четверть', startsOn: '2027-01-11', endsOn: '2027-03-26' },
      { name: '4-я четверть', startsOn: '2027-04-05', endsOn: '2027-05-26' },
    ]);
  });

  it('ends the quarters of a six-day week on Saturdays', () => {
    expect(usualYear(2026, 6).terms.map((term) => term.endsOn)).toEqual([
      '2026-10-24',
      '2026-12-30',
      '2027-03-27',
      '2027-05-26',
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeBells, readTime } from '../../src/settings/bell-rule.ts';
import { changedDays } from '../../src/settings/day-plan.ts';
import { judgeYear, judgeYearDays, typedTerms } from '../../src/settings/year-rule.ts';

const year = { starts_on: '2026-09-01', ends_on: '2027-05-26' };
const other = { id: 1, name: '2025/2026', starts_on: '2025-09-01', ends_on: '2026-05-26' };
const term = (number: number, name: string, from: string, to: string) => ({
  [`term_name_${number}`]: name,
  [`term_from_${number}`]: from,
  [`term_to_${number}`]: to,
});
const judge = (...lines: Record<string, string>[]) =>
  judgeYear(year, typedTerms(Object.assign({}, ...lines)), [other]);

describe('a school year', () => {
  it('takes terms apart from each other, in the order of their days', () => {
    const verdict = judge(
      term(1, '2-я четверть', '2026-11-02', '2026-12-30'),
      term(3, '1-я четверть', '2026-09-01', '2026-10-25'),
    );
    expect(verdict).toMatchObject({ ok: true, terms: [{ name: '1-я четверть' }, { name: '2-я четверть' }] });
  });

  it.each([
    ['no name', term(1, '', '2026-09-01', '2026-10-25'), 'term_name_1'],
    ['no first day', term(1, 'А', '', '2026-10-25'), 'term_from_1'],
    ['no last day', term(1, 'А', '2026-09-01', ''), 'term_to_1'],
    ['backwards', term(1, 'А', '2026-10-25', '2026-09-01'), 'term_to_1'],
    ['before the year', term(1, 'А', '2026-08-30', '2026-10-25'), 'term_from_1'],
    ['after the year', term(1, 'А', '2027-05-01', '2027-06-01'), 'term_from_1'],
  ])('refuses a term: %s', (_why, line, field) => {
    expect(judge(line)).toMatchObject({ ok: false, errors: { [field]: expect.any(String) } });
  });

  it('refuses terms that meet, and says which', () => {
    const verdict = judge(
      term(1, 'Осень', '2026-09-01', '2026-11-10'),
      term(2, 'Зима', '2026-11-10', '2026-12-30'),
    );
    expect(verdict).toMatchObject({ ok: false, errors: { term_from_2: expect.stringContaining('«Осень»') } });
  });

  it('meets no other year, does not end before it begins, and is no longer than a year', () => {
    expect(judgeYearDays({ starts_on: '2026-05-26', ends_on: '2027-05-26' }, [other])).toHaveProperty(
      'starts_on',
    );
    expect(judgeYearDays({ starts_on: '2027-05-26', ends_on: '2026-09-01' }, [other])).toHaveProperty(
      'ends_on',
    );
    expect(judgeYearDays({ starts_on: '2026-09-01', ends_on: '2028-05-26' }, [other])).toHaveProperty(
      'ends_on',
    );
    expect(judgeYearDays(year, [other])).toEqual({});
  });
});

describe('the days that a change of the calendar concerns', () => {
  it('are those that had another weekday, another week, or none', () => {
    const before = [
      { day: '2026-11-25', weekday: 3, week: 'a' as const },
      { day: '2026-11-26', weekday: 4, week: 'a' as const },
      { day: '2026-11-27', weekday: 5, week: 'a' as const },
    ];
    const after = [
      { day: '2026-11-26', weekday: 5, week: 'a' as const },
      { day: '2026-11-27', weekday: 5, week: 'a' as const },
      { day: '2026-11-28', weekday: 1, week: 'b' as const },
    ];
    expect(changedDays(before, after)).toEqual([
      { day: '2026-11-25', weekday: null, week: null },
      { day: '2026-11-26', weekday: 5, week: 'a' },
      { day: '2026-11-28', weekday: 1, week: 'b' },
    ]);
    expect(changedDays(after, after)).toEqual([]);
  });
});

const bells = (...lines: [number, string, string][]) =>
  judgeBells(
    Object.fromEntries(
      lines.flatMap(([n, from, to]) => [
        [`from_${n}`, from],
        [`to_${n}`, to],
      ]),
    ),
  );

describe('bells', () => {
  it('are read as people type them', () => {
    expect(readTime('8:30')).toBe('08:30');
    expect(readTime('08.30')).toBe('08:30');
    expect(readTime('08:30:00')).toBe('08:30');
    for (const wrong of ['', '24:00', '8:60', '830', 'утром', '-1:00']) expect(readTime(wrong)).toBeNull();
  });

  it('may leave lines empty, the zeroth lesson too', () => {
    expect(bells([0, '07:10', '07:50'], [1, '', ''], [2, '9:00', '9:40'])).toMatchObject({
      ok: true,
      bells: [{ period: 0 }, { period: 2, starts_at: '09:00', ends_at: '09:40' }],
    });
  });

  it.each([
    ['no lesson at all', [], 'from_1'],
    ['no end', [[1, '08:00', '']], 'to_1'],
    ['no beginning', [[1, '', '08:40']], 'from_1'],
    ['backwards', [[1, '09:00', '08:00']], 'to_1'],
    ['too short', [[1, '08:00', '08:05']], 'to_1'],
    ['too long', [[1, '08:00', '11:00']], 'to_1'],
    [
      'meeting the one before',
      [
        [1, '08:00', '08:40'],
        [2, '08:35', '09:15'],
      ],
      'from_2',
    ],
  ] as [string, [number, string, string][], string][])('are refused: %s', (_why, lines, field) => {
    expect(bells(...lines)).toMatchObject({ ok: false, errors: { [field]: expect.any(String) } });
  });

  it('never meet where they are accepted, whatever is typed', () => {
    const time = fc.oneof(
      fc.constant(''),
      fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${h}:${String(m).padStart(2, '0')}`),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(12), time, time), { maxLength: 6 }), (lines) => {
        const verdict = bells(...lines);
        if (!verdict.ok) return;
        for (const [i, bell] of verdict.bells.entries()) {
          expect(bell.starts_at < bell.ends_at).toBe(true);
          const next = verdict.bells[i + 1];
          if (next) expect(bell.ends_at <= next.starts_at).toBe(true);
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attendeeOf, studentMeant } from '../../src/consultations/attendee-rule.ts';
import { invitationUntil, mayFamilyChange } from '../../src/consultations/booking-rule.ts';
import { decideEntry, type EntrantKind } from '../../src/consultations/entry-rule.ts';
import { type AskedOpening, daysToOpen, judgeTimes } from '../../src/consultations/opening-rule.ts';
import { turnsBetween } from '../../src/consultations/turns-rule.ts';
import { minutesOf } from '../../src/web/dates.ts';

const at = (text: string) => Temporal.Instant.from(text);

describe('the turns of a time', () => {
  it.each([
    ['16:00', '17:00', 15, ['16:00–16:15', '16:15–16:30', '16:30–16:45', '16:45–17:00']],
    ['16:00', '16:50', 20, ['16:00–16:20', '16:20–16:40']],
    ['16:00', '16:10', 15, []],
    ['17:00', '16:00', 15, []],
  ])('from %s to %s by %i minutes', (starts, ends, minutes, expected) => {
    expect(turnsBetween(starts, ends, minutes).map((turn) => `${turn.starts}–${turn.ends}`)).toEqual(
      expected,
    );
  });

  it('never meet, last as long as asked and lie within the time', () => {
    const minute = fc.integer({ min: 0, max: 23 * 60 });
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 5, max: 180 }), (from, to, length) => {
        const said = (minutes: number) =>
          `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
        const turns = turnsBetween(said(from), said(to), length);
        for (const [n, turn] of turns.entries()) {
          expect(minutesOf(turn.ends) - minutesOf(turn.starts)).toBe(length);
          expect(minutesOf(turn.starts)).toBe(from + n * length);
          expect(minutesOf(turn.ends)).toBeLessThanOrEqual(to);
        }
      }),
    );
  });
});

describe('the times that are opened', () => {
  const once: AskedOpening = {
    repeat: 'once',
    first_day: '2026-11-26',
    last_day: null,
    starts: '16:00',
    ends: '17:00',
    turn_minutes: 15,
    kind: 'one',
    places: null,
  };
  const now = { day: '2026-11-24', time: '10:00' };
  it.each<[string, Partial<AskedOpening>, string[]]>([
    ['are fine', {}, []],
    ['are over', { first_day: '2026-11-23' }, ['first_day']],
    ['have begun today', { first_day: '2026-11-24', starts: '10:00' }, ['starts']],
    ['begin later today', { first_day: '2026-11-24', starts: '10:01' }, []],
    ['begin too early', { starts: '07:59' }, ['starts']],
    ['begin at eight', { starts: '08:00' }, []],
    ['end too late', { ends: '21:01' }, ['ends']],
    ['end at nine', { ends: '21:00' }, []],
    ['end before they begin', { ends: '15:00' }, ['ends']],
    ['are shorter than a turn', { turn_minutes: 90 }, ['turn_minutes']],
    ['are one turn of an hour', { turn_minutes: null }, []],
    ['are one turn of more than three hours', { turn_minutes: null, ends: '19:01' }, ['turn_minutes']],
    ['have no end of the series', { repeat: 'weekly' }, ['last_day']],
    ['run backwards', { repeat: 'weekly', last_day: '2026-11-25' }, ['last_day']],
    ['run for longer than a year', { repeat: 'weekly', last_day: '2027-12-31' }, ['last_day']],
    ['are for a group of unknown size', { kind: 'group' }, ['places']],
  ])('%s', (_what, change, fields) => {
    expect(Object.keys(judgeTimes({ ...once, ...change }, now))).toEqual(fields);
  });

  const plain = { kind: null, name: '', term_name: '2-я четверть', is_in_year: true } as const;
  const calendar = [
    { ...plain, day: '2026-11-26' },
    { ...plain, day: '2026-12-03', kind: 'off' as const, name: 'День школы' },
    { ...plain, day: '2026-12-10', term_name: null },
    { ...plain, day: '2026-12-17', kind: 'moved' as const },
  ];

  it('skip days off and holidays of a weekly series, and say so', () => {
    expect(daysToOpen({ ...once, repeat: 'weekly', last_day: '2026-12-17' }, calendar)).toEqual({
      ok: true,
      days: ['2026-11-26', '2026-12-17'],
      skipped: [
        { day: '2026-12-03', why: 'День школы' },
        { day: '2026-12-10', why: 'каникулы' },
      ],
    });
  });

  it.each([
    ['2026-12-03', 'четверг, 3\u00a0декабря: День школы'],
    ['2026-12-24', 'четверг, 24\u00a0декабря: вне учебного года'],
  ])('are refused on %s alone', (day, words) => {
    expect(daysToOpen({ ...once, first_day: day }, calendar)).toEqual({
      ok: false,
      errors: { first_day: words },
    });
  });

  it('may be in the holidays once', () => {
    expect(daysToOpen({ ...once, first_day: '2026-12-10' }, calendar)).toMatchObject({ ok: true });
  });
});

describe('until when a place is held for somebody', () => {
  it.each([
    ['2026-11-26T14:00:00Z', '2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z'],
    ['2026-11-24T20:00:00Z', '2026-11-24T08:00:00Z', '2026-11-24T18:00:00Z'],
    ['2026-11-24T10:30:00Z', '2026-11-24T08:00:00Z', '2026-11-24T08:30:00Z'],
    ['2026-11-24T10:29:59Z', '2026-11-24T08:00:00Z', null],
    ['2026-11-24T07:00:00Z', '2026-11-24T08:00:00Z', null],
  ])('a turn at %s, offered at %s: %s', (starts, now, until) => {
    expect(invitationUntil(at(starts), at(now))?.toString() ?? null).toBe(until);
  });
});

describe('whether a family still cancels by itself', () => {
  it.each([
    [3, '2026-11-24T08:00:00Z', true],
    [3, '2026-11-24T11:00:00Z', true],
    [3, '2026-11-24T11:00:01Z', false],
    [0, '2026-11-24T13:59:59Z', true],
    [0, '2026-11-24T14:00:00Z', false],
  ])('%i hours, at %s: %s', (cancel_hours, now, may) => {
    expect(mayFamilyChange({ starts_at: at('2026-11-24T14:00:00Z'), cancel_hours }, at(now))).toBe(may);
  });
});

describe('who is meant and who comes', () => {
  it.each<[number[], number | null, number | null | undefined]>([
    [[7], null, 7],
    [[7], 7, 7],
    [[7], 8, undefined],
    [[], null, undefined],
    [[7, 8], null, null],
    [[7, 8], 8, 8],
  ])('of %j, asked %s: %s', (offered_students, asked, meant) => {
    expect(studentMeant({ attendees: 'both', offered_students }, asked)).toBe(meant);
  });

  it.each<['guardians' | 'students' | 'both', number, 'self' | 'student', number | null]>([
    ['guardians', 1, 'self', 1],
    ['guardians', 1, 'student', null],
    ['guardians', 7, 'self', null],
    ['students', 1, 'self', null],
    ['students', 1, 'student', 7],
    ['students', 7, 'self', 7],
    ['both', 1, 'self', 1],
    ['both', 1, 'student', 7],
    ['both', 7, 'self', 7],
  ])('to one for %s, asked by %i for 7, as %s: %s', (attendees, personId, asked, comes) => {
    expect(attendeeOf({ attendees }, { personId }, 7, asked)).toBe(comes);
  });
});

describe('whether somebody enters a consultation online', () => {
  const turn = {
    state: 'open' as const,
    format: 'online' as const,
    is_service_approved: true,
    service_name: 'Сферум',
    starts_at: at('2026-11-24T14:00:00Z'),
    ends_at: at('2026-11-24T14:15:00Z'),
    day: '2026-11-24',
    starts: '16:00',
    ends: '16:15',
  };
  const minutes = { entryOpensMinutes: 10, entryClosesMinutes: 5 };
  it.each<
    [EntrantKind, string, Partial<typeof turn> | { format: 'in_person' } | { state: 'cancelled' }, string]
  >([
    ['booked', '2026-11-24T13:50:00Z', {}, 'admitted'],
    ['teacher', '2026-11-24T14:20:00Z', {}, 'admitted'],
    ['booked', '2026-11-24T13:49:59Z', {}, 'too_early'],
    ['teacher', '2026-11-24T14:20:01Z', {}, 'too_late'],
    ['stranger', '2026-11-24T14:00:00Z', {}, 'not_booked'],
    ['pupil_alone', '2026-11-24T14:00:00Z', {}, 'pupil_enters_alone'],
    ['booked', '2026-11-24T14:00:00Z', { is_service_approved: false }, 'service_not_approved'],
    ['booked', '2026-11-24T14:00:00Z', { format: 'in_person' }, 'in_person'],
    ['teacher', '2026-11-24T14:00:00Z', { state: 'cancelled' }, 'cancelled'],
  ])('%s at %s, %j: %s', (kind, now, change, expected) => {
    const decision = decideEntry(kind, { ...turn, ...change }, minutes, { at: at(now), today: '2026-11-24' });
    expect(decision.admitted ? 'admitted' : decision.reason).toBe(expected);
  });
});

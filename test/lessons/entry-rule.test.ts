import { describe, expect, it } from 'vitest';
import { decideEntry, type EnterableLesson, type EntrantKind } from '../../src/lessons/entry-rule.ts';

const lesson: EnterableLesson = {
  status: 'planned',
  format: 'online',
  isServiceApproved: true,
  serviceName: 'Сферум',
  startsAt: Temporal.Instant.from('2026-11-24T08:25:00Z'),
  endsAt: Temporal.Instant.from('2026-11-24T09:10:00Z'),
  day: '2026-11-24',
  startTime: '10:25',
  endTime: '11:10',
  opensTime: '10:15',
};
const times = { opensMinutes: 10, closesMinutes: 10 };
const during = '2026-11-24T08:30:00Z';

function decide(
  kind: EntrantKind,
  changed: Partial<EnterableLesson> = {},
  now = during,
  mayGuardianEnter = true,
  today = '2026-11-24',
) {
  const decision = decideEntry(
    kind,
    { ...lesson, ...changed },
    times,
    Temporal.Instant.from(now),
    today,
    mayGuardianEnter,
  );
  return decision.admitted ? 'admitted' : `${decision.reason}: ${decision.words}`;
}

describe('an entry', () => {
  it.each([
    ['2026-11-24T08:14:59Z', 'too_early'],
    ['2026-11-24T08:15:00Z', 'admitted'],
    ['2026-11-24T09:10:00Z', 'admitted'],
    ['2026-11-24T09:20:00Z', 'admitted'],
    ['2026-11-24T09:20:01Z', 'too_late'],
  ])('at %s is %s', (now, outcome) => {
    expect(decide('student', {}, now)).toMatch(new RegExp(`^${outcome}`));
  });

  it.each(['student', 'guardian', 'teacher', 'support'] as const)('is open to a %s', (kind) => {
    expect(decide(kind)).toBe('admitted');
  });

  it.each<[EntrantKind, Partial<EnterableLesson>, string]>([
    ['stranger', {}, 'not_participant'],
    ['student', { status: 'cancelled' }, 'cancelled'],
    ['teacher', { format: 'in_person' }, 'in_person'],
    ['student', { isServiceApproved: false }, 'service_not_approved'],
  ])('of a %s to %o is refused: %s', (kind, changed, reason) => {
    expect(decide(kind, changed)).toMatch(new RegExp(`^${reason}`));
  });

  it('of a guardian is for young children and those without access only', () => {
    expect(decide('guardian', {}, during, false)).toMatch(/^pupil_enters_alone/);
    expect(decide('guardian', {}, '2026-11-24T09:20:00Z', false)).toMatch(/^pupil_enters_alone/);
    expect(decide('guardian', {}, '2026-11-24T09:20:01Z', false)).toMatch(/^too_late/);
  });

  it('too early says when the lesson begins and when entry opens', () => {
    expect(decide('student', {}, '2026-11-24T07:00:00Z')).toContain(
      'Урок начнётся в 10:25, вход откроется в 10:15.',
    );
    expect(decide('student', {}, '2026-11-23T07:00:00Z', true, '2026-11-23')).toMatch(
      /Урок начнётся завтра.* в 10:25/,
    );
  });
});

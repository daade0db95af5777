import { describe, expect, it } from 'vitest';
import { parties, questionStates } from '../../src/questions/find.ts';
import {
  kindsFor,
  marksRead,
  mayClose,
  sideOf,
  stateAfter,
  stateOfRemaining,
} from '../../src/questions/message-rule.ts';

describe('who does what in a question', () => {
  it.each([
    ['asker', 'family', ['reply'], true],
    ['guardian', 'family', [], false],
    ['teacher', 'school', ['answer', 'ask_back'], true],
    ['stand_in', 'school', ['answer', 'ask_back'], true],
    ['former', 'school', [], false],
    ['overseer', 'school', [], false],
  ] as const)('%s is on the side of the %s and writes %j', (party, side, kinds, takesPart) => {
    expect(sideOf(party)).toBe(side);
    expect(kindsFor(party)).toEqual(kinds);
    expect(marksRead(party)).toBe(takesPart);
    for (const state of questionStates) expect(mayClose(party, state)).toBe(takesPart && state !== 'closed');
  });

  it('has a row for every party', () => {
    expect(parties).toHaveLength(6);
  });
});

describe('how a question stands', () => {
  it.each([
    ['question', 'waiting'],
    ['reply', 'waiting'],
    ['answer', 'answered'],
    ['ask_back', 'asked_back'],
  ] as const)('after %s: %s', (kind, state) => {
    expect(stateAfter(kind)).toBe(state);
  });

  const family = (at: number) => ({ side: 'family' as const, kind: 'reply' as const, at });
  const answer = (at: number) => ({ side: 'school' as const, kind: 'answer' as const, at });
  const back = (at: number) => ({ side: 'school' as const, kind: 'ask_back' as const, at });

  it.each([
    ['nothing is left', [], 'answered', 'closed', null],
    ['the question alone is left', [family(1)], 'answered', 'waiting', 1],
    ['two words of the family are left', [family(1), family(2)], 'waiting', 'waiting', 1],
    ['the answer is last', [family(1), answer(2)], 'waiting', 'answered', null],
    ['the question back is last', [family(1), back(2)], 'waiting', 'asked_back', null],
    [
      'words after the answer are left',
      [family(1), answer(2), family(3), family(4)],
      'waiting',
      'waiting',
      3,
    ],
    ['the answer alone is left', [answer(2)], 'answered', 'answered', null],
    ['it was closed', [family(1)], 'closed', 'closed', null],
  ] as const)('once a message is withdrawn and %s', (_what, left, before, state, waitingSince) => {
    expect(stateOfRemaining<number>(left, before)).toEqual({ state, waitingSince });
  });
});

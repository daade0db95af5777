import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { answerKeys, answerToken, ofSurvey } from '../../src/feedback/answer-token.ts';
import { secretsOf } from '../../src/school.ts';
import { LONGEST_TEXT } from '../../src/surveys/answer-form.ts';
import { keyId, seal, shuffled, unseal, withBallot } from '../../src/surveys/ballot-box.ts';
import { FEWEST_ANSWERS } from '../../src/surveys/scale.ts';
import { MOST_QUESTIONS, MOST_STATEMENTS } from '../../src/surveys/survey-form.ts';

const Word = z.string();
const box = { key: randomBytes(32), label: 'survey 1, class 2' };

describe('a ballot box', () => {
  it('gives back what was put in, one by one, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 60 }), (words) => {
        let sealed: Buffer | null = null;
        for (const word of words) sealed = withBallot(Word, sealed, word, box);
        const found = sealed === null ? [] : unseal(Word, sealed, box);
        expect(found.toSorted()).toEqual(words.toSorted());
      }),
      { numRuns: 25 },
    );
  });

  it('opens with its key and its name alone, and only as it was shut', () => {
    const sealed = seal(['да', 'нет'], box);
    expect(() => unseal(Word, sealed, { ...box, key: randomBytes(32) })).toThrow();
    expect(() => unseal(Word, sealed, { ...box, label: 'survey 1, class 3' })).toThrow();
    for (const at of [0, 20, 40, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => unseal(Word, changed, box)).toThrow();
    }
  });

  it('shows from outside neither what is in it nor what came last, and little of how much', () => {
    const few = seal(['3'], box);
    const many = Array.from({ length: 60 }, () => ({ role: 'parent', choices: [5, 4, 3, 2, 1], texts: [] }));
    expect(few.length).toBe(seal(many.slice(0, 40), box).length);
    const again = seal(['3'], box);
    expect(few.filter((byte, at) => byte === again[at]).length).toBeLessThan(few.length / 64);
    expect(few.toString('latin1')).not.toContain('"3"');
    // one answer with all that fits into it, and five such, are as long as one of a word
    const long = {
      role: 'parent',
      choices: Array.from({ length: MOST_STATEMENTS }, () => 5),
      texts: Array.from({ length: MOST_QUESTIONS }, () => ({
        item: 1_000_000,
        body: '—'.repeat(LONGEST_TEXT),
      })),
    };
    for (const count of [1, FEWEST_ANSWERS])
      expect(
        seal(
          Array.from({ length: count }, () => long),
          box,
        ).length,
      ).toBe(few.length);
    // the last ballot comes out in any place
    const places = new Set(
      Array.from({ length: 200 }, () => {
        const four = withBallot(Word, seal(['a', 'b', 'c'], box), 'last', box);
        return unseal(Word, four, box).indexOf('last');
      }),
    );
    expect([...places].sort()).toEqual([0, 1, 2, 3]);
  });

  it('shuffles evenly', () => {
    const firsts = Array.from({ length: 3000 }, () => shuffled(['a', 'b', 'c'])[0]);
    // one in three, with room for eight standard deviations
    for (const one of ['a', 'b', 'c'])
      expect(Math.abs(firsts.filter((first) => first === one).length - 1000)).toBeLessThan(210);
  });
});

describe('the keys of answers', () => {
  const keys = answerKeys({ secretFor: secretsOf('a secret') });

  it('are the same in every process, others for another secret, and no key is the other', () => {
    const same = answerKeys({ secretFor: secretsOf('a secret') });
    const other = answerKeys({ secretFor: secretsOf('another secret') });
    expect(same).toEqual(keys);
    expect(keys.box.equals(keys.token)).toBe(false);
    expect(keys.box.equals(other.box)).toBe(false);
    expect(keyId(keys.box)).toEqual(keyId(same.box));
    expect(keyId(keys.box).equals(keyId(other.box))).toBe(false);
    expect(keys.box.length).toBe(32);
  });

  it('make one token a survey, a person and a child', () => {
    const tokens = [
      answerToken(keys, ofSurvey(1), 2, null),
      answerToken(keys, ofSurvey(1), 2, 3),
      answerToken(keys, ofSurvey(1), 23, null),
      answerToken(keys, ofSurvey(1), 3, 2),
      answerToken(keys, ofSurvey(12), 3, null),
      answerToken({ token: randomBytes(32) }, ofSurvey(1), 2, null),
    ].map((token) => token.toString('hex'));
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(answerToken(keys, ofSurvey(1), 2, 3).toString('hex')).toBe(tokens[1]);
  });
});

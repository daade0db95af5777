import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { matchNames, type NamedPupil } from '../../src/registers/match-names.ts';
import { GROUP, SHOWN_NAMES, TEACHERS } from './shown-names.ts';

const judged = SHOWN_NAMES.map(([shown, means, degree]) => ({
  shown,
  means,
  degree,
  found: matchNames([shown], GROUP, TEACHERS)[0],
}));

describe('a shown name', () => {
  it.each(judged)('«$shown» is $degree', ({ means, degree, found }) => {
    expect(found?.degree).toBe(degree);
    if (found?.degree === 'sure') expect(found.studentId).toBe(means);
    if (found?.degree === 'likely' && means !== null) expect(found.studentId).toBe(means);
    if (found?.degree === 'unmatched' && means !== null && means > 0)
      expect(found.candidates).toContain(means);
    expect(found?.studentId === null).toBe(degree === 'unmatched' || degree === 'stranger');
  });
});

test('how many names are found, and that no sure one is wrong', () => {
  const sure = judged.filter(({ found }) => found?.degree === 'sure');
  const told = judged.filter(({ found }) => found?.studentId != null);
  const ofPupils = judged.filter(({ means }) => means !== null && means > 0);
  const isRight = ({ means, found }: (typeof judged)[number]) => found?.studentId === means;
  const share = (part: number, whole: number) =>
    `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
  console.log(
    [
      `names: ${judged.length}, of which of pupils of the group: ${ofPupils.length}`,
      `precision of «sure»: ${share(sure.filter(isRight).length, sure.length)}`,
      `precision of «sure» and «likely»: ${share(told.filter(isRight).length, told.length)}`,
      `recall of «sure»: ${share(sure.filter(isRight).length, ofPupils.length)}`,
      `recall of «sure» and «likely»: ${share(told.filter(isRight).length, ofPupils.length)}`,
    ].join('\n'),
  );
  expect(sure.filter((one) => !isRight(one))).toEqual([]);
  expect(judged.length).toBeGreaterThanOrEqual(80);
  expect(told.filter(isRight).length / ofPupils.length).toBeGreaterThan(0.95);
});

test('a whole list as it is copied from a call: the order of its lines does not matter', () => {
  const shown = SHOWN_NAMES.map(([name]) => name);
  const whole = matchNames(shown, GROUP, TEACHERS);
  fc.assert(
    fc.property(fc.shuffledSubarray(shown, { minLength: 1 }), (some) => {
      const found = matchNames(some, GROUP, TEACHERS);
      expect(found).toEqual(some.map((name) => whole[shown.indexOf(name)]));
    }),
    { numRuns: 30 },
  );
});

test('teachers who are mothers: a family name alone is the pupil’s at most likely', () => {
  const mother = { familyName: 'Орлова', givenName: 'Наталья', patronymic: 'Игоревна', callName: '' };
  const degrees = ['Орлова', 'Орлова Наталья', 'Наталья Игоревна', 'Даша Орлова', 'Орлова Н. И.'].map(
    (name) => matchNames([name], GROUP, [mother])[0]?.degree,
  );
  expect(degrees).toEqual(['likely', 'stranger', 'stranger', 'sure', 'stranger']);
});

const families = 'Белова Белкова Белов Захаров Захарова Соловьёва Ким Савицкая Савицкий Иванов Назар'.split(
  ' ',
);
const givens = 'Софья София Анна Алина Александр Александра Иван Мария Марья Назар Дарья Никита'.split(' ');
const patronymics = 'Андреевна Ильич Петрович Олеговна'.split(' ');
const someName = fc.record({
  familyName: fc.constantFrom(...families),
  givenName: fc.constantFrom(...givens),
  patronymic: fc.constantFrom('', ...patronymics),
  callName: fc.constantFrom('', '', 'Саша', 'Соня', 'Маша'),
  className: fc.constantFrom('7А', '7Б', ''),
});
const someGroup = fc
  .array(someName, { minLength: 1, maxLength: 12 })
  .map((names) => names.map((name, at): NamedPupil => ({ ...name, id: at + 1 })));

/** The ways in which somebody may write the own name. */
function waysOf(one: NamedPupil): string[] {
  const { familyName, givenName, callName, patronymic } = one;
  return [
    `${familyName} ${givenName}`,
    `${givenName} ${familyName}`,
    `${familyName} ${givenName} ${patronymic}`,
    `${callName || givenName} ${familyName}`.toUpperCase(),
    `${familyName} ${givenName[0]}.`,
    `${callName || givenName} ${familyName[0]}.`,
    familyName,
    callName || givenName,
    `мама ${givenName}`,
  ];
}

test('whoever is named sure is the one who wrote it, or has the same name', () => {
  fc.assert(
    fc.property(someGroup, fc.nat(), fc.nat(), (group, who, way) => {
      const one = group[who % group.length];
      if (one === undefined) return;
      const ways = waysOf(one);
      const shown = ways[way % ways.length] ?? '';
      const found = matchNames([shown], group)[0];
      if (found?.degree === 'sure') expect([one.id, shown]).toEqual([found.studentId, shown]);
    }),
    { numRuns: 3000 },
  );
});

test('two whom one name fits are never sure, whatever is written', () => {
  fc.assert(
    fc.property(someGroup, fc.nat(), fc.nat(), (group, who, way) => {
      const one = group[who % group.length];
      if (one === undefined) return;
      const twin = { ...one, id: 100 };
      const ways = waysOf(one);
      const found = matchNames([ways[way % ways.length] ?? ''], [...group, twin])[0];
      expect(found?.degree).not.toBe('sure');
    }),
    { numRuns: 1000 },
  );
});

test('whatever is pasted, a line gets an answer in good time', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 100 }), { maxLength: 20 }), (shown) => {
      expect(matchNames(shown, GROUP, TEACHERS)).toHaveLength(shown.length);
    }),
    { numRuns: 200 },
  );
});

import { describe, expect, it } from 'vitest';
import { NO_SUMS, type ScreenSums, type Sums } from '../../src/attendance/figures.ts';
import { findingsOf, type TermFacts } from '../../src/reports/findings.ts';

type AllSums = Sums & ScreenSums;

/** Forty lessons, all filled on their day; 931 of 1000 marks are «present». */
const quiet: AllSums = { ...NO_SUMS, lessons: 40, filled: 40, same_day: 40, present: 931, excused: 69 };
const people = {
  announcedLate: 0,
  classes: [],
  concerned: 0,
  withoutMeasure: 0,
  measures: { planned: 0, helped: 0, partly: 0, notHelped: 0 },
};
/** A class with ten lessons unless told, of a hundred marks. */
const klass = (name: string, present: number, change: Partial<AllSums> = {}) => ({
  name,
  sums: { ...NO_SUMS, lessons: 10, filled: 10, same_day: 10, present, absent: 100 - present, ...change },
});
/** The findings as one text with ordinary spaces. */
const said = (sums: Partial<AllSums>, facts: Partial<TermFacts> = {}) =>
  findingsOf({ sums: { ...quiet, ...sums }, ...people, ...facts })
    .join(' ')
    .replaceAll('\u00a0', ' ');

describe('findings of a term', () => {
  it('say of a term without trouble that there is none', () => {
    expect(said({})).toBe(
      'Прошло 40 онлайн-уроков. Журналы заполнены у всех уроков, все — в день урока. ' +
        'Все уроки объявлены заранее, в установленный школой срок. ' +
        'Посещаемость 93,1 %; классов, где она ниже 80 %, нет. Сбоев связи не отмечено. ' +
        'Норма экранного времени на онлайн-уроках не превышена.',
    );
  });

  it.each<[string, Partial<AllSums>, Partial<TermFacts>, string]>([
    [
      'lessons not held and without a register',
      { lessons: 38, not_held: 2, filled: 32, same_day: 20 },
      {},
      'Прошло 38 онлайн-уроков, не состоялось 2. Журналы заполнены у 32 уроков из 40 (80,0 %), в день урока — у 20.',
    ],
    [
      'one of one',
      { lessons: 0, not_held: 1, filled: 1, same_day: 1 },
      {},
      'Прошло 0 онлайн-уроков, не состоялся 1.',
    ],
    ['no register at all', { filled: 0, same_day: 0 }, {}, 'Журналы не заполнены.'],
    [
      'lessons announced late',
      {},
      { announcedLate: 3 },
      'С опозданием объявлены 3 урока из 40, остальные — заранее',
    ],
    [
      'all of 21 late',
      { lessons: 21, filled: 21, same_day: 21 },
      { announcedLate: 21 },
      'Прошёл 21 онлайн-урок. Журналы заполнены у всех уроков, все — в день урока. С опозданием объявлен 21 урок — все, что были.',
    ],
    [
      'the classes with low attendance, the lowest first',
      {},
      { classes: [klass('7А', 79), klass('8Б', 61), klass('9В', 80)] },
      'Посещаемость 93,1 %, ниже 80 % — в классах 8Б (61,0 %), 7А (79,0 %).',
    ],
    [
      'one class with low attendance, and none whose share would be printed as 80 %',
      {},
      { classes: [klass('7А', 79.9), klass('7Б', 79.99)] },
      'ниже 80 % — в классе 7А (79,9 %).',
    ],
    [
      'failures',
      { technical: 21 },
      { classes: [klass('7А', 90, { technical: 16 }), klass('7Б', 90, { technical: 4 })] },
      'Из-за сбоев связи ученики не смогли подключиться 21 раз, чаще — в классе 7А (16).',
    ],
    ['activity', { active: 62, silent: 38 }, {}, 'На уроке работали 62,0 % тех, у кого отмечена активность.'],
    ['too much of the screen', { screen_over: 2 }, {}, 'Норма экранного времени превышена 2 раза'],
    [
      'pupils without a measure',
      {},
      { concerned: 7, withoutMeasure: 2 },
      'Под вниманием 7 учеников, без меры — 2.',
    ],
    ['a measure for each', {}, { concerned: 1 }, 'Под вниманием 1 ученик, мера назначена каждому.'],
    [
      'how measures ended',
      {},
      { measures: { planned: 9, helped: 4, partly: 2, notHelped: 1 } },
      'Назначено 9 мер: помогли — 4, помогли отчасти — 2, не помогли — 1, итога пока нет — 2.',
    ],
    [
      'one measure that goes on',
      {},
      { measures: { planned: 1, helped: 0, partly: 0, notHelped: 0 } },
      'Назначена 1 мера: итога пока нет — 1.',
    ],
  ])('tell %s', (_what, sums, facts, words) => {
    expect(said(sums, facts)).toContain(words);
  });

  it('say no share of fewer than five lessons, of the school or of a class', () => {
    const four = { lessons: 4, filled: 4, same_day: 3, present: 1, absent: 9, active: 1, silent: 9 };
    const few = said(four, { announcedLate: 1, classes: [klass('7А', 10)] });
    expect(few).toContain('меньше пяти уроков');
    expect(few).not.toContain('%');
    const small = klass('1А', 10, { lessons: 4, filled: 4 });
    expect(said({}, { classes: [small] })).not.toContain('1А');
    expect(said({}, { classes: [klass('1А', 10, { lessons: 5, filled: 5 })] })).toContain(
      'в классе 1А (10,0 %)',
    );
  });

  it('name eight classes and count the others', () => {
    const classes = Array.from({ length: 10 }, (_each, index) => klass(`${index + 1}А`, 30 + index));
    const words = said({}, { classes });
    expect(words).toContain('8А (37,0 %) и ещё в 2 классах.');
    expect(words).not.toContain('9А');
  });

  it('speak of people in a term without online lessons', () => {
    expect(said(NO_SUMS, { concerned: 1, withoutMeasure: 1 })).toBe(
      'Онлайн-уроков в этой четверти не было. Под вниманием 1 ученик, без меры — 1.',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { type ClassFacts, findingsOf, type TermFacts } from '../../src/reports/findings.ts';

const quiet: TermFacts = {
  lessons: 40,
  held: 40,
  notHeld: 0,
  filledSameDay: 40,
  announcedLate: 0,
  attendance: 0.931,
  failures: 0,
  activity: null,
  classes: [],
  overLimitDays: 0,
  concerned: 0,
  withoutMeasure: 0,
  measures: { planned: 0, helped: 0, partly: 0, notHelped: 0 },
};
const klass = (name: string, change: Partial<ClassFacts>): ClassFacts => ({
  name,
  held: 10,
  attendance: 0.95,
  failures: 0,
  ...change,
});
/** The findings as one text with ordinary spaces. */
const said = (change: Partial<TermFacts>) =>
  findingsOf({ ...quiet, ...change })
    .join(' ')
    .replaceAll('\u00a0', ' ');

describe('findings of a term', () => {
  it('say of a term without trouble that there is none', () => {
    expect(said({})).toBe(
      'Онлайн-уроков в четверти — 40: проведено 40. Журналы заполнены у всех уроков, все — в день урока. ' +
        'Все уроки объявлены заранее, в установленный школой срок. ' +
        'Посещаемость 93,1 %; классов, где она ниже 80 %, нет. Технических сбоев не отмечено. ' +
        'Норма экранного времени на онлайн-уроках не превышена.',
    );
  });

  it.each<[string, Partial<TermFacts>, string]>([
    [
      'lessons not held and without a register',
      { held: 30, notHeld: 2, filledSameDay: 20 },
      'Онлайн-уроков в четверти — 40: проведено 30, не состоялось 2, без журнала 8. Журналы заполнены у 32 уроков из 40 (80,0 %), в день урока — у 20.',
    ],
    [
      'one of one',
      { lessons: 1, held: 0, notHeld: 1, filledSameDay: 1 },
      '— 1: проведено 0, не состоялся 1.',
    ],
    ['no register at all', { held: 0, filledSameDay: 0 }, 'Журналы не заполнены.'],
    [
      'lessons announced late',
      { announcedLate: 3 },
      'С опозданием объявлены 3 урока из 40 (7,5 %), остальные — заранее',
    ],
    ['one of 21', { lessons: 21, announcedLate: 21 }, 'С опозданием объявлен 21 урок из 21 (100,0 %)'],
    [
      'the classes with low attendance, the lowest first',
      { classes: [klass('7А', { attendance: 0.79 }), klass('8Б', { attendance: 0.612 }), klass('9В', {})] },
      'Посещаемость 93,1 %, ниже 80 % — в классах 8Б (61,2 %), 7А (79,0 %).',
    ],
    [
      'one class with low attendance',
      { classes: [klass('7А', { attendance: 0.799 }), klass('7Б', { attendance: 0.7999 })] },
      'ниже 80 % — в классе 7А (79,9 %).',
    ],
    [
      'failures',
      { failures: 0.021, classes: [klass('7А', { failures: 0.12 }), klass('7Б', { failures: 0.0501 })] },
      'Не смогли подключиться 2,1 % учеников, больше 5 % — в классе 7А (12,0 %).',
    ],
    ['activity', { activity: 0.62 }, 'Работали на уроке 62,0 % тех, кто присутствовал'],
    ['too much of the screen', { overLimitDays: 2 }, 'Норма экранного времени превышена 2 раза'],
    [
      'pupils without a measure',
      { concerned: 7, withoutMeasure: 2 },
      'Под вниманием 7 учеников, без меры — 2.',
    ],
    ['a measure for each', { concerned: 1 }, 'Под вниманием 1 ученик, мера назначена каждому.'],
    [
      'how measures ended',
      { measures: { planned: 9, helped: 4, partly: 2, notHelped: 1 } },
      'Назначено 9 мер: помогли — 4, помогли отчасти — 2, не помогли — 1, итога пока нет — 2.',
    ],
    [
      'one measure that goes on',
      { measures: { planned: 1, helped: 0, partly: 0, notHelped: 0 } },
      'Назначена 1 мера: итога пока нет — 1.',
    ],
  ])('tell %s', (_what, change, words) => {
    expect(said(change)).toContain(words);
  });

  it('say nothing of the shares of fewer than five lessons, of the school or of a class', () => {
    const few = said({
      lessons: 4,
      held: 4,
      filledSameDay: 3,
      announcedLate: 1,
      attendance: 0.2,
      activity: 0.1,
      failures: 0.9,
    });
    expect(few).toContain('меньше пяти уроков');
    expect(few).not.toContain('%');
    const small = klass('1А', { held: 4, attendance: 0.1, failures: 0.9 });
    expect(said({ classes: [small] })).not.toContain('1А');
    expect(said({ classes: [{ ...small, held: 5 }] })).toContain('в классе 1А (10,0 %)');
  });

  it('name eight classes and count the others', () => {
    const classes = Array.from({ length: 10 }, (_each, index) =>
      klass(`${index + 1}А`, { attendance: 0.3 + index / 100 }),
    );
    const words = said({ classes });
    expect(words).toContain('8А (37,0 %) и ещё в 2 классах.');
    expect(words).not.toContain('9А');
  });

  it('speak of people in a term without online lessons', () => {
    expect(said({ lessons: 0, held: 0, filledSameDay: 0, concerned: 1, withoutMeasure: 1 })).toBe(
      'Онлайн-уроков в этой четверти не было. Под вниманием 1 ученик, без меры — 1.',
    );
  });
});

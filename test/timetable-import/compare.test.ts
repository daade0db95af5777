import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignPeriods } from '../../src/timetable-import/align-periods.ts';
import {
  type ComparedTimetable,
  changesNothing,
  compareTimetables,
} from '../../src/timetable-import/compare.ts';
import type { ComparedCourse } from '../../src/timetable-import/pair-courses.ts';

const course = (id: string, more: Partial<ComparedCourse> = {}): ComparedCourse => ({
  id,
  externalId: null,
  subject: 'Алгебра',
  group: '7А',
  teachers: ['Ковалёва Елена Петровна'],
  label: '7А · Алгебра',
  ...more,
});
const slot = (courseId: string, weekday: number, period: number, more = {}) => ({
  courseId,
  weekday,
  period,
  week: 'every' as const,
  room: '214',
  ...more,
});
const timetable = (more: Partial<ComparedTimetable>): ComparedTimetable => ({
  classes: [],
  teachers: [],
  subjects: [],
  courses: [],
  slots: [],
  periods: [],
  ...more,
});
const sizes = (before: Partial<ComparedTimetable>, after: Partial<ComparedTimetable>) => {
  const { courses, slots } = compareTimetables(timetable(before), timetable(after));
  return {
    courses: [courses.added.length, courses.gone.length, courses.changed.length, courses.kept],
    slots: [slots.added.length, slots.removed.length, slots.changed.length, slots.kept],
  };
};

describe('courses', () => {
  test.each([
    [
      'the same by external id, though all else differs',
      course('1', { externalId: 'L' }),
      course('2', { externalId: 'L', subject: 'Геометрия' }),
      [0, 0, 1, 0],
    ],
    [
      'the same by subject, group and teachers',
      course('1', { externalId: 'L' }),
      course('2', { externalId: 'M', teachers: ['КОВАЛЕВА Елена Петровна'] }),
      [0, 0, 0, 1],
    ],
    [
      'the same with another teacher, where nothing else fits',
      course('1'),
      course('2', { teachers: ['Орлова Наталья Игоревна'] }),
      [0, 0, 1, 0],
    ],
    ['another subject is another course', course('1'), course('2', { subject: 'Геометрия' }), [1, 1, 0, 0]],
  ])('%s', (_name, before, after, counts) => {
    expect(sizes({ courses: [before] }, { courses: [after] }).courses).toEqual(counts);
  });

  test('two courses of the same subject, group and teacher are paired one with one', () => {
    const both = [course('1'), course('2')];
    expect(sizes({ courses: both }, { courses: [course('3'), course('4')] }).courses).toEqual([0, 0, 0, 2]);
    expect(sizes({ courses: both }, { courses: [course('3')] }).courses).toEqual([0, 1, 0, 1]);
  });
});

describe('slots', () => {
  const courses = [course('1')];
  test.each([
    ['kept', slot('1', 1, 2), slot('1', 1, 2), [0, 0, 0, 1]],
    ['another room', slot('1', 1, 2), slot('1', 1, 2, { room: '101' }), [0, 0, 1, 0]],
    ['another week', slot('1', 1, 2), slot('1', 1, 2, { week: 'a' }), [0, 0, 1, 0]],
    ['another period', slot('1', 1, 2), slot('1', 1, 3), [1, 1, 0, 0]],
    ['another day', slot('1', 1, 2), slot('1', 2, 2), [1, 1, 0, 0]],
  ])('%s', (_name, before, after, counts) => {
    expect(sizes({ courses, slots: [before] }, { courses, slots: [after] }).slots).toEqual(counts);
  });

  test('a renumbered period is the same by its time', () => {
    const before = {
      courses,
      slots: [slot('1', 1, 2)],
      periods: [
        { number: 1, startsAt: '08:30' },
        { number: 2, startsAt: '13:00' },
      ],
    };
    const after = {
      courses,
      slots: [slot('1', 1, 3)],
      periods: [
        { number: 1, startsAt: '08:30' },
        { number: 2, startsAt: '12:00' },
        { number: 3, startsAt: '13:00' },
      ],
    };
    expect(sizes(before, after).slots).toEqual([0, 0, 0, 1]);
  });
});

test.each([
  [
    'all the same',
    ['08:30', '09:25'],
    ['08:30', '09:25'],
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [
    'two put in before noon',
    ['08:30', '13:00'],
    ['08:30', '12:00', '13:00'],
    [
      [1, 1],
      [2, 3],
    ],
  ],
  [
    'one time is gone',
    ['08:30', '09:25', '10:00'],
    ['08:30', '10:00'],
    [
      [1, 1],
      [3, 2],
    ],
  ],
  [
    'all five minutes later',
    ['08:30', '09:25'],
    ['08:35', '09:30'],
    [
      [1, 1],
      [2, 2],
    ],
  ],
  ['no times before', [], ['08:35'], []],
])('periods: %s', (_name, before, after, pairs) => {
  const numbered = (times: string[]) => times.map((startsAt, place) => ({ number: place + 1, startsAt }));
  expect([...alignPeriods(numbered(before), numbered(after))]).toEqual(pairs);
});

test('nothing is lost in a comparison, and a timetable compared with itself changes nothing', () => {
  const courses = ['1', '2', '3'].map((id) => course(id, { externalId: id }));
  const slots = fc.uniqueArray(
    fc.record({
      courseId: fc.constantFrom('1', '2', '3'),
      weekday: fc.integer({ min: 1, max: 6 }),
      period: fc.integer({ min: 1, max: 8 }),
      week: fc.constantFrom('every' as const, 'a' as const, 'b' as const),
      room: fc.constantFrom('', '214'),
    }),
    { selector: (one) => `${one.courseId}/${one.weekday}/${one.period}/${one.week}` },
  );
  fc.assert(
    fc.property(slots, slots, (before, after) => {
      const result = compareTimetables(
        timetable({ courses, slots: before }),
        timetable({ courses, slots: after }),
      ).slots;
      const kept = result.kept + result.changed.length;
      expect(kept + result.removed.length).toBe(before.length);
      expect(kept + result.added.length).toBe(after.length);
      const same = timetable({ courses, slots: before });
      expect(changesNothing(compareTimetables(same, same))).toBe(true);
    }),
  );
});

import fc from 'fast-check';
import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadChain } from '../../src/engagement/card-queries.ts';
import { type AttendedPart, comparisonSaid } from '../../src/engagement/compare-attendance.ts';
import { addDays } from '../../src/web/dates.ts';
import { personOf, stage } from '../support/cast.ts';
import { addMeasureRow, emptyRegisters, markLessons, onlineLessons } from './rows.ts';

const LessonDay = z.object({ id: z.number(), day: z.string() });
const part = (attended: number, lessons: number): AttendedPart => ({ attended, lessons });
const usual = (text: string) => text.replaceAll('\u00a0', ' ');

describe('whether a measure helped', () => {
  it.each([
    {
      what: 'is told by both shares where there are five lessons on each side',
      given: { day: '2026-10-20', isDone: true, before: part(2, 5), after: part(4, 5) },
      said: 'Мера выполнена 20 октября. Посещаемость за четыре недели до — 40,0 % (2 из 5 уроков), после — 80,0 % (4 из 5 уроков).',
    },
    {
      what: 'names the day that it was planned on where it is not done',
      given: { day: '2026-10-20', isDone: false, before: part(1, 21), after: part(21, 21) },
      said: 'Мера назначена 20 октября. Посещаемость за четыре недели до — 4,8 % (1 из 21 урока), после — 100,0 % (21 из 21 урока).',
    },
    {
      what: 'says that the four weeks are not over where there are lessons enough',
      given: { day: '2026-10-28', isDone: true, before: part(2, 5), after: part(4, 5) },
      said: 'Мера выполнена 28 октября. Посещаемость за четыре недели до — 40,0 % (2 из 5 уроков), после — 80,0 % (4 из 5 уроков); четыре недели ещё не прошли.',
    },
    {
      what: 'has no share where there were four lessons before',
      given: { day: '2026-10-20', isDone: true, before: part(0, 4), after: part(9, 9) },
      said: 'Мера выполнена 20 октября. Чтобы сравнить посещаемость, уроков мало: за четыре недели до — 4 урока, после — 9 уроков.',
    },
    {
      what: 'has no share where there were four lessons after',
      given: { day: '2026-10-20', isDone: true, before: part(9, 9), after: part(4, 4) },
      said: 'Мера выполнена 20 октября. Чтобы сравнить посещаемость, уроков мало: за четыре недели до — 9 уроков, после — 4 урока.',
    },
    {
      what: 'is too early while the four weeks last',
      given: { day: '2026-10-28', isDone: true, before: part(9, 9), after: part(1, 1) },
      said: 'Мера выполнена 28 октября. Сравнивать посещаемость рано: после этого дня — 1 урок.',
    },
    {
      what: 'is no more too early when they are over',
      given: { day: '2026-10-27', isDone: true, before: part(9, 9), after: part(1, 1) },
      said: 'Мера выполнена 27 октября. Чтобы сравнить посещаемость, уроков мало: за четыре недели до — 9 уроков, после — 1 урок.',
    },
  ])('$what', ({ given, said }) => {
    expect(usual(comparisonSaid(given, '2026-11-24'))).toBe(said);
  });

  it('counts the same lessons as a plain loop over the marks', { timeout: 60_000 }, async () => {
    const at = await stage();
    await emptyRegisters(at.db);
    const [nikita, kovaleva] = [await personOf(at.db, 'nikita'), await personOf(at.db, 'kovaleva')];
    const lessons = await onlineLessons(at.db, { className: '7А', count: 60, before: '2026-11-24' });
    const listed = await at.db.rows(
      LessonDay,
      sql`select id, day from lesson where id = any(${lessons}::bigint[])`,
    );
    const days = new Map(listed.map((one) => [one.id, one.day]));
    const kinds = ['present', 'late', 'absent', 'excused', 'technical'] as const;
    const measure = await addMeasureRow(at.db, nikita, { ownerId: kovaleva });

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...kinds), { minLength: lessons.length, maxLength: lessons.length }),
        fc.integer({ min: 0, max: 40 }),
        fc.boolean(),
        async (attendance, back, isDone) => {
          const day = addDays('2026-11-24', -back);
          for (const kind of kinds) {
            const own = lessons.filter((_id, i) => attendance[i] === kind);
            if (own.length > 0) await markLessons(at.db, nikita, own, { attendance: kind });
          }
          // half past one at night in Kaliningrad is still the day before in UTC
          const created = `${addDays(day, -1)}T23:30:00Z`;
          await at.db.run(sql`
            update measure set created_at = ${isDone ? '2026-08-01T10:00:00Z' : created},
              done_on = ${isDone ? day : null}, outcome = ${isDone ? 'partly' : ''} where id = ${measure}`);
          const expected = { before: part(0, 0), after: part(0, 0) };
          lessons.forEach((id, i) => {
            const own = days.get(id) ?? '';
            const side =
              own < day && own >= addDays(day, -28)
                ? expected.before
                : own > day && own <= addDays(day, 28)
                  ? expected.after
                  : null;
            if (side === null) return;
            side.lessons += 1;
            if (attendance[i] === 'present' || attendance[i] === 'late') side.attended += 1;
          });
          const period = { from: '2026-09-01', to: '2026-11-24', timeZone: 'Europe/Kaliningrad' };
          const { measures } = await loadChain(at.db, nikita, period);
          expect(measures).toMatchObject([{ id: measure, ...expected }]);
        },
      ),
      { numRuns: 6 },
    );
  });
});

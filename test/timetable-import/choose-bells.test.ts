import { expect, test } from 'vitest';
import { type Bell, chooseBells } from '../../src/timetable-import/choose-bells.ts';

const place = (period: number) => ({ grade: 7, weekday: 1, period });
const bell = (period: number, startsAt: string, endsAt: string): Bell => ({
  ...place(period),
  startsAt,
  endsAt,
});
const time = (number: number, startsAt: string, endsAt: string) => ({
  number,
  name: `${number}`,
  startsAt,
  endsAt,
});

const portal = [bell(1, '08:00', '08:40'), bell(2, '08:50', '09:30')];
const same = [time(1, '08:00', '08:40'), time(2, '08:50', '09:30'), time(3, '09:40', '10:20')];
const halves = [time(1, '09:00', '09:30'), time(2, '09:30', '09:50'), time(3, '09:10', '09:25')];

test.each([
  ['the same times: the portal’s, nothing written', [1, 2], portal, same, [], 'portal', []],
  ['one that is missing takes the file’s time', [1, 3], portal, same, [], 'portal', ['3 09:40']],
  ['no bells at all: the file’s', [1, 2], [], same, [], 'portal', ['1 08:00', '2 08:50']],
  ['other times: the portal’s are offered', [1, 2], portal, halves, [], 'portal', []],
  [
    'other times that would lie across: the file’s, for the whole day',
    [1, 3],
    portal,
    halves,
    [],
    'file',
    ['1 09:00', '2 09:30', '3 09:10'],
  ],
  [
    'bells that came from the file before: the file’s',
    [1, 2],
    portal,
    halves,
    same,
    'file',
    ['1 09:00', '2 09:30', '3 09:10'],
  ],
] as const)('%s', (_name, periods, bells, times, previous, by, written) => {
  const plan = chooseBells(periods.map(place), bells, times, previous, undefined);
  expect([plan.by, plan.offered]).toEqual([by, by]);
  expect(plan.written.map((one) => `${one.period} ${one.startsAt}`)).toEqual(written);
  expect(plan.silent).toEqual([]);
});

test('a choice counts before the offer', () => {
  const plan = chooseBells([place(1)], portal, halves, [], 'file');
  expect([plan.by, plan.offered, plan.replaced]).toEqual(['file', 'portal', [{ grade: 7, weekday: 1 }]]);
});

test('a period that neither has a time for is silent', () => {
  expect(chooseBells([place(9)], portal, same, [], undefined).silent).toEqual([place(9)]);
});

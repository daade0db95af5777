import { describe, expect, it } from 'vitest';
import { causeSaid, concernSaid, windowSaid } from '../../src/attendance/cause-words.ts';
import type { Cause, ConcernKind, Grounds } from '../../src/attendance/concern.ts';
import { likelyCause } from '../../src/attendance/likely-cause.ts';

const plain: Grounds = {
  counted: 4,
  marks: 10,
  attended: 6,
  silent: 0,
  technical: 0,
  ill: 0,
  told: 0,
  offline: 0,
  tickets: 0,
  absence: null,
  subject: { name: 'Физика', counted: 2, attended_elsewhere: 5 },
  account: 'seen',
};

const ill = { reason: 'illness', ends_on: '2026-11-27', relation: 'мать' };
const physics = { name: 'Физика', counted: 3, attended_elsewhere: 2 };

interface Case {
  what: string;
  kind?: ConcernKind;
  given: Partial<Grounds>;
  cause: Cause;
  said: string;
}

const cases: readonly Case[] = [
  { what: 'nothing is known', given: {}, cause: 'unknown', said: 'Причина не видна: поговорите с семьёй' },
  {
    what: 'an illness covers exactly half',
    given: { ill: 2, told: 2, absence: ill },
    cause: 'illness',
    said: 'Мама сообщила о болезни до 27 ноября',
  },
  {
    what: 'an illness covers less than half',
    given: { ill: 1, told: 1, absence: ill },
    cause: 'unknown',
    said: 'Причина не видна: поговорите с семьёй',
  },
  {
    what: 'illness and other reasons cover half together',
    given: { ill: 1, told: 2, absence: { ...ill, reason: 'family', relation: 'отец' } },
    cause: 'announced',
    said: 'Папа сообщил о семейных обстоятельствах до 27 ноября',
  },
  {
    what: 'an illness comes before a failing connection',
    given: {
      ill: 2,
      told: 2,
      offline: 4,
      technical: 2,
      absence: { ...ill, reason: 'doctor', relation: 'опекун' },
    },
    cause: 'illness',
    said: 'Семья сообщила о визите к врачу до 27 ноября',
  },
  {
    what: 'the connection failed as often as half of the lessons missed',
    given: { offline: 2, technical: 1, tickets: 2 },
    cause: 'no_device',
    said: 'Нет связи или устройства: не удалось подключиться — 1 урок, 2 просьбы о помощи',
  },
  {
    what: 'the family says that there is no connection',
    given: { offline: 2, absence: { ...ill, reason: 'no_connection' } },
    cause: 'no_device',
    said: 'Нет связи или устройства: мама сообщила о перебоях со связью до 27 ноября',
  },
  {
    what: 'the connection failed once in four',
    given: { offline: 1, technical: 1 },
    cause: 'unknown',
    said: 'Причина не видна: поговорите с семьёй',
  },
  {
    what: 'no account',
    given: { account: 'none' },
    cause: 'never_signed_in',
    said: 'Нет входа на портал: учётной записи нет',
  },
  {
    what: 'the code was not used',
    given: { account: 'no_password', subject: physics },
    cause: 'never_signed_in',
    said: 'Нет входа на портал: код первого входа ещё не использован',
  },
  {
    what: 'never seen',
    given: { account: 'never', silent: 6 },
    cause: 'never_signed_in',
    said: 'Нет входа на портал: на портал ни разу не входили',
  },
  {
    what: 'silent at half of the lessons attended',
    given: { silent: 3 },
    cause: 'silent',
    said: 'Не участвует в уроке: 3 из 6 посещённых уроков — без активности',
  },
  {
    what: 'silent once',
    given: { silent: 1, attended: 2 },
    cause: 'unknown',
    said: 'Причина не видна: поговорите с семьёй',
  },
  {
    what: 'three of four are one subject',
    given: { subject: physics },
    cause: 'one_course',
    said: 'Один предмет: 3 из 4 пропусков — «Физика»',
  },
  {
    what: 'one subject, but the pupil comes to no other',
    given: { subject: { ...physics, counted: 4, attended_elsewhere: 1 } },
    cause: 'unknown',
    said: 'Причина не видна: поговорите с семьёй',
  },
  {
    what: 'silence in general',
    kind: 'silent',
    given: { silent: 4, ill: 4, told: 4 },
    cause: 'silent',
    said: 'Не участвует в уроке: 4 из 6 посещённых уроков — без активности',
  },
  {
    what: 'silence in one subject',
    kind: 'silent',
    given: { silent: 4, subject: physics },
    cause: 'one_course',
    said: 'Один предмет: 3 из 4 таких уроков — «Физика»',
  },
  {
    what: 'failures in general, whoever is ill',
    kind: 'technical',
    given: { technical: 4, offline: 4, ill: 4, told: 4, account: 'never' },
    cause: 'no_device',
    said: 'Нет связи или устройства: не удалось подключиться — 4 урока',
  },
  {
    what: 'failures in one subject',
    kind: 'technical',
    given: { technical: 4, offline: 4, subject: physics },
    cause: 'one_course',
    said: 'Один предмет: 3 из 4 таких уроков — «Физика»',
  },
  {
    what: 'no subject is known',
    given: { subject: null },
    cause: 'unknown',
    said: 'Причина не видна: поговорите с семьёй',
  },
];

const usual = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the likely cause', () => {
  it.each(cases)('$what: $cause', ({ kind = 'missed', given, cause, said }) => {
    const grounds = { ...plain, ...given };
    expect(likelyCause(kind, grounds)).toBe(cause);
    expect(usual(causeSaid({ kind, cause, lessons: grounds.counted, window_days: 14, grounds }))).toBe(said);
  });

  it('is said by its name alone where nothing is known of what it rests on', () => {
    const facts = { kind: 'missed', cause: 'illness', lessons: 3, window_days: 14, grounds: {} } as const;
    expect(usual(causeSaid(facts))).toBe('Болезнь');
  });
});

describe('what brought a pupil up', () => {
  it.each([
    ['missed', 3, 5, 14, 'Пропущено 3 из 5 онлайн-уроков за две недели'],
    ['missed', 1, 1, 7, 'Пропущен 1 из 1 онлайн-урока за неделю'],
    ['missed', 21, 30, 10, 'Пропущен 21 из 30 онлайн-уроков за 10 дней'],
    ['missed', 3, 0, 14, 'Пропущено 3 онлайн-урока за две недели'],
    ['silent', 5, 8, 28, 'Без активности на 5 из 8 онлайн-уроков за четыре недели'],
    ['silent', 1, 0, 28, 'Без активности на 1 онлайн-уроке за четыре недели'],
    ['technical', 3, 4, 14, 'Не удалось подключиться к 3 из 4 онлайн-уроков за две недели'],
    ['technical', 3, 0, 21, 'Не удалось подключиться к 3 онлайн-урокам за три недели'],
  ] as const)('%s: %i of %i in %i days', (kind, lessons, marks, window_days, said) => {
    const grounds = marks === 0 ? {} : { ...plain, marks };
    expect(usual(concernSaid({ kind, cause: 'unknown', lessons, window_days, grounds }))).toBe(said);
  });

  it.each([
    [1, '1 день'],
    [22, '22 дня'],
    [35, '35 дней'],
  ])('%i days', (days, said) => {
    expect(usual(windowSaid(days))).toBe(said);
  });
});

import { describe, expect, test } from 'vitest';
import type { ImportedTimetable } from '../../src/timetable-import/imported-timetable.ts';
import type { Portal } from '../../src/timetable-import/load-portal.ts';
import { type Choices, type Match, matchWithPortal } from '../../src/timetable-import/match.ts';

const nothing: Choices = { classes: {}, teachers: {} };

const portalOf = (more: Partial<Portal>): Portal => ({
  year: { id: 1, name: '2026/2027', starts_on: '2026-09-01', ends_on: '2027-05-26', days_per_week: 5 },
  classes: [],
  people: [],
  subjects: [],
  groups: [],
  courses: [],
  versions: [],
  slots: [],
  bells: [],
  ...more,
});

const fileOf = (more: Partial<ImportedTimetable>): ImportedTimetable => ({
  periods: [],
  classes: [],
  subjects: [],
  teachers: [],
  groups: [],
  courses: [],
  slots: [],
  problems: [],
  ...more,
});

const person = (id: number, name: string, externalId: string | null = null) => {
  const [family_name = '', given_name = '', patronymic = ''] = name.split(' ');
  return { id, family_name, given_name, patronymic, external_id: externalId };
};

const teacher = (id: string, name: string) => {
  const [familyName = '', givenName = '', patronymic = ''] = name.split(' ');
  return { id, name, shortName: '', familyName, givenName, patronymic, row: 1 };
};

const said = (match: Match | undefined) =>
  match?.kind === 'known'
    ? `${match.id} by ${match.by}`
    : match?.kind === 'ask'
      ? `ask ${match.candidates}`
      : match?.kind;

describe('teachers', () => {
  const people = [
    person(1, 'Ковалёва Елена Петровна'),
    person(2, 'Орлова Наталья Игоревна'),
    person(3, 'Орлова Наталья Игоревна'),
    person(4, 'Сидоров Антон Васильевич', 'T4'),
  ];
  test.each([
    [
      'the same id, though the name differs',
      teacher('T4', 'Сидоров-Крымский Антон Васильевич'),
      nothing,
      '4 by external id',
    ],
    ['the same name, е for ё', teacher('T1', 'КОВАЛЕВА Елена Петровна'), nothing, '1 by name'],
    ['surname and initials', teacher('T1', 'Ковалева Е. П.'), nothing, '1 by initials'],
    ['two of one name: asked', teacher('T2', 'Орлова Наталья Игоревна'), nothing, 'ask 2,3'],
    [
      'two of one name: chosen',
      teacher('T2', 'Орлова Наталья Игоревна'),
      { ...nothing, teachers: { T2: 3 } },
      '3 by choice',
    ],
    ['nobody: made', teacher('T9', 'Новиков Пётр Ильич'), nothing, 'make'],
    ['nobody, without a given name: asked', teacher('T9', 'Физрук'), nothing, 'ask '],
    [
      'without a given name cannot be made, though chosen so',
      teacher('T9', 'Физрук'),
      { ...nothing, teachers: { T9: 'make' as const } },
      'ask ',
    ],
    [
      'made, though somebody has the name, where chosen so',
      teacher('T1', 'Ковалёва Елена Петровна'),
      { ...nothing, teachers: { T1: 'make' as const } },
      'make',
    ],
    [
      'a choice of somebody who is not there counts for nothing',
      teacher('T1', 'Ковалёва Елена Петровна'),
      { ...nothing, teachers: { T1: 999 } },
      '1 by name',
    ],
  ])('%s', (_name, one, choices, expected) => {
    const matches = matchWithPortal(fileOf({ teachers: [one] }), portalOf({ people }), choices);
    expect(said(matches.teachers.get(one.id))).toBe(expected);
  });

  test('nobody is two teachers: namesakes in the file are asked about', () => {
    const teachers = [teacher('A', 'Ковалёва Елена Петровна'), teacher('B', 'Ковалёва Елена Петровна')];
    const { teachers: matches } = matchWithPortal(fileOf({ teachers }), portalOf({ people }), nothing);
    expect([...matches.values()].map(said)).toEqual(['ask 1', 'ask 1']);
    const chosen = matchWithPortal(fileOf({ teachers }), portalOf({ people }), {
      ...nothing,
      teachers: { A: 1 },
    });
    expect([...chosen.teachers.values()].map(said)).toEqual(['1 by choice', 'make']);
  });
});

describe('classes', () => {
  const classes = [
    { id: 1, name: '7А', grade: 7, external_id: null },
    { id: 2, name: '7Б', grade: 7, external_id: 'C2' },
  ];
  const one = (id: string, name: string) => ({
    id,
    fileName: name,
    name,
    grade: 7,
    letter: name.slice(1),
    row: 1,
  });
  test.each([
    ['by name', one('C1', '7А'), nothing, '1 by name'],
    ['by id, though it was renamed', one('C2', '7К'), nothing, '2 by external id'],
    ['by name, though another class had the id', one('C2', '7А'), nothing, '1 by name'],
    ['unknown: made', one('C3', '7В'), nothing, 'make'],
    ['unknown: chosen', one('C3', '7В'), { ...nothing, classes: { C3: 1 } }, '1 by choice'],
    [
      'one of the name there is not made twice',
      one('C1', '7А'),
      { ...nothing, classes: { C1: 'make' as const } },
      '1 by name',
    ],
  ])('%s', (_name, given, choices, expected) => {
    const matches = matchWithPortal(fileOf({ classes: [given] }), portalOf({ classes }), choices);
    expect(said(matches.classes.get(given.id))).toBe(expected);
  });
});

test('subjects are known by their names alone: one that was renamed in the file is the one of its new name', () => {
  const subjects = [
    { id: 1, name: 'Алгебра', external_id: 'S1' },
    { id: 2, name: 'Геометрия', external_id: 'S2' },
  ];
  const file = fileOf({
    subjects: [
      { id: 'S1', name: 'геометрия', shortName: '', row: 1 },
      { id: 'S2', name: 'Черчение', shortName: '', row: 1 },
      { id: 'S3', name: 'Труд', shortName: '', row: 1 },
    ],
  });
  const matches = matchWithPortal(file, portalOf({ subjects }), nothing).subjects;
  expect([...matches.values()].map(said)).toEqual(['2 by name', 'make', 'make']);
});

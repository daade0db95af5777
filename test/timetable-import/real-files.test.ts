import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ComparedTimetable, compareTimetables } from '../../src/timetable-import/compare.ts';
import type { ImportedTimetable } from '../../src/timetable-import/imported-timetable.ts';
import { readAsc } from '../../src/timetable-import/read-asc.ts';
import { understand } from '../../src/timetable-import/understand.ts';

const folder = new URL('../../../shared/data/asc/', import.meta.url);
// Without the real exports there is nothing to measure; the fixtures beside this file stand in for them.
const real = test.skipIf(!existsSync(folder));

const bytesOf = (version: 'v1' | 'v2') => readFileSync(new URL(`school-28-classes.${version}.xml`, folder));

function understood(bytes: Uint8Array): ImportedTimetable {
  const reading = readAsc(bytes);
  if (!reading.ok) throw new Error(reading.words);
  return understand(reading.document);
}

const countsOf = (timetable: ImportedTimetable) => ({
  classes: timetable.classes.length,
  notOfAGrade: timetable.classes.filter((one) => one.grade === 0).length,
  teachers: timetable.teachers.length,
  subjects: timetable.subjects.length,
  groups: timetable.groups.length,
  courses: timetable.courses.length,
  slots: timetable.slots.length,
  periods: timetable.periods.length,
  errors: timetable.problems.filter((one) => one.severity === 'error').length,
  warnings: timetable.problems.filter((one) => one.severity === 'warning').length,
});

real('a real school, first export', () => {
  expect(countsOf(understood(bytesOf('v1')))).toEqual({
    classes: 28,
    notOfAGrade: 11,
    teachers: 74,
    subjects: 260,
    groups: 94,
    courses: 264,
    slots: 1348,
    periods: 15,
    errors: 0,
    warnings: 3,
  });
});

real('the same school, next export', () => {
  expect(countsOf(understood(bytesOf('v2')))).toEqual({
    classes: 28,
    notOfAGrade: 11,
    teachers: 77,
    subjects: 274,
    groups: 98,
    courses: 280,
    slots: 1352,
    periods: 17,
    errors: 0,
    warnings: 3,
  });
});

function compared(timetable: ImportedTimetable, side: string): ComparedTimetable {
  const subjects = new Map(timetable.subjects.map((one) => [one.id, one.name]));
  const teachers = new Map(timetable.teachers.map((one) => [one.id, one.name]));
  return {
    classes: timetable.classes.map((one) => one.name),
    teachers: timetable.teachers.map((one) => one.name),
    subjects: timetable.subjects.map((one) => one.name),
    courses: timetable.courses.map((one) => ({
      id: `${side}/${one.id}`,
      externalId: one.id,
      subject: subjects.get(one.subjectId) ?? '',
      group: one.groupKey,
      teachers: one.teacherIds.map((id) => teachers.get(id) ?? ''),
      label: one.id,
    })),
    slots: timetable.slots.map((one) => ({ ...one, courseId: `${side}/${one.courseId}` })),
    periods: timetable.periods,
  };
}

real(
  'what changed between them: day masks of another width, two periods put in, teachers who left and came',
  () => {
    const change = compareTimetables(
      compared(understood(bytesOf('v1')), 'old'),
      compared(understood(bytesOf('v2')), 'new'),
    );
    expect(change.classes).toEqual({ added: [], gone: [] });
    expect([change.teachers.added.length, change.teachers.gone.length]).toEqual([8, 5]);
    expect(change.teachers.gone).toContain('Кудряшова Марфа Харитоновна');
    const { courses, slots } = change;
    expect([courses.added.length, courses.gone.length, courses.changed.length, courses.kept]).toEqual([
      28, 12, 36, 216,
    ]);
    expect([slots.added.length, slots.removed.length, slots.changed.length, slots.kept]).toEqual([
      586, 582, 188, 578,
    ]);
  },
);

real('2 MB are read, understood and compared in less than two seconds', () => {
  const xml = bytesOf('v2').toString('utf8');
  // Six schools in one file: every id gets a sign of its own in each copy.
  const tables = [
    ...xml.matchAll(/<(classes|subjects|teachers|classrooms|groups|lessons|cards)\b[^>]*>([\s\S]*?)<\/\1>/g),
  ];
  const copies = tables.map(([, name, rows]) => {
    const all = Array.from({ length: 6 }, (_, n) =>
      (rows ?? '').replace(/\b[0-9A-F]{16}\b/g, (id) => `${id}${n}`),
    );
    return `<${name}>${all.join('')}</${name}>`;
  });
  const big = Buffer.from(
    `<timetable>${/<periods[\s\S]*<\/weeksdefs>/.exec(xml)?.[0] ?? ''}${copies.join('')}</timetable>`,
  );
  expect(big.length).toBeGreaterThan(2_000_000);
  const started = performance.now();
  const timetable = understood(big);
  compareTimetables(compared(timetable, 'old'), compared(timetable, 'new'));
  expect(performance.now() - started).toBeLessThan(2000);
  expect(timetable.slots).toHaveLength(6 * 1352);
});

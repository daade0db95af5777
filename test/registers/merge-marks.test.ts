import { describe, expect, it } from 'vitest';
import { FRESH_MARK, type Mark } from '../../src/attendance/mark.ts';
import type { ChangeRow } from '../../src/registers/change-queries.ts';
import { marksBefore, mergeMarks } from '../../src/registers/merge-marks.ts';

const mark = (attendance: Mark['attendance'], more: Partial<Mark> = {}): Mark => ({
  ...FRESH_MARK,
  attendance,
  ...more,
});
const here = FRESH_MARK;
const late5 = mark('late', { minutes_late: 5 });
const late9 = mark('late', { minutes_late: 9 });
const absent = mark('absent');
const active = mark('present', { activity: 2 });

describe('two saves of one mark', () => {
  it.each<[name: string, base: Mark, theirs: Mark, mine: Mark, merged: Mark, isTold: boolean]>([
    ['nobody changed it', here, here, here, here, false],
    ['only they did', here, absent, here, absent, false],
    ['only I did', here, here, absent, absent, false],
    ['both to the same', here, absent, absent, absent, false],
    ['both, differently', here, late5, absent, absent, true],
    ['both late, other minutes', here, late5, late9, late9, true],
    ['they took it back, I changed it', absent, here, late5, late5, true],
    ['I took it back, they left it', absent, absent, here, here, false],
    ['they took it back, I left it', absent, here, absent, here, false],
    ['they marked attendance, I activity', here, late5, active, { ...late5, activity: 2 }, false],
    ['they marked activity, I attendance', here, active, absent, { ...absent, activity: 2 }, false],
    [
      'they wrote a remark, I marked late',
      here,
      { ...here, remark: 'без звука' },
      late5,
      { ...late5, remark: 'без звука' },
      false,
    ],
    [
      'both wrote a remark',
      here,
      { ...here, remark: 'без звука' },
      { ...here, remark: 'молчал' },
      { ...here, remark: 'молчал' },
      true,
    ],
    ['both removed a remark', { ...here, remark: 'а' }, here, here, here, false],
    [
      'one fact apart, another together',
      here,
      { ...late5, activity: 1 },
      { ...absent, activity: 1 },
      { ...absent, activity: 1 },
      true,
    ],
  ])('%s', (_name, base, theirs, mine, merged, isTold) => {
    const result = mergeMarks(new Map([[1, base]]), new Map([[1, theirs]]), [{ student_id: 1, ...mine }]);
    expect(result.marks).toEqual([{ student_id: 1, ...merged }]);
    expect(result.theirs).toEqual(isTold ? new Map([[1, theirs]]) : new Map());
  });

  it('where neither had a mark, the form’s default is where both began', () => {
    const result = mergeMarks(new Map(), new Map([[1, absent]]), [{ student_id: 1, ...here }]);
    expect(result).toEqual({ marks: [{ student_id: 1, ...absent }], theirs: new Map() });
  });

  it('where theirs has no mark, mine stands and nothing is contested', () => {
    const result = mergeMarks(new Map([[1, late5]]), new Map(), [{ student_id: 1, ...absent }]);
    expect(result).toEqual({ marks: [{ student_id: 1, ...absent }], theirs: new Map() });
  });
});

describe('the marks before some saves', () => {
  const at = Temporal.Instant.from('2026-11-24T09:00:00Z');
  const about = { at, by: null };
  const student = { family_name: 'Орлова', given_name: 'Дарья' };
  const corrected = (version: number, student_id: number, before: Mark, after: Mark): ChangeRow => ({
    ...about,
    version,
    kind: 'corrected',
    student_id,
    student,
    before,
    after,
  });
  const filled: ChangeRow = { ...about, version: 1, kind: 'filled' };
  const held = (version: number): ChangeRow => ({ ...about, version, kind: 'held' });
  const notHeld = (version: number, marks: { student_id: number; mark: Mark }[]): ChangeRow => ({
    ...about,
    version,
    kind: 'not_held',
    before: { marks: marks.map((one) => ({ student_id: one.student_id, ...one.mark })) },
    after: { reason: 'technical', words: '' },
  });

  it.each<[name: string, now: [number, Mark][], since: ChangeRow[], before: [number, Mark][]]>([
    ['no save', [[1, late5]], [], [[1, late5]]],
    ['the first save', [[1, late5]], [filled], []],
    [
      'corrections, of one pupil twice',
      [
        [1, late9],
        [2, here],
      ],
      [corrected(2, 1, absent, late5), corrected(3, 1, late5, late9), corrected(3, 2, late5, here)],
      [
        [1, absent],
        [2, late5],
      ],
    ],
    [
      'a lesson that was said not to be held',
      [],
      [notHeld(2, [{ student_id: 1, mark: late5 }])],
      [[1, late5]],
    ],
    [
      'not held and back again, then corrected',
      [[1, absent]],
      [notHeld(2, [{ student_id: 1, mark: late5 }]), held(3), corrected(4, 1, here, absent)],
      [[1, late5]],
    ],
    ['back from not held', [[1, absent]], [held(3)], []],
  ])('%s', (_name, now, since, before) => {
    expect(marksBefore(new Map(now), since)).toEqual(new Map(before));
  });
});

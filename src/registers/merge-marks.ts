import { FRESH_MARK, type Mark, type StudentMark } from '../attendance/mark.ts';
import type { ChangeRow } from './change-queries.ts';

/** Marks by pupil. */
export type Marks = ReadonlyMap<number, Mark>;

/**
 * The marks as they were at an earlier version of the register: what was saved since is taken back, the newest first.
 * @param now the marks as they are
 * @param since what was saved after that version, in the order of saving
 */
export function marksBefore(now: Marks, since: readonly ChangeRow[]): Marks {
  return since.toReversed().reduce((marks, change) => takenBack(marks, change), now);
}

function takenBack(marks: Marks, change: ChangeRow): Marks {
  switch (change.kind) {
    case 'corrected':
      return new Map(marks).set(change.student_id, change.before);
    case 'not_held':
      return new Map(change.before.marks.map(({ student_id, ...mark }) => [student_id, mark]));
    case 'filled':
    case 'held':
      return new Map();
  }
}

export interface MergedMarks {
  marks: StudentMark[];
  /** What somebody else marked where both marked differently: mine stands, theirs is shown beside it. */
  theirs: Marks;
}

/**
 * Two saves of one register from the same beginning (always true 5; nothing is overwritten silently). Attendance with
 * its minutes, activity and remark are three facts: each is taken from whoever changed it; where both did, and
 * differently, mine stays and theirs is told. A pupil without a mark began with the form's default; where theirs has
 * no mark at all, they said nothing.
 */
export function mergeMarks(base: Marks, theirs: Marks, mine: readonly StudentMark[]): MergedMarks {
  const told = new Map<number, Mark>();
  const marks = mine.map((mark) => {
    const was = base.get(mark.student_id) ?? FRESH_MARK;
    const other = theirs.get(mark.student_id) ?? was;
    const parts = facts.map((fact) => fact(was, other, mark));
    if (parts.some((part) => part.isContested)) told.set(mark.student_id, other);
    return Object.assign({}, mark, ...parts.map((part) => part.value)) as StudentMark; // each part holds fields of a mark
  });
  return { marks, theirs: told };
}

type Part = (mark: Mark) => Partial<Mark>;

const parts: readonly Part[] = [
  ({ attendance, minutes_late }) => ({ attendance, minutes_late }),
  ({ activity }) => ({ activity }),
  ({ remark }) => ({ remark }),
];

const facts = parts.map((part) => (was: Mark, theirs: Mark, mine: Mark) => {
  const [before, other, own] = [part(was), part(theirs), part(mine)];
  const isTheirs = same(own, before) && !same(other, before);
  const isContested = !same(own, before) && !same(other, before) && !same(own, other);
  return { value: isTheirs ? other : own, isContested };
});

function same(a: Partial<Mark>, b: Partial<Mark>): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

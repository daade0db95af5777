import type { AskedRole } from './scale.ts';

/**
 * The views of a survey. A leaf is a set of at least five answers that no view ever cuts: every row of every page is a
 * union of leaves, so whatever is computed from two pages is a union of leaves again, or less than nothing (always
 * true 7; decision 0029).
 */
export interface Leaf {
  id: number;
  /** Null: what was left of all roles together. */
  role: AskedRole | null;
  /** Null with a role: what was left of the role in the whole school. */
  grade: number | null;
  /** Null with a grade: what was left of the grade. */
  classId: number | null;
  className: string | null;
  answers: number;
  /** By statement: how many chose 0, 1, 2, 3, 4, 5. */
  counts: readonly (readonly number[])[];
}

/** A union of leaves. */
export interface LeafView {
  leafIds: readonly number[];
  answers: number;
  counts: readonly (readonly number[])[];
}

/** A row of a table: a union of leaves, and whose answers they are. */
export interface LeafRow extends LeafView {
  kind: 'role' | 'class' | 'grade' | 'rest_of_grade' | 'rest';
  role: AskedRole | null;
  grade: number | null;
  classId: number | null;
  className: string | null;
  /** The roles whose answers are in it. */
  roles: readonly AskedRole[];
}

export const groupings = ['role', 'grade', 'class'] as const;
export type Grouping = (typeof groupings)[number];

const CHOICES = 6;

/** The sum of leaves. @param statements how many statements the survey has */
export function viewOf(leaves: readonly Leaf[], statements: number): LeafView {
  return {
    leafIds: leaves.map((leaf) => leaf.id),
    answers: leaves.reduce((sum, leaf) => sum + leaf.answers, 0),
    counts: Array.from({ length: statements }, (_statement, at) =>
      Array.from({ length: CHOICES }, (_choice, choice) =>
        leaves.reduce((sum, leaf) => sum + (leaf.counts[at]?.[choice] ?? 0), 0),
      ),
    ),
  };
}

/** The leaves of a role; all of them where none is asked for. */
export function leavesOfRole(leaves: readonly Leaf[], role: AskedRole | null): readonly Leaf[] {
  return role === null ? leaves : leaves.filter((leaf) => leaf.role === role);
}

/**
 * The leaves in groups: each leaf is in exactly one row, so the rows of a table add up to the whole.
 * @returns rows in the order of grades and classes; what was too little for its class or grade follows it
 */
export function rowsBy(leaves: readonly Leaf[], by: Grouping, statements: number): LeafRow[] {
  const groups = Map.groupBy(leaves, (leaf) => JSON.stringify(keyOf(leaf, by)));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const roles = [...new Set(group.flatMap((leaf) => (leaf.role === null ? [] : [leaf.role])))];
      return [{ ...viewOf(group, statements), ...keyOf(first, by), className: first.className, roles }];
    })
    .sort(byPlace);
}

function keyOf(leaf: Leaf, by: Grouping): Pick<LeafRow, 'kind' | 'role' | 'grade' | 'classId'> {
  const nothing = { role: null, grade: null, classId: null };
  if (by === 'role') return { ...nothing, kind: leaf.role === null ? 'rest' : 'role', role: leaf.role };
  if (leaf.grade === null) {
    // teachers belong to no class: they are a row of their own and no rest
    return leaf.role === 'teacher'
      ? { ...nothing, kind: 'role', role: 'teacher' }
      : { ...nothing, kind: 'rest' };
  }
  if (by === 'grade') return { ...nothing, kind: 'grade', grade: leaf.grade };
  return leaf.classId === null
    ? { ...nothing, kind: 'rest_of_grade', grade: leaf.grade }
    : { ...nothing, kind: 'class', grade: leaf.grade, classId: leaf.classId };
}

const LAST = 99;
const kindOrder = ['class', 'grade', 'rest_of_grade', 'rest', 'role'] as const;

function byPlace(a: LeafRow, b: LeafRow): number {
  const grades = (a.grade ?? LAST) - (b.grade ?? LAST);
  if (grades !== 0) return grades;
  const kinds = kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind);
  if (kinds !== 0) return kinds;
  return (a.className ?? '').localeCompare(b.className ?? '', 'ru');
}

/** The mean of what was chosen from 1 to 5; null where everybody chose 0, «затрудняюсь ответить». */
export function meanOf(counts: readonly number[]): number | null {
  let [sum, answers] = [0, 0];
  counts.forEach((count, choice) => {
    if (choice === 0) return;
    sum += choice * count;
    answers += count;
  });
  return answers === 0 ? null : sum / answers;
}

import type { PulseName } from '../feedback/pulse.ts';

/** A set of at least five answers about the lessons of a week; no view cuts it. */
export interface PulseLeaf {
  id: number;
  week: string;
  courseId: number | null;
  course: string | null;
  grade: number | null;
  serviceId: number | null;
  service: string | null;
  answers: number;
  /** By question: how many chose 1, 2, 3. */
  counts: Readonly<Record<PulseName, readonly number[]>>;
}

export interface PulseView {
  leafIds: readonly number[];
  answers: number;
  counts: Readonly<Record<PulseName, readonly number[]>>;
}

export const pulseGroupings = ['week', 'course', 'grade', 'service'] as const;
export type PulseGrouping = (typeof pulseGroupings)[number];

/** A row of a table: a union of leaves. What belongs to no course or grade alone is the last row, `isRest`. */
export interface PulseRow extends PulseView {
  label: string;
  isRest: boolean;
}

/** The sum of leaves. */
export function pulseSum(leaves: readonly PulseLeaf[]): PulseView {
  const sumOf = (name: PulseName) =>
    [0, 1, 2].map((at) => leaves.reduce((sum, leaf) => sum + (leaf.counts[name][at] ?? 0), 0));
  return {
    leafIds: leaves.map((leaf) => leaf.id),
    answers: leaves.reduce((sum, leaf) => sum + leaf.answers, 0),
    counts: { connection: sumOf('connection'), clarity: sumOf('clarity'), pace: sumOf('pace') },
  };
}

/** The leaves in groups: each leaf is in exactly one row, so the rows add up to the whole. */
export function pulseRows(leaves: readonly PulseLeaf[], by: PulseGrouping): PulseRow[] {
  const groups = [...Map.groupBy(leaves, (leaf) => keyOf(leaf, by)).values()];
  return groups
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const label = labelOf(first, by);
      return [{ ...pulseSum(group), label: label ?? '', isRest: label === null }];
    })
    .sort(
      (a, b) =>
        Number(a.isRest) - Number(b.isRest) || a.label.localeCompare(b.label, 'ru', { numeric: true }),
    );
}

function keyOf(leaf: PulseLeaf, by: PulseGrouping): string | number | null {
  return { week: leaf.week, course: leaf.courseId, grade: leaf.grade, service: leaf.serviceId }[by];
}

function labelOf(leaf: PulseLeaf, by: PulseGrouping): string | null {
  if (by === 'week') return leaf.week;
  if (by === 'course') return leaf.course;
  if (by === 'service') return leaf.service;
  return leaf.grade === null ? null : `${leaf.grade}-е классы`;
}

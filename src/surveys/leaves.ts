import { type AskedRole, FEWEST_ANSWERS } from './scale.ts';

/** Where a ballot came from, as far as anybody will ever see. */
export interface Cell {
  role: AskedRole;
  /** Null for teachers, who belong to no class. */
  grade: number | null;
  classId: number | null;
}

/** A set of ballots that is never parted again: nothing smaller is ever shown. */
export interface Leaf {
  /** Null: of several roles. */
  role: AskedRole | null;
  /** Null: of several grades, or of none. */
  grade: number | null;
  /** Null: of several classes, or of none. */
  classId: number | null;
  /** Places of its ballots in the list that was parted; five at least. */
  members: readonly number[];
}

/**
 * Parts ballots into leaves of at least five, so that no view that is a sum of leaves, and no difference of two such
 * views, is ever of fewer (always true 7). A role in a class is a leaf where five answered; what is left of the role
 * in the grade, then in the school, then what is left of everybody. Every ballot is in one leaf, or in `unshown`.
 * @returns the leaves, and the places of the last few, fewer than five, that are never shown
 */
export function toLeaves(cells: readonly Cell[]): { leaves: Leaf[]; unshown: readonly number[] } {
  return partInLeaves(cells, LEVELS);
}

/**
 * Parts things into groups of at least five, level by level: what is too little on one goes on to the next.
 * @param levels from the smallest groups to the largest: where a thing belongs; null: nowhere on this level
 */
export function partInLeaves<C, G>(
  cells: readonly C[],
  levels: readonly ((cell: C) => G | null)[],
): { leaves: (G & { members: number[] })[]; unshown: readonly number[] } {
  const leaves: (G & { members: number[] })[] = [];
  let left = cells.map((_cell, place) => place);
  for (const level of levels) {
    const groups = new Map<string, G & { members: number[] }>();
    const out: number[] = [];
    for (const place of left) {
      const group = level(cells[place] as C); // places come from this very list
      if (group === null) {
        out.push(place);
        continue;
      }
      const key = JSON.stringify(group);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { ...group, members: [place] });
      else known.members.push(place);
    }
    for (const group of groups.values()) {
      if (group.members.length >= FEWEST_ANSWERS) leaves.push(group);
      else out.push(...group.members);
    }
    left = out;
  }
  return { leaves, unshown: left };
}

type Group = Omit<Leaf, 'members'>;

/** From the smallest to the largest; null where a ballot has no place on the level. */
const LEVELS: readonly ((cell: Cell) => Group | null)[] = [
  ({ role, grade, classId }) => (classId === null ? null : { role, grade, classId }),
  ({ role, grade }) => (grade === null ? null : { role, grade, classId: null }),
  ({ role }) => ({ role, grade: null, classId: null }),
  () => ({ role: null, grade: null, classId: null }),
];

/**
 * The roles that may stand beside an answer in words: those in which five answered. Where fewer than five are left
 * without one, the smallest of the others loses its name too, or a bare answer would tell which few it came from.
 */
export function namedRoles(roles: readonly AskedRole[]): ReadonlySet<AskedRole> {
  const counts = new Map<AskedRole, number>();
  for (const role of roles) counts.set(role, (counts.get(role) ?? 0) + 1);
  const named = [...counts].filter(([, count]) => count >= FEWEST_ANSWERS).sort((a, b) => a[1] - b[1]);
  const bare = roles.length - named.reduce((sum, [, count]) => sum + count, 0);
  const kept = bare > 0 && bare < FEWEST_ANSWERS ? named.slice(1) : named;
  return new Set(kept.map(([role]) => role));
}

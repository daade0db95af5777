/** Whether somebody who sees sums over sets of answers can compute the sum over a set of one to four. */

/** A prime below 2³¹: sums and products of what is smaller stay exact. */
const PRIME = 2_147_483_647n;

/**
 * The sets of one to four answers whose sums follow from the sums over the given sets by adding and taking away (any
 * linear combination of them), each as the answers in it.
 *
 * Answers that lie in the same sets can never be told apart: they are one atom, and a set that can be computed is a
 * union of atoms. So all unions of atoms with fewer than five answers are tried: a union can be computed where its row
 * lies in the space of the rows of all sets, which is where it adds nothing to their rank (row reduction).
 * @param sets each the numbers of the answers in it, 0 to `answers` − 1
 */
export function smallSets(sets: readonly ReadonlySet<number>[], answers: number): number[][] {
  const atoms = atomsOf(sets, answers);
  const rowOf = (has: (atom: readonly number[]) => boolean) => atoms.map((atom) => (has(atom) ? 1n : 0n));
  const rows = sets.map((set) => rowOf(([first = -1]) => set.has(first)));
  const basis = reduced(rows);
  return unionsBelowFive(atoms).flatMap((union) => {
    const chosen = new Set(union);
    const row = rowOf((atom) => chosen.has(atom));
    return isIn(basis, row) ? [union.flat().sort((a, b) => a - b)] : [];
  });
}

/** Answers by the sets that they lie in; those that lie in none are left out, for nothing is known of them. */
function atomsOf(sets: readonly ReadonlySet<number>[], answers: number): number[][] {
  const all = Array.from({ length: answers }, (_answer, at) => at);
  const bySets = Map.groupBy(all, (one) => sets.map((set) => (set.has(one) ? '1' : '0')).join(''));
  return [...bySets].flatMap(([signature, atom]) => (signature.includes('1') ? [atom] : []));
}

function unionsBelowFive(atoms: readonly (readonly number[])[]): (readonly number[])[][] {
  const unions: (readonly number[])[][] = [];
  const extend = (union: (readonly number[])[], from: number, size: number) => {
    atoms.forEach((atom, at) => {
      if (at < from || size + atom.length > 4) return;
      const wider = [...union, atom];
      unions.push(wider);
      extend(wider, at + 1, size + atom.length);
    });
  };
  extend([], 0, 0);
  return unions;
}

type Row = readonly bigint[];

/** Row reduction modulo a prime: rows with a leading one, each in a column of its own. */
function reduced(rows: readonly Row[]): Map<number, Row> {
  const basis = new Map<number, Row>();
  for (const row of rows) {
    const rest = remainder(basis, row);
    const lead = rest.findIndex((value) => value !== 0n);
    if (lead >= 0) {
      const scale = inverse(rest[lead] ?? 1n);
      basis.set(
        lead,
        rest.map((value) => (value * scale) % PRIME),
      );
    }
  }
  return basis;
}

function remainder(basis: ReadonlyMap<number, Row>, row: Row): Row {
  let rest = row;
  for (let lead = 0; lead < row.length; lead += 1) {
    const by = basis.get(lead);
    const factor = rest[lead] ?? 0n;
    if (by !== undefined && factor !== 0n)
      rest = rest.map((value, at) => (((value - factor * (by[at] ?? 0n)) % PRIME) + PRIME) % PRIME);
  }
  return rest;
}

function isIn(basis: ReadonlyMap<number, Row>, row: Row): boolean {
  return remainder(basis, row).every((value) => value === 0n);
}

/** By Fermat: a to the power of PRIME − 2. */
function inverse(value: bigint): bigint {
  let [result, base, power] = [1n, value, PRIME - 2n];
  while (power > 0n) {
    if (power % 2n === 1n) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
    power /= 2n;
  }
  return result;
}

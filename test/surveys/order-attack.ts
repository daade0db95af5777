import { type Dump, type DumpedRow, namesPerson, rowsOf } from './database-dump.ts';

/**
 * Attacks on answers without names, by somebody who has the whole database and knows besides who answered, in which
 * order, and who belongs where. What each says is a guess for every person; how good it is, is how many it names right.
 */

/** Somebody who answered, with the answer that nobody may learn. */
export interface Target {
  personId: number;
  /** The smallest set that the answers are parted into for this person: what anybody may know. */
  cell: string;
  /** The answer, as it stands in the database. */
  answer: string;
}

/** An answer as it is found in the database: in which set, in some order. */
export interface Found {
  cell: string;
  answer: string;
}

/** Orders in which the people of a cell can be put beside its answers. */
export type Orders<T> = Readonly<Record<string, readonly T[]>>;

/**
 * Puts the people of each cell, in one order, beside the answers of that cell, in another; by every pair of orders.
 * @returns by pair, how many people were joined with their own answer
 */
export function joinByOrder(people: Orders<Target>, answers: Orders<Found>): Record<string, number> {
  const hits: Record<string, number> = {};
  for (const [by, targets] of Object.entries(people))
    for (const [order, found] of Object.entries(answers)) {
      const groups = Map.groupBy(found, (one) => one.cell);
      const ofCell = Map.groupBy(targets, (one) => one.cell);
      let right = 0;
      for (const [cell, members] of ofCell)
        members.forEach((member, place) => {
          if (groups.get(cell)?.[place]?.answer === member.answer) right += 1;
        });
      hits[`${by} × ${order}`] = right;
    }
  return hits;
}

/** The means of several rounds of the same attacks. */
export function meansOf(rounds: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const [first = {}] = rounds;
  return Object.fromEntries(
    Object.keys(first).map((name) => [
      name,
      rounds.reduce((sum, round) => sum + (round[name] ?? 0), 0) / rounds.length,
    ]),
  );
}

/**
 * What guessing within the cells comes to: of a cell one is right on the average, however large it is (the fixed points
 * of a random order, whose variance is one too), and six standard deviations of the mean of so many rounds.
 */
export function mostByGuessing(cells: number, rounds: number): number {
  return cells + 6 * Math.sqrt(cells / rounds);
}

/**
 * Rows that one transaction wrote together with an answer, and that name somebody who answered: `table: person`.
 * @param tables where answers, boxes and tokens are
 */
export function joinedByTransaction(
  dump: Dump,
  tables: readonly string[],
  people: ReadonlySet<number>,
): string[] {
  const written = new Set(tables.flatMap((table) => rowsOf(dump, table).map((row) => row.xmin)));
  return dump.rows.filter((row) => written.has(row.xmin) && namesPerson(row, people)).map((row) => row.table);
}

/** Rows with what PostgreSQL keeps of them, in each order that could tell who wrote them. */
export function orderings(rows: readonly DumpedRow[], toFound: (row: DumpedRow) => Found): Orders<Found> {
  const byPlace = rows.map(toFound);
  const sorted = (key: (row: DumpedRow) => number) => rows.toSorted((a, b) => key(a) - key(b)).map(toFound);
  return {
    'place on the disk': byPlace,
    'place on the disk, backwards': byPlace.toReversed(),
    transaction: sorted((row) => row.xmin),
    number: sorted((row) => Number(row.columns.id ?? 0)),
  };
}

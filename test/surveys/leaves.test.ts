import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, type Leaf, namedRoles, toLeaves } from '../../src/surveys/leaves.ts';
import { askedRoles } from '../../src/surveys/scale.ts';

const many = (count: number, cell: Cell): Cell[] => Array.from({ length: count }, () => cell);
const parent = (classId: number): Cell => ({ role: 'parent', grade: Math.floor(classId / 10), classId });
const pupil = (classId: number): Cell => ({ ...parent(classId), role: 'student' });
const teacher: Cell = { role: 'teacher', grade: null, classId: null };

const said = (leaf: Leaf) =>
  `${leaf.role ?? 'all'}/${leaf.grade ?? '-'}/${leaf.classId ?? '-'}: ${leaf.members.length}`;

describe('leaves', () => {
  it.each<[string, Cell[], string[], number]>([
    ['nobody answered', [], [], 0],
    ['four answered', many(4, parent(71)), [], 4],
    ['five of a class', many(5, parent(71)), ['parent/7/71: 5'], 0],
    [
      'two classes of a grade, neither enough',
      [...many(3, parent(71)), ...many(3, parent(72))],
      ['parent/7/-: 6'],
      0,
    ],
    [
      'a class with enough, the other without, and nobody to stand with',
      [...many(6, parent(71)), ...many(4, parent(72))],
      ['parent/7/71: 6'],
      4,
    ],
    [
      'rests of grades stand together',
      [...many(6, parent(71)), ...many(4, parent(72)), ...many(2, parent(31))],
      ['parent/7/71: 6', 'parent/-/-: 6'],
      0,
    ],
    ['teachers are of no class', many(7, teacher), ['teacher/-/-: 7'], 0],
    [
      'rests of roles stand together',
      [...many(4, teacher), ...many(2, parent(71)), ...many(5, pupil(71))],
      ['student/7/71: 5', 'all/-/-: 6'],
      0,
    ],
    [
      'roles of one class are never one leaf',
      [...many(5, parent(71)), ...many(2, pupil(71))],
      ['parent/7/71: 5'],
      2,
    ],
  ])('%s', (_what, cells, leaves, unshown) => {
    const parted = toLeaves(cells);
    expect(parted.leaves.map(said)).toEqual(leaves);
    expect(parted.unshown.length).toBe(unshown);
  });

  const cells = fc.array(
    fc.record({
      role: fc.constantFrom(...askedRoles),
      class: fc.constantFrom(null, 11, 12, 13, 31, 71, 72),
    }),
    { maxLength: 80 },
  );
  const toCell = (one: { role: Cell['role']; class: number | null }): Cell =>
    one.class === null || one.role === 'teacher' ? teacher : { ...parent(one.class), role: one.role };

  it('are of five at least, lose nobody, and hold what their name says', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const all = given.map(toCell);
        const { leaves, unshown } = toLeaves(all);
        const places = [...leaves.flatMap((leaf) => leaf.members), ...unshown];
        expect(places.toSorted((a, b) => a - b)).toEqual(all.map((_cell, place) => place));
        expect(unshown.length).toBeLessThan(5);
        for (const leaf of leaves) {
          expect(leaf.members.length).toBeGreaterThanOrEqual(5);
          for (const place of leaf.members) {
            expect(leaf.role ?? all[place]?.role).toBe(all[place]?.role);
            expect(leaf.grade ?? all[place]?.grade).toBe(all[place]?.grade);
            expect(leaf.classId ?? all[place]?.classId).toBe(all[place]?.classId);
          }
        }
        expect(new Set(leaves.map(said)).size).toBe(leaves.length);
      }),
    );
  });

  it('leave no way to fewer than five by adding and taking away whatever they make up', () => {
    const views = fc.array(fc.record({ leaves: fc.array(fc.nat(30)), isAdded: fc.boolean() }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(cells, views, (given, steps) => {
        const { leaves } = toLeaves(given.map(toCell));
        let known = new Set<number>();
        for (const step of steps) {
          const view = new Set(
            step.leaves.flatMap((one) => leaves[one % Math.max(leaves.length, 1)]?.members ?? []),
          );
          known = step.isAdded ? known.union(view) : known.difference(view);
          expect(known.size === 0 || known.size >= 5).toBe(true);
        }
      }),
    );
  });
});

describe('roles beside answers in words', () => {
  it.each<[string, [number, number, number], string[]]>([
    ['all have enough', [5, 6, 7], ['parent', 'student', 'teacher']],
    ['nobody has enough', [4, 3, 2], []],
    ['three without a name would be known: the smallest stands with them', [9, 6, 3], ['parent']],
    ['five without a name hide each other', [9, 3, 2], ['parent']],
    ['one alone takes the only other with it', [9, 0, 1], []],
  ])('%s', (_what, [parents, students, teachers], named) => {
    const roles = [
      ...many(parents, parent(71)),
      ...many(students, pupil(71)),
      ...many(teachers, teacher),
    ].map((cell) => cell.role);
    expect([...namedRoles(roles)].toSorted()).toEqual(named);
  });

  it('never leave one to four without a name beside others with one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...askedRoles), { maxLength: 30 }), (roles) => {
        const named = namedRoles(roles);
        const bare = roles.filter((role) => !named.has(role)).length;
        expect(named.size === 0 || bare === 0 || bare >= 5).toBe(true);
        for (const role of named)
          expect(roles.filter((one) => one === role).length).toBeGreaterThanOrEqual(5);
      }),
    );
  });
});

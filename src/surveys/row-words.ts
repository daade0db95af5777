import { capital, nb } from '../web/dates.ts';
import type { Leaf, LeafRow } from './leaf-views.ts';
import type { ClassRow } from './results-queries.ts';
import { type AskedRole, askedRoles } from './scale.ts';

const whose: Readonly<Record<AskedRole, string>> = {
  parent: 'родители',
  student: 'ученики',
  teacher: 'учителя',
};
const ofWhom: Readonly<Record<AskedRole, string>> = {
  parent: 'родителей',
  student: 'учеников',
  teacher: 'учителей',
};

/** Whose answers a row holds: «7А», «7-е классы», «Ученики», and under it the roles, where they are not asked for. */
export function rowLabel(row: LeafRow, role: AskedRole | null): { label: string; detail: string } {
  const roles = row.roles.map((one) => whose[one]);
  const detail = role === null && row.kind !== 'role' ? roles.join(' и ') : '';
  return { label: nb(titleOf(row)), detail };
}

function titleOf(row: LeafRow): string {
  switch (row.kind) {
    case 'role':
      return capital(row.role === null ? 'все' : whose[row.role]);
    case 'class':
      return row.className ?? '';
    case 'grade':
      return `${row.grade}-е классы`;
    case 'rest_of_grade':
      return `${row.grade}-е классы, остальные вместе`;
    case 'rest':
      return 'Остальные вместе';
  }
}

/**
 * Where the answers of classes are that have no set of a role of their own, in words: «Ответы учеников 7Б — вместе с
 * параллелью: по классу их меньше пяти.»
 * @param leaves all leaves of the survey @param classes those that were asked @param role whose answers are looked at
 */
export function mergedSaid(
  leaves: readonly Leaf[],
  classes: readonly Pick<ClassRow, 'id' | 'name' | 'grade' | 'asked'>[],
  role: AskedRole | null,
): string[] {
  const roles = askedRoles.filter((one) => one !== 'teacher' && (role === null || role === one));
  return roles.flatMap((one) => {
    const own = leaves.filter((leaf) => leaf.role === one);
    const apart = classes.filter(
      (each) => each.asked.includes(one) && !own.some((leaf) => leaf.classId === each.id),
    );
    const groups = Map.groupBy(apart, (each) => placeOf(each.grade, own, leaves, role));
    return [...groups].map(([place, group]) => {
      const few = `Ответы ${ofWhom[one]} ${group.map((each) => each.name).join(', ')}`;
      return nb(
        place === null
          ? `${few} не показаны: даже вместе их меньше пяти.`
          : `${few} — ${place}: по классу их меньше пяти.`,
      );
    });
  });
}

/** Where the few answers of a role in a grade's classes went; null: nowhere, the last few are not kept. */
function placeOf(
  grade: number,
  ofRole: readonly Leaf[],
  leaves: readonly Leaf[],
  role: AskedRole | null,
): string | null {
  if (ofRole.some((leaf) => leaf.grade === grade && leaf.classId === null)) return 'вместе с параллелью';
  if (ofRole.some((leaf) => leaf.grade === null)) return 'вместе с остальными по школе';
  if (!leaves.some((leaf) => leaf.role === null)) return null;
  return role === null ? 'вместе с остальными по школе' : 'только в сумме по всей школе';
}

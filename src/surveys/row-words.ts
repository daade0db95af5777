import { capital, nb } from '../web/dates.ts';
import type { LeafRow } from './leaf-views.ts';
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
 * What is merged, in words: «Ответы учеников 7Б — вместе с параллелью». Named are the classes that were asked and have
 * no row of a role of their own, where the answers of their grade or role were put together.
 */
export function mergedSaid(
  rows: readonly LeafRow[],
  classes: readonly ClassRow[],
  role: AskedRole | null,
): string[] {
  const roles = askedRoles.filter((one) => one !== 'teacher' && (role === null || role === one));
  return roles.flatMap((one) => {
    const lines = [...Map.groupBy(classes, (row) => row.grade)].flatMap(([grade, ofGrade]) => {
      const apart = ofGrade.filter(
        (each) => !rows.some((row) => row.classId === each.id && row.roles.includes(one)),
      );
      if (apart.length === 0) return [];
      const rest = rows.find((row) => row.kind === 'rest_of_grade' && row.grade === grade);
      const where = rest?.roles.includes(one) ? 'вместе с параллелью' : 'вместе с остальными по школе';
      return [{ where, names: apart.map((each) => each.name) }];
    });
    return [...Map.groupBy(lines, (line) => line.where)].map(([where, group]) =>
      nb(
        `Ответы ${ofWhom[one]} ${group.flatMap((line) => line.names).join(', ')} — ${where}: по классу их меньше пяти.`,
      ),
    );
  });
}

import { counted } from '../web/words.ts';
import { type AskedRole, askedRoles } from './scale.ts';

/** A line of who is asked: of a role all, or those of a grade or class. */
export interface AudienceLine {
  role: AskedRole;
  grade: number | null;
  classId: number | null;
}

export const scopes = ['all', 'grades', 'classes'] as const;
export type Scope = (typeof scopes)[number];

/** Who is asked, as the form has it. */
export interface AudienceChoice {
  roles: readonly AskedRole[];
  scope: Scope;
  grades: readonly number[];
  classIds: readonly number[];
  /** Pupils of grades 1 to 4 are not asked; what is asked of their parents stays. */
  skipsYoung: boolean;
}

export interface ClassOption {
  id: number;
  name: string;
  grade: number;
}

/** Pupils up to this grade are young: such questions are hard for them. */
const LAST_YOUNG_GRADE = 4;

/**
 * The lines that a choice comes to. Teachers and parents are taken as chosen; of pupils the young ones are left out
 * where the choice says so.
 * @param classes the classes of this school year
 */
export function toAudience(choice: AudienceChoice, classes: readonly ClassOption[]): AudienceLine[] {
  return choice.roles.flatMap((role): AudienceLine[] => {
    const skips = role === 'student' && choice.skipsYoung;
    const isTaken = (grade: number) => !skips || grade > LAST_YOUNG_GRADE;
    if (choice.scope === 'classes')
      return classes
        .filter((one) => choice.classIds.includes(one.id) && isTaken(one.grade))
        .map((one) => ({ role, grade: null, classId: one.id }));
    if (choice.scope === 'all' && !skips) return [{ role, grade: null, classId: null }];
    const grades = choice.scope === 'all' ? gradesOf(classes) : choice.grades;
    return grades.filter(isTaken).map((grade) => ({ role, grade, classId: null }));
  });
}

/** The choice that lines came from, for the form; of several that come to the same, one. */
export function toChoice(lines: readonly AudienceLine[], classes: readonly ClassOption[]): AudienceChoice {
  const roles = askedRoles.filter((role) => lines.some((line) => line.role === role));
  const pupils = lines.filter((line) => line.role === 'student');
  const others = lines.filter((line) => line.role !== 'student');
  const base = others.length > 0 ? others : pupils;
  const gradeOf = new Map(classes.map((one) => [one.id, one.grade]));
  const grades = [...new Set(base.flatMap((line) => line.grade ?? []))].toSorted((a, b) => a - b);
  const classIds = [...new Set(base.flatMap((line) => line.classId ?? []))];
  return {
    roles,
    scope: classIds.length > 0 ? 'classes' : grades.length > 0 ? 'grades' : 'all',
    grades,
    classIds,
    skipsYoung:
      pupils.length > 0 &&
      pupils.every(
        (line) => (line.grade ?? gradeOf.get(line.classId ?? 0) ?? LAST_YOUNG_GRADE) > LAST_YOUNG_GRADE,
      ),
  };
}

export function gradesOf(classes: readonly ClassOption[]): number[] {
  return [...new Set(classes.map((one) => one.grade))].toSorted((a, b) => a - b);
}

const rolesAsked = { parent: 'родители', student: 'ученики', teacher: 'учителя' } as const;

/** «родители; ученики 5–11 классов; учителя»: who is asked, in words. */
export function audienceSaid(lines: readonly AudienceLine[], classes: readonly ClassOption[]): string {
  const nameOf = new Map(classes.map((one) => [one.id, one.name]));
  const parts = askedRoles.flatMap((role) => {
    const own = lines.filter((line) => line.role === role);
    if (own.length === 0) return [];
    const grades = own.flatMap((line) => line.grade ?? []);
    const names = own.flatMap((line) => (line.classId === null ? [] : [nameOf.get(line.classId) ?? '']));
    const where = [
      grades.length === 0 ? '' : gradesSaid(grades),
      names.length === 0 ? '' : namesSaid(names),
    ].filter(Boolean);
    return [where.length === 0 ? rolesAsked[role] : `${rolesAsked[role]} ${where.join(', ')}`];
  });
  return parts.join('; ');
}

/** [5, 6, 7, 9] → «5–7, 9 классов». */
function gradesSaid(grades: readonly number[]): string {
  const sorted = grades.toSorted((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const grade of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && grade === last[1] + 1) last[1] = grade;
    else runs.push([grade, grade]);
  }
  const said = runs.map(([from, to]) => (from === to ? String(from) : `${from}–\u2060${to}`)).join(', ');
  return `${said} ${sorted.length === 1 ? 'класса' : 'классов'}`;
}

const MOST_NAMES = 6;

function namesSaid(names: readonly string[]): string {
  return names.length > MOST_NAMES ? counted(names.length, 'класса', 'классов', 'классов') : names.join(', ');
}

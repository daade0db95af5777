import { nameKey } from '../people/name-key.ts';
import type { ImportedClass, ImportedTeacher, ImportedTimetable } from './imported-timetable.ts';
import type { Portal } from './load-portal.ts';

/** What the coordinator chose on the preview, by ids of the file; a number is a row of the portal. */
export interface Choices {
  classes: Readonly<Record<string, number | 'make'>>;
  teachers: Readonly<Record<string, number | 'make'>>;
  /** Whose times count: the portal's bells, or the file's; undefined: what is offered. */
  bells?: 'portal' | 'file' | undefined;
}

/** The portal's row for something of the file; `make`: it is made; `ask`: somebody must choose first. */
export type Match =
  | { kind: 'known'; id: number; by: 'external id' | 'name' | 'initials' | 'choice' }
  | { kind: 'make' }
  | { kind: 'ask'; candidates: readonly number[] };

export interface Matches {
  classes: ReadonlyMap<string, Match>;
  teachers: ReadonlyMap<string, Match>;
  subjects: ReadonlyMap<string, Match>;
}

/**
 * Finds the portal's rows for the classes, teachers and subjects of a file: what was chosen; else, for a teacher, the
 * external id of an earlier file, the name (without case and ё), or surname and initials where the file has no more;
 * for a class its normalised name, or the external id; for a subject its name. Nobody stands for two teachers unless
 * chosen so; where several people fit, or a teacher has no given name to be made with, it must be chosen.
 */
export function matchWithPortal(timetable: ImportedTimetable, portal: Portal, choices: Choices): Matches {
  return {
    classes: matchClasses(timetable.classes, portal, choices),
    teachers: matchTeachers(timetable.teachers, portal, choices),
    subjects: matchSubjects(timetable, portal),
  };
}

function matchClasses(
  classes: readonly ImportedClass[],
  portal: Portal,
  choices: Choices,
): Map<string, Match> {
  const byExternalId = new Map(portal.classes.map((one) => [one.external_id, one]));
  const byName = new Map(portal.classes.map((one) => [nameKey(one.name), one]));
  const ids = new Set(portal.classes.map((one) => one.id));
  return new Map(
    classes.map((one): [string, Match] => {
      const chosen = choices.classes[one.id];
      const named = byName.get(nameKey(one.name));
      if (typeof chosen === 'number' && ids.has(chosen))
        return [one.id, { kind: 'known', id: chosen, by: 'choice' }];
      // A class of the same name cannot be made twice, whatever was chosen
      if (chosen === 'make' && named === undefined) return [one.id, { kind: 'make' }];
      const same = byExternalId.get(one.id);
      // What people call a class counts before an id that another class had
      if (named !== undefined) {
        return [one.id, { kind: 'known', id: named.id, by: named.id === same?.id ? 'external id' : 'name' }];
      }
      if (same !== undefined) return [one.id, { kind: 'known', id: same.id, by: 'external id' }];
      return [one.id, { kind: 'make' }];
    }),
  );
}

function matchTeachers(
  teachers: readonly ImportedTeacher[],
  portal: Portal,
  choices: Choices,
): Map<string, Match> {
  const byExternalId = new Map(portal.people.map((one) => [one.external_id, one.id]));
  const byName = idsBy(portal, (one) => fullKey(one.family_name, one.given_name, one.patronymic));
  const byInitials = idsBy(portal, (one) => initialsKey(one.family_name, one.given_name, one.patronymic));
  const ids = new Set(portal.people.map((one) => one.id));
  const matches = new Map<string, Match>();
  for (const teacher of teachers) {
    const chosen = choices.teachers[teacher.id];
    const same = byExternalId.get(teacher.id);
    if (typeof chosen === 'number' && ids.has(chosen)) {
      matches.set(teacher.id, { kind: 'known', id: chosen, by: 'choice' });
    } else if (chosen === 'make' && teacher.givenName !== '') {
      matches.set(teacher.id, { kind: 'make' });
    } else if (same !== undefined) {
      matches.set(teacher.id, { kind: 'known', id: same, by: 'external id' });
    }
  }
  const taken = new Set([...matches.values()].flatMap((match) => (match.kind === 'known' ? [match.id] : [])));
  const namesakes = countBy(teachers, (one) => fullKey(one.familyName, one.givenName, one.patronymic));
  for (const teacher of teachers) {
    if (matches.has(teacher.id)) continue;
    const { familyName, givenName, patronymic } = teacher;
    const onlyInitials = /^\p{Lu}\.?$/u.test(givenName);
    const found = onlyInitials
      ? byInitials.get(initialsKey(familyName, givenName, patronymic))
      : byName.get(fullKey(familyName, givenName, patronymic));
    const free = (found ?? []).filter((personId) => !taken.has(personId));
    const [first, ...others] = free;
    const hasNamesake = (namesakes.get(fullKey(familyName, givenName, patronymic)) ?? 0) > 1;
    if (first === undefined)
      matches.set(teacher.id, givenName === '' ? { kind: 'ask', candidates: [] } : { kind: 'make' });
    else if (others.length > 0 || hasNamesake) matches.set(teacher.id, { kind: 'ask', candidates: free });
    else {
      matches.set(teacher.id, { kind: 'known', id: first, by: onlyInitials ? 'initials' : 'name' });
      taken.add(first);
    }
  }
  return matches;
}

function matchSubjects(timetable: ImportedTimetable, portal: Portal): Map<string, Match> {
  const byName = new Map(portal.subjects.map((one) => [nameKey(one.name), one.id]));
  return new Map(
    timetable.subjects.map((one): [string, Match] => {
      const id = byName.get(nameKey(one.name));
      return [one.id, id === undefined ? { kind: 'make' } : { kind: 'known', id, by: 'name' }];
    }),
  );
}

function idsBy(portal: Portal, keyOf: (person: Portal['people'][number]) => string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const person of portal.people) {
    const key = keyOf(person);
    found.set(key, [...(found.get(key) ?? []), person.id]);
  }
  return found;
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

function fullKey(familyName: string, givenName: string, patronymic: string): string {
  return nameKey(`${familyName} ${givenName} ${patronymic}`);
}

function initialsKey(familyName: string, givenName: string, patronymic: string): string {
  const initials = [givenName, patronymic].map((name) => [...name.trim()][0] ?? '').join('');
  return nameKey(`${familyName} ${initials}`);
}

import { type Knowledge, type KnownPerson, type Likeness, likeness } from './name-likeness.ts';
import { classKey, nameWords, soundOf, takeApart } from './name-words.ts';
import { namesOf } from './short-names.ts';

/** Somebody whom a line of the list may mean. */
export interface NamedPerson {
  familyName: string;
  givenName: string;
  patronymic: string;
  /** How a child is called; empty: by the given name. */
  callName: string;
}

export interface NamedPupil extends NamedPerson {
  id: number;
  /** «7А»; empty where the pupil is in no class. */
  className: string;
}

/** How sure it is whom a line means; hand choices come on top of these («chosen», «stranger»). */
export type FoundDegree = 'sure' | 'likely' | 'unmatched' | 'stranger';

export interface FoundName {
  /** Set for `sure` and `likely` only. */
  studentId: number | null;
  degree: FoundDegree;
  /** Pupils whom the line may mean, the likeliest first: to be offered where somebody chooses by hand. */
  candidates: readonly number[];
}

/**
 * Whom each shown name of a list of participants means, among the pupils of the group (always true 5). A hint, so it
 * would rather ask than be wrong: `sure` only where the line names one pupil whole, or by a family name that nobody
 * else has, and nothing in the line and nobody in the group contradicts; `likely` where one pupil is nearer than all
 * others (a short name alone, a slip of the fingers, a parent's device); `stranger` where it is a teacher of the
 * lesson; `unmatched` otherwise. Each line is judged by itself: neither the order nor the other lines matter.
 */
export function matchNames(
  shown: readonly string[],
  pupils: readonly NamedPupil[],
  teachers: readonly NamedPerson[] = [],
): FoundName[] {
  const known = knowledgeOf(pupils, teachers);
  return shown.map((name) => matchName(name, known));
}

interface Known {
  pupils: readonly (KnownPerson & { id: number })[];
  teachers: readonly KnownPerson[];
  knowledge: Knowledge;
}

function knowledgeOf(pupils: readonly NamedPupil[], teachers: readonly NamedPerson[]): Known {
  const known = pupils.map((pupil) => ({
    ...toKnown(pupil, classKey(pupil.className), false),
    id: pupil.id,
  }));
  const others = teachers.map((teacher) => toKnown(teacher, '', true));
  const everybody = [...known, ...others];
  const words = everybody.flatMap(({ family, given, call }) => [...family, ...given, ...call]);
  const keys = new Set(words.map(({ key }) => key));
  const sounds = new Set(words.map(({ key, sound }) => sound ?? soundOf(key)));
  return {
    pupils: known,
    teachers: others,
    knowledge: {
      isNameOfSomebody: (word) =>
        namesOf(word).size > 0 || (word.sound === null ? keys.has(word.key) : sounds.has(word.sound)),
    },
  };
}

function toKnown(person: NamedPerson, className: string, isTeacher: boolean): KnownPerson {
  return {
    family: nameWords(person.familyName),
    given: nameWords(person.givenName),
    call: nameWords(person.callName),
    patronymic: nameWords(person.patronymic),
    className,
    isTeacher,
  };
}

function matchName(shown: string, { pupils, teachers, knowledge }: Known): FoundName {
  const line = takeApart(shown);
  const found = pupils
    .map(({ id, ...pupil }) => ({ id, ...likeness(line, pupil, knowledge) }))
    .filter(({ kind }) => kind !== 'none')
    .sort((a, b) => rank(b) - rank(a) || a.id - b.id);
  const candidates = found.map(({ id }) => id);
  const like = found.filter(({ kind }) => kind !== 'possible');
  const asTeacher = teachers.map((teacher) => likeness(line, teacher, knowledge));
  const [first, second] = like;
  const ofPupil = first === undefined ? 0 : rank(first);
  if (asTeacher.some((teacher) => teacher.kind === 'strong' && rank(teacher) > ofPupil))
    return { studentId: null, degree: 'stranger', candidates };

  const nobody: FoundName = { studentId: null, degree: 'unmatched', candidates };
  if (first === undefined) return nobody;
  if (second !== undefined && rank(second) === rank(first)) return nobody;
  const rivals = [...like.slice(1), ...asTeacher.filter(({ kind }) => kind === 'strong' || kind === 'weak')];
  const isSure = first.kind === 'strong' && rivals.every((rival) => rival.isContradicted);
  return { studentId: first.id, degree: isSure ? 'sure' : 'likely', candidates };
}

const KINDS = { strong: 3000, weak: 2000, possible: 1000, none: 0 } as const;

function rank({ kind, isContradicted, score }: Likeness): number {
  return KINDS[kind] - (isContradicted ? 500 : 0) + score;
}

import { familyStem, genitives, isSlipOf, type NameLine, type NameWord, soundOf } from './name-words.ts';
import { genitivesOfForms, namesOf, shareName } from './short-names.ts';

/** Somebody whom a line may mean, with the words of the names. */
export interface KnownPerson {
  family: readonly NameWord[];
  given: readonly NameWord[];
  call: readonly NameWord[];
  patronymic: readonly NameWord[];
  /** As `classKey` gives it; empty where unknown. */
  className: string;
  isTeacher: boolean;
}

/** What is known of names as a whole: a word that is somebody's name is no slip of another. */
export interface Knowledge {
  isNameOfSomebody(word: NameWord): boolean;
}

export interface Likeness {
  /** strong: may be sure; weak: may be likely; possible: to be offered by hand. */
  kind: 'strong' | 'weak' | 'possible' | 'none';
  /** True where the line names another patronymic or class. */
  isContradicted: boolean;
  score: number;
}

/** How a part of the name was found in a line; the number is its weight. */
const WEIGHTS = { exact: 8, form: 7, part: 6, gender: 5, genitive: 5, slip: 4, initial: 3, none: 0 } as const;

interface Found {
  how: keyof typeof WEIGHTS;
  words: readonly NameWord[];
}

const NOT_FOUND: Found = { how: 'none', words: [] };

/** How much a line of a list looks like this person. */
export function likeness(line: NameLine, person: KnownPerson, knowledge: Knowledge): Likeness {
  const letters = line.words.filter(({ initials }) => initials !== null);
  const names = line.words.filter(({ initials }) => initials === null);
  const family = findFamily(names, person, knowledge, line.isOfAnother);
  const given = findGiven(without(names, family.words), person, knowledge, line.isOfAnother);
  const afterNames = without(names, [...family.words, ...given.words]);
  const patronymics = afterNames.filter((word) => isSameAny(word, person.patronymic));
  const otherPatronymics = without(afterNames, patronymics).filter(isPatronymic);
  const rest = without(afterNames, [...patronymics, ...otherPatronymics]);

  const byLetters = readInitials(letters, person, {
    family: family.how !== 'none',
    given: given.how !== 'none',
  });
  const isOtherClass =
    line.className !== null && person.className !== '' && line.className !== person.className;
  const isWholeName = family.how !== 'none' && (given.how !== 'none' || byLetters.isGiven);
  const isOtherPatronymic = otherPatronymics.length > 0 || (isWholeName && !byLetters.isAllRead);
  const isContradicted = isOtherClass || (isOtherPatronymic && person.patronymic.length > 0);
  const evidence: Evidence = {
    family: family.how === 'none' && byLetters.isFamily ? 'initial' : family.how,
    given: given.how === 'none' && byLetters.isGiven ? 'initial' : given.how,
    hasPatronymic: patronymics.length > 0,
    hasRest: rest.length > 0 || !byLetters.isAllRead,
    isSomeName: family.words.some((word) => namesOf(word).size > 0),
    isOfAnother: line.isOfAnother,
    isTeacher: person.isTeacher,
  };
  const kind = kindOf(evidence);
  // «Саша» says as little of the one who is called so as of the other Александр
  const ofGiven = evidence.family === 'none' && evidence.given === 'exact' ? 'form' : evidence.given;
  const bonus = (evidence.hasPatronymic ? 2 : 0) - rest.length * 4;
  const score = WEIGHTS[evidence.family] + WEIGHTS[ofGiven] + bonus;
  return { kind: kind === 'strong' && isContradicted ? 'weak' : kind, isContradicted, score };
}

interface Evidence {
  family: Found['how'];
  given: Found['how'];
  hasPatronymic: boolean;
  /** Words or letters that this person's name does not explain. */
  hasRest: boolean;
  /** True where the family name is a given name too («Назар», «Давид»). */
  isSomeName: boolean;
  isOfAnother: boolean;
  isTeacher: boolean;
}

function kindOf(of: Evidence): Likeness['kind'] {
  if (of.family === 'none' && of.given === 'none') return 'none';
  const isWholeGiven = of.given === 'exact' || of.given === 'form';
  if (of.family === 'initial')
    return of.given === 'initial'
      ? 'none'
      : isWholeGiven && isClean(of)
        ? 'strong'
        : of.hasRest
          ? 'possible'
          : 'weak';
  if (of.family !== 'none' && of.given !== 'none') {
    const isWhole = of.family === 'exact' && (isWholeGiven || of.given === 'initial');
    return isWhole && isClean(of) ? 'strong' : 'weak';
  }
  if (of.family !== 'none') {
    if (of.hasRest) return 'possible';
    return of.family === 'exact' && !of.isSomeName && !of.isOfAnother && !of.hasPatronymic
      ? 'strong'
      : 'weak';
  }
  if (of.given === 'initial') return 'none';
  if (of.hasRest) return 'possible';
  return of.isTeacher && of.hasPatronymic && isWholeGiven ? 'strong' : 'weak';
}

function isClean({ hasRest, isOfAnother }: Evidence): boolean {
  return !hasRest && !isOfAnother;
}

function findFamily(
  words: readonly NameWord[],
  { family }: KnownPerson,
  knowledge: Knowledge,
  isOfAnother: boolean,
): Found {
  const exact = words.filter((word) => isSameAny(word, family));
  if (exact.length > 0) {
    const isWhole = family.every((part) => exact.some((word) => isSame(word, part)));
    return { how: isWhole ? 'exact' : 'part', words: exact };
  }
  const [only, ...more] = family;
  if (only === undefined || more.length > 0) return NOT_FOUND;
  const gender = words.find((word) => isOfOtherGender(word, only));
  if (gender) return { how: 'gender', words: [gender] };
  const genitive = isOfAnother ? words.find(({ key }) => genitives(only.key).includes(key)) : undefined;
  if (genitive) return { how: 'genitive', words: [genitive] };
  return findSlip(words, [only], knowledge);
}

function findGiven(
  words: readonly NameWord[],
  { given, call }: KnownPerson,
  knowledge: Knowledge,
  isOfAnother: boolean,
): Found {
  const own = [...given, ...call];
  const exact = words.filter((word) => isSameAny(word, own));
  const forms = words.filter((word) => own.some((name) => shareName(word, name)));
  const all = [...new Set([...exact, ...forms])];
  if (exact.length > 0) return { how: 'exact', words: all };
  if (forms.length > 0) return { how: 'form', words: all };
  const genitive = isOfAnother
    ? words.filter(({ key }) => own.some((name) => genitivesOfForms(name).has(key)))
    : [];
  if (genitive.length > 0) return { how: 'genitive', words: genitive };
  return findSlip(words, own, knowledge);
}

function findSlip(words: readonly NameWord[], names: readonly NameWord[], knowledge: Knowledge): Found {
  const slip = words.find(
    (word) => !knowledge.isNameOfSomebody(word) && names.some((name) => isSlip(word, name)),
  );
  return slip ? { how: 'slip', words: [slip] } : NOT_FOUND;
}

function isSlip(word: NameWord, name: NameWord): boolean {
  if (word.sound === null && soundOf(word.key) === soundOf(name.key)) return true;
  return word.sound === null
    ? isSlipOf(word.key, name.key)
    : isSlipOf(word.sound, name.sound ?? soundOf(name.key));
}

/** Reads initials as what is missing: of the family name, of the given name, of the patronymic. */
function readInitials(
  letters: readonly NameWord[],
  person: KnownPerson,
  has: { family: boolean; given: boolean },
): { isFamily: boolean; isGiven: boolean; isAllRead: boolean } {
  const left = [...letters];
  const take = (names: readonly NameWord[]): boolean => {
    const at = left.findIndex(({ initials }) => names.some((name) => initials?.includes(initialOf(name))));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  const isGiven = has.given ? false : take([...person.given, ...person.call]);
  const isFamily = has.given && !has.family ? take(person.family) : false;
  take(person.patronymic);
  return { isFamily, isGiven: isGiven && has.family, isAllRead: left.length === 0 };
}

function initialOf({ key, sound }: NameWord): string {
  return (key === '' ? (sound ?? '') : key).charAt(0);
}

function without(words: readonly NameWord[], taken: readonly NameWord[]): NameWord[] {
  return words.filter((word) => !taken.includes(word));
}

function isSameAny(word: NameWord, names: readonly NameWord[]): boolean {
  return names.some((name) => isSame(word, name));
}

function isSame(word: NameWord, name: NameWord): boolean {
  if (word.key !== '' && word.key === name.key) return true;
  return word.sound !== null && word.sound === (name.sound ?? soundOf(name.key));
}

/** «Белов» beside «Белова». */
function isOfOtherGender(word: NameWord, name: NameWord): boolean {
  const own = word.sound === null ? name.key : (name.sound ?? soundOf(name.key));
  return familyStem(word.sound ?? word.key) === familyStem(own);
}

function isPatronymic({ key }: NameWord): boolean {
  return /(?:ович|евич|ильич|овна|евна|ична|инична|оглы|кызы)$/.test(key);
}

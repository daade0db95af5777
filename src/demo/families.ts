import type { CastMember } from './cast.ts';
import { type FamilyName, fatherOfAdult, givenName, patronymic, type Sex } from './names.ts';
import type { Random } from './random.ts';

export interface Child {
  classIndex: number;
  sex: Sex;
  familyName: string;
  givenName: string;
  patronymic: string;
  birthDate: string;
}

export interface Guardian {
  relation: 'мать' | 'отец' | 'бабушка' | 'опекун';
  sex: Sex;
  familyName: string;
  givenName: string;
  patronymic: string;
}

/** Children of the school and the grown-ups who answer for them, each of them for each child. */
export interface Family {
  children: Child[];
  guardians: Guardian[];
}

const TWO_CHILDREN = 0.115;
const THREE_CHILDREN = 0.015;
const ONLY_MOTHER = 0.17;
const ONLY_FATHER = 0.02;
const APART = 0.2;
const GRANDMOTHER_TOO = 0.03;
const WARD = 0.008;

/**
 * Families for the free places of the classes (a list of class indexes, a place each). Sisters and brothers share
 * family name, patronymic and guardians and are in different grades; parents who live apart may differ in name.
 */
export function makeFamilies(
  places: readonly number[],
  {
    grades,
    firstYear,
    familyNames,
    chance,
  }: { grades: readonly number[]; firstYear: number; familyNames: readonly FamilyName[]; chance: Random },
): Family[] {
  const free = chance.shuffled(places);
  const families: Family[] = [];
  while (free.length > 0) {
    const roll = chance.next();
    const wanted = roll < THREE_CHILDREN ? 3 : roll < THREE_CHILDREN + TWO_CHILDREN ? 2 : 1;
    const seats = takeSeats(free, wanted, grades);
    families.push(makeFamily(seats, grades, firstYear, familyNames, chance));
  }
  return families;
}

/** Takes up to `wanted` places in different grades out of the free ones. */
function takeSeats(free: number[], wanted: number, grades: readonly number[]): number[] {
  const seats: number[] = [];
  const taken = new Set<number>();
  for (let at = free.length - 1; at >= 0 && seats.length < wanted; at -= 1) {
    const classIndex = free[at] ?? 0;
    const grade = grades[classIndex] ?? 0;
    if (taken.has(grade)) continue;
    taken.add(grade);
    seats.push(classIndex);
    free.splice(at, 1);
  }
  return seats;
}

function makeFamily(
  seats: readonly number[],
  grades: readonly number[],
  firstYear: number,
  familyNames: readonly FamilyName[],
  chance: Random,
): Family {
  const name = chance.pick(familyNames);
  const fatherName = givenName(chance, 'adult', 'm');
  const used = new Set<string>();
  const children = seats.map((classIndex): Child => {
    const sex: Sex = chance.chance(0.5) ? 'f' : 'm';
    let given = givenName(chance, 'child', sex);
    while (used.has(given)) given = givenName(chance, 'child', sex);
    used.add(given);
    return {
      classIndex,
      sex,
      familyName: name[sex],
      givenName: given,
      patronymic: patronymic(fatherName, sex),
      birthDate: birthDate(chance, firstYear, grades[classIndex] ?? 1),
    };
  });
  return { children, guardians: makeGuardians(name, fatherName, familyNames, chance) };
}

function makeGuardians(
  name: FamilyName,
  fatherName: string,
  familyNames: readonly FamilyName[],
  chance: Random,
): Guardian[] {
  const roll = chance.next();
  const other = chance.pick(familyNames);
  const isApart = chance.chance(APART);
  const mother = adult(chance, 'мать', 'f', isApart ? other : name);
  const father = { ...adult(chance, 'отец', 'm', name), givenName: fatherName };
  const grandmother = adult(chance, 'бабушка', 'f', chance.chance(0.5) ? name : other);
  if (roll < WARD) return [{ ...grandmother, relation: 'опекун' }];
  if (roll < WARD + ONLY_FATHER) return [father];
  if (roll < WARD + ONLY_FATHER + ONLY_MOTHER) return [mother];
  return chance.chance(GRANDMOTHER_TOO) ? [mother, father, grandmother] : [mother, father];
}

function adult(chance: Random, relation: Guardian['relation'], sex: Sex, name: FamilyName): Guardian {
  return {
    relation,
    sex,
    familyName: name[sex],
    givenName: givenName(chance, 'adult', sex),
    patronymic: patronymic(fatherOfAdult(chance), sex),
  };
}

/** The day of birth of a pupil who is in the grade in the year that begins in September of `firstYear`. */
export function birthDate(chance: Random, firstYear: number, grade: number): string {
  const eldest = Temporal.PlainDate.from({ year: firstYear - 6 - grade, month: 3, day: 1 });
  return eldest.add({ days: chance.between(0, 364) }).toString();
}

/** Guardians of the cast's pupils who are not of the cast themselves; without an account where the cast says so. */
export const OTHER_GUARDIANS_OF_CAST: readonly (Pick<
  CastMember,
  'familyName' | 'givenName' | 'patronymic' | 'sex'
> & { child: string; relation: string; hasAccount: boolean })[] = [
  {
    familyName: 'Захарова',
    givenName: 'Людмила',
    patronymic: 'Ивановна',
    sex: 'f',
    child: 'nikita',
    relation: 'мать',
    hasAccount: false,
  },
  {
    familyName: 'Ершова',
    givenName: 'Анна',
    patronymic: 'Дмитриевна',
    sex: 'f',
    child: 'kirill',
    relation: 'мать',
    hasAccount: true,
  },
];

import { describe, expect, it } from 'vitest';
import { makeFamilies } from '../../src/demo/families.ts';
import { latin, loadFamilyNames, patronymic } from '../../src/demo/names.ts';
import { random } from '../../src/demo/random.ts';

describe('patronymics', () => {
  it.each([
    ['Александр', 'Александрович', 'Александровна'],
    ['Андрей', 'Андреевич', 'Андреевна'],
    ['Дмитрий', 'Дмитриевич', 'Дмитриевна'],
    ['Василий', 'Васильевич', 'Васильевна'],
    ['Георгий', 'Георгиевич', 'Георгиевна'],
    ['Игорь', 'Игоревич', 'Игоревна'],
    ['Илья', 'Ильич', 'Ильинична'],
    ['Никита', 'Никитич', 'Никитична'],
    ['Пётр', 'Петрович', 'Петровна'],
    ['Лев', 'Львович', 'Львовна'],
    ['Павел', 'Павлович', 'Павловна'],
    ['Михаил', 'Михайлович', 'Михайловна'],
    ['Фёдор', 'Фёдорович', 'Фёдоровна'],
  ])('of %s', (father, son, daughter) => {
    expect([patronymic(father, 'm'), patronymic(father, 'f')]).toEqual([son, daughter]);
  });
});

describe('families', () => {
  it('share a name that agrees in gender, a patronymic and guardians', async () => {
    const familyNames = await loadFamilyNames();
    const grades = [1, 3, 5, 7, 9];
    const places = grades.flatMap((_, index) => Array.from({ length: 60 }, () => index));
    const families = makeFamilies(places, { grades, firstYear: 2026, familyNames, chance: random(3) });
    const byMale = new Map(familyNames.map((name) => [name.m, name]));
    const byFemale = new Map(familyNames.map((name) => [name.f, name]));
    expect(families.flatMap((family) => family.children)).toHaveLength(places.length);
    for (const { children, guardians } of families) {
      const names = children.map((child) => (child.sex === 'm' ? byMale : byFemale).get(child.familyName)?.m);
      expect(new Set(names).size).toBe(1);
      expect(names[0]).toBeDefined();
      expect(new Set(children.map((child) => child.classIndex)).size).toBe(children.length);
      const father = guardians.find((guardian) => guardian.relation === 'отец');
      for (const child of children) {
        if (father) expect(child.patronymic).toBe(patronymic(father.givenName, child.sex));
        const age = 2026 - Number(child.birthDate.slice(0, 4)) - (grades[child.classIndex] ?? 0);
        expect(age).toBeGreaterThanOrEqual(5);
        expect(age).toBeLessThanOrEqual(6);
      }
      expect(guardians.length).toBeGreaterThan(0);
    }
    expect(families.some((family) => family.children.length > 1)).toBe(true);
    expect(families.some((family) => family.guardians.length === 1)).toBe(true);
  });

  it('have names with ё where they are spelt with it', async () => {
    const names = (await loadFamilyNames()).map((name) => name.m);
    expect(names).toContain('Королёв');
    expect(names).not.toContain('Королев');
  });
});

describe('Latin letters', () => {
  it('make logins of names', () => {
    expect(latin('Щербакова-Юдина')).toBe('scherbakovayudina');
  });
});

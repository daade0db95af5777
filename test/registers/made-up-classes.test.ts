import { expect, test } from 'vitest';
import { fatherOfAdult, givenName, latin, loadFamilyNames, patronymic } from '../../src/demo/names.ts';
import { type Random, random } from '../../src/demo/random.ts';
import { matchNames, type NamedPupil } from '../../src/registers/match-names.ts';

/** Short names that people use, written down apart from those that the portal knows. */
const SHORT: Readonly<Record<string, string>> = {
  ...{
    Александр: 'Саша',
    Александра: 'Саша',
    Алексей: 'Лёша',
    Анастасия: 'Настя',
    Анна: 'Аня',
    Артём: 'Тёма',
  },
  ...{ Валерия: 'Лера', Варвара: 'Варя', Виктория: 'Вика', Григорий: 'Гриша', Даниил: 'Даня', Дарья: 'Даша' },
  ...{ Дмитрий: 'Дима', Екатерина: 'Катя', Елизавета: 'Лиза', Иван: 'Ваня', Ксения: 'Ксюша', Мария: 'Маша' },
  ...{ Максим: 'Макс', Михаил: 'Миша', Николай: 'Коля', Павел: 'Паша', Полина: 'Поля', Роман: 'Рома' },
  ...{
    Семён: 'Сёма',
    София: 'Соня',
    Софья: 'Соня',
    Степан: 'Стёпа',
    Тимофей: 'Тима',
    Фёдор: 'Федя',
    Юлия: 'Юля',
  },
};

/** The ways in which pupils write their own names, by how much of the name is there. */
const WAYS: Readonly<Record<string, (one: NamedPupil, chance: Random) => string>> = {
  'family and given name': (one) => `${one.familyName} ${one.givenName}`,
  'given and family name': (one) => `${one.givenName} ${one.familyName}`,
  'with patronymic, without ё': (one) =>
    `${one.familyName} ${one.givenName} ${one.patronymic}`.replaceAll('ё', 'е'),
  'short name and family name': (one) => `${SHORT[one.givenName] ?? one.givenName} ${one.familyName}`,
  'in Latin letters': (one) => capitals(`${latin(one.givenName)} ${latin(one.familyName)}`),
  'with class and emoji': (one) => `${one.familyName.toUpperCase()} ${one.givenName} ${one.className} 🐱`,
  'with initials': (one) => `${one.familyName} ${one.givenName[0]}.${one.patronymic[0]}.`,
  'short name and a letter': (one) => `${SHORT[one.givenName] ?? one.givenName} ${one.familyName[0]}`,
  'family name alone': (one) => one.familyName,
  'given name alone': (one) => SHORT[one.givenName] ?? one.givenName,
  'a letter left out': (one, chance) => {
    const at = 1 + Math.floor(chance.next() * (one.familyName.length - 1));
    return `${one.familyName.slice(0, at)}${one.familyName.slice(at + 1)} ${one.givenName}`;
  },
};

function capitals(name: string): string {
  return name.replace(/(^| )[a-z]/g, (letter) => letter.toUpperCase());
}

async function makeClass(chance: Random, size: number): Promise<NamedPupil[]> {
  const families = await loadFamilyNames();
  return Array.from({ length: size }, (_, at) => {
    const sex = chance.next() < 0.5 ? 'f' : 'm';
    return {
      id: at + 1,
      familyName: chance.pick(families)[sex],
      givenName: givenName(chance, 'child', sex),
      patronymic: patronymic(fatherOfAdult(chance), sex),
      callName: '',
      className: '7А',
    };
  });
}

test('made-up classes of 28: how many are found by each way of writing, and nobody is taken for another', async () => {
  const chance = random(20_261_124);
  const counts = new Map(Object.keys(WAYS).map((way) => [way, { all: 0, sure: 0, likely: 0, wrong: 0 }]));
  const wrongSure: string[] = [];
  for (let made = 0; made < 25; made += 1) {
    const group = await makeClass(chance, 28);
    for (const [way, write] of Object.entries(WAYS)) {
      const count = counts.get(way) ?? { all: 0, sure: 0, likely: 0, wrong: 0 };
      const shown = group.map((one) => write(one, chance));
      for (const [at, found] of matchNames(shown, group).entries()) {
        const isRight = found.studentId === group[at]?.id;
        count.all += 1;
        if (found.degree === 'sure' && isRight) count.sure += 1;
        else if (found.degree === 'likely' && isRight) count.likely += 1;
        else if (found.studentId !== null) count.wrong += 1;
        if (found.degree === 'sure' && !isRight) wrongSure.push(shown[at] ?? '');
      }
    }
  }
  const share = (part: number, all: number) => `${((100 * part) / all).toFixed(1)} %`.padStart(8);
  const lines = [...counts].map(
    ([way, { all, sure, likely, wrong }]) =>
      `${way.padEnd(28)} sure ${share(sure, all)}  likely ${share(likely, all)}  wrong ${share(wrong, all)}`,
  );
  console.log(lines.join('\n'));
  expect(wrongSure).toEqual([]);
  const whole = counts.get('short name and family name');
  expect((whole?.sure ?? 0) / (whole?.all ?? 1)).toBeGreaterThan(0.95);
});

test('strangers of other classes are not taken for pupils, but for namesakes', async () => {
  const chance = random(11);
  const group = await makeClass(chance, 28);
  const strangers = (await makeClass(chance, 600)).filter(
    (one) => !group.some((pupil) => pupil.familyName === one.familyName),
  );
  const shown = strangers.map((one) => `${SHORT[one.givenName] ?? one.givenName} ${one.familyName}`);
  const taken = matchNames(shown, group).flatMap(({ degree }, at) => (degree === 'sure' ? [shown[at]] : []));
  expect(taken).toEqual([]);
});

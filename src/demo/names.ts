import type { Random } from './random.ts';

export type Sex = 'f' | 'm';

export interface FamilyName {
  f: string;
  m: string;
}

/** Family names that do not end in -ов, -ев, -ин, so that a class does not sound like one. */
const OTHER_FAMILY_NAMES: readonly FamilyName[] = [
  ...['Бондаренко', 'Ковальчук', 'Шевченко', 'Мельник', 'Гайдук', 'Коваль', 'Черных', 'Долгих', 'Ткачук'].map(
    both,
  ),
  ...['Галуза', 'Шмидт', 'Кравец', 'Литвиненко', 'Бойко', 'Савченко', 'Ким', 'Вольф', 'Мороз'].map(both),
  ...['Савицк', 'Левицк', 'Соколовск', 'Вишневск', 'Покровск', 'Успенск', 'Белинск', 'Рудницк'].map(
    (stem) => ({
      f: `${stem}ая`,
      m: `${stem}ий`,
    }),
  ),
  ...['Алиев', 'Гасанов', 'Хасанов', 'Мамедов', 'Саидов', 'Гришкин', 'Ахмедов'].map((name) => ({
    f: `${name}а`,
    m: name,
  })),
];

function both(name: string): FamilyName {
  return { f: name, m: name };
}

const WITH_YO =
  'Аксёнов Воробьёв Горбачёв Журавлёв Киселёв Ковалёв Королёв Лихачёв Муравьёв Пономарёв Селезнёв Семёнов ' +
  'Соловьёв Фёдоров Фомичёв';
const YO_BY_PLAIN = new Map(WITH_YO.split(' ').map((name) => [name.replace('ё', 'е'), name]));

/** The masculine name with its ё, where the list of names has е. */
function withYo(name: string): string {
  return YO_BY_PLAIN.get(name) ?? name;
}

/** The family names of the package of names, each in both genders; the package is loaded only for this. */
export async function loadFamilyNames(): Promise<FamilyName[]> {
  const { faker } = await import('@faker-js/faker/locale/ru');
  const lists = faker.rawDefinitions.person?.last_name;
  const male = lists?.male ?? [];
  const female = lists?.female ?? [];
  const names = male
    .filter((name, index) => female[index] === `${name}а`)
    .map(withYo)
    .map((name) => ({ f: `${name}а`, m: name }));
  return [...names, ...OTHER_FAMILY_NAMES];
}

const BOYS =
  'Александр Максим Михаил Артём Иван Матвей Марк Лев Дмитрий Даниил Тимофей Роман Кирилл Егор Илья Фёдор Андрей ' +
  'Никита Глеб Степан Арсений Владислав Богдан Ярослав Павел Николай Георгий Семён Алексей Захар Тимур Савелий ' +
  'Константин Макар Денис Григорий Платон Вадим Давид Пётр Олег Святослав Руслан Виктор';
const GIRLS =
  'София Анна Мария Виктория Полина Алиса Ева Варвара Елизавета Арина Дарья Александра Ксения Милана Екатерина ' +
  'Вероника Василиса Анастасия Маргарита Кира Валерия Ульяна Таисия Есения Диана Ольга Мирослава Софья Злата ' +
  'Марина Надежда Елена Татьяна Вера Агата Яна Стефания Любовь Камилла Юлия';
const MEN =
  'Александр Алексей Андрей Сергей Дмитрий Евгений Максим Михаил Иван Владимир Николай Павел Антон Роман Игорь ' +
  'Константин Денис Олег Виталий Илья Артём Юрий Кирилл Вадим Виктор Станислав Руслан Григорий Пётр Василий ' +
  'Анатолий Никита Егор Борис Тимур Леонид Валерий Фёдор Семён Вячеслав';
const WOMEN =
  'Елена Ольга Наталья Анна Екатерина Татьяна Юлия Ирина Светлана Мария Анастасия Оксана Марина Виктория Евгения ' +
  'Надежда Людмила Ксения Алёна Инна Галина Дарья Вера Лариса Алла Александра Кристина Яна Валентина Полина ' +
  'Любовь Вероника Нина Жанна Маргарита Диана Эльвира Регина Лидия Тамара';
const GRANDFATHERS =
  'Александр Владимир Николай Сергей Виктор Анатолий Михаил Юрий Иван Валерий Василий Алексей Геннадий Борис ' +
  'Евгений Пётр Олег Леонид Григорий Вячеслав Павел Игорь Фёдор Константин Рашид Семён';

const LISTS = {
  child: { f: GIRLS.split(' '), m: BOYS.split(' ') },
  adult: { f: WOMEN.split(' '), m: MEN.split(' ') },
} as const;
const FATHERS_OF_ADULTS = GRANDFATHERS.split(' ');

/** A given name of somebody of that generation; the names at the head of the lists come more often. */
export function givenName(chance: Random, generation: 'child' | 'adult', sex: Sex): string {
  const names = LISTS[generation][sex];
  const place = Math.floor(chance.next() ** 1.6 * names.length);
  return names[place] ?? chance.pick(names);
}

/** The given name of a grown-up's father. */
export function fatherOfAdult(chance: Random): string {
  return chance.pick(FATHERS_OF_ADULTS);
}

const IRREGULAR: Readonly<Record<string, string>> = {
  Павел: 'Павл',
  Пётр: 'Петр',
  Лев: 'Льв',
  Илья: 'Иль',
  Никита: 'Никит',
  Михаил: 'Михайл',
};

/** The patronymic that a father's given name makes. */
export function patronymic(father: string, sex: Sex): string {
  if (father === 'Илья' || father === 'Никита') {
    return `${IRREGULAR[father]}${father === 'Илья' ? (sex === 'f' ? 'инична' : 'ич') : sex === 'f' ? 'ична' : 'ич'}`;
  }
  const stem = IRREGULAR[father] ?? father;
  if (/(?:ий|й)$/.test(stem)) {
    const base = stem.endsWith('ий') ? softened(stem) : `${stem.slice(0, -1)}е`;
    return base + (sex === 'f' ? 'вна' : 'вич');
  }
  if (stem.endsWith('ь')) return `${stem.slice(0, -1)}ев${sex === 'f' ? 'на' : 'ич'}`;
  return `${stem}ов${sex === 'f' ? 'на' : 'ич'}`;
}

/** Дмитрий → Дмитрие-, Василий → Василье-: the ending is softened except after two consonants. */
function softened(name: string): string {
  const stem = name.slice(0, -2);
  return /(?:[бвгджзклмнпрстфхцчшщ]){2}$/.test(stem) ? `${stem}ие` : `${stem}ье`;
}

const LATIN: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'e',
    ё: 'e',
    ж: 'zh',
    з: 'z',
    и: 'i',
    й: 'y',
    к: 'k',
    л: 'l',
  },
  ...{ м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch' },
  ...{ ш: 'sh', щ: 'sch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' },
};

/** A name in Latin letters, as logins have it. */
export function latin(name: string): string {
  return [...name.toLowerCase()].map((letter) => LATIN[letter] ?? '').join('');
}

import { nameKey } from '../people/name-key.ts';

/** A word of a name, made comparable. */
export interface NameWord {
  /** Small Russian letters, е for ё; empty for a Latin word that could not be read as Russian letters. */
  key: string;
  /** How a Latin word sounds in Russian letters, roughly; null for a Russian word. */
  sound: string | null;
  /** The letters that an initial may stand for; null where the word is longer than a letter. */
  initials: readonly string[] | null;
}

/** A line of a list, taken apart. */
export interface NameLine {
  words: readonly NameWord[];
  /** The class that was written beside the name, «7а»; null where none was. */
  className: string | null;
  /** True where somebody's device or relative is named: «мама Сони», «iPhone (Соня)». */
  isOfAnother: boolean;
}

const OF_ANOTHER =
  /^(?:мам(?:а|ы|очка|уля)|пап(?:а|ы)|бабушк[аи]|дедушк[аи]|баба|дед|брат|сестра|тётя|тетя|дядя|родитель|телефон|тел|планшет|ноут|ноутбук|комп|компьютер|айфон|айпад|смартфон|устройство|пк|mama|mom|papa|dad|iphone|ipad|samsung|galaxy|xiaomi|redmi|poco|huawei|honor|realme|tecno|infinix|android|phone|tablet|laptop|macbook|desktop|pc)$/i;

const NEUTRAL =
  /^(?:класс|класса|кл|ученик|ученица|учащийся|учащаяся|обучающийся|обучающаяся|школа|школы|сош|лицей|гимназия|гость|guest)$/i;

/** Words of a device's name; without a device «Max» is somebody. */
const OF_MODEL = /^(?:pro|plus|max|mini|ultra|note|lite|se)$/i;

const CLASS = /(?<![\p{L}\p{N}])(\d{1,2})\s?[-–"«“]?\s?([а-яёa-z])["»”]?(?![\p{L}\p{N}])/iu;

/** Latin letters that look like Russian ones, by case: a small «b» looks like nothing Russian. */
const ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [...'AаaаBвCсcсEеeеHнKкkкMмmмOоoоPрpрTтtтXхxхYуyу0о'].flatMap((letter, at, all) =>
    at % 2 === 0 ? [[letter, all[at + 1] ?? '']] : [],
  ),
);

const MEANT: Readonly<Record<string, string>> = {
  ...{ a: 'а', b: 'бв', c: 'сцк', d: 'д', e: 'еэ', f: 'ф', g: 'г', h: 'хн', i: 'и', j: 'йжюя', k: 'к' },
  ...{ l: 'л', m: 'м', n: 'н', o: 'о', p: 'пр', q: 'к', r: 'р', s: 'сш', t: 'т', u: 'у', v: 'в', w: 'в' },
  ...{ x: 'хк', y: 'яюуеи', z: 'зж' },
};

/** Takes a shown name apart: leaves out emoji, numbers and words of devices, reads letters that only look Russian. */
export function takeApart(shown: string): NameLine {
  let text = shown
    .normalize('NFKC')
    .replace(/i(?:phone|pad|mac)/gi, (device) => ` ${device.toLowerCase()} `)
    .replace(/['’`]s(?!\p{L})/giu, '');
  const inClass = CLASS.exec(text);
  const isClass = inClass !== null && Number(inClass[1]) >= 1 && Number(inClass[1]) <= 11;
  if (isClass) text = text.replace(CLASS, ' ');
  const parts = text
    .replace(/(?<=[а-яё])0(?=[а-яё])/giu, 'о')
    .replace(/(?<![\p{L}\p{N}])[a-z]\d+[a-z]*/giu, ' ') // a model: «S21»
    .replace(/['’`\p{M}]/gu, '')
    .replace(/[^\p{L}]+/gu, ' ')
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .split(' ')
    .filter((part) => part !== '');
  const isOfAnother = parts.some((part) => OF_ANOTHER.test(part));
  const meant = parts.filter(
    (part) => !OF_ANOTHER.test(part) && !NEUTRAL.test(part) && !(isOfAnother && OF_MODEL.test(part)),
  );
  const words = meant.flatMap((part) => initialsOf(part, meant)).map(toWord);
  return {
    words: once(words),
    className: isClass ? classKey(`${inClass[1]}${inClass[2]}`) : null,
    isOfAnother,
  };
}

/** The words of a name as the portal has it. */
export function nameWords(name: string): readonly NameWord[] {
  return takeApart(name).words;
}

/** A class's name as it is compared: «7 «А»», «7-a» and «7А» are one. */
export function classKey(name: string): string {
  return [...name.replace(/[^\p{L}\p{N}]/gu, '')]
    .map((letter) => (/[a-z]/i.test(letter) ? (ALIKE[letter] ?? letter) : letter))
    .join('')
    .toLowerCase();
}

/** «Белова СА»: two capitals beside a word in small letters are two initials. */
function initialsOf(part: string, all: readonly string[]): string[] {
  const isPair = /^\p{Lu}{2}$/u.test(part) && all.some((other) => /^\p{Lu}\p{Ll}{2}/u.test(other));
  return isPair && !/^(?:ЯН|ИЯ|ЛИ|ЕН|ИМ|ТЕ|АН|ЮН)$/.test(part) ? [...part] : [part];
}

function toWord(part: string): NameWord {
  const isLatin = !/\p{Script=Cyrillic}/u.test(part) && /\p{Script=Latin}/u.test(part);
  const alike = [...part].map((letter) => ALIKE[letter] ?? letter).join('');
  const key = isLatin && /\p{Script=Latin}/u.test(alike) ? '' : nameKey(alike);
  if ([...part].length > 1) return { key, sound: isLatin ? soundOfLatin(part) : null, initials: null };
  const letter = part.toLowerCase();
  const meant = isLatin ? [...(MEANT[letter] ?? ''), ...(key === '' ? [] : [key])] : [nameKey(part)];
  return { key, sound: null, initials: meant };
}

/** A word that stands twice says nothing new; initials may well be the same letter twice. */
function once(words: readonly NameWord[]): NameWord[] {
  const seen = new Set<string>();
  return words.filter(({ key, sound, initials }) => {
    const is = sound ?? key;
    if (initials !== null) return true;
    if (seen.has(is)) return false;
    seen.add(is);
    return true;
  });
}

const LATIN: readonly (readonly [RegExp, string])[] = [
  [/shch|sch/g, 'щ'],
  [/sh/g, 'ш'],
  [/ch/g, 'ч'],
  [/zh/g, 'ж'],
  [/kh/g, 'х'],
  [/ts|tz/g, 'ц'],
  [/ph/g, 'ф'],
  [/[yij]a/g, 'я'],
  [/[yij]u/g, 'ю'],
  [/[yj]o|[yij]e/g, 'е'],
];

const LETTERS: Readonly<Record<string, string>> = {
  ...{
    a: 'а',
    b: 'б',
    c: 'к',
    d: 'д',
    e: 'е',
    f: 'ф',
    g: 'г',
    h: 'х',
    i: 'и',
    j: 'и',
    k: 'к',
    l: 'л',
    m: 'м',
  },
  ...{
    n: 'н',
    o: 'о',
    p: 'п',
    q: 'к',
    r: 'р',
    s: 'с',
    t: 'т',
    u: 'у',
    v: 'в',
    w: 'в',
    x: 'кс',
    y: 'и',
    z: 'з',
  },
};

/** How a Latin word sounds: «Sofia», «Sofya» and «Sophia» are one, and the sound of «София» and «Софья». */
function soundOfLatin(word: string): string {
  let text = word.toLowerCase();
  for (const [latin, russian] of LATIN) text = text.replace(latin, russian);
  return plain([...text].map((letter) => LETTERS[letter] ?? letter).join(''));
}

/** The sound of a Russian word's key, to be compared with that of a Latin one. */
export function soundOf(key: string): string {
  return plain(key);
}

function plain(key: string): string {
  return key
    .replace(/[ьъ]/g, '')
    .replace(/[йы]/g, 'и')
    .replace(/э/g, 'е')
    .replace(/[тд]с(?=к)/g, 'ц')
    .replace(/и+(?=[яюе])/g, '')
    .replace(/(.)\1+/gu, '$1');
}

/** A family name without the ending that tells a man from a woman: «Белов» and «Белова», «Савицкий» and «Савицкая». */
export function familyStem(key: string): string {
  return key.replace(/(ов|ев|ин|ын)а$/, '$1').replace(/(ск|цк)(?:ая|ий|ой|и)$/, '$1');
}

/** The genitive of a name's key, as in «мама Сони», «телефон Никиты Белова». */
export function genitives(key: string): string[] {
  if (/(?:ова|ева|ина|ына)$/.test(key)) return [`${key.slice(0, -1)}ой`, `${key.slice(0, -1)}ы`];
  if (/(?:ск|цк|н)ая$/.test(key)) return [`${key.slice(0, -2)}ой`];
  if (/(?:ск|цк|н)(?:ий|ый|ой)$/.test(key)) return [`${key.slice(0, -2)}ого`];
  if (/а$/.test(key)) return [`${key.slice(0, -1)}ы`, `${key.slice(0, -1)}и`];
  if (/я$/.test(key)) return [`${key.slice(0, -1)}и`];
  if (/й$/.test(key)) return [`${key.slice(0, -1)}я`];
  if (/ь$/.test(key)) return [`${key.slice(0, -1)}я`, `${key.slice(0, -1)}и`];
  if (/^(?:павел|лев)$/.test(key)) return [key === 'лев' ? 'льва' : 'павла'];
  return [`${key}а`];
}

/**
 * Whether one word is the other with a slip of the fingers: a letter left out, put in, changed or two changed places.
 * Words under five letters are too near to each other to say.
 */
export function isSlipOf(a: string, b: string): boolean {
  if (a === b || Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const restA = a.slice(from);
  const restB = b.slice(from);
  if (restA.length === restB.length) {
    const isSwap = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
    return isSwap || restA.slice(1) === restB.slice(1);
  }
  return restA.length > restB.length ? restA.slice(1) === restB : restA === restB.slice(1);
}

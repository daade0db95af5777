/** How a password looks typed on the other keyboard layout or written in the other alphabet. */

const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбюё';

const toCyrillicKey = new Map([...LATIN_KEYS].map((sign, at) => [sign, CYRILLIC_KEYS.charAt(at)]));
const toLatinKey = new Map([...CYRILLIC_KEYS].map((sign, at) => [sign, LATIN_KEYS.charAt(at)]));
// The same keys with Shift held.
for (const [latin, cyrillic] of [...'{х}ъ:ж"э<б>ю~ё'.matchAll(/(.)(.)/gu)].map((pair) => [
  pair[1],
  pair[2],
])) {
  if (latin && cyrillic) toCyrillicKey.set(latin, cyrillic);
}

function mapSigns(text: string, map: Map<string, string>): string {
  return [...text].map((sign) => map.get(sign) ?? sign).join('');
}

/** «солнышко» for «cjkysirj»: the same keys on the Russian layout. Lower case in and out. */
export function onRussianKeys(text: string): string {
  return mapSigns(text, toCyrillicKey);
}

/** «qwerty» for «йцукен»: the same keys on the English layout. Lower case in and out. */
export function onEnglishKeys(text: string): string {
  return mapSigns(text, toLatinKey);
}

const LATIN_OF: Record<string, string> = {
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
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
};

/** A Russian text in Latin letters, as it is written in passports: «солнышко» → «solnyshko». */
export function inLatin(text: string): string {
  return [...text].map((sign) => LATIN_OF[sign] ?? sign).join('');
}

const SYLLABLES: [string, string][] = [
  ['shch', 'щ'],
  ['sch', 'щ'],
  ['zh', 'ж'],
  ['kh', 'х'],
  ['ts', 'ц'],
  ['ch', 'ч'],
  ['sh', 'ш'],
  ['yu', 'ю'],
  ['ju', 'ю'],
  ['iu', 'ю'],
  ['ya', 'я'],
  ['ja', 'я'],
  ['ia', 'я'],
  ['yo', 'ё'],
  ['jo', 'ё'],
  ['ye', 'е'],
  ['a', 'а'],
  ['b', 'б'],
  ['c', 'ц'],
  ['d', 'д'],
  ['e', 'е'],
  ['f', 'ф'],
  ['g', 'г'],
  ['h', 'х'],
  ['i', 'и'],
  ['j', 'й'],
  ['k', 'к'],
  ['l', 'л'],
  ['m', 'м'],
  ['n', 'н'],
  ['o', 'о'],
  ['p', 'п'],
  ['q', 'к'],
  ['r', 'р'],
  ['s', 'с'],
  ['t', 'т'],
  ['u', 'у'],
  ['v', 'в'],
  ['w', 'в'],
  ['x', 'х'],
  ['z', 'з'],
  ["'", 'ь'],
];

/**
 * What a Latin text may mean in Russian letters. Spelling is not one to one («y» is й or ы, soft signs are left
 * out), so there are several readings; a text without Latin letters has none.
 */
export function russianReadings(text: string): string[] {
  if (!/[a-z]/.test(text)) return [];
  return [...new Set([readLatin(text, 'ы'), readLatin(text, 'й'), readLatin(text, 'и')])];
}

function readLatin(text: string, forY: string): string {
  let rest = text;
  let read = '';
  while (rest !== '') {
    const syllable = SYLLABLES.find(([latin]) => rest.startsWith(latin));
    const sign = [...rest][0] ?? '';
    if (syllable) read += syllable[1];
    else read += sign === 'y' ? forY : sign;
    rest = rest.slice(syllable ? syllable[0].length : sign.length);
  }
  return read;
}

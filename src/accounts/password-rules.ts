import { counted } from '../web/words.ts';
import type { WordLists } from './word-lists.ts';
import { inLatin, onEnglishKeys, onRussianKeys, russianReadings } from './word-variants.ts';

/** Whose password it is: staff, parents and pupils from grade 5 on (`family`), pupils of grades 1 to 4 (`young`). */
export type PersonKind = 'staff' | 'family' | 'young';

/** What a password must not be made of. */
export interface PasswordContext {
  kind: PersonKind;
  login: string;
  /** Family name, given name, patronymic, name at home. */
  ownNames: string[];
  /** The school's name and short name, its city, the classes of the person. */
  schoolWords: string[];
}

export const SHORTEST: Record<PersonKind, number> = { staff: 12, family: 10, young: 8 };
const LONGEST = 128;

const ANOTHER = 'Возьмите три-четыре слова, которые между собой не связаны.';

/** Everywhere the portal's own name, and what any school is called. */
const PORTAL_WORDS = [
  'звонок',
  'портал',
  'школа',
  'лицей',
  'гимназия',
  'класс',
  'сош',
  'моу',
  'маоу',
  'мбоу',
  'учитель',
  'ученик',
];

/**
 * What is wrong with a password that somebody wants to have, in words that help, or null where it may be had. It is
 * judged exactly as typed; no kind of sign is demanded. Refused: too short or too long, one sign or a run over and
 * over, a common password or one Russian word with up to four digits (also typed on the other layout or in the other
 * alphabet), the school's, city's, portal's and class's names and the person's own name and login.
 */
export function passwordFault(password: string, context: PasswordContext, lists: WordLists): string | null {
  // A text of 10 kB is refused before anything looks at its signs.
  if (password.length > 2 * LONGEST) return tooLong();
  const length = [...password].length;
  if (length > LONGEST) return tooLong();
  const shortest = SHORTEST[context.kind];
  if (length < shortest) {
    const has = length === 0 ? 'Придумайте пароль' : `Здесь ${counted(length, 'знак', 'знака', 'знаков')}`;
    return `${has}: нужно не меньше ${shortest}. Проще всего запомнить несколько слов подряд.`;
  }
  const typed = password.toLowerCase();
  if (isRepetitive(typed)) return `Один и тот же знак или ряд подряд подбирают сразу. ${ANOTHER}`;
  return contextFault(typed, context) ?? commonFault(typed, lists);
}

function tooLong(): string {
  return `Пароль слишком длинный: можно до ${counted(LONGEST, 'знака', 'знаков', 'знаков')}.`;
}

/** «аааааааа», «абабабаб», «12341234», «abcdefgh», «87654321». */
function isRepetitive(text: string): boolean {
  const signs = [...text];
  for (const unit of [1, 2, 3, 4]) {
    if (signs.every((sign, at) => sign === signs[at % unit])) return true;
  }
  const steps = signs
    .slice(1)
    .map((sign, at) => (sign.codePointAt(0) ?? 0) - (signs[at]?.codePointAt(0) ?? 0));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

/** The same text as typed, on the other keys, in the other alphabet. */
function readings(typed: string): { typed: string[]; otherKeys: string[]; otherAlphabet: string[] } {
  return {
    typed: [typed],
    otherKeys: [onRussianKeys(typed), onEnglishKeys(typed)].filter((text) => text !== typed),
    otherAlphabet: [...russianReadings(typed), inLatin(typed)].filter((text) => text !== typed),
  };
}

function commonFault(typed: string, lists: WordLists): string | null {
  const { otherKeys, otherAlphabet } = readings(typed);
  if (isKnown(typed, lists))
    return `Такой пароль есть в списках, по которым подбирают в первую очередь. ${ANOTHER}`;
  if (isWordWithDigits(typed, lists)) return `Одно слово с цифрами подбирают за секунды. ${ANOTHER}`;
  if (otherKeys.some((text) => isKnown(text, lists) || isWordWithDigits(text, lists))) {
    return `Это известное слово, набранное в другой раскладке: такие пароли тоже подбирают. ${ANOTHER}`;
  }
  if (otherAlphabet.some((text) => isKnown(text, lists) || isWordWithDigits(text, lists))) {
    return `Это известное слово, записанное другими буквами: такие пароли тоже подбирают. ${ANOTHER}`;
  }
  return null;
}

/** Common as a whole, or a common password with up to four digits or other signs put before or after it. */
function isKnown(text: string, lists: WordLists): boolean {
  if (lists.isCommon(text)) return true;
  const core = /^[^\p{L}]{0,4}(\p{L}.*\p{L})[^\p{L}]{0,4}$/u.exec(text)?.[1];
  return core !== undefined && core.length >= 6 && core.length < text.length && lists.isCommon(core);
}

function isWordWithDigits(text: string, lists: WordLists): boolean {
  const [, before = '', word, after = ''] = /^([^\p{L}]{0,6})([а-яё]+)([^\p{L}]{0,6})$/u.exec(text) ?? [];
  if (word === undefined) return false;
  if (`${before}${after}`.replace(/\D/g, '').length > 4) return false;
  return basicForms(word).some((form) => lists.isRussianWord(form));
}

/** The dictionary holds basic forms: «котики» is looked for as «котик», «котика», «котикь» as well. */
function basicForms(word: string): string[] {
  const forms = [word];
  if (/[аяыиуюеёо]$/.test(word)) {
    const stem = word.slice(0, -1);
    forms.push(stem, ...['а', 'я', 'ь', 'о', 'й'].map((ending) => stem + ending));
  }
  return forms.filter((form) => form.length >= 3);
}

/** «Калининграда» and «Калининграде» are the city as well: names are compared without their last vowel or sign. */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/[аеёиоуыэюяйь]$/, '') : word;
}

function wordsOf(texts: string[]): string[] {
  const words = texts.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return [...new Set(words.filter((word) => word.length >= 2).map(stem))].sort((a, b) => b.length - a.length);
}

/**
 * Refused where the login is in it, or where so little is left besides the words of the context that these are what
 * it consists of: fewer than six letters and digits.
 */
function contextFault(typed: string, context: PasswordContext): string | null {
  const { otherKeys, otherAlphabet } = readings(typed);
  const all = [typed, ...otherKeys, ...otherAlphabet];
  const own = wordsOf(context.ownNames);
  if (all.some((text) => consistsOf(text, own))) {
    return `Ваше имя знают все, с него и начнут подбирать. ${ANOTHER}`;
  }
  const login = context.login.toLowerCase();
  if (login.length >= 4 && all.some((text) => text.includes(login))) {
    return `В пароле не должно быть вашего логина: его знают другие. ${ANOTHER}`;
  }
  const words = wordsOf([...context.schoolWords, ...context.ownNames, ...PORTAL_WORDS]);
  if (all.some((text) => consistsOf(text, words))) {
    return `Название школы, города, портала или класса подбирают в первую очередь. ${ANOTHER}`;
  }
  return null;
}

function consistsOf(text: string, words: string[]): boolean {
  let rest = text;
  let longest = 0;
  for (const word of words) {
    if (!rest.includes(word)) continue;
    rest = rest.replaceAll(word, ' ');
    longest = Math.max(longest, word.length);
  }
  return longest >= 3 && rest.replace(/[^\p{L}\p{N}]/gu, '').length < 6;
}

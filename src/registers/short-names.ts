import { givenNames } from './given-names.ts';
import { genitives, type NameWord, nameWords, soundOf } from './name-words.ts';

const linesByKey = new Map<string, Set<number>>();
const linesBySound = new Map<string, Set<number>>();
const keysOfLine: string[][] = [];

for (const [line, forms] of givenNames.entries()) {
  const words = forms.flatMap((form) => nameWords(form));
  keysOfLine.push(words.flatMap(({ key }) => (key === '' ? [] : [key])));
  for (const { key, sound } of words) {
    if (key !== '') note(linesByKey, key, line);
    note(linesBySound, sound ?? soundOf(key), line);
  }
}

function note(lines: Map<string, Set<number>>, form: string, line: number): void {
  lines.set(form, (lines.get(form) ?? new Set()).add(line));
}

const NONE: ReadonlySet<number> = new Set();

/** The names (lines of the table) that this word may be a form of; none for a word that is no given name. */
export function namesOf({ key, sound }: NameWord): ReadonlySet<number> {
  return (sound === null ? linesByKey.get(key) : linesBySound.get(sound)) ?? NONE;
}

/** Whether the two may be forms of one name: «Соня» and «Софья», «Саша» and «Александра». */
export function shareName(one: NameWord, other: NameWord): boolean {
  const names = namesOf(other);
  return [...namesOf(one)].some((name) => names.has(name));
}

/** «Сони», «Софьи», «Сонечки» for «Софья». */
export function genitivesOfForms(name: NameWord): ReadonlySet<string> {
  const forms = [name.key, ...[...namesOf(name)].flatMap((line) => keysOfLine[line] ?? [])];
  return new Set(forms.flatMap(genitives));
}

/** Whether a word stands in the table of given names. */
export function isGivenName(word: string): boolean {
  const [only, ...more] = nameWords(word);
  return only !== undefined && more.length === 0 && namesOf(only).size > 0;
}

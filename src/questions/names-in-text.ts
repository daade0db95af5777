/** Somebody whose name must not stand in what a class reads. */
export interface NamedPerson {
  family_name: string;
  given_name: string;
  /** How they are called at home; may be empty. */
  call_name: string;
}

const nounEndings = new Set([
  '',
  'а',
  'я',
  'у',
  'ю',
  'ы',
  'и',
  'е',
  'ой',
  'ей',
  'ою',
  'ею',
  'ом',
  'ем',
  'ым',
  'им',
]);
const adjectiveEndings = new Set([
  'ий',
  'ый',
  'ой',
  'ого',
  'его',
  'ому',
  'ему',
  'ым',
  'им',
  'ом',
  'ем',
  'ая',
  'яя',
  'ую',
  'юю',
  'ей',
  'ою',
  'ею',
]);

/** So many words are named: the text needs to be read again anyway. */
const MOST_NAMED = 8;

/**
 * Words of a text that may be names of these people, in whatever case they stand: «Соне», «Беловой», «Павла». Only
 * words with a capital letter, so that «вера» and «роман» are let be. A hint for whoever publishes, who decides; it may
 * name a word too many, and a misspelt name is not found.
 */
export function namesInText(text: string, people: readonly NamedPerson[]): string[] {
  const names = new Set(
    people
      .flatMap((one) => [one.family_name, one.given_name, one.call_name])
      .flatMap((name) => name.split(/[\s-]/))
      .map(plain)
      .filter((name) => name.length > 1),
  );
  const isNamed = [...names].map(matcherOf);
  const found = (text.match(/(?<!\p{L})\p{Lu}\p{L}+/gu) ?? []).filter((word) => {
    const small = plain(word);
    return isNamed.some((matches) => matches(small));
  });
  return [...new Set(found)].slice(0, MOST_NAMED);
}

const plain = (word: string) => word.toLowerCase().replaceAll('ё', 'е');

function matcherOf(name: string): (word: string) => boolean {
  const isSoft = /[аяоеийь]$/.test(name);
  const stem = isSoft ? name.slice(0, -1) : name;
  // «Павел — Павла»: a vowel before the last letter that goes
  const short = isSoft ? null : name.replace(/[ео](?=[^аеиоуыэюя]$)/, '');
  const adjective = /(?:ий|ый|ой|ая|яя)$/.test(name) ? name.slice(0, -2) : null;
  const ends = (word: string, root: string | null, endings: ReadonlySet<string>) =>
    root !== null && word.startsWith(root) && endings.has(word.slice(root.length));
  return (word) =>
    word === name ||
    (ends(word, stem, nounEndings) && !(isSoft && word === stem)) ||
    (short !== name && word !== short && ends(word, short, nounEndings)) ||
    ends(word, adjective, adjectiveEndings);
}

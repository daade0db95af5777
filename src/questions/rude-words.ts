/**
 * Stems of Russian swear words. Lists of whole words that packages offer know one form of each; Russian has dozens, and
 * looking for their parts within words would find «страховать» and «употреблять». So each stem stands at the beginning
 * of a word, with the prefixes that it takes. The text comes in small letters, ё as е.
 */
const coarse: readonly RegExp[] = [
  /^(?:на|по|о|до|за|от|вы|пере|при|под|рас|из|ни|не)?ху(?:[йиеяю]|$)/,
  /пизд/,
  /^(?:вы|за|на|до|отъ|объ|по|подъ|пере|при|про|разъ|с[ъь]|у|изъ|не|недо|долбо|мозго|въ)?еб(?:$|а|у(?:$|т|ч|щ)|л[аоияею]|н[уи]|ис|ищ|ок$|к[аиу]|ош|ет|ем$|еш|ев|ень|ырь|он(?:$|[аыуе]))/,
  /^(?:вы)?бля(?:$|д|т)/,
  /^муд(?:ак|ач|ил|оз|охаться|ло$)/,
  /^с?сук(?:а|и|ой|ин(?:а|ы|ой|у)?)$/,
  /^сучар/,
  /^г[оа]ндон/,
  /^п[ие]д[оаие]?р(?:$|[аыоуи]|ск|н)/,
  /^педик(?:$|а$|и$|ов|у$|ом)/,
  /^залуп/,
  /^(?:за|на|по|от)?дроч/,
  /^(?:шлюх|шалав|дерьм|г[оа]вн|жоп)/,
  /^(?:за|на|по|об|вы)?ср(?:ал|ат|ан|у$|ет$|ешь$|ут$)/,
  /^манд(?:а|ы|е|у|ой)$/,
  /^(?:на|по|о)?хер(?:$|н|ов|а$|у$|ом$|ач)/,
  /^(?:нахрен|хрень|хренов|охрене)/,
];

/** Insults. In a title or in what somebody quotes they are nobody's: the novel «Идиот», «Тварь ли я дрожащая». */
const insults: readonly RegExp[] = [
  /^(?:дебил|идиот|кретин|придур(?:ок|к)|ублюд|сволоч|скотин|чмо$|чмошн|тупиц|лошар)/,
  /^дур(?:а|ак|аки|аков|аку|ака|аком|ачье)$/,
  /^(?:урод|лох)(?:|а|ы|и|ов|у|ом|ам|ами)$/,
  /^твар(?:ь|и|ью|ей|ям)$/,
  /^мраз(?:ь|и|ью|ей|ота)$/,
  /^заткни(?:сь|тесь)$/,
];

/** So many words are named; a text with more is rude enough. */
const MOST_NAMED = 5;

const quoted = /«[^«»]*»|"[^"]*"|„[^„“]*“/g;
const words = /[а-яёa-z]+(?:-[а-яёa-z]+)*/giu;

/** Latin letters that look like Cyrillic ones: within a Cyrillic word they are meant so. */
const lookalikes: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  k: 'к',
  o: 'о',
  p: 'р',
  x: 'х',
  y: 'у',
};

/**
 * The rude words of a text, each once, as they stand in it, at most five: whoever writes is shown them once before the
 * message goes, and sends it or not. Nothing of it is kept.
 */
export function rudeWordsIn(text: string): string[] {
  const found = [
    ...wordsMatching(text, coarse),
    ...wordsMatching(
      text.replace(quoted, (part) => ' '.repeat(part.length)),
      insults,
    ),
  ];
  return [...new Set(found)].slice(0, MOST_NAMED);
}

function wordsMatching(text: string, stems: readonly RegExp[]): string[] {
  return (text.match(words) ?? []).filter((word) => {
    const plain = plainWord(word);
    return stems.some((stem) => stem.test(plain));
  });
}

function plainWord(word: string): string {
  const small = word.toLowerCase().replaceAll('ё', 'е');
  if (!/[а-я]/.test(small)) return small;
  return small.replace(/[a-z]/g, (letter) => lookalikes[letter] ?? letter);
}

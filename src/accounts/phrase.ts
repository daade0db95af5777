import { randomInt } from 'node:crypto';
import { PHRASE_WORDS } from './phrase-words.ts';

const WORDS_IN_A_PHRASE = 3;

/** A password that a young pupil can remember: three different words drawn at random, «лодка яблоко снег». */
export function drawPhrase(): string {
  const drawn = new Set<string>();
  while (drawn.size < WORDS_IN_A_PHRASE) drawn.add(PHRASE_WORDS[randomInt(PHRASE_WORDS.length)] ?? '');
  return [...drawn].join(' ');
}

import { escapeHtml, type SafeHtml, safeHtml } from '../web/safe-html.ts';

/** Signs of Unicode's private use that stand around a found word: nobody types them. */
export const MARK_START = '\ue000';
export const MARK_END = '\ue001';

/**
 * A text as HTML with the found words in <mark>. PostgreSQL marks them in the text with ё as е; the marks are carried
 * over to the text as it was written. Where the two do not run side by side, the text is shown without marks.
 * @param text as it was written
 * @param marked the same with ё as е and marks; null where nothing was looked for
 */
export function highlighted(text: string, marked: string | null): SafeHtml {
  const pieces = marked === null ? null : piecesOf(text, marked);
  if (pieces === null) return escapeHtml(text);
  return safeHtml(
    pieces
      .map(({ words, isFound }) => (isFound ? `<mark>${escapeHtml(words)}</mark>` : escapeHtml(words)))
      .join(''),
  );
}

function piecesOf(text: string, marked: string): { words: string; isFound: boolean }[] | null {
  const pieces: { words: string; isFound: boolean }[] = [];
  let [at, isFound, words] = [0, false, ''];
  const end = () => {
    if (words !== '') pieces.push({ words, isFound });
    words = '';
  };
  for (const sign of marked) {
    if (sign === MARK_START || sign === MARK_END) {
      end();
      isFound = sign === MARK_START;
      continue;
    }
    const own = text.slice(at, at + sign.length);
    if (own.replace('ё', 'е').replace('Ё', 'Е') !== sign) return null;
    words += own;
    at += sign.length;
  }
  end();
  return at === text.length ? pieces : null;
}

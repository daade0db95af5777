/** The largest file that is read, in bytes: a school of 60 classes exports about 1 MB. */
export const MOST_BYTES = 8 * 1024 * 1024;

export type Decoded = { ok: true; text: string } | { ok: false; words: string };

const AGAIN =
  'Выгрузите расписание из aSc ещё раз: «Файл → Экспорт», формат «aSc Timetables 2012 XML», и загрузите новый файл.';

const SIGNATURES: readonly { starts: string; words: string }[] = [
  {
    starts: 'PK\x03\x04',
    words: `Это архив или книга Excel, а нужен файл XML из aSc. ${AGAIN}`,
  },
  { starts: '%PDF', words: `Это файл PDF, а нужен файл XML из aSc. ${AGAIN}` },
  {
    starts: '\xD0\xCF\x11\xE0',
    words: `Это старая книга Excel или документ Word, а нужен файл XML из aSc. ${AGAIN}`,
  },
];

const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'windows-1251': 'windows-1251',
  'cp-1251': 'windows-1251',
  cp1251: 'windows-1251',
  'x-cp1251': 'windows-1251',
};

/**
 * The text of an XML file. The encoding is that of the byte order mark, else of the XML declaration, else
 * UTF-8; UTF-8, UTF-16 and windows-1251 are known. Refused, in words that say what to do: an empty file, one
 * over `MOST_BYTES`, another kind of file, an unknown encoding, bytes that are not of the encoding named, and
 * characters that XML forbids. Line ends come out as \n.
 */
export function decodeXml(bytes: Uint8Array): Decoded {
  if (bytes.length === 0) return refused(`Файл пустой. ${AGAIN}`);
  if (bytes.length > MOST_BYTES) {
    return refused(
      `Файл больше 8 МБ: таких выгрузок расписания не бывает. Проверьте, тот ли это файл. ${AGAIN}`,
    );
  }
  const head = latin1(bytes.subarray(0, 256));
  const other = SIGNATURES.find(({ starts }) => head.startsWith(starts));
  if (other !== undefined) return refused(other.words);
  const encoding = encodingOf(head);
  if (encoding === null) {
    return refused(`Кодировка файла не поддерживается: он должен быть в UTF-8 или windows-1251. ${AGAIN}`);
  }
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return refused(
      `Файл не читается: его байты не подходят к кодировке ${encoding}, указанной в начале файла. Возможно, его пересохраняли в другой программе. ${AGAIN}`,
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)) {
    return refused(`В файле есть служебные символы, которых в XML быть не может: он повреждён. ${AGAIN}`);
  }
  return { ok: true, text: text.replace(/\r\n?/g, '\n') };
}

function encodingOf(head: string): string | null {
  if (head.startsWith('\xEF\xBB\xBF')) return 'utf-8';
  if (head.startsWith('\xFF\xFE') || head.startsWith('<\0')) return 'utf-16le';
  if (head.startsWith('\xFE\xFF') || head.startsWith('\0<')) return 'utf-16be';
  const declared = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1];
  return declared === undefined ? 'utf-8' : (ENCODINGS[declared.trim().toLowerCase()] ?? null);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function refused(words: string): Decoded {
  return { ok: false, words };
}

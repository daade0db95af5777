import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { decodeXml } from './decode-xml.ts';

/** The tables of an export that are read, with the name of a row in each. */
const TABLES = {
  periods: 'period',
  daysdefs: 'daysdef',
  weeksdefs: 'weeksdef',
  termsdefs: 'termsdef',
  subjects: 'subject',
  teachers: 'teacher',
  classrooms: 'classroom',
  classes: 'class',
  groups: 'group',
  students: 'student',
  lessons: 'lesson',
  cards: 'card',
} as const;

export type AscTable = keyof typeof TABLES;

/** One row of the file: its line, counted from 1, and its attributes, always text. */
export interface AscRow {
  line: number;
  /** The attribute with blanks at its ends taken off, '' where it is absent. */
  get(name: string): string;
  /** The attribute's comma list without empty and repeated parts. */
  list(name: string): string[];
}

/** An export as it stands in the file: nothing is understood yet. */
export type AscDocument = Readonly<Record<AscTable, readonly AscRow[]>>;

export type AscReading = { ok: true; document: AscDocument } | { ok: false; words: string };

const DEEPEST = 8;
const MOST_TAGS = 100_000;
const MOST_SIGNS = 700_000;
const MOST_SIGNS_OF_A_TAG = 120;
const MOST_ATTRIBUTES = 40;
const LONGEST_VALUE = 100_000;
const AGAIN = 'Выгрузите расписание из aSc ещё раз, формат «aSc Timetables 2012 XML».';
const FOREIGN =
  'Файл не похож на выгрузку расписания, которую пишет aSc. Проверьте, тот ли это файл, или выгрузите расписание ещё раз.';

class Refusal extends Error {}

/**
 * An aSc Timetables XML export as tables of rows. Refused, in words that say what to do: whatever `decodeXml`
 * refuses, a DOCTYPE, any entity but the five of XML, a file that ends early or is not well-formed, a depth,
 * number or length that no timetable has, and a root or tables that are not those of an export.
 */
export function readAsc(bytes: Uint8Array): AscReading {
  const decoded = decodeXml(bytes);
  if (!decoded.ok) return decoded;
  try {
    return { ok: true, document: toDocument(decoded.text) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, words: error.message };
    throw error;
  }
}

function toDocument(text: string): AscDocument {
  refuseUnsafe(text);
  const root = /^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*)*<([A-Za-z_][\w.-]*)/.exec(text)?.[1];
  if (root === undefined) throw new Refusal(`Это не файл XML. ${FOREIGN}`);
  if (root !== 'timetable') {
    throw new Refusal(`${FOREIGN} В начале ждали «timetable», а стоит «${root.slice(0, 40)}».`);
  }
  const wellFormed = XMLValidator.validate(text);
  if (wellFormed !== true) throw new Refusal(brokenWords(text, wellFormed.err.line));
  return readTables(parse(text), lineStarts(text));
}

function refuseUnsafe(text: string): void {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    throw new Refusal(
      `В файле есть раздел DOCTYPE. Программа aSc его не пишет, а вместе с ним в файл можно вложить опасное содержимое, поэтому такой файл не принимается. ${AGAIN}`,
    );
  }
  const strange = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)[^\s;"'<]{0,20};?/.exec(
    text,
  )?.[0];
  if (strange !== undefined) {
    throw new Refusal(`В файле стоит «${strange}»: такой подстановки в выгрузке быть не может. ${AGAIN}`);
  }
  refuseOutsized(text);
}

/** Before the parser sees it: a few million attributes would keep it busy for seconds. */
function refuseOutsized(text: string): void {
  let tags = 0;
  let attributes = 0;
  for (let at = text.indexOf('<'); at !== -1; ) {
    const next = text.indexOf('<', at + 1);
    const tag = text.slice(at, next === -1 ? text.length : next);
    let here = 0;
    for (let sign = tag.indexOf('='); sign !== -1; sign = tag.indexOf('=', sign + 1)) here += 1;
    tags += 1;
    attributes += here;
    if (
      tags > MOST_TAGS ||
      attributes > MOST_SIGNS ||
      here > MOST_SIGNS_OF_A_TAG ||
      tag.length > LONGEST_VALUE
    ) {
      throw new Refusal(`В файле намного больше записей, чем бывает в расписании школы. ${FOREIGN}`);
    }
    at = next;
  }
}

function brokenWords(text: string, line: number): string {
  if (!/<\/timetable\s*>\s*(?:<!--[\s\S]*?-->\s*)*$/.test(text)) {
    return `Файл обрывается: его конец потерян (нет закрывающего «timetable»). Скачайте или скопируйте его целиком. ${AGAIN}`;
  }
  return `В строке ${line} файла нарушена запись XML: файл повреждён или его правили вручную. ${AGAIN}`;
}

const POSITION = XMLParser.getMetaDataSymbol();

function parse(text: string): Node {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributesGroupName: 'attributes',
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    captureMetaData: true,
    maxNestedTags: DEEPEST,
    isArray: (_name, path) => typeof path === 'string' && /^timetable\.[^.]+(\.[^.]+)?$/.test(path),
  });
  try {
    // The parser's answer is untyped; every access below asks for the kind of what it finds.
    return (parser.parse(text) as Node).timetable as Node;
  } catch {
    throw new Refusal(FOREIGN);
  }
}

type Node = { readonly [name: string | symbol]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function readTables(root: unknown, starts: readonly number[]): AscDocument {
  if (!isNode(root)) throw new Refusal(`В файле нет ни одной таблицы расписания. ${FOREIGN}`);
  const names = Object.keys(TABLES) as AscTable[]; // the keys of a constant of our own
  const document = Object.fromEntries(
    names.map((name) => [name, rowsOf(root[name], TABLES[name], starts)]),
  ) as Record<AscTable, AscRow[]>; // one entry for every key, by the line above
  for (const name of ['classes', 'subjects', 'lessons', 'cards'] as const) {
    if (root[name] === undefined) {
      throw new Refusal(
        `В файле нет таблицы «${name}», без неё расписание не собрать. При выгрузке из aSc отметьте все таблицы. ${AGAIN}`,
      );
    }
  }
  return document;
}

function rowsOf(tables: unknown, rowName: string, starts: readonly number[]): AscRow[] {
  if (!Array.isArray(tables)) return [];
  return tables.flatMap((table: unknown) => {
    const rows = isNode(table) ? table[rowName] : undefined;
    return Array.isArray(rows) ? rows.filter(isNode).map((node) => toRow(node, starts)) : [];
  });
}

function toRow(node: Node, starts: readonly number[]): AscRow {
  const values = new Map<string, string>();
  const attributes = isNode(node.attributes) ? Object.entries(node.attributes) : [];
  if (attributes.length > MOST_ATTRIBUTES) throw new Refusal(FOREIGN);
  for (const [name, value] of attributes) {
    if (typeof value !== 'string' || value.length > LONGEST_VALUE) throw new Refusal(FOREIGN);
    values.set(name, decodeEntities(value).trim());
  }
  // The symbol is typed as the wrapper object `Symbol` by the library, which no index accepts.
  const position = node[POSITION as unknown as symbol];
  const at = isNode(position) && typeof position.startIndex === 'number' ? position.startIndex : 0;
  const get = (name: string) => values.get(name) ?? '';
  return {
    line: lineOf(at, starts),
    get,
    list: (name) => [
      ...new Set(
        get(name)
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ),
    ],
  };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(value: string): string {
  if (!value.includes('&')) return value;
  return value.replace(/&(#x[0-9A-Fa-f]+|#\d+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const allowed = code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xd800);
    if (!allowed && !(code >= 0xe000 && code <= 0x10ffff && (code & 0xfffe) !== 0xfffe)) {
      throw new Refusal(`В файле стоит недопустимый знак «${whole}». ${AGAIN}`);
    }
    return String.fromCodePoint(code);
  });
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(at: number, starts: readonly number[]): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low + 1;
}

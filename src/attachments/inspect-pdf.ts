import { constants, inflateSync } from 'node:zlib';
import { nb } from '../web/words.ts';

/** Names by which a PDF does something by itself, carries other files, or sends what was filled in. */
const ACTIVE = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?![A-Za-z])/;
/** Short names of the same: bytes of a packed picture hold them by chance, so they count only outside of streams. */
const ACTIVE_SHORT = /\/(?:JS|AA)(?![A-Za-z])/;
const ENCRYPTED = /\/Encrypt(?![A-Za-z])/;

/** So much of packed objects is unpacked: a document of a hundred pages has less. */
const MOST_UNPACKED = 8 * 1024 * 1024;
const MOST_STREAMS = 1000;
/** Letters of names that are written as numbers: a document has a few hundred. */
const MOST_NUMBERED = 100_000;

const BROKEN = 'Файл PDF повреждён или сохранился не до конца. Сохраните его ещё раз и отправьте заново.';
const LOCKED =
  'Этот PDF защищён паролем, его не смогут открыть. Сохраните его без пароля или отправьте фотографии страниц.';
const PRINT_IT = 'Откройте его, выберите «Печать», затем «Сохранить как PDF» и отправьте то, что получилось.';
const ACTIVE_WORDS = `В этом PDF есть программа, форма или вложенный файл, такие портал не принимает. ${PRINT_IT}`;
const TANGLED = `Этот PDF устроен слишком сложно, портал не может его проверить. ${PRINT_IT}`;

/**
 * Why a PDF is not taken, in words; null where it is: it begins as one, has its end, no password, and none of the
 * names of active content, also where objects are packed by zlib. What is packed otherwise is not seen (decision 0028):
 * a PDF is only ever handed out to be saved, never shown in the portal's pages.
 */
export function inspectPdf(content: Buffer): string | null {
  const raw = content.toString('latin1');
  if (!raw.startsWith('%PDF-') || !/startxref\s+\d+\s+%%EOF[\s\0]*$/.test(raw.slice(-2048)))
    return nb(BROKEN);
  const text = plainNames(raw);
  if (text === null) return nb(TANGLED);
  if (ENCRYPTED.test(text)) return nb(LOCKED);
  const packed = unpackedObjects(content, raw);
  const objects = packed === null ? null : plainNames(`${withoutStreams(raw)} ${packed}`);
  if (objects === null) return nb(TANGLED);
  return ACTIVE.test(text) || ACTIVE.test(objects) || ACTIVE_SHORT.test(objects) ? nb(ACTIVE_WORDS) : null;
}

/** A name may be written with letters as numbers: /J#61vaScript. Null where there are more than a document has. */
function plainNames(text: string): string | null {
  const pieces: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/#[2-7][0-9A-Fa-f]/g)) {
    if (pieces.length > 2 * MOST_NUMBERED) return null;
    pieces.push(
      text.slice(from, index),
      String.fromCharCode(Number.parseInt(text.slice(index + 1, index + 3), 16)),
    );
    from = index + 3;
  }
  return pieces.join('') + text.slice(from);
}

function withoutStreams(text: string): string {
  const kept: string[] = [];
  const begin = />>\s*stream\r?\n/g;
  let from = 0;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const end = text.indexOf('endstream', begin.lastIndex);
    if (end < 0) break;
    kept.push(text.slice(from, match.index));
    from = end;
    begin.lastIndex = end;
  }
  return kept.join('>>') + text.slice(from);
}

/** The objects that newer PDF files pack into streams, as text; null where there is more of it than a document has. */
function unpackedObjects(content: Buffer, text: string): string | null {
  const unpacked: string[] = [];
  let [left, looks] = [MOST_UNPACKED, 0];
  for (let at = text.indexOf('/ObjStm'); at >= 0; at = text.indexOf('/ObjStm', at + 1)) {
    looks += 1;
    if (looks > MOST_STREAMS) return null;
    const begins = /^[\s\S]{0,600}?stream\r?\n/.exec(text.slice(at, at + 620));
    if (begins === null) continue;
    const objects = inflated(content.subarray(at + begins[0].length), left);
    if (objects === null) return null;
    unpacked.push(objects);
    left -= objects.length;
  }
  return unpacked.join(' ');
}

/** Null where it is too much; empty where it is packed otherwise or broken: that is not seen, as the decision says. */
function inflated(packed: Buffer, most: number): string | null {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(1, most) };
    return inflateSync(packed, options).toString('latin1');
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    return 'code' in fault && fault.code === 'ERR_BUFFER_TOO_LARGE' ? null : '';
  }
}

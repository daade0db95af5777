import sql from 'sql-template-tag';
import * as z from 'zod';
import type { FileFinding, FileSender, UploadedFile, UploadOptions } from '../web/route.ts';
import { nb } from '../web/words.ts';
import { askForPicture } from './ask-for-picture.ts';
import { MOST_A_DAY, MOST_BYTES, MOST_FILES, MOST_MEGABYTES } from './attachment-limits.ts';
import { inspectPdf } from './inspect-pdf.ts';

const TOO_LARGE = `Файл больше ${MOST_MEGABYTES} МБ. Отправьте фотографию в обычном качестве или сохраните PDF поменьше.`;
const EMPTY = 'Файл пустой. Выберите его ещё раз.';
const HEIC =
  'Снимок в формате HEIC, на многих устройствах он не откроется. На айфоне: «Настройки» → «Камера» → «Форматы» → «Наиболее совместимые»; или сделайте снимок экрана с этой фотографией и отправьте его.';
const PICTURE_WORDS = {
  broken: 'Снимок повреждён и не открывается. Отправьте его ещё раз или сфотографируйте заново.',
  too_many_pixels:
    'В снимке слишком много точек, портал его не откроет. Сделайте снимок экрана с ним и отправьте его.',
} as const;
const UNKNOWN =
  'Такие файлы портал не принимает: только фотографии (JPEG, PNG, WebP) и PDF. Документ сохраните как PDF или сфотографируйте.';
const TOO_MANY_TODAY = `За сутки можно приложить не больше ${MOST_A_DAY} файлов. Отправьте вопрос без файла или подождите до завтра.`;

/** What routes that take photos and PDF files say in `upload`: files are checked and written anew before the act. */
export const attachmentUpload: UploadOptions = {
  // a file that reaches the limit counts as cut
  maxBytes: MOST_BYTES + 1,
  maxFiles: MOST_FILES,
  examine: examineFiles,
};

/** Looks into the files one after the other; who has added too many in 24 hours is told so without a look. */
async function examineFiles(files: readonly UploadedFile[], sender: FileSender): Promise<UploadedFile[]> {
  if (files.length === 0) return [];
  const isOver = (await countOfDay(sender)) + files.length > MOST_A_DAY;
  const examined: UploadedFile[] = [];
  for (const [at, file] of files.entries()) {
    // beyond the most of a message: said once by keepFiles, and not looked into
    const finding = isOver ? refused(TOO_MANY_TODAY) : at < MOST_FILES ? await lookInto(file) : null;
    examined.push({ ...file, content: Buffer.alloc(0), finding });
  }
  return examined;
}

/**
 * What a file is, by its content alone: its name and the type that a browser names count for nothing.
 * @returns what may be kept, or words that say what to do
 */
export async function lookInto({ content, isTooLarge, finding }: UploadedFile): Promise<FileFinding> {
  if (finding !== null) return finding;
  if (isTooLarge) return refused(TOO_LARGE);
  if (content.length === 0) return refused(EMPTY);
  const kind = kindOf(content);
  if (kind === 'heic') return refused(HEIC);
  if (kind === null) return refused(UNKNOWN);
  if (kind === 'pdf') {
    const words = inspectPdf(content);
    return words === null ? { ok: true, kind, content, width: null, height: null } : { ok: false, words };
  }
  const result = await askForPicture({ what: 'rewrite', content });
  return result.ok ? { ok: true, kind: 'image', ...result.picture } : refused(PICTURE_WORDS[result.why]);
}

/** What the first bytes say. */
function kindOf(content: Buffer): 'picture' | 'pdf' | 'heic' | null {
  const head = content.toString('latin1', 0, 16);
  if (head.startsWith('%PDF-')) return 'pdf';
  if (head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG\r\n\x1a\n')) return 'picture';
  if (/^GIF8[79]a/.test(head)) return 'picture';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'picture';
  const isHeic =
    head.slice(4, 8) === 'ftyp' && /^(?:hei[cxms]|hev[cx]|mif1|msf1|avi[fs])$/.test(head.slice(8, 12));
  return isHeic ? 'heic' : null;
}

const Added = z.object({ count: z.number() });

async function countOfDay({ db, personId, now }: FileSender): Promise<number> {
  const since = now.subtract({ hours: 24 });
  const { count } = await db.row(
    Added,
    sql`select count(*)::int as count from attachment where added_by = ${personId} and added_at > ${since}`,
  );
  return count;
}

function refused(words: string): FileFinding {
  return { ok: false, words: nb(words) };
}

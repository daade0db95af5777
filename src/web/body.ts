import busboy from 'busboy';
import type { Request } from 'express';
import { Refusal } from './errors.ts';
import type { FormBody } from './form.ts';
import type { UploadedFile, UploadOptions } from './route.ts';

const MOST_BYTES = 256 * 1024;
const MOST_FIELDS = 4000;
/**
 * So many files of a form are read, though fewer are kept, and so many times the bytes that are taken: whoever sends a
 * bit too much gets the form back with words. A browser shows no answer that comes while it is still sending.
 */
const MOST_FILES_READ = 40;
const MOST_TIMES_READ = 12;
/** Files of all requests that are being read at the same time; beyond it senders are asked to try again. */
const MOST_BYTES_AT_ONCE = 96 * 1024 * 1024;

const TOO_LARGE = 'Отправлено слишком много данных. Уменьшите текст или файл и попробуйте ещё раз.';
const BROKEN = 'Форма пришла повреждённой. Вернитесь на страницу и отправьте её ещё раз.';
const TOO_BUSY = 'Сейчас файлы отправляют сразу многие. Отправьте этот файл ещё раз через минуту.';

export interface ReadBody {
  body: FormBody;
  files: Record<string, UploadedFile[]>;
}

/**
 * Reads a POST's body: a form, or (where the route takes files) a multipart form with files, kept in memory up to
 * `upload.maxBytes` each. Refuses other types (415), what is too large (413), more than the process can hold at a
 * time (429), and text that no database or page could hold: NUL characters and halves of characters (400). Where the
 * route looks into its files, one that is too large or too much for now comes back as such instead.
 * @param isKnown false where nobody is signed in: files are counted, and nothing of them is kept
 */
export async function readBody(
  request: Request,
  upload: UploadOptions | null,
  isKnown: boolean,
): Promise<ReadBody> {
  const type = request.get('content-type') ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { body: readUrlencoded(await readBytes(request)), files: {} };
  }
  if (upload !== null && type.startsWith('multipart/form-data'))
    return new MultipartReader(request, upload, isKnown).read();
  if (type === '' && (request.get('content-length') ?? '0') === '0') return { body: {}, files: {} };
  throw new Refusal(415, BROKEN);
}

async function readBytes(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length; // no encoding is set on the request, so chunks are buffers
    if (size > MOST_BYTES) throw new Refusal(413, TOO_LARGE);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function readUrlencoded(bytes: Buffer): FormBody {
  const body = new FieldMap();
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) body.add(name, value);
  return body.fields;
}

/** Bytes of files that the process holds of requests that are not answered yet. */
let heldBytes = 0;

/** One multipart request. What it holds in memory counts until it is answered or broken off. */
class MultipartReader {
  private readonly request: Request;
  private readonly upload: UploadOptions;
  private readonly isKnown: boolean;
  private readonly body = new FieldMap();
  private readonly files: Record<string, UploadedFile[]> = Object.create(null);
  private readonly mostInAll: number;
  private size = 0;
  private held = 0;

  constructor(request: Request, upload: UploadOptions, isKnown: boolean) {
    this.request = request;
    this.upload = upload;
    this.isKnown = isKnown;
    this.mostInAll = upload.maxBytes * MOST_TIMES_READ;
  }

  read(): Promise<ReadBody> {
    return new Promise((resolve, reject) => {
      const parser = this.parser();
      const fail = (fault: unknown) => {
        this.request.unpipe(parser);
        this.request.resume();
        reject(fault instanceof Refusal ? fault : new Refusal(400, BROKEN));
      };
      const guarded =
        <A extends unknown[]>(act: (...given: A) => void) =>
        (...given: A) => {
          try {
            act(...given);
          } catch (fault) {
            fail(fault);
          }
        };
      parser.on(
        'field',
        guarded((name, value) => this.body.add(name, value)),
      );
      parser.on('file', (field, stream, info) => {
        const file = toComingFile(field, info.filename);
        stream.on(
          'data',
          guarded((chunk: Buffer) => this.take(file, chunk)),
        );
        stream.on(
          'limit',
          guarded(() => this.cut(file)),
        );
        stream.on('end', () => this.keep(file));
      });
      parser.on('error', fail);
      for (const event of ['fieldsLimit', 'filesLimit', 'partsLimit'] as const)
        parser.on(event, () => fail(new Refusal(413, TOO_LARGE)));
      parser.on('close', () => resolve({ body: this.body.fields, files: this.files }));
      this.request.on('aborted', () => fail(new Refusal(400, BROKEN)));
      this.request.res?.once('close', () => {
        heldBytes -= this.held;
      });
      this.request.pipe(parser);
    });
  }

  private parser() {
    return busboy({
      headers: this.request.headers,
      defParamCharset: 'utf8',
      limits: {
        fileSize: this.upload.maxBytes,
        files: MOST_FILES_READ,
        fields: MOST_FIELDS,
        fieldSize: MOST_BYTES,
        parts: MOST_FIELDS,
      },
    });
  }

  private take(file: ComingFile, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.mostInAll) throw new Refusal(413, TOO_LARGE);
    if (!this.isKnown || file.isTooLarge || file.isDropped || this.isBeyond(file.field)) return;
    if (heldBytes + chunk.length > MOST_BYTES_AT_ONCE) {
      if (this.upload.examine === undefined) throw new Refusal(429, TOO_BUSY);
      file.isDropped = true;
      this.forget(file);
      return;
    }
    this.held += chunk.length;
    heldBytes += chunk.length;
    file.chunks.push(chunk);
  }

  private cut(file: ComingFile): void {
    if (this.upload.examine === undefined) throw new Refusal(413, TOO_LARGE);
    file.isTooLarge = true;
    this.forget(file);
  }

  private forget(file: ComingFile): void {
    const size = file.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    this.held -= size;
    heldBytes -= size;
    file.chunks.length = 0;
  }

  private keep({ field, fileName, chunks, isTooLarge, isDropped }: ComingFile): void {
    // a file field in which nothing was chosen comes as a file without a name
    if (fileName === '') return;
    const finding = isDropped ? ({ ok: false, words: TOO_BUSY } as const) : null;
    const file = { fileName, content: Buffer.concat(chunks), isTooLarge, finding };
    this.files[field] = [...(this.files[field] ?? []), file];
  }

  private isBeyond(field: string): boolean {
    return (this.files[field]?.length ?? 0) >= (this.upload.maxFiles ?? 1);
  }
}

interface ComingFile {
  field: string;
  fileName: string;
  chunks: Buffer[];
  isTooLarge: boolean;
  isDropped: boolean;
}

function toComingFile(field: string, name: string | undefined): ComingFile {
  const fileName = (name ?? '').replace(/[\p{Cc}/\\]/gu, '_').slice(-200);
  return { field, fileName, chunks: [], isTooLarge: false, isDropped: false };
}

class FieldMap {
  readonly fields: Record<string, string | string[]> = Object.create(null);
  private count = 0;

  add(name: string, value: string): void {
    this.count += 1;
    if (this.count > MOST_FIELDS) throw new Refusal(413, TOO_LARGE);
    assertStorable(name);
    assertStorable(value);
    const known = this.fields[name];
    if (known === undefined) this.fields[name] = value;
    else if (typeof known === 'string') this.fields[name] = [known, value];
    else known.push(value);
  }
}

/** Refuses text with a NUL or half a surrogate pair: PostgreSQL and HTML cannot hold it. */
function assertStorable(text: string): void {
  if (text.includes('\0') || !text.isWellFormed()) throw new Refusal(400, BROKEN);
}

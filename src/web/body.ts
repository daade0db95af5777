import busboy from 'busboy';
import type { Request } from 'express';
import { Refusal } from './errors.ts';
import type { FormBody } from './form.ts';
import type { UploadedFile } from './route.ts';

const MOST_BYTES = 256 * 1024;
const MOST_FIELDS = 4000;

const TOO_LARGE = 'Отправлено слишком много данных. Уменьшите текст или файл и попробуйте ещё раз.';
const BROKEN = 'Форма пришла повреждённой. Вернитесь на страницу и отправьте её ещё раз.';

export interface ReadBody {
  body: FormBody;
  files: Record<string, UploadedFile>;
}

/**
 * Reads a POST's body: a form, or (where the route takes files) a multipart form with one file a field, kept in
 * memory up to `upload.maxBytes` each. Refuses other types (415), what is too large (413), and text that no
 * database or page could hold: NUL characters and halves of characters (400).
 */
export async function readBody(request: Request, upload: { maxBytes: number } | null): Promise<ReadBody> {
  const type = request.get('content-type') ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { body: readUrlencoded(await readBytes(request)), files: {} };
  }
  if (upload !== null && type.startsWith('multipart/form-data'))
    return readMultipart(request, upload.maxBytes);
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

function readMultipart(request: Request, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const body = new FieldMap();
    const files: Record<string, UploadedFile> = Object.create(null);
    const fail = (fault: unknown) => {
      request.unpipe(parser);
      request.resume();
      reject(fault instanceof Refusal ? fault : new Refusal(400, BROKEN));
    };
    const parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: {
        fileSize: maxBytes,
        files: 4,
        fields: MOST_FIELDS,
        fieldSize: MOST_BYTES,
        parts: MOST_FIELDS,
      },
    });
    parser.on('field', (name, value) => {
      try {
        body.add(name, value);
      } catch (fault) {
        fail(fault);
      }
    });
    parser.on('file', (field, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => fail(new Refusal(413, TOO_LARGE)));
      stream.on('end', () => {
        const fileName = (info.filename ?? '').replace(/[\p{Cc}/\\]/gu, '_').slice(-200);
        if (fileName !== '') files[field] = { fileName, content: Buffer.concat(chunks) };
      });
    });
    parser.on('error', fail);
    parser.on('fieldsLimit', () => fail(new Refusal(413, TOO_LARGE)));
    parser.on('close', () => resolve({ body: body.fields, files }));
    request.on('aborted', () => fail(new Refusal(400, BROKEN)));
    request.pipe(parser);
  });
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

import type { Express } from 'express';
import request from 'supertest';
import type { Visitor } from './visitor.ts';

/** What a browser saves when somebody presses a link to a file. */
export interface SavedFile {
  status: number;
  headers: Record<string, string>;
  /** The name in Russian, as the header gives it. */
  name: string;
  bytes: Buffer;
}

/** Opens an address as a visitor who is signed in, and keeps what comes as bytes. */
export async function saveFile(app: Express, one: Visitor, path: string): Promise<SavedFile> {
  const cookie = Object.entries(one.cookies())
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  const answer = await request(app)
    .get(path)
    .set('Cookie', cookie)
    .redirects(0)
    .ok(() => true)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
  const encoded = /filename\*=UTF-8''(\S+)/.exec(answer.headers['content-disposition'] ?? '')?.[1] ?? '';
  return {
    status: answer.status,
    headers: answer.headers,
    name: decodeURIComponent(encoded),
    bytes: answer.body,
  };
}

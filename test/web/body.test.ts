import { once } from 'node:events';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it } from 'vitest';
import { readBody } from '../../src/web/body.ts';
import type { UploadedFile } from '../../src/web/route.ts';

const MEGABYTE = 1024 * 1024;
const upload = {
  maxBytes: 40 * MEGABYTE,
  maxFiles: 3,
  examine: async (files: readonly UploadedFile[]) => [...files],
};

/** Sends a file of so many megabytes, and answers with what was read of it. */
async function send(
  port: number,
  megabytes: number,
  path = '/known',
): Promise<{ size: number; words: string }> {
  const line = '--x';
  const call = ask({
    port,
    path,
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
  });
  call.write(`${line}\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n`);
  call.write(Buffer.alloc(megabytes * MEGABYTE, 1));
  call.end(`\r\n${line}--\r\n`);
  const [answer] = await once(call, 'response');
  return JSON.parse(
    await answer
      .setEncoding('utf8')
      .toArray()
      .then((parts: string[]) => parts.join('')),
  );
}

it('holds a bounded heap of files however many are sent at a time, and forgets it with the answers', async () => {
  const waiting: (() => void)[] = [];
  let waits = true;
  const app = express();
  app.post('/:who', async (request, response) => {
    const { files } = await readBody(request, upload, request.params.who === 'known');
    const file = files.files?.[0];
    if (waits) await new Promise<void>((go) => waiting.push(go));
    response.json({
      size: file?.content.length ?? 0,
      words: file?.finding?.ok === false ? file.finding.words : '',
    });
  });
  const server = createServer(app).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  const held = [send(port, 39), send(port, 39)];
  while (waiting.length < 2) await new Promise((next) => setImmediate(next));
  waits = false;
  expect(await send(port, 39)).toEqual({ size: 0, words: expect.stringContaining('ещё раз через минуту') });
  expect(await send(port, 39, '/nobody')).toEqual({ size: 0, words: '' });
  for (const go of waiting) go();
  expect((await Promise.all(held)).map((one) => one.size)).toEqual([39 * MEGABYTE, 39 * MEGABYTE]);
  expect((await send(port, 39)).size).toBe(39 * MEGABYTE);
  expect((await send(port, 41)).size).toBe(0);
  server.close();
});

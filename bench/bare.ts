/**
 * The bare twin: Express 5 and pg, nothing else. It issues the statements that a page issues, with the same
 * parameters, names and pool, and sends the bytes that the page sends. Forked by bench.ts.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createPool } from '../src/db/pool.ts';
import { inWaves } from './bare-waves.ts';
import type { Recording } from './record.ts';

export interface BareTask {
  connectionString: string;
  poolSize: number;
  /** By the page's place in the list; the twin of variant 2 of page 0 is at /0/2. */
  pages: Recording[][];
}

const [task] = (await once(process, 'message')) as [BareTask]; // bench.ts sends nothing else
const pool = createPool({
  connectionString: task.connectionString,
  max: task.poolSize,
  applicationName: 'zvonok bench twin',
  plainTypes: true,
});
const pages = task.pages.map((variants) =>
  variants.map(({ statements, body, headers }) => ({
    waves: inWaves(statements),
    body: Buffer.from(body, 'base64'),
    headers,
  })),
);

const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.get('/:page/:variant', async (request, response) => {
  const found = pages[Number(request.params.page)]?.[Number(request.params.variant)];
  if (found === undefined) return void response.status(404).end();
  for (const wave of found.waves) await Promise.all(wave.map((statement) => pool.query(statement)));
  response.writeHead(200, found.headers).end(found.body);
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port); // a TCP server's address is an object
process.once('disconnect', () => process.exit(0));

import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type RequestListener,
  request,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer as it came over the wire. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface Asked {
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

/** Sends requests as they are written, over connections that are kept: for tests that send thousands. */
export type Ask = (method: string, path: string, asked?: Asked) => Promise<Answer>;

const closers: (() => void)[] = [];

/** Closes what listens; each-file.ts has it done after every test. */
export function closeServers(): void {
  for (const close of closers.splice(0)) close();
}

/** Listens with an application until the test ends. */
export async function askerOf(app: RequestListener): Promise<Ask> {
  const server = createServer(app);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo; // listening on a port, not on a socket
  return (method, path, { headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
      const call = request(
        { host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      call.on('error', reject);
      call.end(body);
    });
}

/** The headers of a form that a page of the portal sends. */
export const formHeaders = {
  'Sec-Fetch-Site': 'same-origin',
  'Content-Type': 'application/x-www-form-urlencoded',
} as const;

/** A Cookie header of a visitor's cookies. */
export function cookieHeader(cookies: Readonly<Record<string, string>>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

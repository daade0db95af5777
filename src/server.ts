import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Serving {
  readonly port: number;
  /** Takes no new connection, lets the running requests finish (15 s at most). */
  drain(): Promise<void>;
  /** Cuts what still runs. */
  hurry(): void;
}

const DRAIN_PATIENCE = 15_000;

/**
 * Listens, and hands requests to what `makeListener` gives once the port is known. The limits keep slow and
 * idle connections from filling the process (security.md, slowloris).
 */
export async function serve(
  at: { host: string; port: number },
  makeListener: (port: number) => RequestListener,
): Promise<Serving> {
  let listener: RequestListener | null = null;
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 60_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      if (listener === null) response.writeHead(503, { 'Retry-After': '1' }).end();
      else listener(request, response);
    },
  );
  server.maxConnections = 5000;
  server.maxHeadersCount = 100;
  server.listen(at.port, at.host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Error(listenWords(error, at), { cause: error });
  });
  // A TCP server's address is an object
  const { port } = server.address() as AddressInfo;
  listener = makeListener(port);
  return { port, drain: () => drain(server), hurry: () => server.closeAllConnections() };
}

function listenWords(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  if (error.code === 'EADDRINUSE') {
    return `Порт ${port} уже занят другой программой. Остановите её или задайте другой порт: PORT=8081 npm start`;
  }
  if (error.code === 'EACCES') return `Порт ${port} занимать не разрешено: выберите номер больше 1023.`;
  return `Слушать по адресу ${host}:${port} не вышло: ${error.message}`;
}

async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that is kept alive becomes idle when its request is answered
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const patience = setTimeout(() => server.closeAllConnections(), DRAIN_PATIENCE);
  await closed;
  clearInterval(sweep);
  clearTimeout(patience);
}

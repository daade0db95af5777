declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Request {
    method: 'GET';
    path: string;
    headers: Record<string, string>;
  }

  interface Client {
    setRequests(requests: readonly Request[]): void;
  }

  interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    /** Milliseconds between the moments at which it looks whether the time is over. */
    sampleInt: number;
    requests: readonly Request[];
    setupClient(client: Client): void;
  }

  interface Result {
    errors: number;
    timeouts: number;
    non2xx: number;
  }

  /** Emits `response` with (client, status, bytes, milliseconds) for every answer. */
  export default function autocannon(
    options: Options,
    done: (fault: Error | null, result: Result) => void,
  ): EventEmitter;
}

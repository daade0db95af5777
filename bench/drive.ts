import autocannon from 'autocannon';
import { memoryOf, processorTimeOf } from './portal-process.ts';

export const CONNECTIONS = 16;

export interface Round {
  requestsPerSecond: number;
  /** Milliseconds of every answer, ascending. */
  latencies: number[];
  /** Processor time of the process for one request, milliseconds; null where it cannot be told. */
  processorMs: number | null;
  /** The most memory (RSS) that the process held, MB; null where it cannot be told. */
  memory: number | null;
}

export interface Asked {
  path: string;
  headers: Record<string, string>;
}

/** Drives one process with these requests in turn for some seconds. Throws where an answer is not a good one. */
export async function drive(
  url: string,
  pid: number,
  asked: readonly Asked[],
  seconds: number,
): Promise<Round> {
  const requests = asked.map((one) => ({ method: 'GET' as const, ...one }));
  const latencies: number[] = [];
  let memory = memoryOf(pid);
  const watch = setInterval(() => {
    const now = memoryOf(pid);
    if (now !== null && now > (memory ?? 0)) memory = now;
  }, 100);
  const processorBefore = processorTimeOf(pid);
  const started = performance.now();
  let clients = 0;
  let last = started;
  const result = await new Promise<{ errors: number; timeouts: number; non2xx: number }>(
    (resolve, reject) => {
      const running = autocannon(
        {
          url,
          connections: CONNECTIONS,
          duration: seconds,
          sampleInt: 50,
          requests,
          // Each connection begins at another request, so that they do not ask for the same page all at once
          setupClient(client) {
            const first = clients % requests.length;
            clients += 1;
            client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
          },
        },
        (fault, done) => (fault ? reject(fault) : resolve(done)),
      );
      running.on('response', (_client: unknown, _status: number, _bytes: number, milliseconds: number) => {
        latencies.push(milliseconds);
        last = performance.now();
      });
    },
  );
  clearInterval(watch);
  if (result.errors + result.timeouts + result.non2xx > 0) {
    throw new Error(`${asked[0]?.path}: ${JSON.stringify(result)}`);
  }
  const processorAfter = processorTimeOf(pid);
  return {
    requestsPerSecond: (latencies.length * 1000) / (last - started),
    latencies: latencies.sort((a, b) => a - b),
    processorMs:
      processorBefore === null || processorAfter === null
        ? null
        : (processorAfter - processorBefore) / latencies.length,
    memory,
  };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** The value below which that part of the ascending values lies. */
export function quantile(ascending: readonly number[], part: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * part))] ?? Number.NaN;
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

/** What /readyz looks at: each answers null where all is well, otherwise a few words. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<string | null>>>;

export interface HealthOptions {
  checks: ReadinessChecks;
  metrics: Metrics;
  /** Opens /metrics; null: nobody. */
  metricsToken: string | null;
}

/** No check may hold the answer longer: whoever asks wants to know within seconds. */
const PATIENCE = 2000;

/**
 * Answers /healthz (the process lives; asks nobody), /readyz (each check by name, 503 where one fails) and
 * /metrics (by bearer token; otherwise 404) and says whether it did. These are for whoever runs the portal:
 * what comes through a proxy gets 404 unless it shows the token (v5.0.0-13.4.5).
 */
export function healthEndpoints(
  options: HealthOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const { url } = request;
    if (url !== '/healthz' && url !== '/readyz' && url !== '/metrics') return false;
    const hasToken = showsToken(request, options.metricsToken);
    const isProxied =
      request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
    if (!hasToken && (isProxied || url === '/metrics')) answer(response, 404, 'text/plain', 'Not found\n');
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      answer(response, 405, 'text/plain', 'Only GET\n');
    else if (url === '/healthz') answer(response, 200, 'application/json', '{"status":"alive"}\n');
    else if (url === '/readyz') void answerReadiness(response, options.checks);
    else void answerMetrics(response, options.metrics);
    return true;
  };
}

async function answerReadiness(response: ServerResponse, checks: ReadinessChecks): Promise<void> {
  const results = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]): Promise<[string, string]> => [name, (await settled(check)) ?? 'ok'],
    ),
  );
  const isReady = results.every(([, result]) => result === 'ok');
  const body = { status: isReady ? 'ready' : 'not ready', checks: Object.fromEntries(results) };
  answer(response, isReady ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
}

function settled(check: () => Promise<string | null>): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('no answer in time'), PATIENCE);
    check()
      .catch((error: unknown) => (error as { code?: string }).code ?? 'failed')
      .then((result) => {
        clearTimeout(timer);
        resolve(result);
      });
  });
}

async function answerMetrics(response: ServerResponse, metrics: Metrics): Promise<void> {
  try {
    answer(response, 200, metrics.contentType, await metrics.text());
  } catch {
    answer(response, 500, 'text/plain', 'The figures could not be read\n');
  }
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

function showsToken(request: IncomingMessage, token: string | null): boolean {
  const shown = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === null || shown === undefined) return false;
  return timingSafeEqual(digest(shown), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** How long answers take: some clients ask in turn, each waiting for its answer before it asks again. */
import { load } from 'cheerio';
import { ask } from './ask.ts';
import { quantile } from './drive.ts';
import type { Variant } from './pages.ts';

/** Milliseconds of every answer. Throws where one is not a good one. */
export async function timePage(
  url: string,
  variants: readonly Variant[],
  { requests, clients }: { requests: number; clients: number },
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const client = async () => {
    while (next < requests) {
      const variant = variants[next % variants.length];
      next += 1;
      if (variant === undefined) return;
      const started = performance.now();
      const answer = await ask(`${url}${variant.path}`, { Cookie: variant.cookie });
      times.push(performance.now() - started);
      if (answer.status !== 200) throw new Error(`${variant.path} answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return times;
}

/**
 * Opens a register, fills it in as `fill` says and saves it; answers with the milliseconds of the save alone.
 */
export async function timeSave(
  address: string,
  cookie: string,
  fill: (form: URLSearchParams) => void,
): Promise<number> {
  const page = await ask(address, { Cookie: cookie });
  const $ = load(page.body.toString());
  const fields = $('form[data-register]').serializeArray();
  if (fields.length === 0) throw new Error(`${address} answered ${page.status} without a form`);
  const form = new URLSearchParams(fields.map(({ name, value }) => [name, value]));
  fill(form);
  const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
  const started = performance.now();
  const answer = await ask(address, headers, form.toString());
  const took = performance.now() - started;
  if (answer.status !== 303) throw new Error(`Saving ${address} was answered ${answer.status}`);
  return took;
}

export function p50(times: readonly number[]): number {
  return quantile(ascending(times), 0.5);
}

export function p99(times: readonly number[]): number {
  return quantile(ascending(times), 0.99);
}

function ascending(times: readonly number[]): number[] {
  return [...times].sort((a, b) => a - b);
}

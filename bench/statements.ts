/** The statements of a page without the page. */
import pg from 'pg';
import { createPool } from '../src/db/pool.ts';
import { inWaves } from './bare-waves.ts';
import type { RecordedStatement, Recording } from './record.ts';

/** Milliseconds in which the statements of each recording were answered, in turn. */
export async function timeStatements(
  connectionString: string,
  recordings: readonly Recording[],
  { requests, clients }: { requests: number; clients: number },
): Promise<number[]> {
  const pool = createPool({
    connectionString,
    max: 10,
    applicationName: 'zvonok bench of statements',
    plainTypes: true,
  });
  const pages = recordings.map(({ statements }) => inWaves(statements));
  const times: number[] = [];
  let next = -20;
  const client = async () => {
    while (next < requests) {
      const at = next;
      next += 1;
      const started = performance.now();
      for (const wave of pages[Math.abs(at) % pages.length] ?? []) {
        await Promise.all(wave.map((statement) => pool.query(statement)));
      }
      if (at >= 0) times.push(performance.now() - started); // those before warm up
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, client));
  } finally {
    await pool.end();
  }
  return times;
}

/** The plan of the slowest statement of the first recording, as the portal runs it: prepared, with its general plan. */
export async function explainSlowest(
  connectionString: string,
  recordings: readonly Recording[],
): Promise<string> {
  const client = new pg.Client({ connectionString, options: '-c plan_cache_mode=force_generic_plan' });
  await client.connect();
  try {
    let slowest = { ms: -1, plan: '' };
    for (const [at, { text, values }] of (recordings[0]?.statements ?? []).entries()) {
      const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
      await client.query(`prepare s${at} as ${text}`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, buffers) execute s${at}${given}`,
      );
      const lines = rows.map((row) => row['QUERY PLAN']);
      const ms = Number(/Execution Time: ([\d.]+)/.exec(lines.at(-1) ?? '')?.[1]);
      if (ms > slowest.ms) slowest = { ms, plan: lines.join('\n') };
    }
    return slowest.plan;
  } finally {
    await client.end();
  }
}

function literal(value: RecordedStatement['values'][number]): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.join(',')}}`);
  return pg.escapeLiteral(String(value));
}

/**
 * How fast and how large the pages are: `npm run bench`, or `npm run bench -- --quick` for less than a minute.
 * `npm run bench -- registers` measures registers and reports with ten years of them, `npm run bench -- questions`
 * questions, consultations and surveys with 100,000 published answers.
 * docs/performance.md says what is measured and how. Ends with 1 where a budget is missed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync, zstdDecompressSync } from 'node:zlib';
import { poolDb } from '../src/db/db.ts';
import { runningEmbeddedPostgres } from '../src/db/embedded.ts';
import { createPool } from '../src/db/pool.ts';
import type { BareTask } from './bare.ts';
import { CONNECTIONS, drive, median, quantile, type Round } from './drive.ts';
import { type BenchPage, benchPages, headersOf, LOGINS } from './pages.ts';
import { pickFamilies, signIn } from './people.ts';
import { type PortalProcess, startPortal } from './portal-process.ts';
import { benchQuestions } from './questions.ts';
import { type Recording, record } from './record.ts';
import { benchRegisters } from './registers.ts';
import { missedBudgets, type PageResult, toTable } from './report.ts';
import { weighFirstVisit } from './weight.ts';

const isQuick = process.argv.includes('--quick');
/** `--only=week` drives the pages of that name alone; `--profile=DIR` writes a processor profile of the portal there. */
const only = option('only');
const profile = option('profile');
const ROUNDS = isQuick ? 3 : 7;
const SECONDS = isQuick ? 1 : 4;
/** Seconds in which both are driven at once, so that their code is compiled. */
const WARM_UP = isQuick ? 2 : 6;
const FAMILIES = isQuick ? 8 : 16;
const POOL_SIZE = 10;

const folder = mkdtempSync(join(tmpdir(), 'zvonok-bench-'));
try {
  process.exitCode = await chosen();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function chosen(): Promise<number> {
  if (process.argv.includes('registers')) return benchRegisters(folder);
  return process.argv.includes('questions') ? benchQuestions(folder) : bench();
}

async function bench(): Promise<number> {
  console.log(`Making the demo school in an empty data folder (load of the machine: ${loadWords()})…`);
  const first = await startPortal(folder);
  await first.stop();
  const portal = await startPortal(
    folder,
    profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  );
  try {
    return await measure(portal, first.readyMs);
  } finally {
    await portal.stop();
  }
}

async function measure(portal: PortalProcess, demoMs: number): Promise<number> {
  const urls = runningEmbeddedPostgres(join(folder, 'data'));
  if (urls === null) throw new Error('The portal runs no PostgreSQL in its data folder');
  const { pages, recordings } = await prepare(portal, urls.app);
  const twin = await startTwin({ connectionString: urls.app, poolSize: POOL_SIZE, pages: recordings });
  console.log(`${ROUNDS} rounds of ${SECONDS} s each at ${CONNECTIONS} connections, page and twin in turn…`);
  const results: PageResult[] = [];
  let memory: number | null = null;
  for (const [at, page] of pages.entries()) {
    if (only !== undefined && !page.name.includes(only)) continue;
    const rounds = await driveBoth(portal, twin, page, at);
    memory = Math.max(memory ?? 0, ...rounds.ours.map((round) => round.memory ?? 0)) || null;
    results.push(toResult(page, rounds, recordings[at] ?? []));
  }
  await twin.stop();
  const home = recordings[0]?.[0];
  if (home === undefined) throw new Error('The home page was not recorded');
  const all = {
    pages: results,
    memory,
    firstVisit: await weighFirstVisit(portal.url, plain(home)),
    readyMs: portal.readyMs,
    demoMs,
  };
  console.log(
    `\n${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}; load at the end: ${loadWords()}\n`,
  );
  console.log(toTable(all));
  const missed = missedBudgets(all);
  for (const words of missed) console.log(`MISSED ${words}`);
  const worst = results.toSorted((a, b) => a.ratio - b.ratio)[0];
  console.log(`worst ratio: ${worst?.ratio.toFixed(2)} (${worst?.name})`);
  return missed.length === 0 ? 0 : 1;
}

async function prepare(portal: PortalProcess, connectionString: string) {
  const pool = createPool({ connectionString, max: 2, applicationName: 'zvonok bench' });
  try {
    const db = poolDb(pool);
    const families = await pickFamilies(db, FAMILIES);
    const ids = families.flatMap((one) => [one.student_id, one.guardian_id, one.teacher_id]);
    const cookies = await signIn(db, portal.url, { ids, logins: LOGINS });
    const pages = benchPages(families, cookies);
    console.log(`${cookies.size / 2} people are signed in, from ${families.length} classes.`);
    const recorded = await record(connectionString, pages);
    return { pages, recordings: pages.map((page) => recorded.get(page.name) ?? []) };
  } finally {
    await pool.end();
  }
}

interface Twin {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

async function startTwin(task: BareTask): Promise<Twin> {
  const child = fork(new URL('bare.ts', import.meta.url), {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  child.send(task);
  const [port] = (await once(child, 'message')) as [number]; // bare.ts sends nothing else
  return {
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function driveBoth(portal: PortalProcess, twin: Twin, page: BenchPage, at: number) {
  const asked = page.variants.map((variant) => ({ path: variant.path, headers: headersOf(variant) }));
  const askedOfTwin = asked.map(({ headers }, variant) => ({ path: `/${at}/${variant}`, headers }));
  await Promise.all([
    drive(portal.url, portal.pid, asked, WARM_UP),
    drive(twin.url, twin.pid, askedOfTwin, WARM_UP),
  ]);
  const ours: Round[] = [];
  const bare: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await drive(portal.url, portal.pid, asked, SECONDS));
    bare.push(await drive(twin.url, twin.pid, askedOfTwin, SECONDS));
  }
  return { ours, bare };
}

function toResult(
  page: BenchPage,
  rounds: { ours: Round[]; bare: Round[] },
  recordings: Recording[],
): PageResult {
  const { ours, bare } = rounds;
  const sizes = recordings.map((one) => {
    const raw = plain(one);
    return {
      raw: raw.length,
      gzip: gzipSync(raw, { level: 4 }).length,
      wire: Buffer.byteLength(one.body, 'base64'),
    };
  });
  const known = (values: (number | null)[]) => {
    const numbers = values.filter((value) => value !== null);
    return numbers.length === 0 ? null : median(numbers);
  };
  return {
    name: page.name,
    requestsPerSecond: median(ours.map((round) => round.requestsPerSecond)),
    twinPerSecond: median(bare.map((round) => round.requestsPerSecond)),
    ratio: median(
      ours.map((round, at) => round.requestsPerSecond / (bare[at]?.requestsPerSecond ?? Number.NaN)),
    ),
    p50: median(ours.map((round) => quantile(round.latencies, 0.5))),
    p99: median(ours.map((round) => quantile(round.latencies, 0.99))),
    processorMs: known(ours.map((round) => round.processorMs)),
    twinProcessorMs: known(bare.map((round) => round.processorMs)),
    statements: Math.max(...recordings.map((one) => one.statements.length)),
    rawBytes: Math.max(...sizes.map((size) => size.raw)),
    gzipBytes: Math.max(...sizes.map((size) => size.gzip)),
    wireBytes: Math.max(...sizes.map((size) => size.wire)),
  };
}

/** An answer's body as the browser reads it. */
function plain({ body, headers }: Recording): Buffer {
  const bytes = Buffer.from(body, 'base64');
  switch (headers['content-encoding']) {
    case 'br':
      return brotliDecompressSync(bytes);
    case 'zstd':
      return zstdDecompressSync(bytes);
    case 'gzip':
      return gunzipSync(bytes);
    default:
      return bytes;
  }
}

function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function loadWords(): string {
  return loadavg()
    .map((load) => load.toFixed(1))
    .join(', ');
}

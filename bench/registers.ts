/**
 * Registers and reports in a school that has ten years of them, beside the same school with this year's alone:
 * `npm run bench -- registers`; `--quick` asks less often; `--school=DIR` makes the schools in a folder that stays, or
 * uses those that are there; `--most=MS` is the budget of a report page. Ends with 1 where a budget is missed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { lookForConcerns } from '../src/attendance/find-concerns-job.ts';
import { poolDb } from '../src/db/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/db/embedded.ts';
import { migrate } from '../src/db/migrate.ts';
import { createPool } from '../src/db/pool.ts';
import { loadDemoSchool } from '../src/demo/load.ts';
import { urls } from '../src/web/urls.ts';
import { median } from './drive.ts';
import { signIn } from './people.ts';
import { record } from './record.ts';
import { COORDINATOR, pickLessons, reportPages, TEACHER } from './registers-pages.ts';
import type { RegistersPortalTask } from './registers-portal.ts';
import { addYearsBefore, fillYear, NOW, TODAY } from './registers-school.ts';
import { explainSlowest, timeStatements } from './statements.ts';
import { p50, p99, timePage, timeSaves } from './timing.ts';

const isQuick = process.argv.includes('--quick');
const MOST_MS = Number(option('most') ?? 300);
const MOST_RATIO = 1.2;
const ROUNDS = isQuick ? 2 : 5;
const REQUESTS = isQuick ? 25 : 120;
const SAVES = isQuick ? 10 : 30;
/** One asks at a time: how long an answer takes, not how many there are. */
const CLIENTS = 1;

const ONE_YEAR = 'zvonok';
const TEN_YEARS = 'zvonok_ten';

interface Portal {
  url: string;
  connectionString: string;
  cookies: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

export async function benchRegisters(folder: string): Promise<number> {
  const kept = option('school');
  const dataDir = kept ?? join(folder, 'registers');
  mkdirSync(dataDir, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: { info: () => undefined, warn: console.warn },
  });
  const portals: Portal[] = [];
  try {
    await makeSchools(postgres, join(dataDir, 'made'));
    for (const name of [ONE_YEAR, TEN_YEARS]) portals.push(await openPortal(postgres.urlsOf(name).app));
    const [one, ten] = portals;
    if (one === undefined || ten === undefined) return 1;
    const missed = [...(await compareRegisters(one, ten)), ...(await measureReports(one, ten))];
    for (const words of missed) console.log(`MISSED ${words}`);
    console.log(`\n${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}; ${loadWords()}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    for (const portal of portals) await portal.stop();
    await postgres.stop();
  }
}

/** Makes both schools, unless they are there from an earlier run. */
async function makeSchools(postgres: EmbeddedPostgres, madeAt: string): Promise<void> {
  if (!existsSync(madeAt)) {
    const started = performance.now();
    const lap = (words: string) =>
      console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s: ${words}`);
    await migrate({ ownerUrl: postgres.urls.owner, appRole: 'zvonok_app' });
    const pool = createPool({ connectionString: postgres.urls.app, max: 2, applicationName: 'zvonok bench' });
    await loadDemoSchool(poolDb(pool), { today: TODAY, now: Temporal.Instant.from(NOW) });
    lap('the demo school');
    await asSuperuser(postgres, ONE_YEAR, fillYear);
    await poolDb(pool).transaction((tx) => lookForConcerns(tx, TODAY, Temporal.Instant.from(NOW)));
    await pool.end();
    lap('its whole year online, with registers');
    await asSuperuser(postgres, 'postgres', async (client) => {
      await client.query(
        `create database ${TEN_YEARS} template ${ONE_YEAR} owner zvonok_owner strategy file_copy`,
      );
      await client.query(`grant connect on database ${TEN_YEARS} to zvonok_app`);
    });
    await asSuperuser(postgres, TEN_YEARS, addYearsBefore);
    lap('nine years before it');
    for (const name of [ONE_YEAR, TEN_YEARS]) {
      await asSuperuser(postgres, name, (client) => client.query('vacuum analyze'));
    }
    lap('vacuumed and counted');
    writeFileSync(madeAt, NOW);
  }
  for (const name of [ONE_YEAR, TEN_YEARS]) {
    await asSuperuser(postgres, name, async (client) => {
      const { rows } = await client.query<Record<string, string>>(`
        select (select count(*) from mark) as marks, (select count(*) from register) as registers,
          (select count(*) from lesson where format = 'online') as lessons, pg_size_pretty(pg_database_size('${name}')) as size`);
      const { marks, registers, lessons, size } = rows[0] ?? {};
      console.log(`${name}: ${lessons} online lessons, ${registers} registers, ${marks} marks, ${size}`);
    });
  }
}

async function asSuperuser(
  postgres: EmbeddedPostgres,
  database: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const url = new URL(postgres.superuserUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function openPortal(connectionString: string): Promise<Portal> {
  const child = fork(new URL('registers-portal.ts', import.meta.url), {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const task: RegistersPortalTask = { connectionString, now: NOW };
  child.send(task);
  const [port] = (await once(child, 'message')) as [number]; // registers-portal.ts sends nothing else
  const url = `http://localhost:${port}`;
  const pool = createPool({ connectionString, max: 1, applicationName: 'zvonok bench' });
  const cookies = await signIn(poolDb(pool), url, { ids: [], logins: [COORDINATOR, TEACHER] });
  await pool.end();
  return {
    url,
    connectionString,
    cookies,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** The register's page and its save, in the school of ten years beside that of one. */
async function compareRegisters(one: Portal, ten: Portal): Promise<string[]> {
  const lessons = await withDb(one, (db) => pickLessons(db, SAVES * (ROUNDS + 1)));
  const pages = { one: [] as number[][], ten: [] as number[][] };
  const firsts = { one: [] as number[][], ten: [] as number[][] };
  const corrections = { one: [] as number[][], ten: [] as number[][] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    // Who goes first changes; the first round warms up
    const order = round % 2 === 0 ? (['one', 'ten'] as const) : (['ten', 'one'] as const);
    for (const which of order) {
      const portal = which === 'one' ? one : ten;
      const cookie = portal.cookies.get(COORDINATOR) ?? '';
      const variants = lessons.filled.map((lesson) => ({ path: urls.register(lesson), cookie }));
      const shown = await timePage(portal.url, variants, { requests: REQUESTS, clients: 1 });
      const at = { path: urls.register, cookie };
      const its = lessons.open.slice(round * SAVES, (round + 1) * SAVES);
      const saved = await timeSaves(portal.url, at, its, () => undefined);
      const corrected = await timeSaves(portal.url, at, its, correctTwo);
      if (round === 0) continue;
      pages[which].push(shown);
      firsts[which].push(saved);
      corrections[which].push(corrected);
    }
  }
  console.log('\n| register | one year, p50 ms | p99 | ten years, p50 ms | p99 | ratio of p50 |');
  console.log('| --- | --: | --: | --: | --: | --: |');
  const looks = { one: await timeLooks(one), ten: await timeLooks(ten) };
  const missed: string[] = [];
  for (const [name, { one: ofOne, ten: ofTen }] of Object.entries({
    'page of a filled register': pages,
    'the first save': firsts,
    'a save that corrects two marks': corrections,
    'a look for pupils who are being lost (a job)': looks,
  })) {
    const ratio = median(ofTen.map((times, at) => p50(times) / p50(ofOne[at] ?? [])));
    const all = [ofOne, ofTen].map((rounds) => rounds.flat().sort((a, b) => a - b));
    const figures = all.flatMap((times) => [p50(times).toFixed(1), p99(times).toFixed(1)]);
    console.log(`| ${name} | ${figures.join(' | ')} | ${ratio.toFixed(2)} |`);
    if (!(ratio <= MOST_RATIO)) missed.push(`${name}: ten years take ${ratio.toFixed(2)} × of one`);
  }
  return missed;
}

/** The job that looks for pupils who are being lost, in transactions that are undone. */
async function timeLooks(portal: Portal): Promise<number[][]> {
  const undone = new Error('undone');
  const rounds: number[][] = [];
  await withDb(portal, async (db) => {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const work = db.transaction(async (tx) => {
        const started = performance.now();
        await lookForConcerns(tx, TODAY, Temporal.Instant.from(NOW));
        if (round > 0) rounds.push([performance.now() - started]); // the first warms up
        throw undone;
      });
      await work.catch((fault: unknown) => {
        if (fault !== undone) throw fault;
      });
    }
  });
  return rounds;
}

/** Two pupils were late after all. */
function correctTwo(form: URLSearchParams): void {
  const names = [...form.keys()].filter((name) => name.startsWith('a_')).slice(0, 2);
  for (const name of names) form.set(name, form.get(name) === 'late' ? 'absent' : 'late');
  for (const name of names) form.delete(name.replace('a_', 'm_'));
}

/** Report pages in both schools; what is over its budget with its ratio to the bare statements and the slowest's plan. */
async function measureReports(one: Portal, ten: Portal): Promise<string[]> {
  const pages = await withDb(ten, (db) => reportPages(db, ten.cookies));
  const pagesOfOne = await withDb(one, (db) => reportPages(db, one.cookies));
  const recorded = await record(ten.connectionString, pages, { now: () => Temporal.Instant.from(NOW) });
  console.log(
    '\n| report | one year, p50 ms | p99 | ten years, p50 ms | p99 | bare statements, p50 ms | ratio | statements |',
  );
  console.log('| --- | --: | --: | --: | --: | --: | --: | --: |');
  const missed: string[] = [];
  const plans: string[] = [];
  for (const [at, page] of pages.entries()) {
    const task = { requests: REQUESTS, clients: CLIENTS };
    const variants = pagesOfOne[at]?.variants ?? [];
    for (const portal of [one, ten]) {
      const asked = portal === one ? variants : page.variants;
      await timePage(portal.url, asked, { ...task, requests: 20 });
    }
    const ofOne = await timePage(one.url, variants, task);
    const ofTen = await timePage(ten.url, page.variants, task);
    const recordings = recorded.get(page.name) ?? [];
    const bare = await timeStatements(ten.connectionString, recordings, task);
    const ratio = p50(ofTen) / p50(bare);
    const most = Math.max(...recordings.map((recording) => recording.statements.length));
    console.log(
      `| ${page.name} | ${p50(ofOne).toFixed(0)} | ${p99(ofOne).toFixed(0)} | ${p50(ofTen).toFixed(0)} | ` +
        `${p99(ofTen).toFixed(0)} | ${p50(bare).toFixed(0)} | ${ratio.toFixed(2)} | ${most} |`,
    );
    if (p99(ofTen) <= MOST_MS) continue;
    missed.push(
      `${page.name}: p99 ${p99(ofTen).toFixed(0)} ms > ${MOST_MS} ms; ${ratio.toFixed(2)} × of its bare statements`,
    );
    plans.push(`${page.name}\n${await explainSlowest(ten.connectionString, recordings)}`);
  }
  for (const plan of plans) console.log(`\n${plan}`);
  return missed;
}

async function withDb<T>(portal: Portal, work: (db: ReturnType<typeof poolDb>) => Promise<T>): Promise<T> {
  const pool = createPool({
    connectionString: portal.connectionString,
    max: 1,
    applicationName: 'zvonok bench',
  });
  try {
    return await work(poolDb(pool));
  } finally {
    await pool.end();
  }
}

function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function loadWords(): string {
  return `load of the machine ${loadavg()
    .map((load) => load.toFixed(1))
    .join(', ')}`;
}

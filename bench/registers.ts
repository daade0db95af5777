/**
 * Registers and reports in a school that has ten years of them, beside the same school with this year's alone:
 * `npm run bench -- registers`; `--quick` asks less often; `--school=DIR` makes the schools in a folder that stays, or
 * uses those that are there; `--most=MS` is the budget of a report page. Ends with 1 where a budget is missed.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { lookForConcerns } from '../src/attendance/find-concerns-job.ts';
import { poolDb } from '../src/db/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/db/embedded.ts';
import { migrate } from '../src/db/migrate.ts';
import { createPool } from '../src/db/pool.ts';
import { loadDemoSchool } from '../src/demo/load.ts';
import { urls } from '../src/web/urls.ts';
import { record } from './record.ts';
import { COORDINATOR, pickLessons, reportPages, TEACHER } from './registers-pages.ts';
import { addYearsBefore, fillYear, NOW, TODAY } from './registers-school.ts';
import { asSuperuser, loadWords, openPortal, option, type Portal, withDb } from './school-portal.ts';
import { explainSlowest, timeStatements } from './statements.ts';
import { p50, p99, timePage, timeSave } from './timing.ts';

const isQuick = process.argv.includes('--quick');
const MOST_MS = Number(option('most') ?? 300);
const MOST_RATIO = 1.2;
const REQUESTS = isQuick ? 25 : 120;
const SAVES = isQuick ? 15 : 60;
const LOOKS = isQuick ? 3 : 10;
/** The first times of a comparison are not counted. */
const WARM_UP = 5;
/** One asks at a time: how long an answer takes, not how many there are. */
const CLIENTS = 1;

const JOB = 'a look for pupils who are being lost (a job)';

const ONE_YEAR = 'zvonok';
const TEN_YEARS = 'zvonok_ten';

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
    for (const name of [ONE_YEAR, TEN_YEARS])
      portals.push(await openPortal(postgres.urlsOf(name).app, NOW, [COORDINATOR, TEACHER]));
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

interface Pair {
  one: number[];
  ten: number[];
}

/** The register's page and its save, in the school of ten years beside that of one. */
async function compareRegisters(one: Portal, ten: Portal): Promise<string[]> {
  const lessons = await withDb(one, (db) => pickLessons(db, SAVES + WARM_UP));
  const pages = await inTurn(one, ten, REQUESTS, async (portal, at) => {
    const path = urls.register(lessons.filled[at % lessons.filled.length] ?? 0);
    const variant = { path, cookie: portal.cookies.get(COORDINATOR) ?? '' };
    return (await timePage(portal.url, [variant], { requests: 1, clients: 1 }))[0] ?? Number.NaN;
  });
  const saves = (fill: (form: URLSearchParams) => void) =>
    inTurn(one, ten, lessons.open.length - WARM_UP, (portal, at) =>
      timeSave(
        `${portal.url}${urls.register(lessons.open[at] ?? 0)}`,
        portal.cookies.get(COORDINATOR) ?? '',
        fill,
      ),
    );
  const all: Record<string, Pair> = {
    'page of a filled register': pages,
    'the first save': await saves(() => undefined),
    'a save that corrects two marks': await saves(correctTwo),
    [JOB]: await inTurn(one, ten, LOOKS, timeLook),
  };
  console.log('\n| register | one year, p50 ms | p99 | ten years, p50 ms | p99 | ratio of p50 |');
  console.log('| --- | --: | --: | --: | --: | --: |');
  const missed: string[] = [];
  for (const [name, pair] of Object.entries(all)) {
    const ratio = p50(pair.ten) / p50(pair.one);
    const figures = [pair.one, pair.ten].flatMap((times) => [p50(times).toFixed(1), p99(times).toFixed(1)]);
    console.log(`| ${name} | ${figures.join(' | ')} | ${ratio.toFixed(2)} |`);
    // Nobody waits for a job
    if (name !== JOB && !(ratio <= MOST_RATIO))
      missed.push(`${name}: ten years take ${ratio.toFixed(2)} × of one`);
  }
  return missed;
}

/** Times one thing in both schools in turn, so that a busy moment of the machine touches both; who is first changes. */
async function inTurn(
  one: Portal,
  ten: Portal,
  times: number,
  work: (portal: Portal, at: number) => Promise<number>,
): Promise<Pair> {
  const pair: Pair = { one: [], ten: [] };
  for (let at = 0; at < times + WARM_UP; at += 1) {
    for (const which of at % 2 === 0 ? (['one', 'ten'] as const) : (['ten', 'one'] as const)) {
      const took = await work(which === 'one' ? one : ten, at);
      if (at >= WARM_UP) pair[which].push(took);
    }
  }
  return pair;
}

/** The job that looks for pupils who are being lost, in a transaction that is undone; milliseconds. */
async function timeLook(portal: Portal): Promise<number> {
  const undone = new Error('undone');
  let took = Number.NaN;
  const look = withDb(portal, (db) =>
    db.transaction(async (tx) => {
      const started = performance.now();
      await lookForConcerns(tx, TODAY, Temporal.Instant.from(NOW));
      took = performance.now() - started;
      throw undone;
    }),
  );
  await look.catch((fault: unknown) => {
    if (fault !== undone) throw fault;
  });
  return took;
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

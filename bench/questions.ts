/**
 * Search and the pages of questions, consultations and surveys in a school with 100,000 published answers:
 * `npm run bench -- questions`; `--quick` asks less often; `--school=DIR` makes the school in a folder that stays, or
 * uses the one that is there; `--most=MS` is the budget of a page. Ends with 1 where a budget is missed.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { poolDb } from '../src/db/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/db/embedded.ts';
import { migrate } from '../src/db/migrate.ts';
import { createPool } from '../src/db/pool.ts';
import { loadDemoSchool } from '../src/demo/load.ts';
import type { BenchPage } from './pages.ts';
import { LOGINS, questionPages } from './questions-pages.ts';
import { fillAnswers } from './questions-school.ts';
import { type Recording, record } from './record.ts';
import { asSuperuser, loadWords, openPortal, option, type Portal, withDb } from './school-portal.ts';
import { explainSlowest, timeStatements } from './statements.ts';
import { p50, p99, timePage } from './timing.ts';

const isQuick = process.argv.includes('--quick');
const REQUESTS = isQuick ? 40 : 200;
/** The 99th percentile of a page, and of a search, in milliseconds. */
const MOST_MS = Number(option('most') ?? 300);
const TODAY = '2026-11-24';
const NOW = '2026-11-24T08:00:00Z';
const NAME = 'zvonok';

export async function benchQuestions(folder: string): Promise<number> {
  const dataDir = option('school') ?? join(folder, 'questions');
  mkdirSync(dataDir, { recursive: true });
  const log = { info: () => undefined, warn: console.warn };
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  let portal: Portal | undefined;
  try {
    await makeSchool(postgres, join(dataDir, 'made'));
    const opened = await openPortal(postgres.urls.app, NOW, LOGINS);
    portal = opened;
    const { searches, others } = await withDb(opened, (db) => questionPages(db, opened.cookies));
    const missed = [
      ...(await measure(opened, searches, 'search')),
      ...(await measure(opened, others, 'page')),
    ];
    for (const words of missed) console.log(`MISSED ${words}`);
    console.log(`\n${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}; ${loadWords()}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    await portal?.stop();
    await postgres.stop();
  }
}

/** Makes the school, unless it is there from an earlier run. */
async function makeSchool(postgres: EmbeddedPostgres, madeAt: string): Promise<void> {
  if (!existsSync(madeAt)) {
    await migrate({ ownerUrl: postgres.urls.owner, appRole: 'zvonok_app' });
    const pool = createPool({ connectionString: postgres.urls.app, max: 2, applicationName: 'zvonok bench' });
    await loadDemoSchool(poolDb(pool), { today: TODAY, now: Temporal.Instant.from(NOW) });
    await pool.end();
    await asSuperuser(postgres, NAME, fillAnswers);
    await asSuperuser(postgres, NAME, (client) => client.query('vacuum analyze'));
    writeFileSync(madeAt, NOW);
  }
  await asSuperuser(postgres, NAME, async (client) => {
    const { rows } = await client.query<Record<string, string>>(`
      select (select count(*) from published_answer) as answers, (select count(*) from question) as questions,
        (select count(*) from question where state = 'waiting') as waiting,
        pg_size_pretty(pg_database_size(current_database())) as size`);
    const { answers, questions, waiting, size } = rows[0] ?? {};
    console.log(`${answers} published answers; ${questions} questions, ${waiting} of them wait; ${size}`);
  });
}

/** The pages beside their bare statements; what is over its budget, with the plan of the slowest statement. */
async function measure(portal: Portal, pages: readonly BenchPage[], what: string): Promise<string[]> {
  const recorded = await record(portal.connectionString, pages, { now: () => Temporal.Instant.from(NOW) });
  console.log(
    `\n| ${what} | p50 ms | p99 | bare statements, p50 ms | p99 | ratio of p50 | ratio of p99 | statements |`,
  );
  console.log('| --- | --: | --: | --: | --: | --: | --: | --: |');
  const missed: string[] = [];
  const plans: string[] = [];
  for (const page of pages) {
    const task = { requests: REQUESTS, clients: 1 };
    await timePage(portal.url, page.variants, { ...task, requests: 20 });
    const ours = await timePage(portal.url, page.variants, task);
    const recordings: readonly Recording[] = recorded.get(page.name) ?? [];
    const bare = await timeStatements(portal.connectionString, recordings, task);
    const most = Math.max(...recordings.map(({ statements }) => statements.length));
    const figures = [
      p50(ours).toFixed(1),
      p99(ours).toFixed(1),
      p50(bare).toFixed(1),
      p99(bare).toFixed(1),
      (p50(ours) / p50(bare)).toFixed(2),
      (p99(ours) / p99(bare)).toFixed(2),
    ];
    console.log(`| ${page.name} | ${figures.join(' | ')} | ${most} |`);
    if (p99(ours) <= MOST_MS) continue;
    missed.push(`${page.name}: p99 ${p99(ours).toFixed(0)} ms > ${MOST_MS} ms`);
    plans.push(`${page.name}\n${await explainSlowest(portal.connectionString, recordings)}`);
  }
  for (const plan of plans) console.log(`\n${plan}`);
  return missed;
}

import { pino } from 'pino';
import { readConfig, sessionSecretOf } from './config.ts';
import { findRunningDatabase } from './database.ts';
import { poolDb } from './db/db.ts';
import { createPool } from './db/pool.ts';
import { startWorker } from './jobs/run-worker.ts';
import { jobs, schedules } from './jobs.ts';
import { findSchool, secretsOf, systemClock } from './school.ts';
import { shutdownOnSignals } from './shutdown.ts';

/** The job process, for a portal that is started with WORKER=none. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = pino({ level: config.logLevel, base: null });
  const shutdown = shutdownOnSignals(log);
  const urls = findRunningDatabase(config);
  if (urls === null) {
    throw new Error('Портал не запущен. Сначала запустите его (npm start) или задайте DATABASE_URL.');
  }
  const pool = createPool({ connectionString: urls.app, max: 1, applicationName: 'zvonok worker' });
  const row = await findSchool(poolDb(pool)).finally(() => pool.end());
  if (row === null) throw new Error('В базе данных ещё нет школы. Создайте её: npm run school:new');
  const secretFor = secretsOf(sessionSecretOf(config));
  const school = { clock: systemClock, timeZone: row.time_zone, log, secretFor };
  const worker = startWorker({ school, connectionString: urls.app, jobs, schedules });
  shutdown.add(worker.stop);
  log.info('the worker runs');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
